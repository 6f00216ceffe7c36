/**
 * The terms: decided with one key each, every place seen and corrected.
 */

import { button, fill, h } from "../dom.js";
import { number, t } from "../i18n.js";
import { jobButton } from "../jobs.js";
import { List, listKeys, showFilters } from "../list.js";
import { settled } from "../marks.js";
import { isPattern, patternButton, patternTrouble } from "../pattern.js";
import { placeKeeper } from "../place.js";
import { showTerm } from "./detail.js";
import { categories, countStates, isShown, STATES } from "./filters.js";
import { addForm, editForm } from "./forms.js";
import { placeKeys, Places } from "./places.js";
import { category, CELLS, cells, classes } from "./row.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Term} Term */
/** @typedef {import("../types.js").TermDetail} TermDetail */
/** @typedef {import("../types.js").Decision} Decision */

const ROW_PX = 42;
const LOOK_MS = 90;
const SEARCH_MS = 160;

class TermsView {
  /** @param {HTMLElement} root @param {App} app @param {Record<string, string>} params */
  constructor(root, app, params) {
    this.app = app;
    /** @type {Map<string, Term>} */
    this.terms = new Map();
    /** @type {import("./filters.js").TermFilter} */
    this.filter = {
      state: params.state in STATES ? params.state : "all",
      category: params.category ?? "",
      query: params.q ?? "",
      found: null,
    };
    /** @type {TermDetail | null} */
    this.detail = null;
    /** @type {string | null} the term that another is to be merged into */
    this.merging = null;
    this.isOver = false;
    /** @type {(() => void)[]} */
    this.ends = [];
    this.list = new List({
      cells: (id) => cells(this.term(id), this.languages()),
      classes: (id) => classes(this.term(id)),
      cellClasses: CELLS,
      moved: () => this.moved(),
      picked: () => this.drawPicked(),
      opened: () => this.openPlaces(),
      label: t("terms.list"),
      pick: t("terms.pick"),
      height: ROW_PX,
    });
    this.places = new Places({
      correct: (place, fields) => this.correctPlace(place, fields),
      goToPair: (place) => this.goToPair(place.document, place.pair),
      languages: (document) => this.languages(document),
      left: () => this.backToList(),
    });
    /** @type {ReturnType<typeof editForm> | null} */
    this.form = null;
    this.filters = h("div.sieves", { role: "group", "aria-label": t("terms.filters") });
    this.category = /** @type {HTMLSelectElement} */ (
      h("select", {
        "aria-label": t("terms.category"),
        on: { change: () => this.refilter({ category: this.category.value }) },
      })
    );
    this.query = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "search",
        value: this.filter.query,
        placeholder: t("terms.search"),
        "aria-label": t("terms.search"),
        on: {
          input: () => this.refilter({ query: this.query.value, found: null }),
          keydown: (/** @type {KeyboardEvent} */ event) => this.inSearch(event),
        },
      })
    );
    this.note = h("p.list-note", { role: "status" });
    this.bulk = h("div.bulk", { role: "group", "aria-label": t("terms.bulk") });
    this.panel = h("aside.detail", { "aria-label": t("terms.detail") });
    this.keepPlace = placeKeeper(app);
    this.look = settled(() => this.loadDetail(), LOOK_MS);
    this.search = settled(() => this.askServer(), SEARCH_MS);
    this.root = h(
      "div.terms.split-view",
      {},
      h("h1.unseen", {}, t("page.view_terms")),
      h(
        "div.toolbar",
        {},
        this.filters,
        this.category,
        this.query,
        patternButton(this.query),
        button(t("terms.add"), () => this.add(), { keys: "A" }),
        h("span.grow"),
        jobButton(app, "terms", t("terms.find"), t("terms.found")),
      ),
      this.note,
      this.bulk,
      h("div.split", {}, this.list.element, this.panel),
    );
    fill(root, this.root);
  }

  /** @param {Record<string, string>} params */
  async start(params) {
    this.terms = await this.app.store.loadTerms();
    if (this.isOver) return;
    this.ends.push(
      this.app.store.on("terms", (told) => this.changed(told)),
      this.app.store.on("pairs", () => this.look()),
    );
    this.list.start();
    this.drawFilters();
    const wanted = params.term ?? this.app.store.project?.place?.term ?? null;
    this.list.current = wanted;
    this.refill();
    if (wanted !== null) this.list.go(wanted, { where: "center" });
    this.moved();
    if (this.filter.query) this.search();
    this.list.element.focus({ preventScroll: true });
  }

  close() {
    this.isOver = true;
    this.look.cancel();
    this.search.cancel();
    this.keepPlace.cancel();
    this.list.close();
    for (const end of this.ends) end();
  }

  /** @param {string} id @returns {Term} */
  term(id) {
    return /** @type {Term} */ (this.terms.get(id));
  }

  /** @param {string} [name] a document pair's; of the first where left out */
  languages(name) {
    const documents = this.app.store.project?.documents ?? [];
    const found = documents.find((one) => one.name === name) ?? documents[0];
    return { source: found?.source_language ?? "zh", target: found?.target_language ?? "en" };
  }

  // --- what is shown ---------------------------------------------------------------------------

  /** @param {{changed: string[], removed?: string[]}} told */
  changed({ changed, removed = [] }) {
    this.terms = this.app.store.terms ?? this.terms;
    const isOther = (/** @type {string} */ id) =>
      this.list.places.has(id) !== this.terms.has(id) &&
      (!this.terms.has(id) || isShown(this.term(id), this.filter));
    if ([...changed, ...removed].some(isOther)) this.refill(true);
    this.list.redraw(changed);
    this.drawFilters();
    this.drawNote();
    if (this.list.current !== null && changed.includes(this.list.current)) this.moved();
  }

  drawFilters() {
    const counts = countStates(this.terms.values());
    const names = Object.keys(STATES).filter(
      (name) => counts[name] || name === "all" || name === "undecided" || name === this.filter.state,
    );
    showFilters(
      this.filters,
      names.map((name) => ({ name, label: t(`terms.state_${name}`), count: number(counts[name]) })),
      this.filter.state,
      (state) => this.refilter({ state }),
    );
    const known = categories(this.terms.values());
    this.category.hidden = known.length === 0;
    fill(
      this.category,
      h("option", { value: "" }, t("terms.all_categories")),
      known.map((name) =>
        h("option", { value: name, selected: name === this.filter.category }, category(name)),
      ),
    );
  }

  /** @param {Partial<import("./filters.js").TermFilter>} changes */
  refilter(changes) {
    Object.assign(this.filter, changes);
    if ("query" in changes) this.search();
    this.drawFilters();
    this.refill();
    this.list.first();
    this.keepAddress();
  }

  /**
   * The rows that the filter shows.
   *
   * @param {boolean} [isKeeping] also those that were shown: what is decided does not jump away
   */
  refill(isKeeping = false) {
    const ids = [];
    for (const term of this.terms.values()) {
      const isHere = isKeeping && this.list.places.has(term.id);
      if (isHere || isShown(term, this.filter)) ids.push(term.id);
    }
    this.list.show(ids);
    this.drawNote();
    if (!ids.length) this.moved();
  }

  drawNote() {
    const shown = this.list.ids.length;
    const stale = this.list.ids.filter((id) => !isShown(this.term(id), this.filter)).length;
    fill(
      this.note,
      this.merging
        ? h("strong", {}, t("terms.merging", { term: this.term(this.merging).source_term }), " ")
        : null,
      shown
        ? t("terms.shown", { n: shown, all: this.terms.size })
        : t(this.terms.size ? "terms.none_shown" : "terms.none"),
      stale
        ? [" ", button(t("terms.stale", { n: stale }), () => this.refill(), { class: "link" })]
        : null,
    );
  }

  /** Ask for terms in the other script, which only the server can fold, or of a pattern. */
  async askServer() {
    const query = this.filter.query.trim();
    if (!isPattern(query) && !/\p{Script=Han}/u.test(query)) return;
    const { store, api } = this.app;
    try {
      const found = await api.get(`${store.path}/terms?q=${encodeURIComponent(query)}`);
      if (this.isOver || query !== this.filter.query.trim()) return;
      const ids = found.terms.map((/** @type {Term} */ one) => one.id);
      if (ids.length < this.terms.size) this.filter.found = new Set(ids);
      this.refill();
    } catch (error) {
      if (isPattern(query)) fill(this.note, h("strong.bad", {}, patternTrouble(error)));
      else this.app.fail(error);
    }
  }

  drawPicked() {
    const count = this.list.picked.size;
    this.bulk.hidden = count === 0;
    if (!count) return;
    fill(
      this.bulk,
      h("strong", { role: "status" }, t("terms.picked", { n: count })),
      button(t("terms.approve"), () => this.decide("approve"), { class: "primary", keys: "Enter" }),
      button(t("terms.reject"), () => this.decide("reject"), { keys: "D" }),
      button(t("terms.prefer"), () => this.prefer(), { keys: "P" }),
      button(t("terms.forbid"), () => this.forbid(), { keys: "F" }),
      button(t("terms.reopen"), () => this.decide("undecide"), { keys: "0" }),
      button(t("terms.pick_none"), () => this.list.pick([]), { keys: "Esc" }),
    );
  }

  // --- the current term ------------------------------------------------------------------------

  moved() {
    const id = this.list.current;
    const term = id === null ? null : this.terms.get(id);
    if (this.detail && this.detail.id !== id) this.detail = null;
    if (!term) {
      fill(this.panel, h("p.hint", {}, t(this.terms.size ? "terms.none_shown" : "terms.none")));
      return;
    }
    if (!this.form) this.drawDetail();
    this.look();
    this.keepAddress();
  }

  drawDetail() {
    const id = this.list.current;
    const term = id === null ? null : this.terms.get(id);
    if (!term) return;
    this.form = null;
    if (this.detail) this.places.show(this.detail);
    else this.places.clear();
    const had = this.places.element.contains(document.activeElement);
    showTerm(this.panel, term, this.detail, this.acts(), this.places.element, this.languages(),
      (name) => this.terms.get(name));
    if (had) this.places.focus();
  }

  async loadDetail() {
    const id = this.list.current;
    if (id === null || this.isOver || !this.terms.has(id)) return;
    const { store, api } = this.app;
    try {
      const found = await api.get(`${store.path}/term/${encodeURIComponent(id)}`);
      if (this.isOver || id !== this.list.current) return;
      this.detail = found;
      if (!this.form && !this.places.isCorrecting) this.drawDetail();
    } catch (error) {
      // that the server is gone is said at the top of the page
      if (/** @type {{status?: number}} */ (error).status !== 0) this.app.fail(error);
    }
  }

  /** @returns {import("./detail.js").TermActs} */
  acts() {
    return {
      approve: () => this.decide("approve"),
      reject: () => this.decide("reject"),
      edit: () => this.edit(),
      reopen: () => this.decide("undecide"),
      prefer: () => this.prefer(),
      forbid: () => this.forbid(),
      merge: () => this.merge(),
      places: () => this.openPlaces(),
      choose: (index) => this.choose(index),
      goToPair: (document, pair) => this.goToPair(document, pair),
      goToTerm: (id) => this.goToTerm(id),
      goToConflicts: () => this.app.go(`#/p/${this.app.store.project?.id}/log?tab=conflicts`),
    };
  }

  /** @param {string} id */
  goToTerm(id) {
    if (!this.list.places.has(id)) this.refilter({ state: "all", category: "", query: "" });
    this.query.value = this.filter.query;
    this.list.go(id, { where: "center" });
  }

  /** @param {string} document @param {string} pair */
  goToPair(document, pair) {
    const query = new URLSearchParams({ document, row: pair });
    this.app.go(`#/p/${this.app.store.project?.id}/pairs?${query}`);
  }

  keepAddress() {
    const query = new URLSearchParams();
    if (this.filter.state !== "all") query.set("state", this.filter.state);
    if (this.filter.category) query.set("category", this.filter.category);
    if (this.filter.query) query.set("q", this.filter.query);
    if (this.list.current) query.set("term", this.list.current);
    if (this.list.current) this.keepPlace({ view: "terms", term: this.list.current });
    this.app.keepAddress("terms", query);
  }

  // --- deciding --------------------------------------------------------------------------------

  /**
   * @param {Decision[]} decisions one operation
   * @param {string} said
   * @returns {Promise<boolean>}
   */
  async send(decisions, said) {
    if (!decisions.length) return false;
    try {
      await this.app.store.decide(decisions);
      this.app.toast(said, { undo: true });
      return true;
    } catch (error) {
      this.app.fail(error);
      this.list.go(decisions[0].target);
      return false;
    }
  }

  /**
   * @param {string} verb
   * @param {{isStaying?: boolean}} [options]
   */
  decide(verb, { isStaying = false } = {}) {
    if (this.merging && verb === "approve") return this.mergeHere();
    const ids = this.list.meant();
    if (!ids.length) return;
    const isOne = this.list.picked.size === 0;
    const said = t(`terms.said_${verb}`, { n: ids.length, term: this.term(ids[0]).source_term });
    this.send(ids.map((id) => ({ about: "term", target: id, verb })), said);
    if (isOne && !isStaying && verb !== "undecide") this.list.step(1);
    if (!isOne) this.list.pick([]);
  }

  /** The wording is the one to use: approved where it is not yet. */
  prefer() {
    const ids = this.list.meant();
    const isOff = ids.every((id) => this.term(id).status === "preferred");
    const status = isOff ? "" : "preferred";
    const decisions = ids.flatMap((id) => [
      ...(isOff || this.term(id).decision ? [] : [about(id, "approve")]),
      about(id, "status", { status }),
    ]);
    const said = t(isOff ? "terms.said_unprefer" : "terms.said_prefer", {
      n: ids.length,
      term: ids.length ? this.term(ids[0]).target_term : "",
    });
    this.send(decisions, said);
  }

  forbid() {
    const ids = this.list.meant();
    const isOff = ids.every((id) => this.term(id).is_forbidden);
    const said = t(isOff ? "terms.said_allow" : "terms.said_forbid", {
      n: ids.length,
      term: ids.length ? this.term(ids[0]).target_term : "",
    });
    this.send(ids.map((id) => about(id, "forbid", { on: !isOff })), said);
  }

  /** @param {number} index of the rendering, from 0 */
  choose(index) {
    const id = this.list.current;
    if (id === null) return;
    const rendering = this.term(id).renderings[index];
    if (!rendering || rendering.kind === "omission") {
      this.app.announce(t("terms.no_rendering", { n: index + 1 }));
      return;
    }
    this.send([about(id, "choose rendering", { text: rendering.text })],
      t("terms.said_choose", { term: rendering.text }));
  }

  merge() {
    if (this.merging) {
      this.mergeHere();
      return;
    }
    if (this.list.current === null) return;
    this.merging = this.list.current;
    this.app.announce(t("terms.merging", { term: this.term(this.merging).source_term }));
    this.drawNote();
  }

  async mergeHere() {
    const [id, into] = [this.merging, this.list.current];
    this.merging = null;
    this.drawNote();
    if (id === null || into === null || id === into) return;
    const said = t("terms.said_merge", {
      term: this.term(id).source_term,
      into: this.term(into).source_term,
    });
    await this.send([about(id, "merge term", { into })], said);
  }

  edit() {
    const id = this.list.current;
    if (id === null) return;
    this.showForm(
      editForm(
        this.term(id),
        async (fields) => {
          this.closeForm();
          await this.send([about(id, "edit", fields)],
            t("terms.said_edit", { term: this.term(id).source_term }));
        },
        () => this.closeForm(),
      ),
    );
  }

  add() {
    this.showForm(
      addForm(
        this.filter.query.trim(),
        async (fields) => {
          const done = await this.send([about("", "add term", fields)],
            t("terms.said_add", { term: fields.source_term }));
          if (!done) return;
          this.closeForm();
          this.goToAdded(fields.source_term.trim());
        },
        () => this.closeForm(),
      ),
    );
  }

  /** @param {string} source */
  goToAdded(source) {
    for (const term of this.terms.values()) if (term.source_term === source) this.goToTerm(term.id);
  }

  /** @param {ReturnType<typeof editForm>} form */
  showForm(form) {
    this.form = form;
    this.root.classList.add("open");
    fill(this.panel, form.element);
    form.focus();
  }

  closeForm() {
    this.form = null;
    this.backToList();
    if (this.list.current === null) this.moved();
    else this.drawDetail();
  }

  // --- places ----------------------------------------------------------------------------------

  async openPlaces() {
    this.root.classList.add("open");
    if (this.detail?.id !== this.list.current) {
      // keys pressed until they are here are for the places, not for the list
      this.places.wait();
      this.look.cancel();
      await this.loadDetail();
    }
    if (!this.places.focus()) this.app.announce(t("terms.no_places"));
  }

  backToList() {
    this.root.classList.remove("open");
    this.list.element.focus({ preventScroll: true });
  }

  /**
   * @param {import("../types.js").TermPlace} place
   * @param {object} fields
   */
  async correctPlace(place, fields) {
    const id = this.list.current;
    if (id === null) return;
    const decision = about(id, "correct place", { place: place.place, ...fields });
    const done = await this.send([decision], t("terms.said_place", { number: place.pair }));
    if (!done) throw new Error("refused");
    await this.loadDetail();
  }

  // --- keys ------------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  inSearch(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && this.query.value) {
      this.query.value = "";
      this.refilter({ query: "", found: null });
    } else if (!["Enter", "ArrowDown", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.list.element.focus({ preventScroll: true });
  }

  escape() {
    if (this.merging) {
      this.merging = null;
      this.drawNote();
    } else if (this.list.picked.size) this.list.pick([]);
    else this.backToList();
  }

  /** @param {number} direction */
  nextUndecided(direction) {
    const isFound = this.list.seek((id) => !this.term(id).decision, direction);
    if (!isFound) this.app.announce(t("terms.no_more_undecided"));
  }

  isInPlaces() {
    return this.places.element.contains(document.activeElement);
  }
}

/**
 * @param {string} id
 * @param {string} verb
 * @param {Record<string, any>} [fields]
 * @returns {Decision}
 */
function about(id, verb, fields = {}) {
  return { about: "term", target: id, verb, fields };
}

/** @type {TermsView | null} */
let open = null;

/**
 * The keys of the list; `false` hands a key on.
 *
 * @param {(view: TermsView) => unknown} run
 */
function inList(run) {
  return () => (open && !open.isInPlaces() ? run(open) : false);
}

const GROUP = "keys.terms";

/**
 * All keys; those of the places come first, so that the list has the keys that both have. In the
 * places, they are taken before they come here.
 *
 * @returns {import("../types.js").Binding[]}
 */
function keys() {
  const bindings = [
    { keys: ["Enter"], label: "terms.approve", run: inList((v) => v.decide("approve")) },
    { keys: ["Shift+Enter"], label: "terms.approve_stay", run: inList((v) => v.decide("approve", { isStaying: true })) },
    { keys: ["D"], label: "terms.reject", run: inList((v) => v.decide("reject")) },
    { keys: ["E"], label: "terms.edit", run: inList((v) => v.edit()) },
    { keys: ["P"], label: "terms.prefer", run: inList((v) => v.prefer()) },
    { keys: ["F"], label: "terms.forbid", run: inList((v) => v.forbid()) },
    { keys: ["M"], label: "terms.merge", run: inList((v) => v.merge()) },
    { keys: ["0", "Backspace"], label: "terms.reopen", run: inList((v) => v.decide("undecide")) },
    { keys: ["Space"], label: "terms.open_places", run: inList((v) => void v.openPlaces()) },
    { keys: ["U"], label: "terms.next_undecided", run: inList((v) => v.nextUndecided(1)) },
    { keys: ["Shift+U"], label: "terms.previous_undecided", run: inList((v) => v.nextUndecided(-1)) },
    { keys: ["A"], label: "terms.add", run: inList((v) => v.add()) },
    { keys: ["/", "Ctrl+F"], label: "terms.search", run: inList((v) => v.query.select()) },
    { keys: ["Esc"], label: "terms.back_to_list", run: inList((v) => v.escape()) },
    ...Array.from({ length: 9 }, (_, at) => ({
      keys: [String(at + 1)],
      label: "terms.choose_rendering",
      hidden: at > 0,
      run: inList((v) => v.choose(at)),
    })),
  ];
  return [
    ...placeKeys(() => open?.places ?? null),
    ...listKeys(() => (open && !open.isInPlaces() ? open.list : null)),
    ...bindings.map((one) => ({ group: GROUP, ...one })),
  ];
}

/** @type {import("../types.js").View} */
export const view = {
  name: "terms",
  async mount(root, app, params) {
    open = new TermsView(root, app, params);
    await open.start(params);
  },
  unmount() {
    open?.close();
    open = null;
  },
  update(params) {
    if (params.term) open?.goToTerm(params.term);
  },
  keys: keys(),
};
