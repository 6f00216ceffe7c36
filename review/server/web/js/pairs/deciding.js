/**
 * Decisions about pairs: one after the other, each shown at once or as soon as the server has
 * said what it changed. Rows below never move on the screen.
 */

import { number as written, t } from "../i18n.js";
import { isEmpty, SURE } from "./state.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {import("../types.js").Changed} Changed */
/** @typedef {import("./list.js").PairList} PairList */
/** @typedef {import("./queues.js").Queues} Queues */
/** @typedef {"previous" | "next"} Direction */

export class Deciding {
  /** @param {App} app @param {PairList} list @param {Queues} queues @param {(text: string) => void} say */
  constructor(app, list, queues, say) {
    this.app = app;
    this.list = list;
    this.queues = queues;
    this.say = say;
    /** @type {Promise<unknown>} */
    this.running = Promise.resolve();
  }

  /**
   * Do something after what is being done: keys may come faster than answers.
   *
   * @param {() => unknown} work
   */
  then(work) {
    this.running = this.running.then(work).catch((error) => this.app.fail(error));
    return this.running;
  }

  /** @param {Pair} pair @param {string} verb @param {object} [fields] */
  about(pair, verb, fields = {}) {
    return /** @type {import("../types.js").Decision} */ (
      { about: "pair", target: pair.number, document: pair.document, verb, fields }
    );
  }

  /**
   * Decide something that changes rows, and stay with what the pair became.
   *
   * @param {string} verb
   * @param {object} [fields]
   * @param {{pair?: Pair, stay?: string, said?: string, seen?: number}} [options] `stay`: the number
   *   to be at afterwards
   * @returns {Promise<Changed | undefined>}
   */
  async change(verb, fields = {}, options = {}) {
    const pair = options.pair ?? this.list.current;
    if (!pair) return undefined;
    return this.changeAll([this.about(pair, verb, fields)], options);
  }

  /**
   * @param {import("../types.js").Decision[]} decisions
   * @param {{stay?: string, said?: string, seen?: number}} [options]
   */
  async changeAll(decisions, { stay, said, seen } = {}) {
    const { moves } = this.list;
    const changed = await this.app.store.decide(decisions, seen);
    // Who went on meanwhile is not fetched back.
    if (moves === this.list.moves && stay && this.list.index(stay) >= 0) this.list.go(stay);
    else if (!this.list.open) this.list.focus();
    if (said) this.say(said);
    return changed;
  }

  /**
   * Decide something that can be shown before the server has answered.
   *
   * @param {Pair} pair
   * @param {string} verb
   * @param {object} fields
   * @param {Partial<Pair>} expected
   * @returns {Promise<void>} fails where it was not written, which has been said then
   */
  mark(pair, verb, fields, expected) {
    const restore = this.app.store.expect([pair], expected);
    const written = this.app.store.decide([this.about(pair, verb, fields)]).then(
      () => {},
      (error) => {
        restore();
        this.app.fail(error);
        throw error;
      },
    );
    written.catch(() => {});
    return written;
  }

  // --- is it right -------------------------------------------------------------------------------

  /** @param {{stay?: boolean}} [options] */
  confirm({ stay = false } = {}) {
    const pair = this.list.current;
    if (!pair) return;
    if (!pair.is_confirmed || pair.is_doubtful) {
      this.mark(pair, "confirm", {}, this.confirmed());
      this.say(t("pairs.said_confirmed", { number: pair.number }));
    }
    if (!stay) this.goOn();
  }

  /** @returns {Partial<Pair>} what a pair becomes that is confirmed */
  confirmed() {
    return {
      is_confirmed: true, is_decided: true, is_doubtful: false, is_unsure: false,
      confidence: 1, reviewer: this.app.home().reviewer,
    };
  }

  /** To the next of the queue one is in, else to the next row. */
  goOn() {
    const { name } = this.queues;
    if (name === null) this.list.step(1);
    else if (!this.queues.go(name)) {
      this.say(t("pairs.queue_done"));
    }
  }

  /** @param {string} note @returns {Promise<void>} */
  doubt(note) {
    const pair = this.list.current;
    if (!pair) return Promise.resolve();
    const expected = { is_doubtful: true, is_confirmed: false, is_unsure: true, note };
    this.say(t("pairs.said_doubtful", { number: pair.number }));
    return this.mark(pair, "doubtful", { note }, expected);
  }

  reopen() {
    const pair = this.list.current;
    if (!pair) return;
    this.then(() => this.change("reopen", {}, { said: t("pairs.said_reopened", { number: pair.number }) }));
  }

  keepOut() {
    const pair = this.list.current;
    if (!pair) return;
    const out = !pair.is_kept_out;
    this.mark(pair, out ? "keep out" : "keep in", {}, { is_kept_out: out });
    this.say(t(out ? "pairs.said_out" : "pairs.said_in", { number: pair.number }));
  }

  bookmark() {
    const pair = this.list.current;
    if (!pair) return;
    const on = !pair.is_bookmarked;
    this.mark(pair, "bookmark", { on }, { is_bookmarked: on });
    this.say(t(on ? "pairs.said_marked" : "pairs.said_unmarked", { number: pair.number }));
  }

  // --- many at once ------------------------------------------------------------------------------

  /** All above the cursor. */
  confirmAbove() {
    const at = this.list.index(this.list.number);
    this.confirmAll([...this.list.shown()].filter((pair) => this.list.index(pair.number) < at));
  }

  /** All that are shown and sure. */
  confirmSure() {
    this.confirmAll([...this.list.shown()].filter((pair) => (pair.confidence ?? 0) >= SURE));
  }

  /** @param {Pair[]} pairs */
  confirmAll(pairs) {
    const wanted = pairs.filter((one) => !one.is_confirmed && !one.is_doubtful && !isEmpty(one));
    if (!wanted.length) {
      this.say(t("pairs.none_to_confirm"));
      return;
    }
    const restore = this.app.store.expect(wanted, this.confirmed());
    this.then(async () => {
      try {
        await this.app.store.write("confirm", {
          document: this.list.pairs.name,
          numbers: wanted.map((one) => one.number),
          seen: this.app.store.last,
        });
      } catch (error) {
        restore();
        throw error;
      }
      this.app.toast(t("pairs.said_many", { n: wanted.length }), { undo: true });
    });
  }

  // --- what faces what ---------------------------------------------------------------------------

  /** @param {Direction} direction @param {Side | "both"} side */
  merge(direction, side = "both") {
    this.then(() => {
      const pair = this.list.current;
      const other = this.neighbour(direction);
      if (!pair || !other) return this.say(t(`pairs.no_${direction}`));
      const stay = direction === "previous" && side === "both" ? other.number : pair.number;
      const said = t("pairs.said_merged", { number: pair.number, other: other.number });
      return this.change("merge", { direction, side }, { stay, said });
    });
  }

  /** @param {Direction} direction */
  neighbour(direction) {
    const at = this.list.pairs.position(this.list.number);
    return this.list.pairs.list[at + (direction === "next" ? 1 : -1)];
  }

  /** @param {Direction} direction one sentence of this side over the border */
  moveBorder(direction) {
    this.then(() => {
      const pair = this.list.current;
      if (!pair) return undefined;
      const { side } = this.list;
      const said = t(`pairs.said_moved_${direction}`, { number: pair.number });
      return this.change("move border", { side, direction }, { stay: pair.number, said });
    });
  }

  /** The two sides do not belong together; an empty row goes. */
  unlink() {
    this.then(() => {
      const pair = this.list.current;
      if (!pair) return undefined;
      if (isEmpty(pair)) {
        return this.change("remove row", {}, { said: t("pairs.said_removed", { number: pair.number }) });
      }
      if (!pair.source || !pair.target) return this.say(t("pairs.is_alone", { number: pair.number }));
      return this.change("no counterpart", {}, {
        stay: pair.number, said: t("pairs.said_unlinked", { number: pair.number }),
      });
    });
  }

  insert() {
    this.then(async () => {
      const pair = this.list.current;
      if (!pair) return;
      const said = t("pairs.said_inserted", { number: pair.number });
      await this.change("insert row", { direction: "next" }, { stay: pair.number, said });
    });
  }

  swap() {
    this.then(() => {
      const pair = this.list.current;
      const above = this.neighbour("previous");
      if (!pair || !above) return this.say(t("pairs.no_previous"));
      const said = t("pairs.said_swapped", { number: pair.number, other: above.number });
      return this.change("swap", { direction: "previous" }, { stay: pair.number, said });
    });
  }

  /** Begin a link at this cell, or end it here. */
  link() {
    const pair = this.list.current;
    if (!pair) return;
    const { picked, side } = this.list;
    if (!pair[side]) {
      this.say(t("pairs.nothing_to_link"));
      return;
    }
    if (!picked || picked.side === side) {
      this.pick({ number: pair.number, side });
      this.say(t("pairs.said_picked", { number: pair.number, side: t(`pairs.${side}`) }));
      return;
    }
    this.pick(null);
    const [source, target] = side === "target" ? [picked.number, pair.number] : [pair.number, picked.number];
    if (source === target) return;
    this.then(async () => {
      const first = this.list.pairs.get(source);
      if (!first) return;
      const { moves } = this.list;
      const said = t("pairs.said_linked", { source, target });
      await this.change("link", { with_pair: target }, { pair: first, said });
      if (moves === this.list.moves) this.follow(source, target);
    });
  }

  /** @param {string} source @param {string} target to where a link was made */
  follow(source, target) {
    const number = [source, target].find((one) => this.list.index(one) >= 0);
    if (number) this.list.go(number);
  }

  /** @param {{number: string, side: Side} | null} place */
  pick(place) {
    const before = this.list.picked;
    this.list.picked = place;
    this.list.redraw([before?.number, place?.number].filter((one) => one !== undefined));
  }

  /** Take back that a link was begun. @returns {boolean} */
  unpick() {
    if (!this.list.picked) return false;
    this.pick(null);
    this.say(t("pairs.said_unpicked"));
    return true;
  }

  // --- undoing -----------------------------------------------------------------------------------

  undo() {
    this.turn("undo");
  }

  redo() {
    this.turn("redo");
  }

  /** @param {"undo" | "redo"} which */
  turn(which) {
    this.then(async () => {
      const { moves } = this.list;
      const changed = await this.app.store[which]();
      const mine = changed.pairs.filter((one) => one.document === this.list.pairs.name);
      const here = mine.find((one) => one.number === this.list.number);
      const first = here ?? mine.sort((a, b) => a.position - b.position)[0];
      if (first && moves === this.list.moves) this.list.go(first.number);
      this.say(t(`pairs.said_${which}`, { n: Math.max(1, mine.length), count: written(mine.length) }));
    });
  }
}
