/** Correcting a side's text, and writing a note, in the row itself. */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */

export class Editor {
  /**
   * @param {import("./deciding.js").Deciding} deciding
   * @param {import("./list.js").PairList} list
   * @param {import("../keys.js").Keys} keys
   */
  constructor(deciding, list, keys) {
    this.deciding = deciding;
    this.list = list;
    this.keys = keys;
    this.done = () => {};
  }

  /** Correct the text of the side where the cursor is. */
  edit() {
    const pair = this.list.current;
    const { side } = this.list;
    if (!pair || this.list.open) return;
    if (!pair[side]) return this.deciding.say(t("pairs.nothing_to_edit"));
    const field = this.field(pair, side, pair[side], t("pairs.edit_label", { side: t(`pairs.${side}`), number: pair.number }));
    field.lang = this.list.languages[side];
    const original = pair[`original_${side}`];
    const save = () => this.save(pair, side, field.value);
    this.show(pair, side, [
      field,
      original !== null && h("div.original", {}, h("span.chip", {}, t("pairs.original")),
        h("span", { lang: field.lang }, original)),
      h("div.help", {},
        button(t("page.save"), save, { keys: "Ctrl+Enter", class: "primary" }),
        original !== null && button(t("pairs.back_to_original"), () => this.save(pair, side, null)),
        button(t("page.cancel"), () => this.cancel(pair, side), { keys: "Esc" })),
    ], save, ["Ctrl+Enter"]);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /** Doubtful, with a note. */
  doubt() {
    const pair = this.list.current;
    if (!pair || this.list.open) return;
    const field = this.field(pair, "note", pair.note, t("pairs.note_label", { number: pair.number }));
    field.rows = 1;
    field.placeholder = t("pairs.note_placeholder");
    const save = () => {
      this.close();
      this.deciding.doubt(field.value.trim()).then(() => this.forget(pair, "note"), () => {});
    };
    this.show(pair, null, [
      field,
      h("div.help", {},
        button(t("pairs.mark_doubtful"), save, { keys: "Enter", class: "primary" }),
        button(t("pairs.note_only"), () => this.note(pair, field.value.trim()), { keys: "Ctrl+Enter" }),
        button(t("page.cancel"), () => this.cancel(pair, "note"), { keys: "Esc" })),
    ], save, ["Enter"], { "Ctrl+Enter": () => this.note(pair, field.value.trim()) });
    field.focus();
  }

  /**
   * A field to write in. What was being written when the page or the server went is there again.
   *
   * @param {Pair} pair
   * @param {Side | "note"} part
   * @param {string} text
   * @param {string} label
   */
  field(pair, part, text, label) {
    const draft = sessionStorage.getItem(this.draftKey(pair, part));
    if (draft !== null && draft !== text) this.deciding.say(t("pairs.draft_back"));
    const field = /** @type {HTMLTextAreaElement} */ (
      h("textarea.editor", { "aria-label": label, rows: 2, spellcheck: "true" })
    );
    field.value = draft ?? text;
    const grow = () => {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    };
    field.addEventListener("input", () => {
      grow();
      sessionStorage.setItem(this.draftKey(pair, part), field.value);
    });
    requestAnimationFrame(grow);
    return field;
  }

  /** @param {Pair} pair @param {Side | "note"} part */
  draftKey(pair, part) {
    return `duizhao.draft ${this.list.app.store.project?.id} ${pair.document} ${pair.number} ${part}`;
  }

  /** @param {Pair} pair @param {Side | "note"} part it is written, or not wanted */
  forget(pair, part) {
    sessionStorage.removeItem(this.draftKey(pair, part));
  }

  /** @param {Pair} pair @param {Side | "note"} part */
  cancel(pair, part) {
    this.forget(pair, part);
    this.close();
  }

  /**
   * @param {Pair} pair
   * @param {Side | null} side the one whose text gives way; below the row where `null`
   * @param {(Node | false)[]} parts
   * @param {() => void} save
   * @param {string[]} keys that save
   * @param {Record<string, () => void>} [others]
   */
  show(pair, side, parts, save, keys, others = {}) {
    this.seen = this.list.app.store.last;
    const row = this.list.drawPair(pair, this.list.index(pair.number));
    row.classList.add("editing");
    if (side) fill(/** @type {Element} */ (row.querySelector(`.cell.${side}`)), parts);
    else row.append(h("div.below.noting", { role: "presentation" }, parts));
    this.list.open = { number: pair.number, element: row };
    this.list.virtual.redraw([pair.number]);
    this.done = this.keys.push([
      { keys, label: "page.save", typing: true, run: save },
      { keys: ["Escape"], label: "page.cancel", typing: true, run: () => this.cancel(pair, side ?? "note") },
      ...Object.entries(others).map(([key, run]) => ({ keys: [key], label: "pairs.note_only", typing: true, run })),
    ], { isAlone: true });
  }

  /** @param {Pair} pair @param {Side} side @param {string | null} text */
  save(pair, side, text) {
    const seen = this.seen;
    this.close();
    if (text !== null && text.trim() === pair[side].trim()) return this.forget(pair, side);
    const said = t(text === null ? "pairs.said_uncorrected" : "pairs.said_corrected", { number: pair.number });
    this.deciding.then(async () => {
      await this.deciding.change("correct text", { side, text }, { pair, said, seen, stay: pair.number });
      this.forget(pair, side);
    });
  }

  /** @param {Pair} pair @param {string} note */
  note(pair, note) {
    this.close();
    this.deciding.mark(pair, "note", { note }, { note }).then(() => this.forget(pair, "note"), () => {});
    this.deciding.say(t("pairs.said_noted", { number: pair.number }));
  }

  close() {
    const number = this.list.open?.number;
    this.done();
    this.done = () => {};
    this.list.open = null;
    if (number) this.list.virtual.redraw([number]);
    this.list.focus();
  }
}
