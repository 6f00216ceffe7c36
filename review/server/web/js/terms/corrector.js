/**
 * Says which words of a place stand for the term: by dragging over them, or with the keys.
 */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { words } from "../marks.js";
import { spanToUnits, toPoints } from "../offsets.js";

/** @typedef {import("../types.js").Span} Span */

let count = 0;

/** The words of one side of a place, some of them picked. */
export class WordPicker {
  /**
   * @param {string} text
   * @param {Span[]} spans picked to begin with, in code points
   * @param {string} label
   * @param {string} language
   * @param {{isOne?: boolean}} [options] one stretch alone
   */
  constructor(text, spans, label, language, { isOne = false } = {}) {
    count += 1;
    this.name = `words${count}`;
    this.text = text;
    this.words = words(text);
    this.isOne = isOne;
    const units = spans.map((span) => spanToUnits(text, span));
    /** @type {boolean[]} */
    this.picked = this.words.map((word) =>
      units.some(([start, end]) => word.units[0] < end && word.units[1] > start),
    );
    this.cursor = Math.max(0, this.picked.indexOf(true));
    this.anchor = this.cursor;
    /** @type {boolean[]} what is picked besides the run that grows */
    this.base = this.words.map(() => false);
    this.isDragging = false;
    this.hasChanged = false;
    this.element = h("div.word-picker", {
      role: "listbox",
      lang: language,
      tabindex: "0",
      "aria-multiselectable": "true",
      "aria-label": label,
      on: {
        pointerdown: (/** @type {PointerEvent} */ event) => this.press(event),
        pointermove: (/** @type {PointerEvent} */ event) => this.drag(event),
        pointerup: () => (this.isDragging = false),
        pointercancel: () => (this.isDragging = false),
      },
    });
    this.draw();
  }

  /** @returns {Span[]} what is picked, in code points; words that touch are one stretch */
  spans() {
    /** @type {[number, number][]} */
    const runs = [];
    this.picked.forEach((isPicked, at) => {
      if (!isPicked) return;
      const last = runs.at(-1);
      if (last && last[1] === at) last[1] = at + 1;
      else runs.push([at, at + 1]);
    });
    return runs.map(([from, to]) => [
      toPoints(this.text, this.words[from].units[0]),
      toPoints(this.text, this.words[to - 1].units[1]),
    ]);
  }

  draw() {
    const nodes = [];
    let at = 0;
    this.words.forEach((word, index) => {
      if (word.units[0] > at) nodes.push(this.text.slice(at, word.units[0]));
      nodes.push(
        h(
          "span.word",
          { role: "option", id: `${this.name}-${index}`, data: { word: String(index) } },
          word.text,
        ),
      );
      at = word.units[1];
    });
    if (at < this.text.length) nodes.push(this.text.slice(at));
    this.element.replaceChildren(...nodes);
    this.mark();
  }

  mark() {
    for (const element of this.element.querySelectorAll(".word")) {
      const index = Number(/** @type {HTMLElement} */ (element).dataset.word);
      element.classList.toggle("picked", this.picked[index]);
      element.classList.toggle("cursor", index === this.cursor);
      element.setAttribute("aria-selected", String(this.picked[index]));
    }
    if (this.words.length) {
      this.element.setAttribute("aria-activedescendant", `${this.name}-${this.cursor}`);
    }
  }

  /** @param {number} by @param {boolean} isPicking pick from where the run began to here */
  move(by, isPicking) {
    if (!this.words.length) return;
    this.cursor = Math.max(0, Math.min(this.words.length - 1, this.cursor + by));
    if (isPicking) this.pickRun();
    else this.begin(this.hasChanged);
    this.mark();
  }

  /** @param {boolean} isMore a run begins here; what is picked stays picked */
  begin(isMore) {
    this.anchor = this.cursor;
    this.base = this.picked.map((isPicked) => isPicked && isMore && !this.isOne);
  }

  /** Pick from where the run began to here. */
  pickRun() {
    const [from, to] = [Math.min(this.anchor, this.cursor), Math.max(this.anchor, this.cursor)];
    this.picked = this.base.map((isPicked, at) => isPicked || (at >= from && at <= to));
    this.hasChanged = true;
  }

  /** Pick the word at the cursor, or take it out again. */
  toggle() {
    const isPicked = this.picked[this.cursor];
    if (this.isOne) this.picked.fill(false);
    this.picked[this.cursor] = this.isOne || !isPicked;
    this.hasChanged = true;
    this.begin(true);
    this.mark();
  }

  clear() {
    this.picked.fill(false);
    this.hasChanged = true;
    this.begin(false);
    this.mark();
  }

  /** @param {PointerEvent} event */
  press(event) {
    const index = wordOf(event.target);
    if (index === null) return;
    event.preventDefault();
    this.element.focus();
    this.isDragging = true;
    this.cursor = index;
    if (!event.shiftKey) this.begin(event.ctrlKey || event.metaKey);
    this.pickRun();
    this.mark();
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (!this.isDragging) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const index = this.element.contains(under) ? wordOf(under) : null;
    if (index === null || index === this.cursor) return;
    this.cursor = index;
    this.pickRun();
    this.mark();
  }
}

/** @param {EventTarget | null} target @returns {number | null} */
function wordOf(target) {
  const word = target instanceof Element ? target.closest(".word") : null;
  return word === null ? null : Number(/** @type {HTMLElement} */ (word).dataset.word);
}

/**
 * A place of a term being corrected: both sides as words to pick.
 *
 * @param {{source: string, target: string, source_span: Span, target_spans: Span[]}} place
 * @param {{source: string, target: string}} languages
 * @param {(said: {source_span: Span | null, target_spans: Span[]}) => void} save
 * @param {() => void} leave
 */
export function corrector(place, languages, save, leave) {
  const [marked, label] = [[place.source_span], t("terms.pick_source")];
  const source = new WordPicker(place.source, marked, label, languages.source, { isOne: true });
  const target = new WordPicker(
    place.target, place.target_spans, t("terms.pick_target"), languages.target,
  );
  const take = () =>
    save({
      source_span: source.hasChanged ? (source.spans()[0] ?? null) : null,
      target_spans: target.spans(),
    });
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const picker = event.target === source.element ? source : target;
    const act = {
      ArrowLeft: () => picker.move(-1, event.shiftKey),
      ArrowRight: () => picker.move(1, event.shiftKey),
      Home: () => picker.move(-Infinity, event.shiftKey),
      End: () => picker.move(Infinity, event.shiftKey),
      ArrowUp: () => source.element.focus(),
      ArrowDown: () => target.element.focus(),
      " ": () => picker.toggle(),
      Backspace: () => picker.clear(),
      Delete: () => picker.clear(),
      Enter: take,
      Escape: leave,
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const element = h("div.corrector", { on: { keydown: keys } }, source.element, target.element);
  return { element, take, focus: () => target.element.focus() };
}
