/** The pairs view: the list with its bars, and what each key does. */

import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { pageKeys } from "../keys.js";
import { drawActions, drawQueues } from "./bar.js";
import { Deciding } from "./deciding.js";
import { Editor } from "./editing.js";
import { Filter } from "./filter.js";
import { PairList } from "./list.js";
import { AlignmentMap } from "./map.js";
import { Queues } from "./queues.js";
import { Realigning } from "./realign.js";
import { Search } from "./search.js";
import { Splitter } from "./split.js";
import { QUEUES } from "./state.js";
import { Whys } from "./why.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Binding} Binding */
/** @typedef {import("../types.js").DocumentInfo} DocumentInfo */
/** @typedef {import("../types.js").Place} Place */

const KEPT_MS = 400;
const LATER_MS = 1500;
const SHOWN_MS = 5000;

class Desk {
  /** @param {HTMLElement} root @param {App} app @param {DocumentInfo} info @param {import("../store.js").Pairs} pairs */
  constructor(root, app, info, pairs) {
    this.root = root;
    this.app = app;
    this.info = info;
    /** The place that was kept last, as JSON. */
    this.kept = "";
    this.onLeave = () => this.keepPlace(true);
    const grid = h("div.list");
    const middle = h("div.middle", {}, grid);
    /** Says with `data-read` that all is here. */
    const shell = (this.shell = h("div.pairs", {}, h("h1.unseen", {}, t("page.view_pairs")), middle));
    // Rows are measured as soon as they are drawn: they need a place in the page.
    fill(root, shell);
    this.list = new PairList(grid, app, info, pairs);
    this.queues = new Queues(this.list, () => this.drawTop());
    const say = (/** @type {string} */ text) => this.say(text);
    this.deciding = new Deciding(app, this.list, this.queues, say);
    this.editor = new Editor(this.deciding, this.list, pageKeys());
    this.splitter = new Splitter(this.deciding, this.list, pageKeys());
    this.search = new Search(app, this.list, () => this.filter.apply());
    this.filter = new Filter(app, this.list, this.search, () => this.drawTop());
    this.whys = new Whys(app, this.list);
    this.map = new AlignmentMap(this.list);
    this.realigning = new Realigning(app, this.list, say);
    this.said = h("span.said", { "aria-hidden": "true" });
    this.queueBar = h("div.queues", { role: "group", "aria-label": t("pairs.queues") });
    this.undoButton = button("↶", () => this.deciding.undo(), {
      class: "quiet", title: `${t("page.undo")} (Ctrl+Z)`,
    });
    this.redoButton = button("↷", () => this.deciding.redo(), {
      class: "quiet", title: `${t("pairs.redo")} (Ctrl+Y)`,
    });
    this.turns = h("div.turns", { role: "group", "aria-label": t("pairs.turns") }, this.undoButton, this.redoButton);
    this.top = h("div.top", {}, this.documents(), this.queueBar, h("span.grow"), this.turns, this.search.root,
      (this.filterButton = button(t("pairs.filter"), () => this.filter.toggle(), { pressed: false })));
    this.actions = drawActions(this.actionGroups(), () => this.list.focus());
    middle.before(this.top, this.filter.root);
    middle.append(this.map.root, this.whys.root);
    shell.append(h("div.foot", {}, this.actions, this.said));
    this.listen();
    this.drawTop();
    this.later();
  }

  listen() {
    const { store } = this.app;
    this.stops = [
      store.on("pairs", (event) => this.changed(event)),
      store.on("findings", ({ changed, removed }) => {
        const pairs = changed.map((/** @type {string} */ id) => store.findings?.get(id)?.pair ?? "");
        this.queues.forget();
        this.list.redraw(removed.length ? this.list.virtual.drawn.keys() : new Set(pairs));
        this.later();
      }),
      store.on("terms", () => this.filter.draw()),
      store.on("project", () => this.drawTurns()),
    ];
    this.list.moved.add(() => this.moved());
    this.list.content.addEventListener("mousedown", (event) => this.clicked(event));
    this.list.content.addEventListener("dblclick", (event) => this.doubleClicked(event));
    addEventListener("pagehide", this.onLeave);
  }

  close() {
    this.keepPlace(true);
    for (const stop of this.stops ?? []) stop();
    removeEventListener("pagehide", this.onLeave);
    clearTimeout(this.timer);
    clearTimeout(this.placing);
    if (this.list.open) this.editor.close();
    this.list.close();
    this.whys.close();
    this.map.close();
    this.realigning.close();
  }

  // --- what is heard -----------------------------------------------------------------------------

  /** @param {{document: string, changed: string[], isMoved: boolean, isLoaded?: boolean, by?: string}} event */
  changed(event) {
    if (event.document !== this.list.pairs.name) return;
    const fresh = this.app.store.documents.get(event.document);
    if (fresh && fresh !== this.list.pairs) this.list.pairs = fresh;
    this.queues.forget();
    if (event.isMoved || event.isLoaded) this.map.forget();
    const shown = this.list.chosen;
    this.list.changed(event);
    if (shown && event.isMoved) this.keepShown(event.changed);
    if (shown && event.isLoaded && this.list.pairs.isWhole) this.filter.apply();
    if (event.by && event.by !== this.app.home().reviewer) this.flash(event.changed, event.by);
    if (!event.isLoaded) {
      this.search.again();
      this.whys.moved();
    }
    this.later();
  }

  /** New rows beside those that a filter shows are shown too. @param {string[]} changed */
  keepShown(changed) {
    const numbers = new Set([...(this.list.chosen ?? []), ...changed]);
    const { pairs } = this.list;
    const kept = [...numbers].filter((one) => pairs.get(one));
    this.list.choose(kept.sort((a, b) => pairs.position(a) - pairs.position(b)));
  }

  /** Show what somebody else decided, without moving the row one is on. @param {string[]} numbers @param {string} by */
  flash(numbers, by) {
    for (const number of numbers) {
      const row = this.list.virtual.element(number);
      if (!row) continue;
      row.classList.add("theirs");
      row.dataset.by = by;
      setTimeout(() => row.classList.remove("theirs"), 2500);
    }
    this.say(t("pairs.theirs", { name: by, n: numbers.length, number: numbers[0] ?? "" }));
  }

  /** Counts and picture, once things are quiet. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.drawTop();
      this.map.later();
      const { project, findings } = this.app.store;
      const isRead = this.list.pairs.isWhole && (findings !== null || !project?.has_findings);
      if (isRead) this.shell.dataset.read = "";
    }, 60);
  }

  drawTop() {
    drawQueues(this.queueBar, this.queues, this.list.pairs.isWhole);
    this.drawTurns();
    this.filterButton.setAttribute("aria-pressed", String(this.filter.isOpen || this.filter.isOn));
    const count = this.filter.root.querySelector(".count");
    if (count) count.textContent = t("pairs.shown", { n: this.list.count(), all: this.list.pairs.count() });
  }

  /** Undo and redo: the buttons stay, so that a click while an answer comes in still hits one. */
  drawTurns() {
    const { project } = this.app.store;
    this.undoButton.disabled = !project?.can_undo;
    this.redoButton.disabled = !project?.can_redo;
  }

  moved() {
    this.queues.moved();
    this.whys.moved();
    this.list.tell();
    clearTimeout(this.placing);
    this.placing = setTimeout(() => this.keepPlace(), KEPT_MS);
  }

  /** @param {string} text what was done, for eyes and ears */
  say(text) {
    this.said.textContent = text;
    this.app.announce(text);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.said.textContent = ""), SHOWN_MS);
  }

  // --- the place ---------------------------------------------------------------------------------

  /** @param {boolean} [isLeaving] */
  keepPlace(isLeaving = false) {
    const { api, store } = this.app;
    if (!this.list.number || !store.project) return;
    /** @type {Place} */
    const place = {
      ...store.project.place, view: "pairs", document: this.list.pairs.name, row: this.list.number, side: this.list.side,
      filter: this.filter.wanted,
    };
    const said = JSON.stringify(place);
    if (said === this.kept) return;
    this.kept = said;
    store.project.place = place;
    api.put(`${store.path}/place`, place, { keepalive: isLeaving }).catch(() => (this.kept = ""));
    if (isLeaving) return;
    const query = new URLSearchParams({ row: this.list.number });
    if (store.project.documents.length > 1) query.set("document", this.list.pairs.name);
    this.app.keepAddress("pairs", query);
  }

  documents() {
    const documents = this.app.store.project?.documents ?? [];
    if (documents.length < 2) return null;
    const select = /** @type {HTMLSelectElement} */ (h("select.documents", {
      "aria-label": t("pairs.document"),
      on: { change: () => this.app.go(`#/p/${this.app.store.project?.id}/pairs?document=${encodeURIComponent(select.value)}`) },
    }, documents.map((one) => h("option", { value: one.name, selected: one.name === this.info.name },
      `${one.name} (${one.decided}/${one.pairs})`))));
    return select;
  }

  // --- mouse -------------------------------------------------------------------------------------

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const row = /** @type {HTMLElement | null | undefined} */ (target?.closest(".row"));
    if (!row?.dataset.number || target?.closest("button, textarea, a")) return;
    if (this.list.open) return;
    const cell = /** @type {HTMLElement | null | undefined} */ (target?.closest(".cell"));
    const side = /** @type {import("../types.js").Side | undefined} */ (cell?.dataset.side);
    this.list.go(row.dataset.number, { side: side ?? this.list.side });
    // The click itself would give the focus elsewhere.
    if (event.detail < 2) requestAnimationFrame(() => this.list.focus());
    if (target?.closest(".gutter .sign")) this.deciding.confirm({ stay: true });
  }

  /** @param {MouseEvent} event */
  doubleClicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(".text") && !this.list.open) this.editor.edit();
  }

  /** @returns {import("./bar.js").Action[][]} */
  actionGroups() {
    const { deciding } = this;
    return [
      [
        { keys: "Enter", label: "pairs.a_confirm", title: "pairs.confirm_title", run: () => deciding.confirm(),
          shifted: () => deciding.confirm({ stay: true }), class: "primary" },
        { keys: "R", label: "pairs.a_doubt", title: "pairs.doubt", run: () => this.editor.doubt() },
        { keys: "Shift+R", label: "pairs.a_reopen", title: "pairs.reopen", run: () => deciding.reopen(), class: "wide" },
      ],
      [
        { keys: "M", label: "pairs.a_merge_next", title: "pairs.merge_next", run: () => deciding.merge("next") },
        { keys: "Shift+M", label: "pairs.a_merge_previous", title: "pairs.merge_previous", run: () => deciding.merge("previous") },
        { keys: "Alt+M", label: "pairs.a_side_next", title: "pairs.side_next", run: () => deciding.merge("next", this.list.side), class: "wide" },
        { keys: "Alt+Shift+M", label: "pairs.a_side_previous", title: "pairs.side_previous", run: () => deciding.merge("previous", this.list.side), class: "wide" },
      ],
      [
        { keys: "Ctrl+↑", label: "pairs.a_border_up", title: "pairs.border_up", run: () => deciding.moveBorder("previous") },
        { keys: "Ctrl+↓", label: "pairs.a_border_down", title: "pairs.border_down", run: () => deciding.moveBorder("next") },
        { keys: "S", label: "pairs.a_split", title: "pairs.split", run: () => this.split() },
        { keys: "Space", label: "pairs.a_link", title: "pairs.link", run: () => deciding.link() },
        { keys: "Backspace", label: "pairs.a_unlink", title: "pairs.unlink", run: () => deciding.unlink() },
        { keys: "I", label: "pairs.a_insert", title: "pairs.insert", run: () => deciding.insert() },
        { keys: "Ctrl+X", label: "pairs.a_swap", title: "pairs.swap", run: () => deciding.swap() },
      ],
      [
        { keys: "E", label: "pairs.a_edit", title: "pairs.edit", run: () => this.editor.edit() },
        { keys: "Shift+K", label: "pairs.a_keep_out", title: "pairs.keep_out", run: () => deciding.keepOut() },
        { keys: "T", label: "pairs.a_bookmark", title: "pairs.bookmark", run: () => deciding.bookmark() },
        { keys: "W", label: "pairs.a_why", title: "pairs.why", run: () => this.whys.toggle() },
      ],
      [
        { keys: "C", label: "pairs.a_above", title: "pairs.confirm_above", run: () => deciding.confirmAbove(), class: "wide" },
        { keys: "Ctrl+Shift+A", label: "pairs.a_sure", title: "pairs.confirm_sure", run: () => deciding.confirmSure(), class: "wide" },
        { keys: "Alt+R", label: "pairs.a_realign", title: "pairs.realign_title", run: () => this.realigning.start(), class: "wide" },
      ],
    ];
  }

  split() {
    this.deciding.then(() => this.splitter.start());
  }

  /** Tab goes to the other side, and at the last one on to what comes after the list. @param {boolean} isBack */
  tab(isBack) {
    if (!this.list.scroller.contains(document.activeElement)) return false;
    if (this.list.side === (isBack ? "target" : "source")) {
      this.list.toSide(isBack ? "source" : "target");
      return undefined;
    }
    return false;
  }

  escape() {
    if (this.deciding.unpick()) return;
    if (this.queues.name !== null) this.queues.leave();
    this.list.focus();
  }
}

/** @type {Desk | null} */
let desk = null;
let mounting = 0;

/** @param {(desk: Desk) => unknown} run @returns {Binding["run"]} */
function on(run) {
  return () => (desk ? run(desk) : false);
}

/** @param {number} by */
function page(by) {
  return on((one) => {
    const { virtual, scroller } = one.list;
    const rows = virtual.heights.at(scroller.scrollTop + scroller.clientHeight) - virtual.heights.at(scroller.scrollTop);
    one.list.step(by * Math.max(1, rows - 1));
  });
}

const MOVE = "pairs.group_move";
const RIGHT = "pairs.group_right";
const SHAPE = "pairs.group_shape";
const TEXT = "pairs.group_text";
const FIND = "pairs.group_find";

/** @type {Binding[]} */
const KEYS = [
  { keys: ["ArrowDown", "J"], label: "pairs.down", group: MOVE, run: on((one) => void one.list.step(1)) },
  { keys: ["ArrowUp"], label: "pairs.up", group: MOVE, run: on((one) => void one.list.step(-1)) },
  // A small k moves, as j does; a capital K, however it is typed, keeps out.
  { keys: ["K"], label: "pairs.up", group: MOVE, run: (event) => on((one) => {
    if (event.key === "K") one.deciding.keepOut();
    else one.list.step(-1);
  })(event) },
  { keys: ["ArrowLeft"], label: "pairs.to_source", group: MOVE, run: on((one) => one.list.toSide("source")) },
  { keys: ["ArrowRight"], label: "pairs.to_target", group: MOVE, run: on((one) => one.list.toSide("target")) },
  { keys: ["Tab"], label: "pairs.other_side", group: MOVE, run: on((one) => one.tab(false)) },
  { keys: ["Shift+Tab"], label: "pairs.other_side", group: MOVE, hidden: true, run: on((one) => one.tab(true)) },
  { keys: ["PageDown"], label: "pairs.page_down", group: MOVE, run: page(1) },
  { keys: ["PageUp"], label: "pairs.page_up", group: MOVE, run: page(-1) },
  { keys: ["Home", "Ctrl+Home"], label: "pairs.first", group: MOVE, run: on((one) => void one.list.step(-Infinity)) },
  { keys: ["End", "Ctrl+End"], label: "pairs.last", group: MOVE, run: on((one) => void one.list.step(Infinity)) },
  ...Object.entries(QUEUES).flatMap(([name, { key }]) => [
    { keys: [key], label: `pairs.next_${name}`, group: FIND, run: on((one) => void one.queues.go(name)) },
    { keys: [`Shift+${key}`], label: `pairs.previous_${name}`, group: FIND, hidden: true, run: on((one) => void one.queues.go(name, -1)) },
  ]),
  { keys: ["O"], label: "pairs.order_title", group: FIND, run: on((one) => {
    one.queues.byConfidence = !one.queues.byConfidence;
    one.drawTop();
    one.say(t(one.queues.byConfidence ? "pairs.by_worst" : "pairs.by_place"));
  }) },
  { keys: ["/", "Ctrl+F"], label: "pairs.search_label", group: FIND, typing: false, run: on((one) => one.search.focus()) },
  { keys: ["F3"], label: "pairs.hit_after", group: FIND, typing: true, run: on((one) => one.search.step(1)) },
  { keys: ["Shift+F3"], label: "pairs.hit_before", group: FIND, typing: true, run: on((one) => one.search.step(-1)) },
  { keys: ["L"], label: "pairs.filter", group: FIND, run: on((one) => one.filter.toggle()) },
  { keys: ["Shift+L"], label: "pairs.clear", group: FIND, run: on((one) => void one.filter.clear()) },
  { keys: ["Enter"], label: "pairs.confirm", group: RIGHT, run: on((one) => one.deciding.confirm()) },
  { keys: ["Shift+Enter"], label: "pairs.confirm_stay", group: RIGHT, run: on((one) => one.deciding.confirm({ stay: true })) },
  { keys: ["C"], label: "pairs.confirm_above", group: RIGHT, run: on((one) => one.deciding.confirmAbove()) },
  { keys: ["Ctrl+Shift+A", "Shift+A"], label: "pairs.confirm_sure", group: RIGHT, run: on((one) => one.deciding.confirmSure()) },
  { keys: ["R"], label: "pairs.doubt", group: RIGHT, run: on((one) => one.editor.doubt()) },
  { keys: ["Shift+R"], label: "pairs.reopen", group: RIGHT, run: on((one) => one.deciding.reopen()) },
  { keys: ["M"], label: "pairs.merge_next", group: SHAPE, run: on((one) => one.deciding.merge("next")) },
  { keys: ["Shift+M"], label: "pairs.merge_previous", group: SHAPE, run: on((one) => one.deciding.merge("previous")) },
  { keys: ["Alt+M"], label: "pairs.side_next", group: SHAPE, run: on((one) => one.deciding.merge("next", one.list.side)) },
  { keys: ["Alt+Shift+M"], label: "pairs.side_previous", group: SHAPE, run: on((one) => one.deciding.merge("previous", one.list.side)) },
  { keys: ["Ctrl+ArrowDown"], label: "pairs.border_down", group: SHAPE, run: on((one) => one.deciding.moveBorder("next")) },
  { keys: ["Ctrl+ArrowUp"], label: "pairs.border_up", group: SHAPE, run: on((one) => one.deciding.moveBorder("previous")) },
  { keys: ["S"], label: "pairs.split", group: SHAPE, run: on((one) => one.split()) },
  { keys: ["Space"], label: "pairs.link", group: SHAPE, run: on((one) => one.deciding.link()) },
  { keys: ["Backspace", "Delete"], label: "pairs.unlink", group: SHAPE, run: on((one) => one.deciding.unlink()) },
  { keys: ["I"], label: "pairs.insert", group: SHAPE, run: on((one) => one.deciding.insert()) },
  { keys: ["Ctrl+X"], label: "pairs.swap", group: SHAPE, run: on((one) => one.deciding.swap()) },
  { keys: ["Alt+R"], label: "pairs.realign_title", group: SHAPE, run: on((one) => void one.realigning.start()) },
  { keys: ["E"], label: "pairs.edit", group: TEXT, run: on((one) => one.editor.edit()) },
  { keys: ["Shift+K"], label: "pairs.keep_out", group: TEXT, run: on((one) => one.deciding.keepOut()) },
  { keys: ["T"], label: "pairs.bookmark", group: TEXT, run: on((one) => one.deciding.bookmark()) },
  { keys: ["W"], label: "pairs.why", group: TEXT, run: on((one) => one.whys.toggle()) },
  { keys: ["Ctrl+Z"], label: "page.undo", group: "keys.page", run: on((one) => one.deciding.undo()) },
  { keys: ["Ctrl+Y", "Ctrl+Shift+Z"], label: "pairs.redo", group: "keys.page", run: on((one) => one.deciding.redo()) },
  { keys: ["Escape"], label: "pairs.escape", group: "keys.page", run: on((one) => one.escape()) },
];

/** @type {import("../types.js").View} */
export const view = {
  name: "pairs",

  async mount(root, app, params) {
    const mine = ++mounting;
    const { store } = app;
    const place = store.project?.place ?? null;
    const documents = store.project?.documents ?? [];
    const wanted = params.document ?? (params.row ? documents[0]?.name : place?.document);
    const info = documents.find((one) => one.name === wanted) ?? documents[0];
    if (!info) {
      fill(root, h("p.message", {}, t("pairs.no_documents")));
      return;
    }
    const isThere = place?.document === info.name || (documents.length === 1 && place);
    const row = params.row ?? (isThere ? place?.row : undefined);
    fill(root, h("p.message", { role: "status" }, t("page.loading")));
    const pairs = await store.loadPairs(info.name, { around: Math.max(0, (parseInt(row ?? "1", 10) || 1) - 1) });
    if (mine !== mounting) return;
    desk = new Desk(root, app, info, pairs);
    const { list } = desk;
    // Who is sent to a row must find it, whatever was filtered when one was here last.
    const isSent = params.row !== undefined && params.row !== place?.row;
    const kept = isThere && !isSent ? place?.filter : undefined;
    const filter = params.filter ? { state: params.filter } : kept;
    const side = isThere && place?.side === "target" ? "target" : "source";
    begin(desk, row, side, filter);
    if (store.project?.has_findings) store.loadFindings().catch(() => {});
    setTimeout(() => {
      if (mine !== mounting) return;
      if (store.project?.has_terms) store.loadTerms().catch(() => {});
      desk?.whys.warm();
    }, LATER_MS);
    return list;
  },

  update(params) {
    if (!desk) return;
    const name = params.document ?? desk.list.pairs.name;
    if (name !== desk.list.pairs.name) {
      const { root, app } = desk;
      view.unmount();
      view.mount(root, app, params);
      return;
    }
    const { list, filter } = desk;
    if (!params.row || list.go(params.row, { where: "center" })) return;
    filter.clear().then(() => list.go(/** @type {string} */ (params.row), { where: "center" }));
  },

  unmount() {
    mounting += 1;
    desk?.close();
    desk = null;
  },

  keys: KEYS,
};

/**
 * Put the cursor where one was, or on the first row.
 *
 * @param {Desk} one
 * @param {string | undefined} row
 * @param {import("../types.js").Side} side
 * @param {object | undefined} filter
 */
async function begin(one, row, side, filter) {
  const { list } = one;
  const first = [...list.pairs][0]?.number;
  const known = row !== undefined && list.pairs.get(row) ? row : undefined;
  const start = known ?? (row === undefined ? first : undefined);
  if (start !== undefined) list.go(start, { side, where: known ? "center" : "nearest" });
  if (start === undefined) {
    const stop = one.app.store.on("pairs", () => {
      const wanted = row !== undefined && list.pairs.get(row) ? row : list.pairs.isWhole ? first : undefined;
      if (wanted === undefined || desk !== one) return;
      stop();
      list.go(wanted, { side, where: "center" });
    });
  }
  if (filter && Object.keys(filter).length) await one.filter.set(/** @type {Record<string, string>} */ (filter));
}
