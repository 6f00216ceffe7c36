/**
 * A term as a row: both wordings, the renderings with counts and bars, and what was decided.
 */

import { h } from "../dom.js";
import { number, t } from "../i18n.js";
import { bar } from "../list.js";

/** @typedef {import("../types.js").Term} Term */

export const CELLS = ["term-source", "term-target", "term-renderings", "term-count", "term-state"];
const MOST_SHOWN = 4;

/** @typedef {{source: string, target: string}} Languages */

/**
 * @param {Term} term
 * @param {Languages} languages
 * @returns {(HTMLElement | string)[][]} the cells of its row
 */
export function cells(term, languages) {
  return [
    [
      h("span.zh", { lang: languages.source }, term.source_term),
      ...(term.category ? [h("span.kind", {}, category(term.category))] : []),
    ],
    [
      h("span", { lang: languages.target }, term.target_term),
      ...(term.usual && term.usual !== term.target_term
        ? [h("span.usual", { lang: languages.target, title: `${t("terms.usual")}: ${term.usual}` }, `≠ ${term.usual}`)]
        : []),
    ],
    renderings(term, languages.target),
    [number(term.count)],
    marks(term),
  ];
}

/** @param {Term} term */
export function classes(term) {
  const behind = term.group && term.group !== term.source_term ? ["behind"] : [];
  if (term.decision === "reject") return ["rejected", ...behind];
  return term.decision ? ["decided", ...behind] : behind;
}

/** @param {Term} term @param {string} language */
function renderings(term, language) {
  const shown = term.renderings.slice(0, MOST_SHOWN);
  const more = term.renderings.length - shown.length;
  return [
    ...shown.map((one) =>
      h(
        "span.rendering",
        {
          class: one.kind === "omission" ? "left-out" : one.is_new ? "new" : "",
          lang: one.kind === "omission" ? null : language,
        },
        bar(one.share, one.text === term.target_term ? "" : wording(one)),
        h("span.many", {}, number(one.count)),
      ),
    ),
    ...(more > 0 ? [h("span.more", {}, t("terms.more_renderings", { n: more }))] : []),
  ];
}

/** @param {{text: string, kind: string}} rendering as a person reads it */
export function wording(rendering) {
  return rendering.kind === "omission" ? t("terms.left_out") : rendering.text;
}

/** @param {string} name as the machine or a bank of terms gave it */
export function category(name) {
  if (!name) return "";
  const key = `category.${name.replaceAll(" ", "_")}`;
  const told = t(key);
  return told === key ? name : told;
}

/** @param {Term} term what people said of it, and what asks for a look */
export function marks(term) {
  const found = [];
  const add = (/** @type {string} */ name, /** @type {string} */ sign) =>
    found.push(h(`span.badge.${name}`, { title: t(`terms.is_${name}`) }, sign, " ", t(`terms.is_${name}`)));
  if (term.conflict.length) add("conflict", "⚡");
  if (term.wants_check) add("recheck", "!");
  if (term.is_new) add("new", "+");
  if (term.decision === "approve") add("approved", "✓");
  if (term.decision === "edit") add("edited", "✎");
  if (term.decision === "reject") add("rejected", "✗");
  if (term.decision.startsWith("merge")) add("merged", "⇒");
  if (term.is_forbidden) add("forbidden", "⊘");
  if (term.status) found.push(h("span.badge.status", {}, t(`status.${term.status}`)));
  return found;
}
