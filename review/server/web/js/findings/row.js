/**
 * A finding as a row: where, how bad, what is said, the words that are meant, and the answer.
 */

import { h } from "../dom.js";
import { has, t } from "../i18n.js";
import { excerpt, marked } from "../marks.js";
import { saidNodes } from "./said.js";

/** @typedef {import("../types.js").Finding} Finding */

export const CELLS = ["finding-pair", "finding-severity", "finding-message", "finding-text", "finding-answer"];
// what does not fit is cut off at the end, so the words that are meant come early
const BEFORE = 12;
const BEHIND = 60;
const SIGNS = /** @type {Record<string, string>} */ ({ error: "■", warning: "▲", minor: "●" });
const ANSWER_SIGNS = /** @type {Record<string, string>} */ ({
  right: "✓",
  "false alarm": "✗",
  fixed: "✎",
  later: "…",
});

/**
 * @param {Finding} finding
 * @param {{source: string, target: string}} languages
 * @returns {(HTMLElement | string)[][]} the cells of its row
 */
export function cells(finding, languages) {
  return [
    [finding.pair],
    [h("span.severity", { class: finding.severity, title: t(`severity.${finding.severity}`) },
      SIGNS[finding.severity], h("span.unseen", {}, t(`severity.${finding.severity}`)))],
    saidNodes(finding, languages),
    [words(finding, languages)],
    answer(finding),
  ];
}

/** @param {Finding} finding @param {{source: string, target: string}} languages */
function words(finding, languages) {
  const isTarget = finding.target_span !== null || !finding.source;
  const [text, span] = isTarget
    ? [finding.target, finding.target_span]
    : [finding.source, finding.source_span];
  const shown = excerpt(text, span, BEFORE, BEHIND);
  const marks = shown.span ? [{ span: shown.span, class: finding.severity }] : [];
  return h("span.snippet", { lang: isTarget ? languages.target : languages.source },
    marked(shown.text, marks));
}

/** @param {Finding} finding */
function answer(finding) {
  const found = [];
  if (finding.conflict.length) {
    found.push(h("span.badge.conflict", { title: t("findings.conflict") }, "⚡"));
  }
  if (finding.answer) {
    const name = `answer.${finding.answer.replace(" ", "_")}`;
    found.push(h("span.badge", { class: finding.answer.replace(" ", "-") },
      ANSWER_SIGNS[finding.answer], " ", t(name)));
  } else if (finding.is_outdated) {
    found.push(h("span.badge.recheck", {}, t("findings.outdated")));
  }
  return found;
}

/** @param {Finding} finding */
export function classes(finding) {
  return finding.answer || finding.is_outdated ? ["decided"] : [];
}

/** @param {string} name @returns {string} in the page's language */
export function checkName(name) {
  return has(`check.${name}`) ? t(`check.${name}`) : name;
}

/** @param {{check: string, rule: string}} finding @returns {string} in the page's language */
export function ruleName({ check, rule }) {
  const key = `rule.${check}.${rule.replaceAll(" ", "_")}`;
  return has(key) ? t(key) : rule;
}
