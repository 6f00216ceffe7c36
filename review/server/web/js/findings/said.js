/**
 * What a finding says, in the page's language. Words of the texts in it are in a language of their
 * own, so that they are shown in its fonts and read aloud in its voice.
 */

import { h } from "../dom.js";
import { currentLanguage } from "../i18n.js";

/** @typedef {import("../types.js").Finding} Finding */
/** @typedef {{source: string, target: string}} Languages */

/** @param {Finding} finding @returns {string} */
export function said(finding) {
  return parts(finding).join("");
}

/** @param {Finding} finding @param {Languages} languages @returns {(HTMLElement | string)[]} */
export function saidNodes(finding, languages) {
  return parts(finding).map((text, at) =>
    at % 2 ? h("span", { lang: languageOf(text, languages) }, text) : text,
  );
}

/** @param {Finding} finding @returns {string[]} our words, words of the texts, in turns */
function parts(finding) {
  return finding.said[currentLanguage()] ?? finding.said.en;
}

/**
 * Which of two languages a few words of a text are in; a number is in neither.
 *
 * @param {string} text @param {Languages} languages @returns {string | null}
 */
function languageOf(text, { source, target }) {
  const isChinese = /\p{Script=Han}/u.test(text);
  if (!isChinese && !/\p{L}/u.test(text)) return null;
  return [source, target].find((one) => one.startsWith("zh") === isChinese) ?? null;
}
