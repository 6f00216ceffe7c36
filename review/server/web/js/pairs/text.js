/**
 * The text of a side: its sentences as pieces, what is marked in it; and which letter is where.
 */

import { h } from "../dom.js";
import { spanToUnits, toPoints, toUnits } from "../offsets.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {import("../types.js").Span} Span */
/** @typedef {{span: Span, kind: string}} Mark a stretch in code points, and its class */

/**
 * Draw a text. The letters of the element are those of the text, no more and no less.
 *
 * @param {string} text
 * @param {Span[]} sentences
 * @param {number[]} paragraphs which sentences begin a paragraph
 * @param {Mark[]} marks
 * @returns {HTMLElement}
 */
export function drawText(text, sentences, paragraphs, marks = []) {
  const box = h("div.text");
  const cuts = marks.map(({ span, kind }) => ({ span: spanToUnits(text, span), kind }));
  let at = 0;
  sentences.forEach((sentence, index) => {
    const [start, end] = spanToUnits(text, sentence);
    if (start > at) box.append(text.slice(at, start));
    const piece = h("span.sentence");
    if (index > 0 && paragraphs.includes(index)) piece.classList.add("paragraph");
    fillMarked(piece, text, start, end, cuts);
    box.append(piece);
    at = end;
  });
  if (at < text.length) box.append(text.slice(at));
  return box;
}

/**
 * @param {HTMLElement} box
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {{span: [number, number], kind: string}[]} marks in UTF-16 units
 */
function fillMarked(box, text, start, end, marks) {
  const here = marks.filter(({ span }) => span[0] < end && span[1] > start);
  if (!here.length) {
    box.append(text.slice(start, end));
    return;
  }
  const borders = new Set([start, end]);
  for (const { span } of here) {
    borders.add(Math.max(start, span[0]));
    borders.add(Math.min(end, span[1]));
  }
  const places = [...borders].sort((a, b) => a - b);
  for (let at = 0; at + 1 < places.length; at += 1) {
    const [from, to] = [places[at], places[at + 1]];
    const kinds = here.filter(({ span }) => span[0] <= from && span[1] >= to).map((one) => one.kind);
    const piece = text.slice(from, to);
    box.append(kinds.length ? h("mark", { class: kinds.join(" ") }, piece) : piece);
  }
}

/**
 * A stretch of a drawn text.
 *
 * @param {HTMLElement} box
 * @param {string} text
 * @param {Span} span
 * @returns {Range | null}
 */
export function rangeOf(box, text, span) {
  const [start, end] = spanToUnits(text, span);
  const range = document.createRange();
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  let at = 0;
  let isBegun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (!isBegun && start < at + length) {
      range.setStart(node, start - at);
      isBegun = true;
    }
    if (isBegun && end <= at + length) {
      range.setEnd(node, end - at);
      return range;
    }
    at += length;
  }
  return null;
}

/**
 * Which letter of a drawn text lies at a point of the window.
 *
 * @param {HTMLElement} box
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{isCaret?: boolean}} [options] caret: the place between letters nearest to the point
 * @returns {number | null} in code points
 */
export function offsetAt(box, text, x, y, { isCaret = false } = {}) {
  const caret = caretAt(x, y);
  if (!caret || !box.contains(caret.node) || caret.node.nodeType !== Node.TEXT_NODE) return null;
  const range = document.createRange();
  range.setStart(box, 0);
  range.setEnd(caret.node, caret.offset);
  const units = range.toString().length;
  if (isCaret) return toPoints(text, units);
  // The caret may stand behind the letter that the point is on.
  for (const start of [units, units - 1]) {
    const span = /** @type {Span} */ ([toPoints(text, start), toPoints(text, start) + 1]);
    const letter = start >= 0 && start < text.length ? rangeOf(box, text, span) : null;
    if (letter && [...letter.getClientRects()].some((one) => isIn(one, x, y))) return span[0];
  }
  return null;
}

/** @param {DOMRect} box @param {number} x @param {number} y */
function isIn(box, x, y) {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/** @param {number} x @param {number} y @returns {{node: Node, offset: number} | null} */
function caretAt(x, y) {
  const page = /** @type {any} */ (document);
  if (page.caretPositionFromPoint) {
    const found = page.caretPositionFromPoint(x, y);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const range = page.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/** @param {Pair} pair @param {Side} side @returns {string[]} the sentences of a side */
export function sentencesOf(pair, side) {
  return pair[`${side}_sentences`].map(([start, end]) =>
    pair[side].slice(toUnits(pair[side], start), toUnits(pair[side], end)),
  );
}
