/**
 * The findings, grouped by rule: answered with one key each, the translation corrected in place.
 */

import { button, fill, h } from "../dom.js";
import { number, t } from "../i18n.js";
import { jobButton } from "../jobs.js";
import { List, listKeys, showFilters } from "../list.js";
import { placeKeeper } from "../place.js";
import { openEditor, showFinding } from "./detail.js";
import { CELLS, cells, checkName, classes, ruleName } from "./row.js";
import { said } from "./said.js";
import { SEVERITIES, tally, total } from "./tally.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Finding} Finding */

const ROW_PX = 34;

/** @type {Record<string, (finding: Finding) => boolean>} */
const STATES = {
  open: (one) => !one.answer && !one.is_outdated,
  later: (one) => one.answer === "later",
  right: (one) => one.answer === "right",
  fixed: (one) => one.answer === "fixed",
  false_alarm: (one) => one.answer === "false alarm",
  outdated: (one) => one.is_outdated && !one.answer,
  conflict: (one) => one.conflict.length > 0,
  all: () => true,
};

/** @param {{check: string, rule: string}} one */
const ruleKey = (one) => `${one.check}/${one.rule}`;

class FindingsView {
  /** @param {HTMLElement} root @param {App} app @param {Record<string, string>} params */
  constructor(root, app, params) {
    this.app = app;
    /** @type {Map<string, Finding>} */
    this.findings = new Map();
    this.filter = { state: params.state in STATES ? params.state : "open", rule: params.rule ?? "", query: "" };
    /** @type {Map<string, number>} how many of each rule are shown */
    this.counts = new Map();
    this.isEditing = false;
    this.isOver = false;
    this.end = () => {};
    this.keepPlace = placeKeeper(app);
    this.list = new List({
      cells: (id) => cells(this.finding(id), this.languages(id)),
      classes: (id) => classes(this.finding(id)),
      cellClasses: CELLS,
      heading: (id) => this.heading(id),
      moved: () => this.moved(),
      picked: () => this.drawPicked(),
      opened: () => this.fix(),
      label: t("findings.list"),
      pick: t("findings.pick"),
      height: ROW_PX,
    });
    this.filters = h("div.sieves", { role: "group", "aria-label": t("findings.filters") });
    this.rule = /** @type {HTMLSelectElement} */ (
      h("select", {
        "aria-label": t("findings.rule"),
        on: { change: () => this.refilter({ rule: this.rule.value }) },
      })
    );
    this.query = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "search",
        placeholder: t("findings.search"),
        "aria-label": t("findings.search"),
        on: {
          input: () => this.refilter({ query: this.query.value }),
          keydown: (/** @type {KeyboardEvent} */ event) => this.inSearch(event),
        },
      })
    );
    this.note = h("p.list-note", { role: "status" });
    this.bulk = h("div.bulk", { role: "group", "aria-label": t("findings.bulk") });
    this.panel = h("aside.detail", { "aria-label": t("findings.detail") });
    this.tally = h("details.tally");
    this.root = h(
      "div.findings.split-view",
      {},
      h("h1.unseen", {}, t("page.view_findings")),
      h("div.toolbar", {}, this.filters, this.rule, this.query, this.exports(),
        jobButton(app, "check", t("findings.check"), t("findings.checked"))),
      this.note,
      this.bulk,
      h("div.split", {}, this.list.element, h("div.side", {}, this.panel, this.tally)),
    );
    fill(root, this.root);
  }

  exports() {
    const path = `${this.app.store.path}/download`;
    return h(
      "span.exports",
      {},
      h("a.button", { href: `${path}/findings.xlsx`, download: "" }, t("findings.export_list")),
      h("a.button", { href: `${path}/translation.docx`, download: "" }, t("findings.export_text")),
    );
  }

  /** @param {Record<string, string>} params */
  async start(params) {
    this.findings = await this.app.store.loadFindings();
    if (this.isOver) return;
    this.end = this.app.store.on("findings", (told) => this.changed(told));
    this.list.start();
    if (params.finding) this.show(params.finding);
    this.drawFilters();
    this.drawTally();
    const wanted = params.finding ?? this.app.store.project?.place?.finding ?? null;
    this.list.current = wanted;
    this.refill();
    if (wanted !== null) this.list.go(wanted, { where: "center" });
    this.moved();
    this.list.element.focus({ preventScroll: true });
  }

  close() {
    this.isOver = true;
    this.list.close();
    this.keepPlace.cancel();
    this.end();
  }

  /** @param {string} id @returns {Finding} */
  finding(id) {
    return /** @type {Finding} */ (this.findings.get(id));
  }

  /** @param {string} id */
  languages(id) {
    const name = this.finding(id).document;
    const documents = this.app.store.project?.documents ?? [];
    const found = documents.find((one) => one.name === name);
    return { source: found?.source_language ?? "zh", target: found?.target_language ?? "en" };
  }

  // --- what is shown ---------------------------------------------------------------------------

  /** @param {{changed: string[], removed: string[]}} told */
  changed({ changed, removed }) {
    this.findings = this.app.store.findings ?? this.findings;
    const isOther = (/** @type {string} */ id) =>
      this.list.places.has(id) !== this.findings.has(id) &&
      (!this.findings.has(id) || this.isShown(this.finding(id)));
    if ([...changed, ...removed].some(isOther)) this.refill(true);
    this.list.redraw(changed);
    this.drawFilters();
    this.drawNote();
    this.drawTally();
    // what is being written is not thrown away for what somebody else did
    if (this.isEditing) return;
    if (this.list.current !== null && changed.includes(this.list.current)) this.moved();
  }

  /** @param {Finding} finding */
  isShown(finding) {
    if (!STATES[this.filter.state](finding)) return false;
    if (this.filter.rule && ruleKey(finding) !== this.filter.rule) return false;
    const query = this.filter.query.normalize("NFKC").trim().toLowerCase();
    return (
      !query ||
      [said(finding), finding.source, finding.target, finding.expected].some((text) =>
        text.normalize("NFKC").toLowerCase().includes(query),
      )
    );
  }

  /** @param {string} id make it one of those shown */
  show(id) {
    const finding = this.findings.get(id);
    if (finding && !this.isShown(finding)) this.filter = { state: "all", rule: "", query: "" };
  }

  /** @param {Partial<FindingsView["filter"]>} changes */
  refilter(changes) {
    Object.assign(this.filter, changes);
    this.drawFilters();
    this.refill();
    this.list.first();
  }

  /**
   * The findings that the filter shows, rule by rule, the worst rules first.
   *
   * @param {boolean} [isKeeping] also those that were shown: what is answered does not jump away
   */
  refill(isKeeping = false) {
    /** @type {Map<string, Finding[]>} */
    const groups = new Map();
    for (const finding of this.findings.values()) {
      const isHere = isKeeping && this.list.places.has(finding.id);
      if (!isHere && !this.isShown(finding)) continue;
      const key = ruleKey(finding);
      groups.set(key, [...(groups.get(key) ?? []), finding]);
    }
    const ordered = [...groups].sort(
      ([, one], [, other]) =>
        SEVERITIES.indexOf(one[0].severity) - SEVERITIES.indexOf(other[0].severity),
    );
    this.counts = new Map(ordered.map(([key, all]) => [key, all.length]));
    this.list.show(ordered.flatMap(([, all]) => all.map((one) => one.id)));
    this.drawNote();
    if (!this.list.ids.length) this.moved();
  }

  /** @param {string} id @returns {string | null} of the first finding of a rule */
  heading(id) {
    const at = this.list.places.get(id) ?? 0;
    const finding = this.finding(id);
    const before = at > 0 ? this.findings.get(this.list.ids[at - 1]) : undefined;
    if (before && ruleKey(before) === ruleKey(finding)) return null;
    return t("findings.group", {
      check: checkName(finding.check),
      rule: ruleName(finding),
      n: this.counts.get(ruleKey(finding)) ?? 0,
    });
  }

  drawFilters() {
    const all = [...this.findings.values()];
    const names = Object.keys(STATES);
    const counts = Object.fromEntries(names.map((name) => [name, all.filter(STATES[name]).length]));
    showFilters(
      this.filters,
      names
        .filter((name) => counts[name] || ["open", "all", this.filter.state].includes(name))
        .map((name) => ({ name, label: t(`findings.state_${name}`), count: number(counts[name]) })),
      this.filter.state,
      (state) => this.refilter({ state }),
    );
    const rules = new Map(all.map((one) => [ruleKey(one), one]));
    fill(
      this.rule,
      h("option", { value: "" }, t("findings.all_rules")),
      [...rules].map(([key, one]) =>
        h("option", { value: key, selected: key === this.filter.rule },
          `${checkName(one.check)}: ${ruleName(one)}`),
      ),
    );
  }

  drawNote() {
    const ids = this.list.ids;
    const stale = ids.filter((id) => !this.isShown(this.finding(id))).length;
    fill(
      this.note,
      ids.length
        ? t("findings.shown", { n: ids.length, all: this.findings.size })
        : t(this.findings.size ? "findings.none_shown" : this.nothing()),
      stale
        ? [" ", button(t("findings.stale", { n: stale }), () => this.refill(), { class: "link" })]
        : null,
    );
  }

  nothing() {
    return this.app.store.project?.has_findings ? "findings.none" : "findings.not_checked";
  }

  drawTally() {
    const rows = tally(this.findings.values());
    const isOpen = this.tally.hasAttribute("open");
    const sum = total(rows);
    const points = (/** @type {number} */ value) => number(Math.round(value * 10) / 10);
    const cell = (/** @type {import("./tally.js").TallyRow} */ row, /** @type {string} */ name) =>
      h("td", {}, row.found[name] ? `${number(row.held[name])} / ${number(row.found[name])}` : "–");
    fill(
      this.tally,
      h("summary", {}, t("findings.tally", { points: points(sum.points) })),
      h(
        "table",
        {},
        h("caption", {}, t("findings.tally_about")),
        h("thead", {}, h("tr", {},
          h("th", { scope: "col" }, t("findings.kind")),
          SEVERITIES.map((name) => h("th", { scope: "col" }, t(`severity.${name}`))),
          h("th", { scope: "col" }, t("findings.points")))),
        h("tbody", {}, [...rows, sum].map((row) =>
          h("tr", {},
            h("th", { scope: "row" }, row.check ? checkName(row.check) : t("findings.total")),
            SEVERITIES.map((name) => cell(row, name)),
            h("td", {}, points(row.points))))),
      ),
    );
    this.tally.toggleAttribute("open", isOpen);
    this.tally.hidden = rows.length === 0;
  }

  drawPicked() {
    const count = this.list.picked.size;
    this.bulk.hidden = count === 0;
    if (!count) return;
    fill(
      this.bulk,
      h("strong", { role: "status" }, t("findings.picked", { n: count })),
      button(t("answer.right"), () => this.answer("right"), { keys: "V", class: "primary" }),
      button(t("answer.false_alarm"), () => this.answer("false alarm"), { keys: "F" }),
      button(t("answer.later"), () => this.answer("later"), { keys: "L" }),
      button(t("findings.reopen"), () => this.answer(""), { keys: "0" }),
      button(t("findings.pick_none"), () => this.list.pick([]), { keys: "Esc" }),
    );
  }

  // --- the current finding ---------------------------------------------------------------------

  moved() {
    this.isEditing = false;
    const id = this.list.current;
    const finding = id === null ? undefined : this.findings.get(id);
    if (!finding || id === null) {
      fill(this.panel, h("p.hint", {}, t(this.findings.size ? "findings.none_shown" : this.nothing())));
      return;
    }
    showFinding(
      this.panel,
      finding,
      {
        answer: (answer) => this.answer(answer),
        fix: () => void this.fix(),
        goToPair: () => this.goToPair(),
      },
      this.languages(id),
    );
    this.keepAddress(id);
  }

  /** @param {string} id */
  keepAddress(id) {
    const query = new URLSearchParams();
    if (this.filter.state !== "open") query.set("state", this.filter.state);
    if (this.filter.rule) query.set("rule", this.filter.rule);
    query.set("finding", id);
    this.keepPlace({ view: "findings", finding: id });
    this.app.keepAddress("findings", query);
  }

  /**
   * @param {string} answer
   * @param {{text?: string, isStaying?: boolean}} [options]
   */
  async answer(answer, { text, isStaying = false } = {}) {
    const ids = this.list.meant();
    if (!ids.length) return;
    const isOne = this.list.picked.size === 0;
    const fields = text === undefined ? { answer } : { answer, text };
    const name = answer ? answer.replace(" ", "_") : "none";
    const { pair } = this.finding(ids[0]);
    try {
      const done = this.app.store.decide(ids.map((id) => ({
        about: "finding", target: id, document: this.finding(id).document, verb: "answer", fields,
      })));
      if (isOne && !isStaying && answer) this.list.step(1);
      await done;
      if (!isOne) this.list.pick([]);
      this.app.toast(t(`findings.said_${name}`, { n: ids.length, pair }), { undo: true });
    } catch (error) {
      this.app.fail(error);
      this.list.go(ids[0]);
    }
  }

  /** Correct the translation, where it stands. */
  async fix() {
    const id = this.list.current;
    if (id === null) return;
    const finding = this.finding(id);
    this.isEditing = true;
    this.root.classList.add("open");
    const leave = () => {
      this.isEditing = false;
      this.backToList();
      this.moved();
    };
    openEditor(
      this.panel,
      finding,
      await this.currentText(finding),
      this.languages(id).target,
      (text) => {
        leave();
        const isSame = text.trim() === finding.target.trim();
        this.answer("fixed", isSame ? {} : { text: text.trim() });
      },
      leave,
    );
  }

  /**
   * The translation as it reads now: another finding of the pair may have been fixed before.
   *
   * @param {Finding} finding
   */
  async currentText(finding) {
    if (!finding.is_outdated) return finding.target;
    const pairs = await this.app.store.loadPairs(finding.document);
    return pairs.get(finding.pair)?.target ?? finding.target;
  }

  goToPair() {
    const id = this.list.current;
    if (id === null) return;
    const { document, pair } = this.finding(id);
    const query = new URLSearchParams({ document, row: pair });
    this.app.go(`#/p/${this.app.store.project?.id}/pairs?${query}`);
  }

  backToList() {
    this.root.classList.remove("open");
    this.list.element.focus({ preventScroll: true });
  }

  /** @param {number} direction */
  nextOpen(direction) {
    const isFound = this.list.seek((id) => STATES.open(this.finding(id)), direction);
    if (!isFound) this.app.announce(t("findings.no_more_open"));
  }

  /** Pick all findings of the current one's rule. */
  pickRule() {
    if (this.list.current === null) return;
    const key = ruleKey(this.finding(this.list.current));
    this.list.pick(this.list.ids.filter((id) => ruleKey(this.finding(id)) === key));
  }

  /** @param {KeyboardEvent} event */
  inSearch(event) {
    if (event.isComposing || !["Enter", "ArrowDown", "Escape"].includes(event.key)) return;
    if (event.key === "Escape" && this.query.value) {
      this.query.value = "";
      this.refilter({ query: "" });
    }
    event.preventDefault();
    event.stopPropagation();
    this.list.element.focus({ preventScroll: true });
  }

  escape() {
    if (this.list.picked.size) this.list.pick([]);
    else this.backToList();
  }
}

/** @type {FindingsView | null} */
let open = null;

/** @param {(view: FindingsView) => unknown} run */
function here(run) {
  return () => (open ? run(open) : false);
}

/** @type {import("../types.js").Binding[]} */
const KEYS = [
  { keys: ["V"], label: "answer.right", run: here((v) => void v.answer("right")) },
  { keys: ["F"], label: "answer.false_alarm", run: here((v) => void v.answer("false alarm")) },
  { keys: ["E", "Enter"], label: "findings.fix", run: here((v) => void v.fix()) },
  { keys: ["L"], label: "answer.later", run: here((v) => void v.answer("later")) },
  { keys: ["0", "Backspace"], label: "findings.reopen", run: here((v) => void v.answer("")) },
  { keys: ["N"], label: "findings.next_open", run: here((v) => v.nextOpen(1)) },
  { keys: ["Shift+N"], label: "findings.previous_open", run: here((v) => v.nextOpen(-1)) },
  { keys: ["R"], label: "findings.pick_rule", run: here((v) => v.pickRule()) },
  { keys: ["G"], label: "findings.go_to_pair", run: here((v) => v.goToPair()) },
  { keys: ["/", "Ctrl+F"], label: "findings.search", run: here((v) => v.query.select()) },
  { keys: ["Esc"], label: "findings.back_to_list", run: here((v) => v.escape()) },
];

/** @type {import("../types.js").View} */
export const view = {
  name: "findings",
  async mount(root, app, params) {
    open = new FindingsView(root, app, params);
    await open.start(params);
  },
  unmount() {
    open?.close();
    open = null;
  },
  update(params) {
    if (!open || !params.finding) return;
    open.show(params.finding);
    open.refill(true);
    open.list.go(params.finding, { where: "center" });
  },
  keys: [
    ...listKeys(() => open?.list ?? null),
    ...KEYS.map((one) => ({ group: "keys.findings", ...one })),
  ],
};
