/**
 * Which terms are shown: by what is decided, what has changed, how they vary, and by search.
 */

import { isPattern } from "../pattern.js";

/** @typedef {import("../types.js").Term} Term */

/**
 * @typedef {object} TermFilter
 * @property {string} state a name in `STATES`
 * @property {string} category empty for all
 * @property {string} query
 * @property {Set<string> | null} found ids that the server found for the query: in either script, or by a pattern
 */

/** @param {Term} term */
const isUndecided = (term) => !term.decision;

/** @type {Record<string, (term: Term) => boolean>} */
export const STATES = {
  all: () => true,
  undecided: isUndecided,
  recheck: (term) => Boolean(term.wants_check),
  new: (term) => Boolean(term.is_new),
  inconsistent: varies,
  conflict: (term) => term.conflict.length > 0,
  decided: (term) => !isUndecided(term),
};

/** @param {Term} term whether it has two wordings, those that differ in form alone left out */
export function varies(term) {
  return term.renderings.filter((one) => one.kind === "rendering" && one.is_sure).length > 1;
}

/**
 * Letters as search compares them: width and case do not matter.
 *
 * @param {string} text
 */
export function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

/** @param {Term} term @param {string} query folded */
function holds(term, query) {
  const texts = [
    term.source_term,
    term.target_term,
    term.usual,
    ...term.source_variants,
    ...term.renderings.map((one) => one.text),
    term.note,
  ];
  return texts.some((text) => folded(text).includes(query));
}

/**
 * @param {Term} term
 * @param {TermFilter} filter
 * @returns {boolean} whether it is shown
 */
export function isShown(term, filter) {
  if (!(STATES[filter.state] ?? STATES.all)(term)) return false;
  if (filter.category && term.category !== filter.category) return false;
  if (isPattern(filter.query)) return filter.found?.has(term.id) ?? true;
  const query = folded(filter.query.trim());
  return !query || holds(term, query) || Boolean(filter.found?.has(term.id));
}

/**
 * How many terms each state has.
 *
 * @param {Iterable<Term>} terms
 * @returns {Record<string, number>}
 */
export function countStates(terms) {
  const counts = Object.fromEntries(Object.keys(STATES).map((name) => [name, 0]));
  for (const term of terms) {
    for (const [name, holdsFor] of Object.entries(STATES)) counts[name] += Number(holdsFor(term));
  }
  return counts;
}

/** @param {Iterable<Term>} terms @returns {string[]} their categories, in the order of the alphabet */
export function categories(terms) {
  return [...new Set([...terms].map((one) => one.category).filter(Boolean))].sort();
}
