/**
 * Splitting: a mark on either side says where. It goes from border to border (between sentences,
 * and the clause borders that the aligner itself uses) or letter by letter.
 */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { pointLength, slicePoints } from "../offsets.js";
import { SIDES } from "./row.js";
import { offsetAt } from "./text.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {import("../types.js").Decision} Decision */
/** @typedef {{at: number, kind: "end" | "sentence" | "clause"}} Border offset into the side's text */

export class Splitter {
  /**
   * @param {import("./deciding.js").Deciding} deciding
   * @param {import("./list.js").PairList} list
   * @param {import("../keys.js").Keys} keys
   */
  constructor(deciding, list, keys) {
    this.deciding = deciding;
    this.list = list;
    this.keys = keys;
    /** @type {Pair | null} */
    this.pair = null;
    /** @type {Record<Side, Border[]>} */
    this.borders = { source: [], target: [] };
    /** @type {Record<Side, number>} */
    this.at = { source: 0, target: 0 };
    this.done = () => {};
  }

  async start() {
    const pair = this.list.current;
    if (!pair || (!pair.source && !pair.target) || this.list.open) return;
    this.pair = pair;
    this.seen = this.list.app.store.last;
    this.borders = { source: borders(pair, "source", []), target: borders(pair, "target", []) };
    this.at = this.guess(pair);
    if (!pair[this.list.side]) this.list.side = this.list.side === "source" ? "target" : "source";
    this.element = h("div.row.current.splitting", { role: "row", data: { number: pair.number } });
    this.list.open = { number: pair.number, element: this.element };
    this.draw();
    this.list.virtual.redraw([pair.number]);
    this.done = this.keys.push(this.bindings(), { isAlone: true });
    this.element.querySelector(/** @type {any} */ (`.cell.${this.list.side}`))?.focus();
    await this.offer(pair);
  }

  /** Ask where the aligner would cut a sentence. @param {Pair} pair */
  async offer(pair) {
    const { api, store } = this.list.app;
    const name = encodeURIComponent(pair.document);
    const path = `${store.path}/pair/${encodeURIComponent(pair.number)}/clauses?document=${name}`;
    const clauses = await api.get(path).catch(() => null);
    if (!clauses || this.pair !== pair) return;
    for (const side of SIDES) this.borders[side] = borders(pair, side, clauses[side]);
    if (!this.isTouched) this.at = this.guess(pair);
    this.draw();
  }

  /**
   * Where one would most likely cut: where both sides have the same share of their text.
   *
   * @param {Pair} pair
   * @returns {Record<Side, number>}
   */
  guess(pair) {
    const inner = (/** @type {Side} */ side) => {
      const all = this.borders[side].filter((one) => one.kind !== "end");
      const sentences = all.filter((one) => one.kind === "sentence");
      return sentences.length ? sentences : all;
    };
    const share = (/** @type {Side} */ side, /** @type {number} */ at) =>
      at / Math.max(1, pointLength(pair[side]));
    let best = { source: pointLength(pair.source), target: pointLength(pair.target), cost: Infinity };
    for (const source of inner("source")) {
      for (const target of inner("target")) {
        const cost = Math.abs(share("source", source.at) - share("target", target.at));
        if (cost < best.cost) best = { source: source.at, target: target.at, cost };
      }
    }
    if (best.cost === Infinity) {
      for (const side of SIDES) {
        const half = [...inner(side)].sort(
          (a, b) => Math.abs(share(side, a.at) - 0.5) - Math.abs(share(side, b.at) - 0.5),
        )[0];
        if (half) best[side] = half.at;
      }
    }
    return { source: best.source, target: best.target };
  }

  draw() {
    const { pair, element } = this;
    if (!pair || !element) return;
    const hadFocus = element.contains(document.activeElement);
    fill(element,
      h("div.gutter", { role: "rowheader" }, h("span.scissors", { "aria-hidden": "true" }, "✂"),
        h("span.number", {}, pair.number)),
      SIDES.map((side) => this.drawSide(pair, side)),
      h("div.below.help", { role: "presentation" },
        button(t("pairs.split_here"), () => this.take(), { keys: "Enter", class: "primary" }),
        button(t("pairs.cut_only"), () => this.cutOnly(), { keys: "Shift+Enter" }),
        button(t("pairs.join"), () => this.join(), { keys: "J", disabled: !this.canJoin() }),
        button(t("page.cancel"), () => this.cancel(), { keys: "Esc" }),
        h("span.soft", {}, t("pairs.split_help"))));
    if (hadFocus) this.focus();
  }

  focus() {
    const cell = this.element?.querySelector(`.cell.${this.list.side}`);
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true });
  }

  /** @param {Pair} pair @param {Side} side */
  drawSide(pair, side) {
    const text = pair[side];
    const places = new Map(this.borders[side].map((one) => [one.at, one.kind]));
    if (!places.has(this.at[side])) places.set(this.at[side], "clause");
    const box = h("div.text", { lang: this.list.languages[side] });
    let from = 0;
    const isHere = side === this.list.side;
    for (const [at, kind] of [...places].sort(([a], [b]) => a - b)) {
      if (at > from) box.append(h("span", { data: { from } }, slicePoints(text, [from, at])));
      box.append(h("button.cut", {
        type: "button", tabindex: -1,
        class: [kind, at === this.at[side] && "chosen"].filter(Boolean).join(" "),
        title: t(`pairs.cut_${kind}`),
        "aria-label": t(`pairs.cut_${kind}`),
        on: { click: () => this.choose(side, at) },
      }));
      from = at;
    }
    if (from < pointLength(text)) {
      box.append(h("span", { data: { from } }, slicePoints(text, [from, pointLength(text)])));
    }
    return h("div.cell", {
      role: "gridcell", class: `${side}${isHere ? " here" : ""}${text ? "" : " none"}`,
      tabindex: isHere ? 0 : -1, data: { side }, on: {
        click: (/** @type {MouseEvent} */ event) => this.clicked(event, side, box),
      },
    }, text ? box : h("span.nothing", {}, t(`pairs.no_${side}`)));
  }

  /** @param {MouseEvent} event @param {Side} side @param {HTMLElement} box */
  clicked(event, side, box) {
    if (event.target instanceof HTMLButtonElement || !this.pair) return;
    const at = offsetAt(box, this.pair[side], event.clientX, event.clientY, { isCaret: true });
    if (at !== null) this.choose(side, at);
  }

  /** @param {Side} side @param {number} at */
  choose(side, at) {
    this.isTouched = true;
    this.list.side = side;
    this.at[side] = at;
    this.draw();
    this.focus();
  }

  /** @param {1 | -1} direction */
  step(direction) {
    const { side } = this.list;
    const all = this.borders[side].map((one) => one.at);
    const now = this.at[side];
    const next = direction > 0
      ? all.find((at) => at > now)
      : [...all].reverse().find((at) => at < now);
    if (next !== undefined) this.choose(side, next);
  }

  /** @param {1 | -1} direction */
  nudge(direction) {
    const { side } = this.list;
    const length = pointLength(this.pair?.[side] ?? "");
    this.choose(side, Math.max(0, Math.min(length, this.at[side] + direction)));
  }

  /** @param {number} to */
  jump(to) {
    const { side } = this.list;
    this.choose(side, Math.min(to, pointLength(this.pair?.[side] ?? "")));
  }

  /** @param {Side} side */
  toSide(side) {
    if (!this.pair?.[side]) return;
    this.list.side = side;
    this.draw();
    this.focus();
  }

  /**
   * What a side's mark means.
   *
   * @param {Side} side
   * @returns {{count: number, cut: {sentence: number, offset: number} | null}} how many sentences
   *   are before it once that one is cut
   */
  meaning(side) {
    const pair = /** @type {Pair} */ (this.pair);
    const at = this.at[side];
    const sentences = pair[`${side}_sentences`];
    for (const [index, [start, end]] of sentences.entries()) {
      if (at <= start) return { count: index, cut: null };
      if (at < end) return { count: index + 1, cut: { sentence: index, offset: at - start } };
    }
    return { count: sentences.length, cut: null };
  }

  /** @param {Side[]} sides @returns {Decision[]} */
  cuts(sides) {
    const pair = /** @type {Pair} */ (this.pair);
    return sides.flatMap((side) => {
      const { cut } = this.meaning(side);
      return cut ? [this.deciding.about(pair, "cut sentence", { side, ...cut })] : [];
    });
  }

  /** The pair in two. */
  take() {
    const pair = this.pair;
    if (!pair) return;
    const decisions = [
      ...this.cuts(SIDES),
      this.deciding.about(pair, "split", {
        source: this.meaning("source").count,
        target: this.meaning("target").count,
      }),
    ];
    this.finish(pair, decisions, t("pairs.said_split", { number: pair.number }));
  }

  /** The sentence in two, the pair stays one. */
  cutOnly() {
    const pair = this.pair;
    if (!pair) return;
    const decisions = this.cuts([this.list.side]);
    if (!decisions.length) return this.deciding.say(t("pairs.nothing_to_cut"));
    this.finish(pair, decisions, t("pairs.said_cut", { number: pair.number }));
  }

  canJoin() {
    const { count, cut } = this.meaning(this.list.side);
    return !cut && count > 0;
  }

  /** The sentences on both sides of the mark are one; at the end, with the next row's first. */
  join() {
    const pair = this.pair;
    if (!pair || !this.canJoin()) return this.deciding.say(t("pairs.nothing_to_join"));
    const { side } = this.list;
    const sentence = this.meaning(side).count - 1;
    const decisions = [this.deciding.about(pair, "join sentences", { side, sentence })];
    this.finish(pair, decisions, t("pairs.said_joined", { number: pair.number }));
  }

  /** @param {Pair} pair @param {Decision[]} decisions @param {string} said */
  finish(pair, decisions, said) {
    const seen = this.seen;
    this.close();
    this.deciding.then(() => this.deciding.changeAll(decisions, { stay: pair.number, said, seen }));
  }

  cancel() {
    this.close();
  }

  close() {
    const number = this.pair?.number;
    this.done();
    this.pair = null;
    this.isTouched = false;
    this.list.open = null;
    if (number) this.list.virtual.redraw([number]);
    this.list.focus();
  }

  /** @returns {import("../types.js").Binding[]} */
  bindings() {
    const group = "pairs.group_split";
    return [
      { keys: ["Enter"], label: "pairs.split_here", group, run: () => this.take() },
      { keys: ["Shift+Enter"], label: "pairs.cut_only", group, run: () => this.cutOnly() },
      { keys: ["J"], label: "pairs.join", group, run: () => this.join() },
      { keys: ["ArrowLeft"], label: "pairs.border_before", group, run: () => this.step(-1) },
      { keys: ["ArrowRight"], label: "pairs.border_after", group, run: () => this.step(1) },
      { keys: ["Home"], label: "pairs.to_start", group, run: () => this.jump(0) },
      { keys: ["End"], label: "pairs.to_end", group, run: () => this.jump(Infinity) },
      { keys: ["Shift+ArrowLeft", "Ctrl+ArrowLeft"], label: "pairs.letter_before", group, run: () => this.nudge(-1) },
      { keys: ["Shift+ArrowRight", "Ctrl+ArrowRight"], label: "pairs.letter_after", group, run: () => this.nudge(1) },
      { keys: ["ArrowUp"], label: "pairs.to_source", group, run: () => this.toSide("source") },
      { keys: ["ArrowDown"], label: "pairs.to_target", group, run: () => this.toSide("target") },
      {
        keys: ["Tab"], label: "pairs.other_side", group,
        run: () => this.toSide(this.list.side === "source" ? "target" : "source"),
      },
      { keys: ["Escape", "S"], label: "page.cancel", group, run: () => this.cancel() },
      { keys: ["?"], label: "keys.title", run: () => this.list.app.showKeys() },
    ];
  }
}

/**
 * The borders of a side, in order.
 *
 * @param {Pair} pair
 * @param {Side} side
 * @param {number[][]} clauses offsets of clause borders inside each sentence
 * @returns {Border[]}
 */
function borders(pair, side, clauses) {
  const sentences = pair[`${side}_sentences`];
  /** @type {Map<number, Border["kind"]>} */
  const found = new Map();
  sentences.forEach(([start], index) => {
    for (const offset of clauses[index] ?? []) found.set(start + offset, "clause");
  });
  for (const [start] of sentences) found.set(start, "sentence");
  found.set(0, "end");
  found.set(pointLength(pair[side]), "end");
  return [...found].sort(([a], [b]) => a - b).map(([at, kind]) => ({ at, kind }));
}

