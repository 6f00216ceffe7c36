/**
 * Forms: another wording for a term, and a term that the machine did not find.
 */

import { button, h } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {import("../types.js").Term} Term */

let count = 0;

/**
 * @param {string} label
 * @param {string} value
 * @param {{isLong?: boolean}} [options]
 * @returns {{row: HTMLElement, input: HTMLInputElement | HTMLTextAreaElement}}
 */
function field(label, value, { isLong = false } = {}) {
  count += 1;
  const id = `field${count}`;
  const input = /** @type {HTMLInputElement} */ (
    h(isLong ? "textarea" : "input", { id, rows: isLong ? "2" : null, autocomplete: "off" })
  );
  input.value = value;
  return { row: h("div.field", {}, h("label", { for: id }, label), input), input };
}

/**
 * A form with fields, saved by Ctrl+Enter, and by Enter in a field of one line; left by Esc.
 *
 * @param {Record<string, ReturnType<typeof field>>} fields
 * @param {string} title
 * @param {(values: Record<string, string>) => void} save
 * @param {() => void} leave
 */
function form(fields, title, save, leave) {
  const values = () =>
    Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.input.value]));
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const isLine = event.target instanceof HTMLInputElement;
    if (event.key === "Enter" && (isLine || event.ctrlKey || event.metaKey)) save(values());
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const element = h(
    "section.term-form",
    { role: "group", "aria-label": title, on: { keydown: keys } },
    h("h2", {}, title),
    Object.values(fields).map((one) => one.row),
    h(
      "div.acts",
      {},
      button(t("terms.save"), () => save(values()), { keys: "Ctrl+Enter", class: "primary" }),
      button(t("terms.cancel"), leave, { keys: "Esc" }),
    ),
  );
  const first = Object.values(fields)[0].input;
  return { element, fields, focus: (/** @type {string} */ name = "") => (fields[name]?.input ?? first).focus() };
}

/**
 * @param {Term} term
 * @param {(fields: Record<string, string>) => void} save gets the fields that are others now
 * @param {() => void} leave
 */
export function editForm(term, save, leave) {
  const before = /** @type {Record<string, string>} */ ({
    source_term: term.source_term,
    target_term: term.target_term,
    definition: term.definition,
    domain: term.domain,
    note: term.note,
  });
  const fields = {
    target_term: field(t("terms.target_term"), before.target_term),
    source_term: field(t("terms.source_term"), before.source_term),
    definition: field(t("terms.definition"), before.definition, { isLong: true }),
    domain: field(t("terms.domain"), before.domain),
    note: field(t("terms.note"), before.note, { isLong: true }),
  };
  const saved = (/** @type {Record<string, string>} */ values) => {
    const changed = Object.entries(values).filter(([name, value]) => value.trim() !== before[name]);
    if (changed.length) save(Object.fromEntries(changed));
    else leave();
  };
  return form(fields, t("terms.edit_title", { term: term.source_term }), saved, leave);
}

/**
 * @param {string} query what was searched for, which may be the term
 * @param {(fields: Record<string, string>) => void} save
 * @param {() => void} leave
 */
export function addForm(query, save, leave) {
  const isHan = /\p{Script=Han}/u.test(query);
  const fields = {
    source_term: field(t("terms.source_term"), isHan ? query : ""),
    target_term: field(t("terms.target_term"), isHan ? "" : query),
  };
  return form(fields, t("terms.add_title"), save, leave);
}
