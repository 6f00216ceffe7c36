/** The picture of the whole alignment at the edge: source left, target right, each pair a band. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { isEmpty, stateOf } from "./state.js";

/** @typedef {import("../types.js").Pair} Pair */

const COLOURS = {
  confirmed: "anchor", shaped: "anchor", doubtful: "unsure", cross: "cross", gap: "gap", empty: "gap",
  sure: "sure", likely: "likely", doubt: "doubt", unsure: "unsure", unknown: "gap",
};
const STRIP = 9;
const NOTCH = 7;
const QUIET_MS = 250;

export class AlignmentMap {
  /** @param {import("./list.js").PairList} list */
  constructor(list) {
    this.list = list;
    this.canvas = /** @type {HTMLCanvasElement} */ (h("canvas"));
    this.view = h("div.view");
    this.root = h("div.map", { "aria-hidden": "true", title: t("pairs.map") }, this.canvas, this.view);
    this.root.addEventListener("pointerdown", (event) => this.drag(event));
    this.observer = new ResizeObserver(() => this.later());
    this.observer.observe(this.root);
    this.onScroll = () => this.showView();
    list.scroller.addEventListener("scroll", this.onScroll, { passive: true });
    this.onTheme = () => {
      this.colours.clear();
      this.later();
    };
    /** @type {Map<string, string>} colours as the canvas wants them */
    this.colours = new Map();
    /** @type {{pair: Pair, source: [number, number], target: [number, number]}[] | null} */
    this.drawn = null;
    document.addEventListener("themechange", this.onTheme);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.onTheme);
  }

  close() {
    this.observer.disconnect();
    document.removeEventListener("themechange", this.onTheme);
    this.dark.removeEventListener("change", this.onTheme);
    clearTimeout(this.timer);
  }

  /** Rows came, went or moved. */
  forget() {
    this.drawn = null;
  }

  /** Draw when keys have been quiet for a moment. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), QUIET_MS);
  }

  /**
   * Where each pair lies on both sides, as shares.
   *
   * @returns {{pair: Pair, source: [number, number], target: [number, number]}[]}
   */
  bands() {
    const pairs = [...this.list.pairs].filter((pair) => !isEmpty(pair));
    const byTarget = [...pairs].sort((a, b) =>
      (a.target_span?.[0] ?? a.position) - (b.target_span?.[0] ?? b.position) || a.position - b.position);
    /** @type {Map<string, [number, number]>} */
    const targets = new Map();
    let at = 0;
    for (const pair of byTarget) {
      targets.set(pair.number, [at, at + pair.target.length]);
      at += pair.target.length;
    }
    const targetTotal = Math.max(1, at);
    const sourceTotal = Math.max(1, pairs.reduce((sum, pair) => sum + pair.source.length, 0));
    let from = 0;
    return pairs.map((pair) => {
      const to = from + pair.source.length;
      const [start, end] = targets.get(pair.number) ?? [0, 0];
      const band = {
        pair,
        source: /** @type {[number, number]} */ ([from / sourceTotal, to / sourceTotal]),
        target: /** @type {[number, number]} */ ([start / targetTotal, end / targetTotal]),
      };
      from = to;
      return band;
    });
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!width || !height) return;
    const scale = devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    pen.scale(scale, scale);
    pen.clearRect(0, 0, width, height);
    const colour = (/** @type {string} */ name) => {
      const known = this.colours.get(name) ?? resolved(this.root, name);
      this.colours.set(name, known);
      return known;
    };
    const bands = (this.drawn ??= this.bands());
    const { pairs } = this.list;
    for (const band of bands) band.pair = pairs.get(band.pair.number) ?? band.pair;
    const groups = new Map();
    for (const band of bands) {
      const name = COLOURS[stateOf(band.pair)];
      const group = groups.get(name) ?? [];
      groups.set(name, group);
      group.push(band);
    }
    for (const [name, members] of groups) {
      pen.fillStyle = colour(name);
      pen.globalAlpha = name === "sure" || name === "anchor" ? 0.3 : 0.6;
      pen.beginPath();
      for (const { pair, source, target } of members) {
        if (!pair.source || !pair.target) continue;
        const [a, b] = [source[0] * height, Math.max(source[1] * height, source[0] * height + 0.5)];
        const [c, d] = [target[0] * height, Math.max(target[1] * height, target[0] * height + 0.5)];
        const [left, right] = [NOTCH + STRIP, width - STRIP];
        const middle = (left + right) / 2;
        pen.moveTo(left, a);
        pen.bezierCurveTo(middle, a, middle, c, right, c);
        pen.lineTo(right, d);
        pen.bezierCurveTo(middle, d, middle, b, left, b);
      }
      pen.fill();
      pen.globalAlpha = 1;
      pen.beginPath();
      for (const { source, target } of members) {
        pen.rect(NOTCH, source[0] * height, STRIP, Math.max(0.5, (source[1] - source[0]) * height));
        pen.rect(width - STRIP, target[0] * height, STRIP, Math.max(0.5, (target[1] - target[0]) * height));
      }
      pen.fill();
    }
    this.notches(pen, bands, height, colour);
    this.showView();
  }

  /**
   * A notch at the edge for what waits to be looked at: told by shape, not by colour alone.
   *
   * @param {CanvasRenderingContext2D} pen
   * @param {{pair: Pair, source: [number, number]}[]} bands
   * @param {number} height
   * @param {(name: string) => string} colour
   */
  notches(pen, bands, height, colour) {
    pen.fillStyle = colour("unsure");
    pen.beginPath();
    for (const { pair, source } of bands) {
      if (!pair.is_unsure) continue;
      const y = ((source[0] + source[1]) / 2) * height;
      pen.moveTo(0, y - 3);
      pen.lineTo(NOTCH - 1, y);
      pen.lineTo(0, y + 3);
    }
    pen.fill();
    pen.fillStyle = colour("accent");
    for (const { pair, source } of bands) {
      if (pair.is_bookmarked) pen.fillRect(0, source[0] * height - 1, NOTCH - 1, 3);
    }
  }

  /** The part that is on the screen. */
  showView() {
    const { virtual } = this.list;
    const bands = this.drawn ?? [];
    if (!bands.length) return;
    const top = this.list.scroller.scrollTop;
    const first = this.list.at(virtual.heights.at(top));
    const last = this.list.at(virtual.heights.at(top + this.list.scroller.clientHeight - 1));
    const share = (/** @type {Pair | undefined} */ pair, /** @type {0 | 1} */ end) =>
      this.bandOf(pair)?.source[end] ?? end;
    const height = this.root.clientHeight;
    const from = share(first, 0) * height;
    this.view.style.top = `${from}px`;
    this.view.style.height = `${Math.max(6, share(last, 1) * height - from)}px`;
  }

  /** @param {Pair | undefined} pair */
  bandOf(pair) {
    if (!pair) return undefined;
    const bands = this.drawn ?? [];
    let low = 0;
    let high = bands.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bands[middle].pair.position < pair.position) low = middle + 1;
      else high = middle;
    }
    return bands[low];
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const move = (/** @type {PointerEvent} */ one) => {
      const box = this.root.getBoundingClientRect();
      const share = Math.max(0, Math.min(1, (one.clientY - box.top) / box.height));
      const band = (this.drawn ?? []).find((each) => each.source[1] >= share);
      if (band) this.list.virtual.show(Math.max(0, this.list.index(band.pair.number)), "center");
    };
    move(event);
    this.root.setPointerCapture(event.pointerId);
    this.root.addEventListener("pointermove", move);
    this.root.addEventListener("pointerup", () => this.root.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  }
}

/**
 * A colour of the style sheet as the canvas wants it.
 *
 * @param {HTMLElement} element
 * @param {string} name
 */
function resolved(element, name) {
  element.style.color = `var(--${name})`;
  const found = getComputedStyle(element).color;
  element.style.color = "";
  return found;
}
