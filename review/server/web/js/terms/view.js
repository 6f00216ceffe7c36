/**
 * The terms: decided with one key each, every place seen and corrected.
 */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { jobButton } from "../jobs.js";
import { List } from "../list.js";
import { settled } from "../marks.js";
import { placeKeeper } from "../place.js";
import { about, Deciding } from "./deciding.js";
import { showTerm } from "./detail.js";
import { isShown } from "./filters.js";
import { addForm, editForm } from "./forms.js";
import { keysOf } from "./keys.js";
import { Places } from "./places.js";
import { CELLS, cells, classes } from "./row.js";
import { Sieve } from "./sieve.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Term} Term */
/** @typedef {import("../types.js").TermDetail} TermDetail */
/** @typedef {import("../types.js").Decision} Decision */

const ROW_PX = 42;
const LOOK_MS = 90;

export class TermsView {
  /** @param {HTMLElement} root @param {App} app @param {Record<string, string>} params */
  constructor(root, app, params) {
    this.app = app;
    /** @type {Map<string, Term>} */
    this.terms = new Map();
    this.sieve = new Sieve(app, params, {
      changed: () => this.refilter(),
      found: () => this.refill(),
      trouble: (said) => fill(this.note, h("strong.bad", {}, said)),
      left: () => this.list.element.focus({ preventScroll: true }),
    });
    /** @type {TermDetail | null} */
    this.detail = null;
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
    this.deciding = new Deciding(app, this.list, (id) => this.term(id), () => this.drawNote());
    this.places = new Places({
      correct: (place, fields) => this.correctPlace(place, fields),
      goToPair: (place) => this.goToPair(place.document, place.pair),
      languages: (document) => this.languages(document),
      left: () => this.backToList(),
    });
    /** @type {ReturnType<typeof editForm> | null} */
    this.form = null;
    this.note = h("p.list-note", { role: "status" });
    this.bulk = h("div.bulk", { role: "group", "aria-label": t("terms.bulk") });
    this.panel = h("aside.detail", { "aria-label": t("terms.detail") });
    this.keepPlace = placeKeeper(app);
    this.look = settled(() => this.loadDetail(), LOOK_MS);
    this.root = h(
      "div.terms.split-view",
      {},
      h("h1.unseen", {}, t("page.view_terms")),
      h(
        "div.toolbar",
        {},
        this.sieve.elements,
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
    this.sieve.draw(this.terms.values());
    const wanted = params.term ?? this.app.store.project?.place?.term ?? null;
    this.list.current = wanted;
    this.refill();
    if (wanted !== null) this.list.go(wanted, { where: "center" });
    this.moved();
    this.sieve.start();
    this.list.element.focus({ preventScroll: true });
  }

  close() {
    this.isOver = true;
    this.look.cancel();
    this.sieve.close();
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
      (!this.terms.has(id) || isShown(this.term(id), this.sieve.filter));
    if ([...changed, ...removed].some(isOther)) this.refill(true);
    this.list.redraw(changed);
    this.sieve.draw(this.terms.values());
    this.drawNote();
    if (this.list.current !== null && changed.includes(this.list.current)) this.moved();
  }

  /** The filter is another. */
  refilter() {
    this.sieve.draw(this.terms.values());
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
      if (isHere || isShown(term, this.sieve.filter)) ids.push(term.id);
    }
    this.list.show(ids);
    this.drawNote();
    if (!ids.length) this.moved();
  }

  drawNote() {
    const shown = this.list.ids.length;
    const stale = this.list.ids.filter((id) => !isShown(this.term(id), this.sieve.filter)).length;
    fill(
      this.note,
      this.deciding.merging
        ? h("strong", {}, t("terms.merging", { term: this.term(this.deciding.merging).source_term }), " ")
        : null,
      shown
        ? t("terms.shown", { n: shown, all: this.terms.size })
        : t(this.terms.size ? "terms.none_shown" : "terms.none"),
      stale
        ? [" ", button(t("terms.stale", { n: stale }), () => this.refill(), { class: "link" })]
        : null,
    );
  }

  drawPicked() {
    const count = this.list.picked.size;
    this.bulk.hidden = count === 0;
    if (!count) return;
    fill(
      this.bulk,
      h("strong", { role: "status" }, t("terms.picked", { n: count })),
      button(t("terms.approve"), () => this.deciding.decide("approve"), { class: "primary", keys: "Enter" }),
      button(t("terms.reject"), () => this.deciding.decide("reject"), { keys: "D" }),
      button(t("terms.prefer"), () => this.deciding.prefer(), { keys: "P" }),
      button(t("terms.forbid"), () => this.deciding.forbid(), { keys: "F" }),
      button(t("terms.reopen"), () => this.deciding.decide("undecide"), { keys: "0" }),
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
      approve: () => this.deciding.decide("approve"),
      reject: () => this.deciding.decide("reject"),
      edit: () => this.edit(),
      reopen: () => this.deciding.decide("undecide"),
      prefer: () => this.deciding.prefer(),
      forbid: () => this.deciding.forbid(),
      merge: () => this.deciding.merge(),
      places: () => this.openPlaces(),
      choose: (index) => this.deciding.choose(index),
      goToPair: (document, pair) => this.goToPair(document, pair),
      goToTerm: (id) => this.goToTerm(id),
      goToConflicts: () => this.app.go(`#/p/${this.app.store.project?.id}/log?tab=conflicts`),
    };
  }

  /** @param {string} id */
  goToTerm(id) {
    if (!this.list.places.has(id)) this.sieve.choose({ state: "all", category: "", query: "" });
    this.list.go(id, { where: "center" });
  }

  /** @param {string} document @param {string} pair */
  goToPair(document, pair) {
    const query = new URLSearchParams({ document, row: pair });
    this.app.go(`#/p/${this.app.store.project?.id}/pairs?${query}`);
  }

  keepAddress() {
    const query = new URLSearchParams();
    this.sieve.keepIn(query);
    if (this.list.current) query.set("term", this.list.current);
    if (this.list.current) this.keepPlace({ view: "terms", term: this.list.current });
    this.app.keepAddress("terms", query);
  }

  // --- forms -----------------------------------------------------------------------------------

  edit() {
    const id = this.list.current;
    if (id === null) return;
    this.showForm(
      editForm(
        this.term(id),
        async (fields) => {
          this.closeForm();
          await this.deciding.send([about(id, "edit", fields)],
            t("terms.said_edit", { term: this.term(id).source_term }));
        },
        () => this.closeForm(),
      ),
    );
  }

  add() {
    this.showForm(
      addForm(
        this.sieve.filter.query.trim(),
        async (fields) => {
          const done = await this.deciding.send([about("", "add term", fields)],
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
    const done = await this.deciding.send([decision], t("terms.said_place", { number: place.pair }));
    if (!done) throw new Error("refused");
    await this.loadDetail();
  }

  // --- keys ------------------------------------------------------------------------------------

  escape() {
    if (this.deciding.giveUpMerge()) return;
    if (this.list.picked.size) this.list.pick([]);
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

/** @type {TermsView | null} */
let open = null;

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
  keys: keysOf(() => open),
};
