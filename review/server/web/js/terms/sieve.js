/**
 * What chooses the terms that are shown: the state, the category, and what is looked for.
 */

import { fill, h } from "../dom.js";
import { number, t } from "../i18n.js";
import { showFilters } from "../list.js";
import { settled } from "../marks.js";
import { isPattern, patternButton, patternTrouble } from "../pattern.js";
import { categories, countStates, STATES } from "./filters.js";
import { category } from "./row.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Term} Term */
/** @typedef {import("./filters.js").TermFilter} TermFilter */

const SEARCH_MS = 160;

export class Sieve {
  /**
   * @param {App} app
   * @param {Record<string, string>} params of the address
   * @param {{changed: () => void, found: () => void, trouble: (said: string) => void,
   *   left: () => void}} heard `found`: the server has answered; `left`: the field is done with
   */
  constructor(app, params, heard) {
    this.app = app;
    this.heard = heard;
    this.isOver = false;
    /** @type {TermFilter} */
    this.filter = {
      state: params.state in STATES ? params.state : "all",
      category: params.category ?? "",
      query: params.q ?? "",
      found: null,
    };
    this.states = h("div.sieves", { role: "group", "aria-label": t("terms.filters") });
    this.category = /** @type {HTMLSelectElement} */ (
      h("select", {
        "aria-label": t("terms.category"),
        on: { change: () => this.choose({ category: this.category.value }) },
      })
    );
    this.query = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "search",
        value: this.filter.query,
        placeholder: t("terms.search"),
        "aria-label": t("terms.search"),
        on: {
          input: () => this.choose({ query: this.query.value, found: null }),
          keydown: (/** @type {KeyboardEvent} */ event) => this.pressed(event),
        },
      })
    );
    this.search = settled(() => this.askServer(), SEARCH_MS);
  }

  /** The terms are here: what the address looks for is looked for. */
  start() {
    if (this.filter.query) this.search();
  }

  /** @returns {HTMLElement[]} for the tool bar */
  get elements() {
    return [this.states, this.category, this.query, patternButton(this.query)];
  }

  /** @param {Partial<TermFilter>} changes */
  choose(changes) {
    Object.assign(this.filter, changes);
    if (this.query.value !== this.filter.query) this.query.value = this.filter.query;
    if ("query" in changes) this.search();
    this.heard.changed();
  }

  /** @param {Iterable<Term>} terms all that there are */
  draw(terms) {
    const all = [...terms];
    const counts = countStates(all);
    const names = Object.keys(STATES).filter(
      (name) => counts[name] || name === "all" || name === "undecided" || name === this.filter.state,
    );
    showFilters(
      this.states,
      names.map((name) => ({ name, label: t(`terms.state_${name}`), count: number(counts[name]) })),
      this.filter.state,
      (state) => this.choose({ state }),
    );
    const known = categories(all);
    this.category.hidden = known.length === 0;
    fill(
      this.category,
      h("option", { value: "" }, t("terms.all_categories")),
      known.map((name) =>
        h("option", { value: name, selected: name === this.filter.category }, category(name)),
      ),
    );
  }

  /** Ask for terms in the other script, which only the server can fold, or of a pattern. */
  async askServer() {
    const query = this.filter.query.trim();
    if (!isPattern(query) && !/\p{Script=Han}/u.test(query)) return;
    const { store, api } = this.app;
    try {
      const { terms } = await api.get(`${store.path}/terms?q=${encodeURIComponent(query)}`);
      if (this.isOver || query !== this.filter.query.trim()) return;
      this.filter.found = new Set(terms.map((/** @type {Term} */ one) => one.id));
      this.heard.found();
    } catch (error) {
      if (isPattern(query)) this.heard.trouble(patternTrouble(error));
      else this.app.fail(error);
    }
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && this.query.value) this.choose({ query: "", found: null });
    else if (!["Enter", "ArrowDown", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.heard.left();
  }

  /** @param {URLSearchParams} query of the address */
  keepIn(query) {
    if (this.filter.state !== "all") query.set("state", this.filter.state);
    if (this.filter.category) query.set("category", this.filter.category);
    if (this.filter.query) query.set("q", this.filter.query);
  }

  close() {
    this.isOver = true;
    this.search.cancel();
  }
}
