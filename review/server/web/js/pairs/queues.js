/** Queues of pairs to look at: what is next, and how many are left. */

import { QUEUES } from "./state.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("./list.js").PairList} PairList */

export class Queues {
  /** @param {PairList} list @param {() => void} heard */
  constructor(list, heard) {
    this.list = list;
    this.heard = heard;
    /** @type {string | null} the queue one is in */
    this.name = null;
    this.byConfidence = false;
    /** @type {Map<string, number>} how many there were when one began */
    this.most = new Map();
    /** @type {{confidence: number, position: number} | null} the place in the queue */
    this.place = null;
  }

  /** @param {string} name @param {Pair} pair */
  has(name, pair) {
    return QUEUES[name].left(pair, this.list.app.store.findings);
  }

  /** @param {string} name @returns {number} how many wait in it */
  left(name) {
    let count = 0;
    for (const pair of this.list.pairs) if (this.has(name, pair)) count += 1;
    this.most.set(name, Math.max(count, this.most.get(name) ?? 0));
    return count;
  }

  /** @param {string} name @returns {number} how many there were */
  total(name) {
    return this.most.get(name) ?? 0;
  }

  leave() {
    this.name = null;
    this.place = null;
    this.heard();
  }

  /**
   * Go to the next of a queue.
   *
   * @param {string} name
   * @param {1 | -1} [direction]
   * @returns {boolean} whether there is one
   */
  go(name, direction = 1) {
    const current = this.list.current;
    if (this.name !== name) {
      this.most.set(name, this.left(name));
      this.place = null;
    }
    this.name = name;
    const here = this.place ?? placeOf(current);
    const next = this.next(name, direction, here);
    if (next) {
      this.place = placeOf(next);
      this.list.go(next.number);
    }
    this.heard();
    return Boolean(next);
  }

  /** The cursor went elsewhere than the queue leads. */
  moved() {
    const current = this.list.current;
    if (current && this.place?.position !== current.position) this.place = placeOf(current);
  }

  /**
   * @param {string} name
   * @param {1 | -1} direction
   * @param {{confidence: number, position: number}} here
   * @returns {Pair | null}
   */
  next(name, direction, here) {
    /** @type {Pair | null} */
    let nearest = null;
    /** @type {Pair | null} */
    let outermost = null;
    for (const pair of this.list.shown()) {
      if (pair.number === this.list.number || !this.has(name, pair)) continue;
      if (this.compare(placeOf(pair), here) * direction > 0) {
        if (!nearest || this.compare(placeOf(pair), placeOf(nearest)) * direction < 0) nearest = pair;
      }
      if (!outermost || this.compare(placeOf(pair), placeOf(outermost)) * direction < 0) outermost = pair;
    }
    return nearest ?? outermost;
  }

  /**
   * @param {{confidence: number, position: number}} a
   * @param {{confidence: number, position: number}} b
   */
  compare(a, b) {
    const order = this.byConfidence ? a.confidence - b.confidence : 0;
    return order || a.position - b.position;
  }
}

/** @param {Pair | undefined} pair */
function placeOf(pair) {
  return { confidence: pair?.confidence ?? 0, position: pair?.position ?? -1 };
}
