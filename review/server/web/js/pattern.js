/**
 * Patterns in a search field: what stands between slashes is one, as in `/第\d+条/`. The server looks
 * for them, in linear time whatever they are; a browser's own might hang on some.
 */

import { ApiError } from "./api.js";
import { button } from "./dom.js";
import { t } from "./i18n.js";

const BETWEEN_SLASHES = /^\/(.+)\/$/s;

/** @param {string} query */
export function isPattern(query) {
  return BETWEEN_SLASHES.test(query.trim());
}

/**
 * A button that puts slashes around what is looked for, or takes them away.
 *
 * @param {HTMLInputElement} field
 * @returns {HTMLButtonElement}
 */
export function patternButton(field) {
  const element = button(".*", () => {
    const found = BETWEEN_SLASHES.exec(field.value.trim());
    field.value = found ? found[1] : `/${field.value.trim() || " "}/`;
    field.focus();
    if (!found) field.setSelectionRange(1, field.value.length - 1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, { class: "quiet pattern", title: t("page.pattern") });
  const show = () => element.setAttribute("aria-pressed", String(isPattern(field.value)));
  field.addEventListener("input", show);
  show();
  return element;
}

/** @param {unknown} error of a search @returns {string} what is wrong with the pattern */
export function patternTrouble(error) {
  const said = error instanceof Error ? error.message : "";
  return error instanceof ApiError && error.status === 409 ? t("page.bad_pattern", { said }) : said;
}
