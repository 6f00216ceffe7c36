/**
 * Texts with stretches of them marked, and the words that a text is made of.
 */

import { h } from "./dom.js";
import { spanToUnits, toPoints } from "./offsets.js";

/** @typedef {import("./types.js").Span} Span */

/**
 * A text with marks, as nodes. Marks that overlap an earlier one are left out.
 *
 * @param {string} text
 * @param {{span: Span, class?: string, title?: string}[]} marks spans in code points
 * @returns {(HTMLElement | string)[]}
 */
export function marked(text, marks) {
  const found = [];
  let at = 0;
  const inOrder = marks
    .map((one) => ({ ...one, units: spanToUnits(text, one.span) }))
    .sort((one, other) => one.units[0] - other.units[0]);
  for (const { units, class: name, title } of inOrder) {
    if (units[0] < at || units[1] <= units[0]) continue;
    if (units[0] > at) found.push(text.slice(at, units[0]));
    found.push(h("mark", { class: name, title }, text.slice(...units)));
    at = units[1];
  }
  if (at < text.length) found.push(text.slice(at));
  return found;
}

/**
 * The stretch of a text around its marks, where the text is long: `…` stands for what is left out.
 *
 * @param {string} text
 * @param {Span | null} span in code points
 * @param {number} before characters before the marks
 * @param {number} behind characters behind them
 * @returns {{text: string, span: Span | null}}
 */
export function excerpt(text, span, before, behind) {
  const [start, end] = span ? spanToUnits(text, span) : [0, 0];
  let from = Math.max(0, start - before);
  let to = Math.min(text.length, end + behind);
  if (from > 0 && isLow(text, from)) from -= 1;
  if (to < text.length && isLow(text, to)) to += 1;
  const left = from > 0 ? "…" : "";
  const shown = left + text.slice(from, to) + (to < text.length ? "…" : "");
  if (!span) return { text: shown, span: null };
  const shift = left.length - from;
  return { text: shown, span: [toPoints(shown, start + shift), toPoints(shown, end + shift)] };
}

/** @param {string} text @param {number} at whether it lies inside a character */
function isLow(text, at) {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

const WORD = /\p{Script=Han}|[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*|[^\s]/gu;
const LETTERS = /[^\p{Script=Han}\p{P}\p{S}\s]/u;

/**
 * The pieces that a person picks when saying which words stand for a term: a Chinese character,
 * a word of another script, a sign.
 *
 * @param {string} text
 * @returns {{text: string, units: [number, number]}[]}
 */
export function words(text) {
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    if (/\p{Script=Han}/u.test(word) || !LETTERS.test(word)) {
      found.push(piece(word, match.index));
    } else {
      found.push(...byScript(word, match.index));
    }
  }
  return found;
}

/** @param {string} word @param {number} at a run of letters, which may hold Han characters */
function byScript(word, at) {
  return [...word.matchAll(/\p{Script=Han}|[^\p{Script=Han}]+/gu)].map((one) =>
    piece(one[0], at + one.index),
  );
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {{text: string, units: [number, number]}}
 */
function piece(text, at) {
  return { text, units: [at, at + text.length] };
}

/**
 * Wait until nobody has called for a while.
 *
 * @template {any[]} Arguments
 * @param {(...values: Arguments) => void} run
 * @param {number} wait_ms
 * @returns {((...values: Arguments) => void) & {cancel: () => void}}
 */
export function settled(run, wait_ms) {
  let timer = 0;
  const later = (/** @type {Arguments} */ ...values) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => run(...values), wait_ms);
  };
  return Object.assign(later, { cancel: () => clearTimeout(timer) });
}
