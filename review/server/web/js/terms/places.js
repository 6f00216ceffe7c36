/**
 * The places of a term, marked in both texts; each can be corrected.
 */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { keysOf } from "../keys.js";
import { marked } from "../marks.js";
import { corrector } from "./corrector.js";
import { wording } from "./row.js";

/** @typedef {import("../types.js").TermPlace} TermPlace */
/** @typedef {import("../types.js").TermDetail} TermDetail */

/**
 * @typedef {object} PlaceActs
 * @property {(place: TermPlace, fields: object) => Promise<unknown>} correct
 * @property {(place: TermPlace) => void} goToPair
 * @property {(document: string) => {source: string, target: string}} languages
 * @property {() => void} left the keys go back to the list
 */

export class Places {
  /** @param {PlaceActs} acts */
  constructor(acts) {
    this.acts = acts;
    /** @type {TermDetail | null} */
    this.term = null;
    this.current = 0;
    this.isCorrecting = false;
    this.list = h("ol.places", { "aria-label": t("terms.places") });
    this.heading = h("h3");
    const keys = keysOf(placeKeys(() => this));
    this.element = h(
      "section.term-places",
      { tabindex: "-1", on: { keydown: keys } },
      this.heading,
      this.list,
    );
  }

  /** @param {TermDetail} term */
  show(term) {
    if (this.isCorrecting && this.term?.id === term.id) return;
    if (this.term?.id !== term.id) this.current = 0;
    this.term = term;
    this.current = Math.max(0, Math.min(this.current, term.places.length - 1));
    this.draw();
  }

  /** Those of another term are not here yet. */
  clear() {
    this.term = null;
    this.current = 0;
    this.isCorrecting = false;
    fill(this.heading, t("page.loading"));
    fill(this.list);
  }

  /** Have the focus until the places are here. */
  wait() {
    this.clear();
    this.element.focus({ preventScroll: true });
  }

  draw() {
    const had = this.element.contains(document.activeElement);
    const places = this.term?.places ?? [];
    fill(this.heading, t("terms.places_count", { n: places.length }));
    fill(this.list, places.map((place, at) => this.place(place, at)));
    if (had) this.focus();
  }

  /** @param {TermPlace} place @param {number} at */
  place(place, at) {
    const isOther = place.rendering !== this.term?.target_term;
    return h(
      "li.place",
      {
        tabindex: at === this.current ? "0" : "-1",
        "aria-current": at === this.current ? "true" : null,
        class: isOther ? "differs" : "",
        data: { place: String(at) },
        on: { focus: () => this.point(at) },
      },
      h(
        "div.place-head",
        {},
        button(t("terms.pair", { number: place.pair }), () => this.acts.goToPair(place), {
          class: "link",
          title: t("terms.go_to_pair"),
        }),
        h("span.rendering-name", {}, wording({
          text: place.rendering,
          kind: place.target_spans.length ? "rendering" : "omission",
        })),
      ),
      h("div.place-texts", {}, this.texts(place)),
      h(
        "div.place-acts",
        {},
        button(t("terms.correct_place"), () => this.correct(at), { keys: "Enter" }),
        button(t("terms.was_left_out"), () => this.leaveOut(at), { keys: "O" }),
        button(t("terms.is_not_term"), () => this.notTerm(at), { keys: "X" }),
      ),
    );
  }

  /** @param {TermPlace} place */
  texts(place) {
    const { source, target } = this.acts.languages(place.document);
    return [
      h("p.text", { lang: source }, marked(place.source, [{ span: place.source_span, class: "term" }])),
      h(
        "p.text",
        { lang: target },
        marked(place.target, place.target_spans.map((span) => ({ span, class: "term" }))),
      ),
    ];
  }

  /** @param {number} at the place that the keys are about */
  point(at) {
    this.current = at;
    for (const element of this.list.children) {
      const isCurrent = Number(/** @type {HTMLElement} */ (element).dataset.place) === at;
      element.setAttribute("tabindex", isCurrent ? "0" : "-1");
      if (isCurrent) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
  }

  /** @returns {boolean} whether there is one to go to */
  focus() {
    const element = /** @type {HTMLElement | undefined} */ (this.list.children[this.current]);
    (element ?? this.element).focus({ preventScroll: element === undefined });
    element?.scrollIntoView({ block: "nearest" });
    return element !== undefined;
  }

  /** @param {number} by */
  step(by) {
    const count = this.list.children.length;
    this.point(Math.max(0, Math.min(count - 1, this.current + by)));
    this.focus();
  }

  /** @param {number} [at] */
  correct(at = this.current) {
    const place = this.term?.places[at];
    const element = this.list.children[at];
    const texts = element?.querySelector(".place-texts");
    if (!place || !texts) return;
    this.point(at);
    const leave = () => {
      this.isCorrecting = false;
      this.draw();
      this.focus();
    };
    const picker = corrector(
      place,
      this.acts.languages(place.document),
      (said) => {
        this.isCorrecting = false;
        this.acts.correct(place, said).then(() => this.focus(), leave);
      },
      leave,
    );
    this.isCorrecting = true;
    fill(
      texts,
      picker.element,
      h("p.hint", {}, t("terms.correct_hint")),
      h(
        "div.acts",
        {},
        button(t("terms.take_words"), picker.take, { keys: "Enter", class: "primary" }),
        button(t("terms.leave_words"), leave, { keys: "Esc" }),
      ),
    );
    picker.focus();
  }

  goToPair() {
    const place = this.term?.places[this.current];
    if (place) this.acts.goToPair(place);
  }

  /** @param {number} [at] */
  leaveOut(at = this.current) {
    this.said(at, { target_spans: [] });
  }

  /** @param {number} [at] */
  notTerm(at = this.current) {
    this.said(at, { is_term: false });
  }

  /** @param {number} at @param {object} fields */
  said(at, fields) {
    const place = this.term?.places[at];
    if (!place) return;
    this.isCorrecting = false;
    this.point(at);
    this.acts.correct(place, fields).then(
      () => this.focus() || this.acts.left(),
      () => {},
    );
  }
}

/**
 * The keys while a place has the focus.
 *
 * @param {() => Places | null} get
 * @returns {import("../types.js").Binding[]}
 */
export function placeKeys(get) {
  const run = (/** @type {(places: Places) => unknown} */ act) => () => {
    const places = get();
    return places === null ? false : act(places);
  };
  const bindings = [
    { keys: ["↓", "J"], label: "terms.next_place", run: run((one) => one.step(1)) },
    { keys: ["↑", "K"], label: "terms.previous_place", run: run((one) => one.step(-1)) },
    { keys: ["Enter", "E"], label: "terms.correct_place", run: run((one) => one.correct()) },
    { keys: ["O"], label: "terms.was_left_out", run: run((one) => one.leaveOut()) },
    { keys: ["X"], label: "terms.is_not_term", run: run((one) => one.notTerm()) },
    { keys: ["G"], label: "terms.go_to_pair", run: run((one) => one.goToPair()) },
    { keys: ["Space", "Esc"], label: "terms.back_to_list", run: run((one) => one.acts.left()) },
  ];
  return bindings.map((one) => ({ group: "keys.places", ...one }));
}
