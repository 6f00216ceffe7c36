/**
 * Several pairs of texts that were dropped at once: which belong together, and which are left over.
 */

import { button, fill, h } from "../dom.js";
import { currentLanguage, percent, t } from "../i18n.js";

/**
 * @typedef {object} PlanRow
 * @property {string} status `pair`, `both`, `unsure`, or why a file is in none
 * @property {string} source a file's id
 * @property {string | null} target
 * @property {number | null} confidence
 * @property {Record<string, string>} reason by language
 */

const WORK = ["pair", "both", "unsure"];

/** @param {PlanRow[]} rows @returns {PlanRow[]} the pairs, sure or not */
export function pairsOf(rows) {
  return rows.filter((row) => WORK.includes(row.status));
}

export class Plan {
  /**
   * @param {PlanRow[]} rows
   * @param {Map<string, {name: string, path: string}>} files by id
   * @param {{changed: () => void, byHand: () => void}} acts `byHand`: choose one pair instead
   */
  constructor(rows, files, acts) {
    this.pairs = pairsOf(rows);
    this.others = rows.filter((row) => !this.pairs.includes(row));
    this.files = files;
    this.acts = acts;
    this.isSwapped = false;
    this.chosen = new Set(this.pairs.filter((row) => row.status !== "unsure"));
    this.element = h("div.plan");
    this.draw();
  }

  /** @returns {(string | null)[][]} what is to be paired: source and target */
  wanted() {
    return this.pairs
      .filter((row) => this.chosen.has(row))
      .map((row) => (this.isSwapped && row.target ? [row.target, row.source] : [row.source, row.target]));
  }

  draw() {
    fill(
      this.element,
      h("p.acts", {},
        h("b", { role: "status" }, t("start.several", { n: this.chosen.size })),
        button("⇄", () => {
          this.isSwapped = !this.isSwapped;
          this.draw();
          this.element.querySelector("button")?.focus();
        }, { title: t("start.swap") }),
        button(t("start.by_hand"), this.acts.byHand, { class: "quiet" })),
      h("ul.plan-pairs", { "aria-label": t("start.pairs") }, this.pairs.map((row) => this.row(row))),
      this.others.length
        ? h("details.plan-others", {},
            h("summary", {}, t("start.left_over", { n: this.others.length })),
            h("ul", {}, this.others.map((row) => h("li", { title: row.reason[currentLanguage()] },
              this.name(row.source), " ", h("span.soft", {}, t(`start.plan_${row.status}`))))))
        : null,
    );
  }

  /** @param {PlanRow} row */
  row(row) {
    const names = [row.source, row.target].filter((id) => id !== null);
    if (this.isSwapped) names.reverse();
    const box = /** @type {HTMLInputElement} */ (h("input", {
      type: "checkbox",
      on: { change: () => this.choose(row, box.checked) },
    }));
    box.checked = this.chosen.has(row);
    return h(
      "li",
      { class: row.status, title: row.reason[currentLanguage()] },
      h("label", {},
        box,
        h("span.plan-name", {}, this.name(names[0])),
        h("span.soft", { "aria-hidden": "true" }, "↔"),
        h("span.plan-name", {}, names.length > 1 ? this.name(names[1]) : t("start.plan_both"))),
      row.status === "unsure" ? h("span.badge.recheck", {}, t("start.plan_unsure")) : null,
      row.confidence === null ? null : h("span.soft", {}, percent(row.confidence)),
    );
  }

  /** @param {PlanRow} row @param {boolean} isChosen */
  choose(row, isChosen) {
    if (isChosen) this.chosen.add(row);
    else this.chosen.delete(row);
    const count = this.element.querySelector("b");
    if (count) count.textContent = t("start.several", { n: this.chosen.size });
    this.acts.changed();
  }

  /** @param {string | null} id */
  name(id) {
    return this.files.get(id ?? "")?.path ?? "";
  }
}
