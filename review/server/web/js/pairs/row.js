/** A row of the list: number, state, both sides, and what was said of the pair. */

import { h } from "../dom.js";
import { number as written, percent, t } from "../i18n.js";
import { ruleName } from "../findings/row.js";
import { saidNodes } from "../findings/said.js";
import { isEmpty, isOpen, sign, stateOf } from "./state.js";
import { drawText } from "./text.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {import("../types.js").Finding} Finding */
/** @typedef {import("./text.js").Mark} Mark */

/**
 * @typedef {object} Look
 * @property {Record<Side, string>} languages of both sides, as `lang`
 * @property {Record<Side, string | null>} speakers who speak above, and need not be named again
 * @property {boolean} isCurrent
 * @property {Side} side where the cursor is
 * @property {Side | null} picked the side that a link begins at
 * @property {Record<Side, Mark[]>} marks
 * @property {Finding[]} findings about the pair
 * @property {string} log the address of the log
 */

export const SIDES = /** @type {Side[]} */ (["source", "target"]);

/** @returns {HTMLElement} a row that is not here yet */
export function drawHole() {
  return h("div.row.hole", { role: "row", "aria-busy": "true" },
    h("div.gutter", { role: "rowheader" }, "…"),
    SIDES.map((side) => h("div.cell", { role: "gridcell", class: side }, h("span.bar"))));
}

/** @param {Pair} pair @param {Look} look @returns {HTMLElement} */
export function drawRow(pair, look) {
  const state = stateOf(pair);
  const row = h("div.row", {
    role: "row",
    class: [state, look.isCurrent && "current", pair.is_kept_out && "kept-out",
      pair.is_bookmarked && "bookmarked", beginsParagraph(pair) && "begins"].filter(Boolean).join(" "),
    "aria-rowindex": pair.position + 2,
    data: { number: pair.number },
  });
  row.append(drawGutter(pair, state), ...SIDES.map((side) => drawCell(pair, side, look)));
  const below = drawBelow(pair, look);
  if (below) row.append(below);
  return row;
}

/** @param {Pair} pair */
function beginsParagraph(pair) {
  return pair.source_paragraphs[0] === 0 || (!pair.source && pair.target_paragraphs[0] === 0);
}

/** @param {Pair} pair @param {import("./state.js").State} state */
function drawGutter(pair, state) {
  const sure = pair.confidence === null ? "" : String(Math.round(pair.confidence * 100));
  return h("div.gutter", { role: "rowheader", title: stateText(pair) },
    sign(state),
    h("span.number", {}, pair.number),
    h("span.sure", { "aria-hidden": "true" }, pair.is_decided || isEmpty(pair) ? "" : sure),
    pair.kind !== "1-1" && !isEmpty(pair) && h("span.kind", {}, pair.kind.replace("-", "–")),
    h("span.unseen", {}, stateText(pair)));
}

/** @param {Pair} pair @returns {string} its state in words */
export function stateText(pair) {
  const state = stateOf(pair);
  const words = [t(`pairs.state_${state}`)];
  if (pair.confidence !== null && !pair.is_decided && !isEmpty(pair)) {
    words.push(t("pairs.sure_of", { sure: percent(pair.confidence) }));
  }
  if (pair.is_kept_out) words.push(t("pairs.kept_out"));
  if (pair.is_bookmarked) words.push(t("pairs.bookmarked"));
  return words.join(t("pairs.comma"));
}

/** @param {Pair} pair @param {Side} side @param {Look} look */
function drawCell(pair, side, look) {
  const isHere = look.isCurrent && look.side === side;
  const cell = h("div.cell", {
    role: "gridcell",
    class: [side, isHere && "here", look.picked === side && "picked", !pair[side] && "none"]
      .filter(Boolean).join(" "),
    tabindex: isHere ? 0 : -1,
    data: { side },
  });
  const speaker = pair[`${side}_speaker`];
  if (speaker && (speaker !== look.speakers[side] || beginsParagraph(pair))) {
    cell.append(h("span.speaker", { lang: look.languages[side] }, speaker));
  }
  if (!pair[side]) {
    cell.append(h("span.nothing", {}, t(isEmpty(pair) ? "pairs.empty" : `pairs.no_${side}`)));
    return cell;
  }
  const paragraphs = pair[`${side}_paragraphs`];
  const text = drawText(pair[side], pair[`${side}_sentences`], paragraphs, look.marks[side]);
  text.lang = look.languages[side];
  cell.append(text);
  const original = pair[`original_${side}`];
  if (original !== null) {
    cell.append(h("div.original", {},
      h("span.chip", {}, t("pairs.edited")),
      h("del", { lang: look.languages[side], title: t("pairs.original") }, original)));
  }
  return cell;
}

/** @param {Pair} pair @param {Look} look */
function drawBelow(pair, look) {
  const parts = [];
  if (pair.conflict.length) {
    parts.push(h("a.chip.conflict", { title: t("pairs.conflict_title"), href: look.log },
      "⇄ ", t("pairs.conflict", { operations: pair.conflict.map((one) => written(one)).join(t("pairs.and")) })));
  }
  if (pair.is_kept_out) parts.push(h("span.chip", {}, "⊘ ", t("pairs.kept_out")));
  if (pair.is_bookmarked) parts.push(h("span.chip", {}, "⚑ ", t("pairs.bookmarked")));
  if (pair.is_crossing) parts.push(h("span.chip", {}, "⤨ ", t("pairs.crossing")));
  for (const finding of look.findings) {
    parts.push(h("span.chip.finding", {
      class: isOpen(finding) ? `open ${finding.severity}` : "answered",
      title: finding.expected ? t("pairs.expected", { text: finding.expected }) : ruleName(finding),
    }, isOpen(finding) ? "▲ " : "✓ ", h("span", {}, saidNodes(finding, look.languages))));
  }
  if (pair.note) parts.push(h("span.note", {}, h("b", {}, t("pairs.note")), " ", pair.note));
  if (pair.reviewer && pair.is_decided) parts.push(h("span.who", {}, pair.reviewer));
  if (parts.length === 1 && parts[0].classList.contains("who")) return null;
  return parts.length ? h("div.below", { role: "presentation" }, parts) : null;
}
