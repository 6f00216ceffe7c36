/**
 * Keys: single letters outside text fields, none that the browser owns; and the sheet of them.
 */

import { isTyping } from "./dom.js";

/** @typedef {import("./types.js").Binding} Binding */

const NAMED = new Map([
  ["↑", "ArrowUp"],
  ["↓", "ArrowDown"],
  ["←", "ArrowLeft"],
  ["→", "ArrowRight"],
  ["Space", " "],
  ["Esc", "Escape"],
]);

/**
 * The name of a key press: `Ctrl+Shift+A`, `N`, `Shift+M`, `?`.
 *
 * A letter that an input method or a keyboard of another script turns into something else is
 * known by its place.
 *
 * @param {KeyboardEvent} event
 * @returns {string}
 */
export function pressed(event) {
  let key = event.key;
  const isLetter = /^Key[A-Z]$/.test(event.code);
  if (isLetter && (!/^[a-z]$/i.test(key) || event.altKey)) key = event.code.slice(3);
  const isSign = key.length === 1 && !/[a-z0-9 ]/i.test(key);
  if (key.length === 1) key = key.toUpperCase();
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && !isSign) parts.push("Shift");
  return [...parts, key].join("+");
}

/** @param {string} keys as a person reads them, in the form of `pressed` */
function plain(keys) {
  const parts = keys.split("+");
  const key = parts.pop() || "+";
  return [...parts, NAMED.get(key) ?? key].join("+");
}

/** What keys do now: the view's, under those of what lies over it (a dialog, an open editor). */
export class Keys {
  constructor() {
    /** @type {{bindings: Binding[], map: Map<string, Binding>, isAlone: boolean}[]} */
    this.layers = [];
    document.addEventListener("keydown", (event) => this.take(event));
  }

  /**
   * Put keys over those there are.
   *
   * @param {Binding[]} bindings
   * @param {{isAlone?: boolean}} [options] alone: those below do nothing meanwhile
   * @returns {() => void} takes them away again
   */
  push(bindings, { isAlone = false } = {}) {
    const map = new Map(bindings.flatMap((one) => one.keys.map((keys) => [plain(keys), one])));
    const layer = { bindings, map, isAlone };
    this.layers.push(layer);
    return () => {
      this.layers = this.layers.filter((one) => one !== layer);
    };
  }

  /** @param {KeyboardEvent} event */
  take(event) {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const name = pressed(event);
    const typing = isTyping(event.target);
    const inDialog = event.target instanceof Element && event.target.closest("dialog");
    if (isOwn(event, name)) return;
    for (const layer of [...this.layers].reverse()) {
      const binding = layer.map.get(name);
      if (binding && (!typing || binding.typing) && !(inDialog && !layer.isAlone)) {
        if (binding.run(event) !== false) {
          event.preventDefault();
          event.stopPropagation();
        }
        return;
      }
      if (layer.isAlone) return;
    }
  }

  /** @returns {Map<string, Binding[]>} what the sheet shows, by group */
  groups() {
    /** @type {Map<string, Binding[]>} */
    const groups = new Map();
    for (const layer of [...this.layers].reverse()) {
      for (const one of layer.bindings) {
        if (one.hidden) continue;
        const group = one.group ?? "keys.page";
        groups.set(group, [...(groups.get(group) ?? []), one]);
      }
    }
    return groups;
  }
}

/**
 * Whether a press belongs to the button, link or box that has the focus.
 *
 * @param {KeyboardEvent} event
 * @param {string} name
 */
function isOwn(event, name) {
  const element = event.target instanceof Element ? event.target : null;
  return (
    (name === "Enter" || name === " ") &&
    element !== null &&
    element.closest("button, a[href], summary, input[type=checkbox], [role=menuitem]") !== null
  );
}

/** @type {Keys | undefined} */
let page;

/** @returns {Keys} those of this page */
export function pageKeys() {
  page ??= new Keys();
  return page;
}

/**
 * A listener for a part of a view that has keys of its own while the focus is in it.
 *
 * @param {Binding[]} bindings
 * @returns {(event: KeyboardEvent) => void}
 */
export function keysOf(bindings) {
  const map = new Map(bindings.flatMap((one) => one.keys.map((keys) => [plain(keys), one])));
  return (event) => {
    if (event.isComposing || event.defaultPrevented || isTyping(event.target)) return;
    const name = pressed(event);
    const binding = map.get(name);
    if (!binding || isOwn(event, name) || binding.run(event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
