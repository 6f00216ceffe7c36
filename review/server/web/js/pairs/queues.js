/** Queues of pairs to look at: what is next, and how many are left. */

import { QUEUES } from "./state.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("./list.js").PairList} PairList */

export class Queues {
  /** @param {PairList} list @param {() => void} heard */
  constructor(list, heard) {
    this.list = list;
    this.heard = heard;
    this.findings = (/** @type {Pair} */ pair) => list.app.store.findingsOf(pair);
    /** @type {string | null} the queue one is in */
    this.name = null;
    this.byConfidence = false;
    /** @type {Map<string, number>} how many there were when one began */
    this.most = new Map();
    /** @type {Record<string, number> | null} */
    this.counted = null;
    /** @type {{confidence: number, position: number} | null} the place in the queue */
    this.place = null;
  }

  /** @param {string} name @param {Pair} pair */
  has(name, pair) {
    return QUEUES[name].left(pair, this.findings);
  }

  /** Pairs are others: what was counted counts no more. */
  forget() {
    this.counted = null;
  }

  /** @param {string} name @returns {number} how many wait in it */
  left(name) {
    this.counted ??= this.count();
    return this.counted[name];
  }

  count() {
    const names = Object.keys(QUEUES);
    const counts = Object.fromEntries(names.map((one) => [one, 0]));
    for (const pair of this.list.pairs.list) {
      if (pair) for (const name of names) if (this.has(name, pair)) counts[name] += 1;
    }
    for (const name of names) {
      this.most.set(name, Math.max(counts[name], this.most.get(name) ?? 0));
    }
    return counts;
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
    const { list } = this;
    for (let index = 0; index < list.count(); index += 1) {
      const pair = list.at(index);
      if (!pair || pair.number === list.number || !this.has(name, pair)) continue;
      const place = placeOf(pair);
      if (this.compare(place, here) * direction > 0) {
        if (!nearest || this.compare(place, placeOf(nearest)) * direction < 0) nearest = pair;
      }
      if (!outermost || this.compare(place, placeOf(outermost)) * direction < 0) outermost = pair;
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
