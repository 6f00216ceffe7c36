/**
 * What was decided, by whom and when; each can be undone. What two people decided differently, and
 * decisions that have no place in the texts of now.
 */

import { button, fill, h } from "./dom.js";
import { has, number, t, time } from "./i18n.js";

/** @typedef {import("./types.js").App} App */

/**
 * @typedef {object} Operation
 * @property {number} number
 * @property {string} at
 * @property {string} reviewer
 * @property {string} kind
 * @property {number | null} concerns
 * @property {number} decisions
 * @property {boolean} is_undone
 * @property {{about: string, document: string | null, target: string, verb: string, answer?: string}[]} targets
 */

const MOST_TARGETS = 6;

class LogView {
  /** @param {HTMLElement} root @param {App} app @param {Record<string, string>} params */
  constructor(root, app, params) {
    this.app = app;
    this.tab = params.tab ?? "history";
    /** @type {Operation[]} */
    this.operations = [];
    /** @type {{about: string, document: string | null, target: string, operations: Operation[]}[]} */
    this.conflicts = [];
    /** @type {{operation: number, reviewer: string, at: string, verb: string, target: string,
     *   reason: string}[]} */
    this.unplaced = [];
    this.total = 0;
    this.isOver = false;
    this.end = () => {};
    this.tabs = h("div.sieves", { role: "group", "aria-label": t("log.tabs") });
    this.body = h("div.log-body");
    fill(root, h("div.log", {}, h("h1", {}, t("log.title")), this.tabs, this.body));
  }

  async start() {
    this.end = this.app.store.on("project", () => this.load());
    await Promise.all([this.app.store.loadTerms(), this.app.store.loadFindings()]);
    await this.load();
  }

  close() {
    this.isOver = true;
    this.end();
  }

  /** Read what is shown, again after each operation. */
  async load() {
    const { api, store } = this.app;
    if (!store.project) return;
    try {
      const [history, conflicts, unplaced] = await Promise.all([
        api.get(`${store.path}/history`),
        api.get(`${store.path}/conflicts`),
        api.get(`${store.path}/unplaced`),
      ]);
      if (this.isOver) return;
      this.operations = history.operations;
      this.total = history.total;
      this.conflicts = conflicts.conflicts;
      this.unplaced = unplaced.unplaced;
      this.draw();
    } catch (error) {
      if (!this.isOver) this.app.fail(error);
    }
  }

  draw() {
    const counts = {
      history: this.total,
      conflicts: this.conflicts.length,
      unplaced: this.unplaced.length,
    };
    fill(
      this.tabs,
      Object.entries(counts).map(([name, count]) =>
        h("button.sieve", {
          type: "button",
          "aria-pressed": String(name === this.tab),
          on: { click: () => this.choose(name) },
        }, t(`log.${name}`), " ", h("span.many", {}, number(count)))),
    );
    const drawn = {
      history: () => this.history(),
      conflicts: () => this.conflictList(),
      unplaced: () => this.unplacedList(),
    }[this.tab];
    fill(this.body, drawn?.() ?? []);
  }

  /** @param {string} name */
  choose(name) {
    this.tab = name;
    this.app.keepAddress("log", new URLSearchParams({ tab: name }));
    this.draw();
    /** @type {HTMLElement | null} */ (this.tabs.querySelector("[aria-pressed=true]"))?.focus();
  }

  // --- history ---------------------------------------------------------------------------------

  history() {
    if (!this.operations.length) return [h("p.hint", {}, t("log.nothing"))];
    const rest = this.total - this.operations.length;
    return [
      h("ol.operations", {}, this.operations.map((one) => this.operation(one, true))),
      rest > 0 ? button(t("log.more", { n: rest }), () => this.more()) : null,
    ].filter((one) => one !== null);
  }

  async more() {
    const { api, store } = this.app;
    try {
      const told = await api.get(`${store.path}/history?from=${this.operations.length}`);
      this.operations = [...this.operations, ...told.operations];
      this.draw();
    } catch (error) {
      this.app.fail(error);
    }
  }

  /** @param {Operation} operation @param {boolean} hasActs */
  operation(operation, hasActs) {
    const isTurn = operation.kind === "undo" || operation.kind === "redo";
    return h(
      "li.operation",
      { class: operation.is_undone ? "undone" : "" },
      h("span.operation-number", {}, number(operation.number)),
      h("time", { datetime: operation.at }, time(operation.at)),
      h("b", {}, operation.reviewer),
      h("span.operation-what", {},
        isTurn
          ? t(`log.${operation.kind}_of`, { n: operation.concerns ?? 0 })
          : [verb(operation.kind), " ", this.targets(operation)].flat(),
        operation.is_undone ? h("span.badge", {}, t("log.is_undone")) : null),
      hasActs && !isTurn
        ? operation.is_undone
          ? button(t("log.redo"), () => this.turn("redo", operation.number))
          : button(t("log.undo"), () => this.turn("undo", operation.number))
        : null,
    );
  }

  /** @param {"undo" | "redo"} how @param {number} operation */
  async turn(how, operation) {
    try {
      await this.app.store[how](operation);
      this.app.announce(t(`log.said_${how}`, { n: operation }));
    } catch (error) {
      this.app.fail(error);
    }
  }

  /** @param {Operation} operation */
  targets({ targets, decisions }) {
    const seen = new Map(targets.map((one) => [`${one.about} ${one.document} ${one.target}`, one]));
    const shown = [...seen.values()].slice(0, MOST_TARGETS);
    const nodes = shown.flatMap((one, at) => [at ? ", " : "", this.target(one)]);
    const rest = (decisions > targets.length ? decisions : seen.size) - shown.length;
    return rest > 0 ? [...nodes, " ", t("log.and_more", { n: rest })] : nodes;
  }

  /** @param {{about: string, document: string | null, target: string, answer?: string}} target */
  target({ about, document, target, answer }) {
    const start = `#/p/${this.app.store.project?.id}`;
    if (about === "term") {
      const term = this.app.store.terms?.get(target);
      return h("a", { href: `${start}/terms?${new URLSearchParams({ term: target })}` },
        term?.source_term ?? target);
    }
    if (about === "finding") {
      const finding = this.app.store.findings?.get(target);
      return h("a", { href: `${start}/findings?${new URLSearchParams({ finding: target, state: "all" })}` },
        finding ? t("log.finding", { pair: finding.pair }) : t("log.finding_gone"),
        answer ? t("log.answer", { answer: t(`answer.${answer.replace(" ", "_")}`) }) : "");
    }
    const query = new URLSearchParams({ ...(document ? { document } : {}), row: target });
    return h("a", { href: `${start}/pairs?${query}` }, target);
  }

  // --- conflicts and decisions without a place ---------------------------------------------------

  conflictList() {
    if (!this.conflicts.length) return [h("p.hint", {}, t("log.no_conflicts"))];
    return [
      h("p.soft", {}, t("log.conflicts_about")),
      h("ul.conflicts", {}, this.conflicts.map((one) =>
        h("li.conflict-item", {},
          h("h2", {}, t(`log.about_${one.about}`), " ", this.target(one)),
          h("ol.operations", {}, one.operations.map((operation) =>
            this.operation(operation, true)))))),
    ];
  }

  unplacedList() {
    if (!this.unplaced.length) return [h("p.hint", {}, t("log.no_unplaced"))];
    return [
      h("p.soft", {}, t("log.unplaced_about")),
      h("ul.operations", {}, this.unplaced.map((one) =>
        h("li.operation", {},
          h("span.operation-number", {}, number(one.operation)),
          h("time", { datetime: one.at }, time(one.at)),
          h("b", {}, one.reviewer),
          h("span.operation-what", {}, verb(one.verb), " ", one.target, " – ", one.reason)))),
    ];
  }
}

/** @param {string} name @returns {string} what was done, in the page's language */
function verb(name) {
  const key = `verb.${name.replaceAll(" ", "_")}`;
  return has(key) ? t(key) : name;
}

/** @type {LogView | null} */
let open = null;

/** @type {import("./types.js").View} */
export const view = {
  name: "log",
  async mount(root, app, params) {
    open = new LogView(root, app, params);
    await open.start();
  },
  unmount() {
    open?.close();
    open = null;
  },
  update(params) {
    if (open && params.tab) open.choose(params.tab);
  },
  keys: [],
};
