/**
 * Why two texts are a pair: the evidence in words; and what a word faces, lit while one points at
 * it. The word links of a pair are asked for when it is first pointed at.
 */

import { button, fill, h } from "../dom.js";
import { currentLanguage, t } from "../i18n.js";
import { slicePoints } from "../offsets.js";
import { SIDES, stateText } from "./row.js";
import { offsetAt, rangeOf } from "./text.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {import("../types.js").Span} Span */

/**
 * @typedef {object} Why
 * @property {{name: string, weight: number, text: string}[]} reasons
 * @property {[Span, Span, number][]} links
 * @property {[Span[], Span[]][]} numbers
 * @property {{id: string, source_span: Span, target_spans: Span[]}[]} terms
 */

const KEPT = 300;
const WAIT_MS = 70;
/** Word links that are less sure are lit, but not listed. */
const SHOWN = 0.3;
const KINDS = ["link", "number", "term"];

export class Whys {
  /** @param {import("../types.js").App} app @param {import("./list.js").PairList} list */
  constructor(app, list) {
    this.app = app;
    this.list = list;
    /** @type {Map<string, Promise<Why | null>>} */
    this.known = new Map();
    this.isOpen = false;
    /** @type {object | null} the word that is pointed at */
    this.looking = null;
    this.root = h("aside.why", { hidden: true, "aria-label": t("pairs.why") });
    this.onMove = (/** @type {MouseEvent} */ event) => this.pointed(event);
    this.onLeave = () => {
      clearTimeout(this.pointing);
      this.looking = null;
      this.light([]);
    };
    list.scroller.addEventListener("mousemove", this.onMove, { passive: true });
    list.scroller.addEventListener("mouseleave", this.onLeave, { passive: true });
  }

  close() {
    this.onLeave();
    clearTimeout(this.timer);
  }

  /** Have the words looked up once, so that what looks them up is warm. */
  warm() {
    const pair = this.list.current;
    if (pair) this.of(pair, true);
  }

  /**
   * What is known of a pair: at once what needs no thought, and again when its word links are here.
   *
   * @param {Pair} pair
   * @param {(why: Why | null, isWhole: boolean) => void} told
   */
  async tell(pair, told) {
    const whole = this.of(pair, true);
    const first = await Promise.race([whole, this.of(pair, false)]);
    told(first, false);
    const why = await whole;
    if (why !== first) told(why, true);
  }

  /**
   * @param {Pair} pair
   * @param {boolean} isWhole with its word links, which may take a while
   * @returns {Promise<Why | null>}
   */
  of(pair, isWhole) {
    const { number, operation, source, target, kind, document } = pair;
    const key = `${number} ${operation} ${source.length} ${target.length} ${kind} ${isWhole}`;
    let asked = this.known.get(key);
    if (!asked) {
      const { api, store } = this.app;
      const query = new URLSearchParams({ document, language: currentLanguage() });
      if (!isWhole) query.set("links", "0");
      asked = api.get(`${store.path}/pair/${encodeURIComponent(number)}/why?${query}`).catch(() => null);
      this.known.set(key, asked);
      if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value ?? "");
    }
    return asked;
  }

  // --- the panel ---------------------------------------------------------------------------------

  toggle() {
    this.isOpen = !this.isOpen;
    this.root.hidden = !this.isOpen;
    if (this.isOpen) this.draw();
    else this.light([]);
  }

  /** The cursor is elsewhere. */
  moved() {
    if (!this.isOpen) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), WAIT_MS);
  }

  draw() {
    const pair = this.list.current;
    if (pair) this.tell(pair, (why) => this.show(pair, why));
  }

  /** @param {Pair} pair @param {Why | null} why */
  show(pair, why) {
    if (pair.number !== this.list.number || !this.isOpen) return;
    const head = h("header", {}, h("h2", {}, t("pairs.why_of", { number: pair.number })),
      button("×", () => this.toggle(), { class: "quiet", title: t("page.close") }));
    fill(this.root, head,
      h("p.verdict", {}, stateText(pair)),
      why && this.reasons(pair, why),
      why && this.facing(pair, why),
      !why && h("p.soft", {}, t("pairs.no_why")));
    if (why) {
      this.light([...why.numbers.map(([source, target]) => ({ kind: "number", source, target })),
        ...why.terms.map((one) => ({ kind: "term", source: [one.source_span], target: one.target_spans }))], pair);
    }
  }

  /** @param {Pair} pair @param {Why} why */
  reasons(pair, why) {
    const none = pair.is_decided ? "pairs.reasons_of_person" : "pairs.no_reasons";
    if (!why.reasons.length) return h("p.soft", {}, t(none));
    const most = Math.max(...why.reasons.map((one) => Math.abs(one.weight)), 1e-9);
    return h("ul.reasons", {}, why.reasons.map((one) => {
      const bar = h("span.weight", { class: one.weight < 0 ? "against" : "for" });
      bar.style.width = `${Math.round((Math.abs(one.weight) / most) * 100)}%`;
      const word = t(one.weight < 0 ? "pairs.against" : "pairs.for");
      return h("li", {}, h("span.sentence-of", {}, one.text),
        h("span.track", { title: word }, bar, h("span.unseen", {}, word)));
    }));
  }

  /** What faces what, as buttons that light it. @param {Pair} pair @param {Why} why */
  facing(pair, why) {
    const lists = [
      ["number", why.numbers.map(([source, target]) => ({ kind: "number", source, target }))],
      ["term", why.terms.map((one) => ({ kind: "term", source: [one.source_span], target: one.target_spans }))],
      ["link", why.links.filter((one) => one[2] >= SHOWN).map(([source, target]) => ({ kind: "link", source: [source], target: [target] }))],
    ];
    return lists.map(([kind, all]) => Array.isArray(all) && all.length > 0 && h("section", {},
      h("h3", {}, t(`pairs.faces_${kind}`)),
      h("div.faces", {}, all.map((one) => {
        const words = SIDES.map((side) => one[side].map((span) => slicePoints(pair[side], span)).join(" … "));
        const light = () => this.light([one], pair);
        return h("button.face", { type: "button", class: `of-${one.kind}`, on: { focus: light, mouseenter: light, click: light } },
          h("span", { lang: this.list.languages.source }, words[0]), " ↔ ",
          h("span", { lang: this.list.languages.target }, words[1] || "–"));
      }))));
  }

  // --- lighting ----------------------------------------------------------------------------------

  /** @param {MouseEvent} event */
  pointed(event) {
    clearTimeout(this.pointing);
    const { clientX: x, clientY: y, target } = event;
    this.pointing = setTimeout(() => this.look(target, x, y), WAIT_MS);
  }

  /** @param {EventTarget | null} target @param {number} x @param {number} y */
  look(target, x, y) {
    const cell = target instanceof Element ? target.closest(".cell") : null;
    const number = /** @type {HTMLElement | null} */ (cell?.closest(".row"))?.dataset.number;
    const pair = number ? this.list.pairs.get(number) : undefined;
    const box = cell?.querySelector(".text");
    this.looking = null;
    if (!pair || !(box instanceof HTMLElement) || !pair.source || !pair.target || this.list.open?.number === number) {
      this.light([]);
      return;
    }
    const side = /** @type {Side} */ (/** @type {HTMLElement} */ (cell).dataset.side);
    const at = offsetAt(box, pair[side], x, y);
    const mine = (this.looking = {});
    if (at === null) return this.light([]);
    this.tell(pair, (why) => {
      if (mine === this.looking) this.light(why ? facingAt(why, side, at) : [], pair);
    });
  }

  /**
   * Light stretches of a pair on both sides.
   *
   * @param {{kind: string, source: Span[], target: Span[]}[]} faces
   * @param {Pair} [pair]
   */
  light(faces, pair) {
    const highlights = /** @type {any} */ (CSS).highlights;
    if (!highlights) return;
    for (const kind of KINDS) highlights.delete(kind);
    const row = pair && this.list.virtual.element(pair.number);
    if (!row || !pair) return;
    for (const kind of KINDS) {
      const ranges = faces.filter((one) => one.kind === kind).flatMap((one) => SIDES.flatMap((side) => {
        const box = row.querySelector(`.cell.${side} .text`);
        return one[side].map((span) => box instanceof HTMLElement && rangeOf(box, pair[side], span));
      })).filter(Boolean);
      // @ts-ignore: highlights are newer than some descriptions of the browser
      if (ranges.length) highlights.set(kind, new Highlight(...ranges));
    }
  }
}

/**
 * What faces the letter at an offset: its term, its number, else the words linked with its word.
 *
 * @param {Why} why
 * @param {Side} side
 * @param {number} at
 * @returns {{kind: string, source: Span[], target: Span[]}[]}
 */
export function facingAt(why, side, at) {
  const other = side === "source" ? 1 : 0;
  const own = 1 - other;
  const holds = (/** @type {Span} */ [start, end]) => start <= at && at < end;
  const found = [];
  for (const one of why.terms) {
    if ((side === "source" ? [one.source_span] : one.target_spans).some(holds)) {
      found.push({ kind: "term", source: [one.source_span], target: one.target_spans });
    }
  }
  for (const [source, target] of why.numbers) {
    if ([source, target][own].some(holds)) found.push({ kind: "number", source, target });
  }
  for (const [source, target] of why.links) {
    if (holds([source, target][own])) found.push({ kind: "link", source: [source], target: [target] });
  }
  return found;
}
