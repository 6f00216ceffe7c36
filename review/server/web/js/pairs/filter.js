/** Showing some pairs only: by kind, state, confidence, speaker, check, term. */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { BANDS, isEmpty, isGap, isOpen, stateOf } from "./state.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {Record<string, string>} Wanted by field; a field that is not there lets all through */

const FIELDS = ["state", "kind", "confidence", "speaker", "check", "term"];
const STATES = ["unsure", "open", "decided", "doubtful", "kept_out", "edited", "noted", "bookmarked", "crossing", "conflict"];

/** @type {Record<string, (pair: Pair) => boolean>} */
const HAS_STATE = {
  unsure: (pair) => pair.is_unsure,
  open: (pair) => !pair.is_decided && !isEmpty(pair),
  decided: (pair) => pair.is_decided,
  doubtful: (pair) => pair.is_doubtful,
  kept_out: (pair) => pair.is_kept_out,
  edited: (pair) => pair.original_source !== null || pair.original_target !== null,
  noted: (pair) => pair.note !== "",
  bookmarked: (pair) => pair.is_bookmarked,
  crossing: (pair) => pair.is_crossing,
  conflict: (pair) => pair.conflict.length > 0,
};

export class Filter {
  /**
   * @param {import("../types.js").App} app
   * @param {import("./list.js").PairList} list
   * @param {import("./search.js").Search} search
   * @param {() => void} heard
   */
  constructor(app, list, search, heard) {
    this.app = app;
    this.list = list;
    this.search = search;
    this.heard = heard;
    /** @type {Wanted} */
    this.wanted = {};
    /** @type {Set<string> | null} the pairs in which the term stands */
    this.termPairs = null;
    this.isOpen = false;
    this.root = h("div.filter", {
      hidden: true, role: "group", "aria-label": t("pairs.filter"), on: {
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Escape") list.focus();
        },
      },
    });
  }

  get isOn() {
    return FIELDS.some((name) => this.wanted[name]) || this.search.isOnly;
  }

  /** @param {Wanted} wanted */
  async set(wanted) {
    this.wanted = Object.fromEntries(FIELDS.filter((name) => wanted[name]).map((name) => [name, wanted[name]]));
    await this.readTerm();
    if (this.wanted.check) await this.app.store.loadFindings();
    this.isOpen ||= FIELDS.some((name) => this.wanted[name]);
    this.draw();
    this.apply();
  }

  toggle() {
    this.isOpen = !this.isOpen;
    this.draw();
    if (this.isOpen) this.root.querySelector("select")?.focus();
    else this.list.focus();
    this.heard();
  }

  clear() {
    if (this.search.isOnly) {
      this.search.isOnly = false;
      this.search.draw();
    }
    return this.set({});
  }

  /** Show what passes now; rows that passed stay until one asks again. */
  apply() {
    if (!this.isOn) {
      this.list.choose(null);
    } else {
      const passing = [...this.list.pairs].filter((pair) => this.passes(pair));
      this.list.choose(passing.map((pair) => pair.number));
    }
    this.draw();
    this.heard();
  }

  /** @param {Pair} pair */
  passes(pair) {
    const { state, kind, confidence, speaker, check, term } = this.wanted;
    return (
      (!state || HAS_STATE[state](pair)) &&
      (!kind || isKind(pair, kind)) &&
      (!confidence || isIn(pair, confidence)) &&
      (!speaker || pair.source_speaker === speaker || pair.target_speaker === speaker) &&
      (!check || this.hasFinding(pair, check)) &&
      (!term || (this.termPairs?.has(pair.number) ?? false)) &&
      (!this.search.isOnly || this.list.hits.has(pair.number))
    );
  }

  /** @param {Pair} pair @param {string} check */
  hasFinding(pair, check) {
    return this.app.store.findingsOf(pair).some((one) => one.check === check && isOpen(one));
  }

  async readTerm() {
    this.termPairs = null;
    if (!this.wanted.term) return;
    const path = `${this.app.store.path}/term/${encodeURIComponent(this.wanted.term)}`;
    const term = await this.app.api.get(path).catch(() => ({ places: [] }));
    this.termPairs = new Set(
      term.places.filter((/** @type {any} */ one) => one.document === this.list.pairs.name)
        .map((/** @type {any} */ one) => one.pair),
    );
  }

  draw() {
    this.root.hidden = !this.isOpen;
    if (!this.isOpen) return;
    const hadFocus = document.activeElement?.id;
    const count = this.list.count();
    fill(this.root,
      FIELDS.map((name) => this.select(name)),
      this.isOn && h("span.count", { role: "status" },
        t("pairs.shown", { n: count, all: this.list.pairs.count() })),
      this.isOn && button(t("pairs.again"), () => this.apply(), { class: "quiet", title: t("pairs.again_title") }),
      this.isOn && button(t("pairs.clear"), () => this.clear(), { class: "quiet" }));
    if (hadFocus?.startsWith("filter-")) document.getElementById(hadFocus)?.focus();
  }

  /** @param {string} name */
  select(name) {
    const options = this.options(name);
    if (!options.length && !this.wanted[name]) return null;
    const select = /** @type {HTMLSelectElement} */ (h("select", {
      id: `filter-${name}`, "aria-label": t(`pairs.by_${name}`), class: this.wanted[name] ? "on" : "",
      on: { change: () => this.set({ ...this.wanted, [name]: select.value }) },
    }, h("option", { value: "" }, t(`pairs.by_${name}`)),
      options.map(([value, label]) => h("option", { value, selected: value === this.wanted[name] }, label))));
    return select;
  }

  /** @param {string} name @returns {[string, string][]} values with their labels */
  options(name) {
    const all = [...this.list.pairs];
    if (name === "state") return STATES.map((one) => [one, t(`pairs.is_${one}`)]);
    if (name === "confidence") return BANDS.map(([one]) => [one, t(`pairs.band_${one}`)]);
    if (name === "kind") {
      const kinds = [...new Set(all.map((pair) => pair.kind))].sort();
      return [["not 1-1", t("pairs.kind_uneven")], ["gap", t("pairs.kind_gap")],
        ...kinds.map((kind) => /** @type {[string, string]} */ ([kind, kind.replace("-", "–")]))];
    }
    if (name === "speaker") {
      const names = all.flatMap((pair) => [pair.source_speaker, pair.target_speaker]);
      return [...new Set(names)].filter((one) => one !== null).map((one) => [one, one]);
    }
    if (name === "check") {
      const checks = [...(this.app.store.findings?.values() ?? [])].filter(isOpen).map((one) => one.check);
      return [...new Set(checks)].sort().map((one) => [one, one]);
    }
    const terms = [...(this.app.store.terms?.values() ?? [])].slice(0, 3000);
    return terms.map((one) => [one.id, `${one.source_term} – ${one.target_term}`]);
  }
}

/** @param {Pair} pair @param {string} kind */
function isKind(pair, kind) {
  if (kind === "not 1-1") return pair.kind !== "1-1";
  if (kind === "gap") return isGap(pair);
  return pair.kind === kind;
}

/** @param {Pair} pair @param {string} wanted */
function isIn(pair, wanted) {
  const at = BANDS.findIndex(([name]) => name === wanted);
  const least = BANDS[at]?.[1] ?? 0;
  const most = BANDS[at - 1]?.[1] ?? Infinity;
  const sure = pair.confidence;
  return sure !== null && !pair.is_decided && sure >= least && sure < most && stateOf(pair) !== "empty";
}
