/**
 * The list of pairs with its cursor (a row and a side), its filter, and what is marked in it.
 */

import { fill, h } from "../dom.js";
import { number as written, percent, t } from "../i18n.js";
import { pointLength } from "../offsets.js";
import { VirtualList } from "../virtual.js";
import { drawHole, drawRow, SIDES, stateText } from "./row.js";
import { isEmpty } from "./state.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {import("../types.js").Span} Span */
/** @typedef {import("../types.js").DocumentInfo} DocumentInfo */

/** How many rows without this side are passed over to see who speaks. */
const LOOK_BACK = 8;

export class PairList {
  /**
   * @param {HTMLElement} root
   * @param {App} app
   * @param {DocumentInfo} info
   * @param {import("../store.js").Pairs} pairs
   */
  constructor(root, app, info, pairs) {
    this.root = root;
    this.app = app;
    this.info = info;
    this.pairs = pairs;
    this.number = "";
    /** @type {Side} */
    this.side = "source";
    /** How often one moved: tells whether the cursor is still where a decision was made. */
    this.moves = 0;
    /** @type {string[] | null} the numbers of those a filter lets through */
    this.chosen = null;
    /** @type {Map<string, number>} */
    this.chosenAt = new Map();
    /** @type {{number: string, side: Side} | null} where a link begins */
    this.picked = null;
    /** @type {Map<string, Record<Side, Span[]>>} */
    this.hits = new Map();
    /** @type {{number: string, element: HTMLElement} | null} a row that is being worked on */
    this.open = null;
    /** @type {WeakMap<Pair, {width: number, height: number}>} */
    this.guessed = new WeakMap();
    /** @type {Set<() => void>} */
    this.moved = new Set();
    this.languages = { source: info.source_language, target: info.target_language };
    this.content = h("div.rows", { role: "presentation" });
    this.scroller = h("div.scroller", { role: "rowgroup", tabindex: -1 }, this.content);
    this.grid = h("div.grid", {
      role: "grid", "aria-label": t("pairs.grid"), "aria-colcount": 3,
      "aria-rowcount": pairs.count() + 1,
    }, h("div.heads", { role: "rowgroup" }, h("div.columns", { role: "row", "aria-rowindex": 1 },
      h("div", { role: "columnheader" }, h("span.unseen", {}, t("pairs.column_pair")), "#"),
      SIDES.map((side) => h("div", { role: "columnheader" },
        h("bdi", {}, info[`${side}_name`]),
        h("span.soft", {}, " ", languageName(this.languages[side])))))), this.scroller);
    fill(root, this.grid);
    this.virtual = new VirtualList(this.scroller, this.content, {
      count: () => this.count(),
      key: (index) => this.key(index),
      guess: (index, width) => this.guess(index, width),
      draw: (index) => this.draw(index),
      lost: () => this.scroller.focus({ preventScroll: true }),
    });
    this.virtual.reset();
  }

  close() {
    this.virtual.close();
  }

  // --- rows --------------------------------------------------------------------------------------

  count() {
    return this.chosen?.length ?? this.pairs.count();
  }

  /** @param {number} index @returns {Pair | undefined} */
  at(index) {
    return this.chosen ? this.pairs.get(this.chosen[index]) : this.pairs.list[index];
  }

  /** @param {number} index */
  key(index) {
    return this.chosen?.[index] ?? this.pairs.list[index]?.number ?? `hole ${index}`;
  }

  /** @param {string} number @returns {number} its place among those shown; -1: not shown */
  index(number) {
    return this.chosen ? (this.chosenAt.get(number) ?? -1) : this.pairs.position(number);
  }

  /** @returns {Pair | undefined} where the cursor is */
  get current() {
    return this.pairs.get(this.number);
  }

  /** @param {number} index @param {number} width */
  guess(index, width) {
    const pair = this.at(index);
    if (!pair) return 34;
    const known = this.guessed.get(pair);
    if (known?.width === width) return known.height;
    const height = this.guessHeight(pair, width);
    this.guessed.set(pair, { width, height });
    return height;
  }

  /** @param {Pair} pair @param {number} width */
  guessHeight(pair, width) {
    const isNarrow = width < 760;
    const column = isNarrow ? width - 50 : (width - 105) / 2 - 26;
    const lines = SIDES.map((side) => {
      const letter = this.languages[side].startsWith("zh") ? 15.5 : 7.3;
      const speaker = pair[`${side}_paragraphs`][0] === 0 && pair[`${side}_speaker`] ? 1 : 0;
      return speaker + Math.ceil((pair[side].length * letter) / column) || 1;
    });
    const most = isNarrow ? lines[0] + lines[1] : Math.max(...lines);
    const below = pair.note || pair.is_kept_out || pair.conflict.length ? 22 : 0;
    return most * 24 + 11 + below;
  }

  /** @param {number} index */
  draw(index) {
    const pair = this.at(index);
    if (!pair) return drawHole();
    if (this.open?.number === pair.number) return this.open.element;
    return this.drawPair(pair, index);
  }

  /** @param {Pair} pair @param {number} index */
  drawPair(pair, index) {
    const isCurrent = pair.number === this.number;
    return drawRow(pair, {
      languages: this.languages,
      speakers: { source: this.speakerAbove(index, "source"), target: this.speakerAbove(index, "target") },
      isCurrent,
      side: this.side,
      picked: this.picked?.number === pair.number ? this.picked.side : null,
      marks: { source: this.marks(pair, "source"), target: this.marks(pair, "target") },
      findings: this.app.store.findingsOf(pair),
      log: `#/p/${this.app.store.project?.id}/log`,
    });
  }

  /**
   * Who speaks above a row, whom it need not name again.
   *
   * @param {number} index
   * @param {Side} side
   */
  speakerAbove(index, side) {
    for (let above = index - 1; above >= Math.max(0, index - LOOK_BACK); above -= 1) {
      const pair = this.at(above);
      if (pair?.[side]) return pair[`${side}_speaker`];
    }
    return null;
  }

  /** @param {Pair} pair @param {Side} side */
  marks(pair, side) {
    const hits = this.hits.get(pair.number)?.[side] ?? [];
    const length = pointLength(pair[side]);
    const marks = hits.filter(([, end]) => end <= length).map((span) => ({ span, kind: "hit" }));
    for (const finding of this.app.store.findingsOf(pair)) {
      const span = finding[`${side}_span`];
      if (!span || finding.answer || finding.is_outdated || span[1] > length || span[0] === span[1]) continue;
      marks.push({ span, kind: `fault ${finding.severity}` });
    }
    return marks;
  }

  /** @param {Iterable<string>} numbers rows to draw anew */
  redraw(numbers) {
    const wanted = [...numbers].filter(
      (number) => number !== this.open?.number && this.virtual.measured.has(number),
    );
    const hadFocus = this.scroller.contains(document.activeElement);
    this.virtual.redraw(wanted);
    if (hadFocus && wanted.includes(this.number)) this.focus();
  }

  /**
   * Rows came or went.
   *
   * @param {Iterable<string>} [stale] those to draw anew; all where left out
   */
  reset(stale) {
    const hadFocus = this.scroller.contains(document.activeElement);
    this.grid.setAttribute("aria-rowcount", String(this.pairs.count() + 1));
    this.virtual.reset(stale);
    for (const [number, row] of this.virtual.drawn) {
      row.setAttribute("aria-rowindex", String(this.pairs.position(number) + 2));
    }
    if (hadFocus) this.focus();
  }

  /**
   * Take in what changed in the document.
   *
   * @param {{changed: string[], isMoved: boolean, isLoaded?: boolean}} event
   */
  changed({ changed, isMoved, isLoaded }) {
    if (isLoaded) this.renew();
    else if (isMoved) this.renew(this.withThoseBelow(changed));
    else this.redraw(new Set(changed));
  }

  /**
   * Rows and those below them, which show a speaker only where the row above has another.
   *
   * @param {string[]} numbers
   * @returns {Set<string>}
   */
  withThoseBelow(numbers) {
    const below = numbers.map((one) => this.pairs.list[this.pairs.position(one) + 1]?.number ?? one);
    return new Set([...numbers, ...below]);
  }

  /**
   * The order or number of rows is another.
   *
   * @param {Iterable<string>} [stale] rows to draw anew; all where left out
   */
  renew(stale) {
    if (this.open && this.pairs.position(this.open.number) < 0 && this.pairs.isWhole) this.open = null;
    if (this.chosen) this.choose(this.chosen.filter((one) => this.pairs.get(one)), false);
    this.reset(stale);
    this.settle();
  }

  /** Put the cursor where there is a row. */
  settle() {
    if (this.index(this.number) >= 0 || !this.count()) return;
    const known = this.at(Math.min(this.lastIndex ?? 0, this.count() - 1));
    if (known) this.go(known.number, { isStill: true });
  }

  /**
   * @param {string[] | null} numbers those to show, in order; all where `null`
   * @param {boolean} [isAsked] draw at once
   */
  choose(numbers, isAsked = true) {
    this.chosen = numbers;
    this.chosenAt = new Map((numbers ?? []).map((number, index) => [number, index]));
    if (isAsked) {
      this.reset();
      this.settle();
    }
  }

  // --- the cursor --------------------------------------------------------------------------------

  /**
   * Move to a row.
   *
   * @param {string} number
   * @param {{side?: Side, where?: "nearest" | "center" | "start", isStill?: boolean}} [options]
   *   still: neither scroll nor take the focus
   * @returns {boolean} whether it is shown
   */
  go(number, { side = this.side, where = "nearest", isStill = false } = {}) {
    const index = this.index(number);
    if (index < 0) return false;
    const before = this.number;
    if (!isStill) this.moves += 1;
    this.number = number;
    this.side = side;
    this.lastIndex = index;
    this.virtual.anchor = number;
    this.mark(before, false);
    this.mark(number, true);
    if (!isStill) {
      this.virtual.show(index, where);
      this.mark(number, true);
      this.focus();
    }
    for (const hear of this.moved) hear();
    return true;
  }

  /** @param {string} number @param {boolean} isCurrent */
  mark(number, isCurrent) {
    const row = this.virtual.element(number);
    if (!row) return;
    row.classList.toggle("current", isCurrent);
    for (const cell of row.querySelectorAll(".cell")) {
      const isHere = isCurrent && /** @type {HTMLElement} */ (cell).dataset.side === this.side;
      cell.classList.toggle("here", isHere);
      cell.setAttribute("tabindex", isHere ? "0" : "-1");
    }
  }

  focus() {
    const row = this.virtual.element(this.number);
    const cell = /** @type {HTMLElement | undefined} */ (row?.querySelector(".cell.here"));
    if (this.open?.number === this.number) return;
    (cell ?? this.scroller).focus({ preventScroll: true });
  }

  /** @param {number} by rows @param {Side} [side] */
  step(by, side) {
    const index = this.index(this.number);
    const last = this.count() - 1;
    const wanted = Math.max(0, Math.min(last, (index < 0 ? 0 : index) + by));
    const pair = this.at(wanted);
    if (pair) this.go(pair.number, { side });
    return pair;
  }

  /** @param {Side} side */
  toSide(side) {
    this.go(this.number, { side });
  }

  /** Say where the cursor is, to those who hear the page. */
  tell() {
    const pair = this.current;
    if (!pair) return;
    this.app.announce(t("pairs.at", { number: pair.number, state: stateText(pair) }));
  }

  /** @returns {HTMLElement | undefined} the row at the cursor */
  get row() {
    return this.virtual.element(this.number);
  }

  /** @returns {Generator<Pair>} those shown, in order */
  *shown() {
    for (let index = 0; index < this.count(); index += 1) {
      const pair = this.at(index);
      if (pair) yield pair;
    }
  }

  /** How much there is, in words. */
  summary() {
    const filled = [...this.pairs].filter((pair) => !isEmpty(pair));
    const decided = filled.filter((pair) => pair.is_decided).length;
    return t("pairs.summary", {
      pairs: written(filled.length),
      share: percent(filled.length ? decided / filled.length : 0),
    });
  }
}

/** @param {string} tag @returns {string} a language's name in the language of the page */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
