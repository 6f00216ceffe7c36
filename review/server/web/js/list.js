/**
 * A list that one walks through with the keys: a current row, rows that are picked for a decision
 * about all of them, and only what is seen is drawn.
 */

import { fill, h } from "./dom.js";
import { VirtualList } from "./virtual.js";

/**
 * @typedef {object} Rows
 * @property {(id: string) => (HTMLElement | string)[][]} cells what the cells of a row hold
 * @property {(id: string) => string[]} [classes] of the row
 * @property {string[]} cellClasses one for each cell
 * @property {(id: string) => string | null} [heading] a heading above the row, where it has one
 * @property {(id: string | null) => void} moved the current row is another
 * @property {() => void} [picked] other rows are picked
 * @property {(id: string) => void} [opened] the row was pressed twice
 * @property {string} label of the list
 * @property {string} pick label of a row's box
 * @property {number} height guessed height of a row in pixels
 */

export class List {
  /** @param {Rows} rows */
  constructor(rows) {
    this.rows = rows;
    /** @type {string[]} */
    this.ids = [];
    /** @type {Map<string, number>} */
    this.places = new Map();
    /** @type {string | null} */
    this.current = null;
    /** @type {Set<string>} */
    this.picked = new Set();
    /** @type {string | null} where a run of picked rows began */
    this.anchor = null;
    this.content = h("div.list-rows", { role: "rowgroup" });
    this.element = h(
      "div.walk",
      {
        role: "grid",
        tabindex: "0",
        "aria-label": rows.label,
        "aria-multiselectable": "true",
        on: {
          click: (/** @type {MouseEvent} */ event) => this.click(event),
          dblclick: (/** @type {MouseEvent} */ event) => this.opened(event),
        },
      },
      this.content,
    );
    this.isLost = false;
    /** @type {VirtualList | null} */
    this.virtual = null;
  }

  /** Begin to draw, once the list stands in the page. */
  start() {
    this.virtual = new VirtualList(this.element, this.content, {
      count: () => this.ids.length,
      key: (index) => this.ids[index],
      guess: (index) => this.rows.height + (this.rows.heading?.(this.ids[index]) ? 40 : 0),
      draw: (index) => this.draw(this.ids[index]),
    });
    this.virtual.reset();
  }

  close() {
    this.virtual?.close();
  }

  /**
   * Other rows, or in another order. The current row stays where it is, if it is still there.
   *
   * @param {string[]} ids
   */
  show(ids) {
    const at = this.places.get(this.current ?? "") ?? 0;
    this.isLost = !ids.includes(this.current ?? "");
    this.ids = ids;
    this.places = new Map(ids.map((id, index) => [id, index]));
    this.picked = new Set([...this.picked].filter((id) => this.places.has(id)));
    if (!this.places.has(this.current ?? "")) {
      this.current = ids[Math.min(at, ids.length - 1)] ?? null;
      this.rows.moved(this.current);
    }
    this.element.setAttribute("aria-rowcount", String(ids.length));
    if (this.virtual) {
      this.virtual.anchor = this.current;
      this.virtual.reset();
      if (this.current) this.virtual.show(this.places.get(this.current) ?? 0);
    }
    this.mark();
    this.rows.picked?.();
  }

  /** After another choice of rows: from the top, unless the current row is still among them. */
  first() {
    if (this.isLost && this.ids.length) this.go(this.ids[0]);
  }

  /** @param {Iterable<string>} ids rows that look otherwise now */
  redraw(ids) {
    this.virtual?.redraw([...ids].filter((id) => this.places.has(id)));
    this.mark();
  }

  /** @param {string} id @returns {HTMLElement} */
  draw(id) {
    const index = this.places.get(id) ?? 0;
    const isPicked = this.picked.has(id);
    const box = h("input", {
      type: "checkbox",
      tabindex: "-1",
      checked: isPicked,
      "aria-label": this.rows.pick,
    });
    const cells = this.rows
      .cells(id)
      .map((content, at) =>
        h(`span.entry.${this.rows.cellClasses[at]}`, { role: "gridcell" }, content),
      );
    const row = h(
      "div.list-row",
      {
        id: rowId(id),
        role: "row",
        "aria-rowindex": String(index + 1),
        "aria-selected": String(isPicked),
        class: (this.rows.classes?.(id) ?? []).join(" "),
        data: { id },
      },
      h("span.entry.pick", { role: "gridcell" }, box),
      cells,
    );
    if (id === this.current) row.classList.add("current");
    const heading = this.rows.heading?.(id);
    if (!heading) return row;
    return h(
      "div.list-group",
      { role: "presentation" },
      h(
        "div.list-heading",
        { role: "row" },
        h("span", { role: "gridcell" }, heading),
      ),
      row,
    );
  }

  /** Show which row is the current one. */
  mark() {
    for (const row of this.content.querySelectorAll(".list-row")) {
      const { id } = /** @type {HTMLElement} */ (row).dataset;
      row.classList.toggle("current", id === this.current);
    }
    if (this.current === null) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", rowId(this.current));
    if (this.virtual) this.virtual.anchor = this.current;
  }

  /**
   * Make a row the current one.
   *
   * @param {string | null} id
   * @param {{where?: "nearest" | "center"}} [options]
   */
  go(id, { where = "nearest" } = {}) {
    if (id === null || !this.places.has(id)) return;
    const isOther = id !== this.current;
    this.current = id;
    this.virtual?.show(this.places.get(id) ?? 0, where);
    this.mark();
    if (isOther) this.rows.moved(id);
  }

  /** @param {number} by how many rows further */
  step(by) {
    if (!this.ids.length) return;
    const at = this.places.get(this.current ?? "") ?? 0;
    this.go(this.ids[Math.max(0, Math.min(this.ids.length - 1, at + by))]);
  }

  /** @param {(id: string) => boolean} wanted @param {number} direction 1 or -1 */
  seek(wanted, direction) {
    let at = (this.places.get(this.current ?? "") ?? 0) + direction;
    for (; at >= 0 && at < this.ids.length; at += direction) {
      if (wanted(this.ids[at])) {
        this.go(this.ids[at]);
        return true;
      }
    }
    return false;
  }

  // --- picking -----------------------------------------------------------------------------------

  /** @returns {string[]} what a decision is about: the picked rows, else the current one */
  meant() {
    if (this.picked.size) return this.ids.filter((id) => this.picked.has(id));
    return this.current === null ? [] : [this.current];
  }

  /** @param {string} id pick a row, or take it out again */
  toggle(id) {
    if (!this.picked.delete(id)) this.picked.add(id);
    this.anchor = id;
    this.pickedChanged([id]);
  }

  toggleCurrent() {
    if (this.current !== null) this.toggle(this.current);
  }

  /** @param {number} by pick the current row and the next ones */
  extend(by) {
    if (this.current === null) return;
    const from = this.current;
    this.picked.add(from);
    this.step(by);
    this.picked.add(this.current);
    this.pickedChanged([from, this.current]);
  }

  /** @param {string[]} ids pick these alone */
  pick(ids) {
    const before = [...this.picked];
    this.picked = new Set(ids);
    this.pickedChanged([...before, ...ids]);
  }

  /** @param {string[]} ids */
  pickedChanged(ids) {
    for (const id of ids) {
      const row = document.getElementById(rowId(id));
      if (!row) continue;
      row.setAttribute("aria-selected", String(this.picked.has(id)));
      const box = /** @type {HTMLInputElement | null} */ (row.querySelector("input"));
      if (box) box.checked = this.picked.has(id);
    }
    this.rows.picked?.();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const id = rowOf(event);
    if (id === null) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest(".pick")) {
      if (event.shiftKey && this.anchor !== null) this.pick(this.between(this.anchor, id));
      else this.toggle(id);
      if (target.closest("input")) this.pickedChanged([id]);
      return;
    }
    if (event.shiftKey && this.current !== null) this.pick(this.between(this.current, id));
    else if (event.ctrlKey || event.metaKey) this.toggle(id);
    this.go(id);
    if (!target.closest("button, a")) this.element.focus({ preventScroll: true });
  }

  /** @param {string} one @param {string} other */
  between(one, other) {
    const ends = [this.places.get(one) ?? 0, this.places.get(other) ?? 0];
    return this.ids.slice(Math.min(...ends), Math.max(...ends) + 1);
  }

  /** @param {MouseEvent} event */
  opened(event) {
    const id = rowOf(event);
    if (id !== null && !(/** @type {Element} */ (event.target).closest("button, a, .pick"))) {
      this.rows.opened?.(id);
    }
  }

  /** @returns {number} how many rows are seen at once */
  get page() {
    return Math.max(1, Math.floor(this.element.clientHeight / this.rows.height) - 1);
  }
}

/**
 * The keys that walk and pick.
 *
 * @param {() => List | null} get the list, where the keys are for it
 * @returns {import("./types.js").Binding[]}
 */
export function listKeys(get) {
  const run = (/** @type {(list: List) => void} */ act) => () => {
    const list = get();
    return list === null ? false : act(list);
  };
  const bindings = [
    { keys: ["↓", "J"], label: "keys.next_row", run: run((list) => list.step(1)) },
    { keys: ["↑", "K"], label: "keys.previous_row", run: run((list) => list.step(-1)) },
    { keys: ["PageDown"], label: "keys.next_page", run: run((list) => list.step(list.page)) },
    { keys: ["PageUp"], label: "keys.previous_page", run: run((list) => list.step(-list.page)) },
    { keys: ["Home"], label: "keys.first_row", run: run((list) => list.step(-Infinity)) },
    { keys: ["End"], label: "keys.last_row", run: run((list) => list.step(Infinity)) },
    { keys: ["X"], label: "keys.pick", run: run((list) => list.toggleCurrent()) },
    { keys: ["Shift+↓"], label: "keys.pick_down", run: run((list) => list.extend(1)) },
    { keys: ["Shift+↑"], label: "keys.pick_up", run: run((list) => list.extend(-1)) },
    { keys: ["Ctrl+A"], label: "keys.pick_all", run: run((list) => list.pick(list.ids)) },
  ];
  return bindings.map((one) => ({ group: "keys.list", ...one }));
}

/** @param {string} id */
function rowId(id) {
  return `row-${id}`;
}

/** @param {Event} event @returns {string | null} */
function rowOf(event) {
  const row = event.target instanceof Element ? event.target.closest(".list-row") : null;
  return row === null ? null : (/** @type {HTMLElement} */ (row).dataset.id ?? null);
}

/**
 * A bar as long as a share, with the count beside it.
 *
 * @param {number} share from 0 to 1
 * @param {string} text
 */
export function bar(share, text) {
  const line = h("span.share", { "aria-hidden": "true" });
  line.style.width = `${Math.max(0.15, share * 3).toFixed(2)}em`;
  return h("span.shared", {}, line, text);
}

/**
 * Buttons that choose one of some filters, each with its count.
 *
 * @param {HTMLElement} place
 * @param {{name: string, label: string, count: string}[]} filters
 * @param {string} current
 * @param {(name: string) => void} chosen
 */
export function showFilters(place, filters, current, chosen) {
  const focused = place.contains(document.activeElement)
    ? /** @type {HTMLElement} */ (document.activeElement).dataset.name
    : null;
  fill(
    place,
    filters.map(({ name, label, count }) =>
      h(
        "button.sieve",
        {
          type: "button",
          "aria-pressed": String(name === current),
          data: { name },
          on: { click: () => chosen(name) },
        },
        label,
        " ",
        h("span.many", {}, count),
      ),
    ),
  );
  if (focused) {
    /** @type {HTMLElement | null} */ (place.querySelector(`[data-name="${focused}"]`))?.focus();
  }
}
