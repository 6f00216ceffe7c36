/**
 * One term in full: its renderings, what can be decided, what that changes, and its places.
 */

import { button, fill, h } from "../dom.js";
import { number, percent, t } from "../i18n.js";
import { bar } from "../list.js";
import { category, marks, wording } from "./row.js";

/** @typedef {import("../types.js").Term} Term */
/** @typedef {import("../types.js").TermDetail} TermDetail */

const MOST_PLACES = 12;

/**
 * @typedef {object} TermActs what can be done with the term that is shown
 * @property {() => void} approve
 * @property {() => void} reject
 * @property {() => void} edit
 * @property {() => void} reopen
 * @property {() => void} prefer
 * @property {() => void} forbid
 * @property {() => void} merge
 * @property {() => void} places
 * @property {(index: number) => void} choose
 * @property {(document: string, pair: string) => void} goToPair
 * @property {(id: string) => void} goToTerm
 * @property {() => void} goToConflicts
 */

/**
 * @param {HTMLElement} place
 * @param {Term} term
 * @param {TermDetail | null} detail its places and changes, once they are here
 * @param {TermActs} acts
 * @param {HTMLElement} places where its places are shown
 * @param {{source: string, target: string}} languages
 * @param {(id: string) => Term | undefined} termOf
 */
export function showTerm(place, term, detail, acts, places, languages, termOf) {
  fill(
    place,
    h(
      "h2.term-head",
      {},
      h("span.zh", { lang: languages.source }, term.source_term),
      h("span.arrow", { "aria-hidden": "true" }, " → "),
      term.target_term
        ? h("span", { lang: languages.target }, term.target_term)
        : h("span", {}, t("terms.no_target")),
    ),
    h("p.badges", {}, marks(term), merged(term, acts, termOf)),
    term.conflict.length
      ? h("p.clash", {}, t("terms.conflict_about"), " ",
          button(t("terms.conflict_log"), acts.goToConflicts, { class: "link" }))
      : null,
    decisions(term, acts),
    renderings(term, acts, languages.target),
    facts(term),
    found(term),
    detail ? changes(detail, acts) : null,
    places,
  );
}

/** @param {Term} term @param {TermActs} acts */
function decisions(term, acts) {
  return h(
    "div.acts",
    { role: "group", "aria-label": t("terms.decide") },
    button(t("terms.approve"), acts.approve, {
      keys: "Enter",
      class: "primary",
      pressed: term.decision === "approve",
    }),
    button(t("terms.reject"), acts.reject, { keys: "D", pressed: term.decision === "reject" }),
    button(t("terms.edit"), acts.edit, { keys: "E" }),
    button(t("terms.prefer"), acts.prefer, { keys: "P", pressed: term.status === "preferred" }),
    button(t("terms.forbid"), acts.forbid, { keys: "F", pressed: term.is_forbidden }),
    button(t("terms.merge"), acts.merge, { keys: "M" }),
    term.decision ? button(t("terms.reopen"), acts.reopen, { keys: "0" }) : null,
  );
}

/** @param {Term} term @param {TermActs} acts @param {(id: string) => Term | undefined} termOf */
function merged(term, acts, termOf) {
  if (!term.decision.startsWith("merge:")) return null;
  const into = term.decision.slice(6).trim();
  const other = termOf(into);
  return button(t("terms.merged_into", { term: other?.source_term ?? into }), () =>
    acts.goToTerm(into), { class: "link" });
}

/** @param {Term} term @param {TermActs} acts @param {string} language */
function renderings(term, acts, language) {
  return h(
    "section",
    {},
    h("h3", {}, t("terms.renderings")),
    h(
      "ol.renderings",
      {},
      term.renderings.map((one, at) =>
        h(
          "li",
          {},
          h(
            "button.choice",
            {
              type: "button",
              disabled: one.kind === "omission",
              "aria-pressed": String(one.text === term.target_term),
              "aria-keyshortcuts": at < 9 ? String(at + 1) : null,
              on: { click: () => acts.choose(at) },
            },
            h("kbd", { "aria-hidden": "true" }, at < 9 ? String(at + 1) : ""),
            h("span.wording", { lang: one.kind === "omission" ? null : language }, wording(one)),
            bar(one.share, ""),
            h("span.many", {}, `${number(one.count)} · ${percent(one.share)}`),
            one.kind === "inflection" || one.kind === "abbreviation"
              ? h("span.badge", {}, t(`terms.kind_${one.kind}`))
              : null,
            one.is_new ? h("span.badge.new", {}, t("terms.is_new")) : null,
            one.is_sure ? null : h("span.badge", {}, t("terms.unsure")),
          ),
        ),
      ),
    ),
  );
}

/** @param {Term} term what the machine knows, in a line */
function found(term) {
  return h(
    "p.found",
    {},
    [
      category(term.category),
      t("terms.count_in", { n: term.count, documents: term.documents }),
      term.consistency === null ? "" : t("terms.consistency", { share: percent(term.consistency) }),
      term.confidence === null ? "" : t("terms.confidence", { share: percent(term.confidence) }),
    ]
      .filter(Boolean)
      .join(" · "),
  );
}

/** @param {Term} term what people and banks of terms say of it */
function facts(term) {
  const rows = [
    [t("terms.usual"), term.usual],
    [t("terms.group"), term.group === term.source_term ? "" : term.group],
    [t("terms.variants"), term.source_variants.join(" · ")],
    [t("terms.definition"), term.definition],
    [t("terms.domain"), term.domain],
    [t("terms.note"), term.note],
    [t("terms.reviewer"), [term.reviewer, term.reviewed_at].filter(Boolean).join(", ")],
  ].filter(([, value]) => value);
  if (!rows.length) return null;
  return h("dl.facts", {}, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** @param {TermDetail} detail @param {TermActs} acts */
function changes(detail, acts) {
  const { changes: all, decision, is_forbidden: isForbidden } = detail;
  if (decision === "reject" || decision.startsWith("merge")) return null;
  if (!all.length) return h("p.term-changes.soft", {}, t("terms.changes_nothing"));
  const shown = all.slice(0, MOST_PLACES);
  const key = decision || isForbidden ? "terms.changes" : "terms.would_change";
  return h(
    "p.term-changes",
    {},
    h("b", {}, t(key, { n: all.length })),
    " ",
    shown.map((one) =>
      button(one.pair, () => acts.goToPair(one.document, one.pair), {
        class: "link",
        title: t("terms.go_to_pair"),
      }),
    ),
    all.length > shown.length ? ` ${t("terms.more", { n: all.length - shown.length })}` : null,
  );
}
