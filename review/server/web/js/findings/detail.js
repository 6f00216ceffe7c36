/**
 * One finding in full: both texts with what is meant marked, the answers, and the place where the
 * translation is corrected.
 */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { marked } from "../marks.js";
import { checkName, ruleName } from "./row.js";
import { saidNodes } from "./said.js";

/** @typedef {import("../types.js").Finding} Finding */

export const ANSWERS = ["right", "false alarm", "fixed", "later"];

/**
 * @typedef {object} FindingActs
 * @property {(answer: string) => void} answer
 * @property {() => void} fix opens the editor
 * @property {() => void} goToPair
 */

/**
 * @param {HTMLElement} place
 * @param {Finding} finding
 * @param {FindingActs} acts
 * @param {{source: string, target: string}} languages
 */
export function showFinding(place, finding, acts, languages) {
  fill(
    place,
    h(
      "h2.finding-head",
      { class: finding.severity },
      h("span.severity", {}, t(`severity.${finding.severity}`)),
      " ",
      saidNodes(finding, languages),
    ),
    h(
      "p.badges",
      {},
      h("span.badge", {}, checkName(finding.check)),
      h("span.badge", {}, ruleName(finding)),
      finding.is_outdated ? h("span.badge.recheck", {}, t("findings.outdated")) : null,
      finding.conflict.length ? h("span.badge.conflict", {}, "⚡ ", t("findings.conflict")) : null,
    ),
    texts(finding, languages),
    finding.expected
      ? h("p.expected", {}, h("span.soft", {}, t("findings.expected")), " ", h("b", { lang: languages.target }, finding.expected))
      : null,
    answers(finding, acts),
    finding.answer
      ? h("p.soft", {}, t("findings.answered_by", {
          answer: t(`answer.${finding.answer.replace(" ", "_")}`),
          reviewer: finding.reviewer,
        }), finding.note ? ` ${finding.note}` : "")
      : null,
  );
}

/** @param {Finding} finding @param {{source: string, target: string}} languages */
function texts(finding, languages) {
  const mark = (/** @type {import("../types.js").Span | null} */ span) =>
    span ? [{ span, class: finding.severity }] : [];
  return h(
    "div.finding-texts",
    {},
    h("p.text", { lang: languages.source }, finding.source
      ? marked(finding.source, mark(finding.source_span))
      : h("span.soft", { lang: "" }, t("findings.empty_side"))),
    h("p.text.target", { lang: languages.target }, finding.target
      ? marked(finding.target, mark(finding.target_span))
      : h("span.soft", { lang: "" }, t("findings.empty_side"))),
  );
}

/** @param {Finding} finding @param {FindingActs} acts */
function answers(finding, acts) {
  const pressed = (/** @type {string} */ name) => finding.answer === name;
  return h(
    "div.acts",
    { role: "group", "aria-label": t("findings.answer") },
    button(t("answer.right"), () => acts.answer("right"), {
      keys: "V", pressed: pressed("right"),
    }),
    button(t("answer.false_alarm"), () => acts.answer("false alarm"), {
      keys: "F", pressed: pressed("false alarm"),
    }),
    button(t("answer.fixed"), acts.fix, { keys: "E", pressed: pressed("fixed") }),
    button(t("answer.later"), () => acts.answer("later"), { keys: "L", pressed: pressed("later") }),
    finding.answer ? button(t("findings.reopen"), () => acts.answer(""), { keys: "0" }) : null,
    button(t("findings.go_to_pair"), acts.goToPair, { keys: "G", class: "quiet" }),
  );
}

/**
 * The editor for the translation, in the place where it stands.
 *
 * @param {HTMLElement} place what `showFinding` filled
 * @param {Finding} finding
 * @param {string} text as it reads now
 * @param {string} language
 * @param {(text: string) => void} save
 * @param {() => void} leave
 */
export function openEditor(place, finding, text, language, save, leave) {
  const box = place.querySelector(".text.target");
  if (!box) return;
  const area = /** @type {HTMLTextAreaElement} */ (
    h("textarea.correction", {
      lang: language,
      "aria-label": t("findings.corrected"),
      on: { keydown: (/** @type {KeyboardEvent} */ event) => keys(event) },
    })
  );
  area.value = text;
  const take = () => save(area.value);
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) take();
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const bar = h(
    "div.acts",
    {},
    button(t("findings.save_fix"), take, { keys: "Ctrl+Enter", class: "primary" }),
    finding.expected && finding.target_span
      ? button(t("findings.use_expected", { text: finding.expected }), () => insert(area, finding))
      : null,
    button(t("findings.cancel"), leave, { keys: "Esc" }),
  );
  box.replaceWith(area, bar);
  area.style.height = `${area.scrollHeight + 4}px`;
  area.focus();
  selectMarked(area, finding);
}

/** Begin with the wrong words selected: what is typed replaces them.
 *
 * @param {HTMLTextAreaElement} area @param {Finding} finding
 */
function selectMarked(area, finding) {
  if (!finding.target_span || area.value !== finding.target) {
    area.setSelectionRange(area.value.length, area.value.length);
    return;
  }
  const before = [...finding.target].slice(0, finding.target_span[0]).join("").length;
  const inside = [...finding.target].slice(...finding.target_span).join("").length;
  area.setSelectionRange(before, before + inside);
}

/** @param {HTMLTextAreaElement} area @param {Finding} finding */
function insert(area, finding) {
  if (area.selectionStart === area.selectionEnd) selectMarked(area, finding);
  area.setRangeText(finding.expected, area.selectionStart, area.selectionEnd, "end");
  area.focus();
}
