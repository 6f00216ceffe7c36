/**
 * What state a pair is in, told by colour and by shape, and which pairs wait to be looked at.
 */

import { svg } from "../dom.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Finding} Finding */
/** @typedef {"confirmed" | "shaped" | "doubtful" | "cross" | "gap" | "empty" | "sure" | "likely" |
 *   "doubt" | "unsure" | "unknown"} State */

/** From here on a person need not look. */
export const SURE = 0.95;
export const BANDS = /** @type {const} */ ([
  ["sure", SURE],
  ["likely", 0.8],
  ["doubt", 0.5],
  ["unsure", 0],
]);

/** @param {Pair} pair */
export function isEmpty(pair) {
  return !pair.source && !pair.target;
}

/** @param {Pair} pair */
export function isGap(pair) {
  return !pair.source !== !pair.target;
}

/** @param {number | null} confidence @returns {State} */
export function band(confidence) {
  if (confidence === null) return "unknown";
  return BANDS.find(([, least]) => confidence >= least)?.[0] ?? "unsure";
}

/** @param {Pair} pair @returns {State} */
export function stateOf(pair) {
  if (isEmpty(pair)) return "empty";
  if (pair.is_doubtful) return "doubtful";
  if (pair.is_confirmed) return "confirmed";
  if (pair.is_decided) return "shaped";
  if (isGap(pair)) return "gap";
  if (pair.is_crossing) return "cross";
  return band(pair.confidence);
}

/**
 * The queues, by key.
 *
 * @type {Record<string, {key: string, left: (pair: Pair, findings: (pair: Pair) => Finding[]) => boolean}>}
 */
export const QUEUES = {
  doubtful: { key: "N", left: (pair) => pair.is_unsure },
  open: { key: "U", left: (pair) => !pair.is_decided && !isEmpty(pair) },
  uneven: { key: "X", left: (pair) => pair.kind !== "1-1" && !pair.is_decided },
  findings: {
    key: "F",
    left: (pair, findings) => findings(pair).some(isOpen),
  },
  bookmarks: { key: "B", left: (pair) => pair.is_bookmarked },
};

/** @param {Finding} finding whether nobody has answered it for good */
export function isOpen(finding) {
  return !finding.answer || finding.answer === "later";
}

const CHECK = "M4.4 8.3l2.4 2.4 4.8-5.2";
/** @type {Record<State, [string, Record<string, string | number>][]>} */
const SHAPES = {
  confirmed: [["circle", { cx: 8, cy: 8, r: 7, class: "full" }], ["path", { d: CHECK, class: "cut" }]],
  shaped: [["circle", { cx: 8, cy: 8, r: 6.3, class: "line" }], ["path", { d: CHECK, class: "line" }]],
  doubtful: [
    ["path", { d: "M8 1l7 13H1z", class: "full" }],
    ["path", { d: "M8 5.6v4M8 11.4v1", class: "cut" }],
  ],
  cross: [["path", { d: "M2 3l12 10M14 3L2 13", class: "line thick" }]],
  gap: [["rect", { x: 2, y: 2, width: 12, height: 12, rx: 2, class: "line dashed" }]],
  empty: [["rect", { x: 2, y: 6, width: 12, height: 4, rx: 2, class: "line dashed" }]],
  sure: [["circle", { cx: 8, cy: 8, r: 5, class: "full" }]],
  likely: [
    ["circle", { cx: 8, cy: 8, r: 5.2, class: "line" }],
    ["path", { d: "M8 2.8a5.2 5.2 0 1 1-5.2 5.2H8z", class: "full" }],
  ],
  doubt: [
    ["circle", { cx: 8, cy: 8, r: 5.2, class: "line" }],
    ["path", { d: "M8 2.8a5.2 5.2 0 0 1 0 10.4z", class: "full" }],
  ],
  unsure: [["path", { d: "M8 1.5l6.8 12.3H1.2z", class: "line" }]],
  unknown: [["circle", { cx: 8, cy: 8, r: 2.4, class: "full" }]],
};

/** @param {State} state @returns {SVGElement} its sign */
export function sign(state) {
  const shapes = SHAPES[state].map(([name, attributes]) => svg(name, attributes));
  return svg("svg", { viewBox: "0 0 16 16", class: `sign ${state}`, "aria-hidden": "true" }, ...shapes);
}
