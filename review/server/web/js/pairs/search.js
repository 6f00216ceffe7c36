/** Finding a text on both sides, with simplified and traditional, full and half width the same. */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { patternButton, patternTrouble } from "../pattern.js";

/** @typedef {import("../types.js").Span} Span */
/** @typedef {import("../types.js").Side} Side */

const WAIT_MS = 180;

export class Search {
  /**
   * @param {import("../types.js").App} app
   * @param {import("./list.js").PairList} list
   * @param {() => void} heard the filter of hits is another
   */
  constructor(app, list, heard) {
    this.app = app;
    this.list = list;
    this.heard = heard;
    /** @type {string[]} the numbers of the pairs that were found, in order */
    this.found = [];
    this.isOnly = false;
    this.turn = 0;
    this.field = /** @type {HTMLInputElement} */ (h("input", {
      type: "search", placeholder: t("pairs.search"), "aria-label": t("pairs.search_label"),
      title: `${t("pairs.search_label")} (/)`, on: {
        input: () => this.later(),
        keydown: (/** @type {KeyboardEvent} */ event) => this.pressed(event),
      },
    }));
    this.count = h("span.count", { role: "status" });
    this.tail = h("span.tail");
    this.root = h("div.search", { role: "search" }, this.field, patternButton(this.field), this.tail);
    this.draw();
  }

  draw() {
    // The field stays where it is: taken out and put back it would lose the focus.
    fill(this.tail,
      this.field.value !== "" && [
        this.count,
        button("↑", () => this.step(-1), { class: "quiet", title: t("pairs.hit_before") }),
        button("↓", () => this.step(1), { class: "quiet", title: t("pairs.hit_after") }),
        button(t("pairs.only_hits"), () => {
          this.isOnly = !this.isOnly;
          this.draw();
          this.heard();
        }, { class: "quiet", pressed: this.isOnly }),
      ]);
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), WAIT_MS);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (this.asked !== this.field.value) this.run().then(() => this.step(1, true));
      else this.step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.field.value = "";
      this.run();
      this.list.focus();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.list.focus();
    }
  }

  /** Ask the server. */
  async run() {
    clearTimeout(this.timer);
    const mine = ++this.turn;
    const text = this.field.value;
    this.asked = text;
    const before = [...this.list.hits.keys()];
    let pairs = [];
    if (text) {
      const { store, api } = this.app;
      const query = new URLSearchParams({ q: text, document: this.list.pairs.name });
      try {
        ({ pairs } = await api.get(`${store.path}/search?${query}`));
      } catch (error) {
        if (mine === this.turn) {
          this.count.textContent = patternTrouble(error);
          this.count.classList.add("bad");
        }
        return;
      }
    }
    if (mine !== this.turn) return;
    this.count.classList.remove("bad");
    this.list.hits = new Map(pairs.map((/** @type {any} */ one) => [one.number, one]));
    this.found = pairs.map((/** @type {any} */ one) => one.number);
    if (!text) this.isOnly = false;
    this.draw();
    this.tell();
    if (this.isOnly || !text) this.heard();
    this.list.redraw(new Set([...before, ...this.found]));
  }

  /** Look again after texts have changed. */
  again() {
    if (this.field.value) this.later();
  }

  /** @param {1 | -1} direction @param {boolean} [isHereToo] */
  step(direction, isHereToo = false) {
    const here = this.list.pairs.position(this.list.number);
    const found = this.found.filter((number) => this.list.index(number) >= 0);
    const places = found.map((number) => this.list.pairs.position(number));
    const after = places.findIndex((at) => (isHereToo ? at >= here : at > here));
    const before = places.findLastIndex((at) => at < here);
    const index = direction > 0 ? (after < 0 ? 0 : after) : before < 0 ? places.length - 1 : before;
    const number = found[index];
    if (number === undefined) return;
    this.list.go(number, { where: "nearest", isStill: false });
    if (document.activeElement !== this.field) this.field.focus();
    this.tell();
  }

  tell() {
    const at = this.found.indexOf(this.list.number);
    const n = this.found.length;
    this.count.textContent = at < 0 ? t("pairs.hits", { n }) : t("pairs.hit_of", { at: at + 1, n });
  }
}
