/**
 * A tally of findings by kind and severity, in the manner of MQM.
 *
 * Points after Freitag et al. (2021), "Experts, Errors, and Context": 5 for a major error, 1 for a
 * minor one, 0.1 for a trifle of punctuation; here for an error, a warning and what is minor.
 */

/** @typedef {import("../types.js").Finding} Finding */

export const SEVERITIES = ["error", "warning", "minor"];
export const POINTS = /** @type {Record<string, number>} */ ({ error: 5, warning: 1, minor: 0.1 });
const HOLD = new Set(["right", "fixed"]);

/**
 * @typedef {object} TallyRow
 * @property {string} check
 * @property {Record<string, number>} found by severity
 * @property {Record<string, number>} held by severity: valid, or fixed
 * @property {number} points of those that hold
 */

/**
 * @param {Iterable<Finding>} findings
 * @returns {TallyRow[]} a row for each check, in the order they come
 */
export function tally(findings) {
  /** @type {Map<string, TallyRow>} */
  const rows = new Map();
  for (const finding of findings) {
    const row = rows.get(finding.check) ?? emptyRow(finding.check);
    rows.set(finding.check, row);
    row.found[finding.severity] += 1;
    if (HOLD.has(finding.answer)) {
      row.held[finding.severity] += 1;
      row.points += POINTS[finding.severity];
    }
  }
  return [...rows.values()];
}

/** @param {string} check @returns {TallyRow} */
function emptyRow(check) {
  const none = () => Object.fromEntries(SEVERITIES.map((name) => [name, 0]));
  return { check, found: none(), held: none(), points: 0 };
}

/** @param {TallyRow[]} rows @returns {TallyRow} */
export function total(rows) {
  const sum = emptyRow("");
  for (const row of rows) {
    for (const name of SEVERITIES) {
      sum.found[name] += row.found[name];
      sum.held[name] += row.held[name];
    }
    sum.points += row.points;
  }
  return sum;
}
