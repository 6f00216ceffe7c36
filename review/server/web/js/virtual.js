/**
 * A list of which only what is seen is drawn. Rows have any height: guessed first, then measured,
 * and a row that one looks at stays where it is when those above it change.
 */

/** Sums of heights that change one at a time: both in the logarithm of their number. */
export class Heights {
  /** @param {ArrayLike<number>} heights */
  constructor(heights) {
    this.values = Float64Array.from(heights);
    this.tree = new Float64Array(this.values.length + 1);
    for (let i = 1; i <= this.values.length; i += 1) {
      this.tree[i] += this.values[i - 1];
      const parent = i + (i & -i);
      if (parent <= this.values.length) this.tree[parent] += this.tree[i];
    }
  }

  /** @param {number} index @param {number} height */
  set(index, height) {
    const change = height - this.values[index];
    if (change === 0) return;
    this.values[index] = height;
    for (let i = index + 1; i < this.tree.length; i += i & -i) this.tree[i] += change;
  }

  /** @param {number} count @returns {number} the height of that many from the top */
  before(count) {
    let sum = 0;
    for (let i = Math.min(count, this.values.length); i > 0; i -= i & -i) sum += this.tree[i];
    return sum;
  }

  get total() {
    return this.before(this.values.length);
  }

  /** @param {number} y @returns {number} the index of the row there */
  at(y) {
    let index = 0;
    let left = y;
    let step = 1 << Math.floor(Math.log2(Math.max(1, this.values.length)));
    for (; step > 0; step >>= 1) {
      if (index + step <= this.values.length && this.tree[index + step] <= left) {
        index += step;
        left -= this.tree[index];
      }
    }
    return Math.min(index, Math.max(0, this.values.length - 1));
  }
}

/**
 * @typedef {object} Source
 * @property {() => number} count
 * @property {(index: number) => string} key tells rows apart, also when they move
 * @property {(index: number, width: number) => number} guess a height in pixels
 * @property {(index: number) => HTMLElement} draw
 * @property {(first: number, last: number) => void} [shown] which rows are drawn now
 * @property {() => void} [lost] the row with the focus is drawn no more
 */

export class VirtualList {
  /**
   * @param {HTMLElement} scroller what scrolls
   * @param {HTMLElement} content inside it, holds the rows
   * @param {Source} source
   * @param {number} [around] pixels drawn above and below what is seen
   */
  constructor(scroller, content, source, around = 900) {
    this.scroller = scroller;
    this.content = content;
    this.source = source;
    this.around = around;
    /** @type {Map<string, HTMLElement>} */
    this.drawn = new Map();
    /** @type {Map<string, number>} */
    this.measured = new Map();
    this.heights = new Heights([]);
    this.first = 0;
    this.last = -1;
    /** @type {string | null} */
    this.anchor = null;
    this.width = scroller.clientWidth;
    this.height = scroller.clientHeight;
    this.onScroll = () => this.draw();
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(scroller);
  }

  /** Stop. */
  close() {
    this.scroller.removeEventListener("scroll", this.onScroll);
    this.observer.disconnect();
  }

  resized() {
    if (!this.scroller.clientWidth) return;
    const held = this.hold();
    this.height = this.scroller.clientHeight;
    if (this.scroller.clientWidth !== this.width) {
      this.width = this.scroller.clientWidth;
      this.measured.clear();
      this.reset([], held);
    } else {
      this.draw(held);
    }
    // What was in sight stays so, though there may be less room for it now.
    if (held !== null && held.key === this.anchor) this.show(this.indexOf(held.key, held.index));
  }

  /**
   * The rows are others, or in another order; drawn anew. What is at the anchor stays there.
   *
   * @param {Iterable<string>} [stale] keys of rows that must be drawn anew; all where left out
   * @param {{key: string, index: number, offset: number} | null} [held] what must not move
   */
  reset(stale, held = this.hold()) {
    if (stale === undefined) {
      for (const element of this.drawn.values()) element.remove();
      this.drawn.clear();
    } else {
      for (const key of stale) this.forget(key);
    }
    const count = this.source.count();
    const guessed = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      guessed[i] = this.measured.get(this.source.key(i)) ?? this.source.guess(i, this.width);
    }
    this.heights = new Heights(guessed);
    this.release(held);
    this.draw(held);
  }

  /**
   * Draw some rows anew where they stand.
   *
   * @param {Iterable<string>} keys
   */
  redraw(keys) {
    const held = this.hold();
    for (const key of keys) this.forget(key);
    this.draw(held);
  }

  /** @param {string} key */
  forget(key) {
    this.drawn.get(key)?.remove();
    this.drawn.delete(key);
    this.measured.delete(key);
  }

  /** @returns {{key: string, index: number, offset: number} | null} what must not move, and where it is seen */
  hold() {
    const top = this.scroller.scrollTop;
    const count = this.heights.values.length;
    if (!count) return null;
    const element = this.anchor === null ? undefined : this.drawn.get(this.anchor);
    if (element && this.wasSeen(Number(element.dataset.index))) {
      const index = Number(element.dataset.index);
      const offset = this.heights.before(index) - top;
      return { key: /** @type {string} */ (this.anchor), index, offset };
    }
    const index = this.heights.at(top);
    const key = [...this.drawn].find(([, one]) => Number(one.dataset.index) === index)?.[0] ?? "";
    return { key, index, offset: this.heights.before(index) - top };
  }

  /**
   * Whether a row was in sight when it was last measured: where the size has changed since, the
   * browser has moved the rows already.
   *
   * @param {number} index
   */
  wasSeen(index) {
    const top = this.heights.before(index) - this.scroller.scrollTop;
    return top + this.heights.values[index] > 0 && top < this.height;
  }

  /** @param {{key: string, index: number, offset: number} | null} held */
  release(held) {
    this.content.style.height = `${this.heights.total}px`;
    if (held === null) return;
    const index = this.indexOf(held.key, held.index);
    const wanted = this.heights.before(index) - held.offset;
    if (Math.abs(this.scroller.scrollTop - wanted) >= 1) this.scroller.scrollTop = wanted;
  }

  /** @param {string} key @param {number} near */
  indexOf(key, near) {
    const count = this.source.count();
    for (let away = 0; away <= count; away += 1) {
      for (const index of [near - away, near + away]) {
        if (index >= 0 && index < count && this.source.key(index) === key) return index;
      }
    }
    return Math.min(near, Math.max(0, count - 1));
  }

  /**
   * Draw what is seen and a little around it; measure; hold the anchor.
   *
   * @param {{key: string, index: number, offset: number} | null} [held]
   * @returns {boolean} whether a height was another than thought
   */
  draw(held = this.hold()) {
    let isOther = false;
    for (let round = 0; round < 3; round += 1) {
      this.place();
      if (!this.measure()) break;
      isOther = true;
      this.release(held);
    }
    this.source.shown?.(this.first, this.last);
    return isOther;
  }

  place() {
    const count = this.source.count();
    const top = this.scroller.scrollTop;
    const first = Math.max(0, this.heights.at(Math.max(0, top - this.around)));
    const last = Math.min(count - 1, this.heights.at(top + this.scroller.clientHeight + this.around));
    const keys = [];
    for (let index = first; index <= last; index += 1) keys.push(this.source.key(index));
    const wanted = new Set(keys);
    // What goes goes first, so that nothing that stays (and may have the focus) is moved.
    for (const [key, element] of this.drawn) {
      if (wanted.has(key)) continue;
      if (element.contains(document.activeElement)) this.source.lost?.();
      element.remove();
      this.drawn.delete(key);
    }
    /** @type {Element | null} */
    let before = null;
    keys.forEach((key, at) => {
      const element = this.drawn.get(key) ?? this.source.draw(first + at);
      this.drawn.set(key, element);
      element.dataset.index = String(first + at);
      const next = before === null ? this.content.firstElementChild : before.nextElementSibling;
      if (next !== element) this.content.insertBefore(element, next);
      before = element;
    });
    this.first = first;
    this.last = last;
    this.content.style.paddingTop = `${this.heights.before(first)}px`;
  }

  /** @returns {boolean} whether a height was another than thought */
  measure() {
    let changed = false;
    for (const [key, element] of this.drawn) {
      const height = element.getBoundingClientRect().height;
      const index = Number(element.dataset.index);
      this.measured.set(key, height);
      if (Math.abs(this.heights.values[index] - height) > 0.5) {
        this.heights.set(index, height);
        changed = true;
      }
    }
    return changed;
  }

  /**
   * Bring a row into sight.
   *
   * @param {number} index
   * @param {"nearest" | "center" | "start"} [where]
   */
  show(index, where = "nearest") {
    const view = this.scroller.clientHeight;
    const edge = Math.min(60, view / 6);
    for (let round = 0; round < 3; round += 1) {
      const top = this.heights.before(index);
      const height = this.heights.values[index] ?? 0;
      let wanted = this.scroller.scrollTop;
      if (where === "center") wanted = top - Math.max(edge, (view - height) / 2);
      else if (where === "start" || top < wanted + edge) wanted = top - edge;
      else if (top + height > wanted + view - edge)
        wanted = Math.min(top - edge, top + height - view + edge);
      wanted = Math.max(0, wanted);
      const isThere = Math.abs(wanted - this.scroller.scrollTop) < 1;
      if (!isThere) this.scroller.scrollTop = wanted;
      else if (this.first <= index && index <= this.last) return;
      if (!this.draw(null)) return;
    }
  }

  /** @param {string} key @returns {HTMLElement | undefined} the row, where it is drawn */
  element(key) {
    return this.drawn.get(key);
  }
}
