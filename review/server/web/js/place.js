/**
 * Where a person is, kept by the server: the next time, also after a restart, it goes on there.
 */

import { settled } from "./marks.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Place} Place */

const WAIT_MS = 400;

/**
 * @param {App} app
 * @returns {((changes: Partial<Place>) => void) & {cancel: () => void}} keeps what has changed of
 *   the place, once one has stayed for a moment
 */
export function placeKeeper(app) {
  const { api, store } = app;
  return settled((/** @type {Partial<Place>} */ changes) => {
    if (!store.project) return;
    const place = { ...store.project.place, ...changes };
    if (JSON.stringify(place) === JSON.stringify(store.project.place)) return;
    store.project.place = place;
    // where one was is worth a try, not a word about it
    api.put(`${store.path}/place`, place).catch(() => {});
  }, WAIT_MS);
}
