/**
 * The words of the page, in English and Chinese; plurals, numbers and times as each writes them.
 */

import { get } from "./api.js";

export const LANGUAGES = ["en", "zh"];
const KEPT = "duizhao.language";

/** @type {Record<string, string | Record<string, string>>} */
let messages = {};
let language = "en";

/** @returns {string} `en` or `zh` */
export function currentLanguage() {
  return language;
}

/** @returns {string} as `lang` attributes and `Intl` want it */
export function locale() {
  return language === "zh" ? "zh-Hans" : "en";
}

/**
 * Read the catalogue of a language: the one chosen before, else the one wanted.
 *
 * @param {string} wanted of the browser
 */
export async function loadLanguage(wanted) {
  const chosen = localStorage.getItem(KEPT) ?? wanted;
  language = chosen.startsWith("zh") ? "zh" : "en";
  messages = await get(`/messages/${language}.json`);
  document.documentElement.lang = locale();
}

/** @param {string} name the language that this browser shall have from now on */
export async function chooseLanguage(name) {
  localStorage.setItem(KEPT, name);
  await loadLanguage(name);
}

/**
 * The message of a key. `{name}` stands for a value; numbers are written as the language does. A
 * message with forms (`one`, `other`) is chosen by the value `n`.
 *
 * @param {string} key
 * @param {Record<string, any>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  let message = messages[key];
  if (message === undefined) return key;
  if (typeof message !== "string") {
    message = message[new Intl.PluralRules(locale()).select(values.n ?? 0)] ?? message.other;
  }
  return message.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? written(values[name]) : whole,
  );
}

/** @param {string} key whether there is such a message */
export function has(key) {
  return key in messages;
}

/** @param {any} value */
function written(value) {
  return typeof value === "number" ? number(value) : String(value);
}

/** @param {number} value */
export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}

/** @param {number} share from 0 to 1 */
export function percent(share) {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** @param {string} at in ISO 8601 */
export function time(at) {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale(), {
    ...(isToday ? {} : { dateStyle: "medium" }),
    timeStyle: "short",
  }).format(then);
}
