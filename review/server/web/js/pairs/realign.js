/** Aligning again what is not confirmed: what would change is shown, and taken in parts or left. */

import { button, fill, h } from "../dom.js";
import { has, number as written, percent, t } from "../i18n.js";
import { SIDES } from "./row.js";
import { band, sign, stateOf } from "./state.js";

/** @typedef {import("../types.js").Pair} Pair */
/** @typedef {import("../types.js").Side} Side */
/** @typedef {{source: string, target: string, confidence: number | null, is_crossing: boolean}} Proposed */
/** @typedef {{before: Pair[], after: Proposed[]}} Change */

export class Realigning {
  /** @param {import("../types.js").App} app @param {import("./list.js").PairList} list @param {(text: string) => void} say */
  constructor(app, list, say) {
    this.app = app;
    this.list = list;
    this.say = say;
    /** @type {string | null} the job that runs */
    this.job = null;
    this.heard = app.store.on("job", (data) => this.hear(data));
  }

  close() {
    this.heard();
    this.box?.close();
  }

  async start() {
    if (this.box) return;
    const { api, store, dialog } = this.app;
    this.said = h("p", { role: "status" }, t("pairs.realign_starts"));
    this.bar = /** @type {HTMLProgressElement} */ (h("progress", { "aria-label": t("pairs.realign") }));
    this.box = dialog(t("pairs.realign"), [this.said, this.bar],
      [button(t("page.cancel"), () => this.box?.close(), { keys: "Esc" })],
      { class: "realign", closed: () => this.closed() });
    try {
      const { job } = await api.post(`${store.path}/jobs`, { kind: "realign", document: this.list.pairs.name });
      if (!this.box) return void api.remove(`${store.path}/jobs/${job}`).catch(() => {});
      this.job = job;
      // It may have ended before its number was known here.
      await this.look();
    } catch (error) {
      this.box?.close();
      this.app.fail(error);
    }
  }

  closed() {
    const { api, store } = this.app;
    if (this.job && !this.changes) api.remove(`${store.path}/jobs/${this.job}`).catch(() => {});
    this.job = this.box = this.changes = null;
    this.list.focus();
  }

  /** @param {import("../types.js").Job} job */
  hear(job) {
    if (job.job !== this.job || this.changes) return;
    if (job.state !== "running") {
      this.look().catch((error) => this.app.fail(error));
      return;
    }
    const stage = `stage.${(job.stage ?? "").replaceAll(" ", "_")}`;
    if (this.said) this.said.textContent = has(stage) ? t(stage) : job.sentence || job.stage || "";
    if (this.bar && job.total) {
      this.bar.max = job.total;
      this.bar.value = job.done ?? 0;
    }
  }

  /** Is it done? */
  async look() {
    const { api, store, toast } = this.app;
    const mine = this.job;
    const found = await api.get(`${store.path}/jobs/${mine}`);
    if (this.job !== mine || found.state === "running") return;
    if (found.state === "failed") {
      this.box?.close();
      toast(found.sentence || t("pairs.realign_failed"), { bad: true });
      return;
    }
    this.changes = /** @type {Change[]} */ (found.result.changes);
    if (!this.changes.length) {
      this.box?.close();
      toast(t("pairs.realign_same"));
      return;
    }
    this.show();
  }

  show() {
    const changes = /** @type {Change[]} */ (this.changes);
    this.taken = new Set(changes.keys());
    this.at = 0;
    const box = /** @type {HTMLDialogElement} */ (this.box);
    this.take = button("", () => this.finish(), { class: "primary", keys: "Enter" });
    this.items = changes.map((change, index) => this.drawChange(change, index));
    fill(/** @type {Element} */ (box.querySelector(".body")),
      h("p", {}, t("pairs.realign_found", { n: changes.length })),
      h("ol.changes", {}, this.items));
    let foot = box.querySelector("footer");
    if (!foot) box.append((foot = h("footer")));
    fill(foot,
      button(t("pairs.realign_all"), () => this.choose(changes.keys()), { class: "quiet", keys: "A" }),
      button(t("pairs.realign_none"), () => this.choose([]), { class: "quiet", keys: "Shift+A" }),
      h("span.grow"),
      button(t("pairs.realign_leave"), () => box.close(), { keys: "Esc" }),
      this.take);
    box.addEventListener("keydown", (event) => this.pressed(event));
    this.tell();
    this.move(0);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
    const isButton = event.target instanceof Element && event.target.closest("button");
    if (event.key in moves) this.move(moves[/** @type {keyof typeof moves} */ (event.key)]);
    else if (event.key === "Enter" && !isButton) this.finish();
    else if (event.key === "a") this.choose(this.changes?.keys() ?? []);
    else if (event.key === "A") this.choose([]);
    else return;
    event.preventDefault();
  }

  /** @param {Change} change @param {number} index */
  drawChange(change, index) {
    const id = `change-${index}`;
    const tick = /** @type {HTMLInputElement} */ (h("input", {
      type: "checkbox", id, checked: true, on: { change: () => {
        if (tick.checked) this.taken?.add(index);
        else this.taken?.delete(index);
        this.tell();
      } },
    }));
    return h("li.change", {},
      h("label", { for: id }, tick, t("pairs.realign_change", { at: index + 1, n: this.changes?.length ?? 0 })),
      h("div.side-by-side", {},
        this.drawPairs(t("pairs.realign_now"), change.before.map((pair) => ({
          ...pair, label: pair.number, state: stateOf(pair),
        })), change.after),
        this.drawPairs(t("pairs.realign_then"), change.after.map((pair) => ({
          ...pair, label: "", state: pair.source && pair.target ? band(pair.confidence) : "gap",
        })), change.before)));
  }

  /**
   * @param {string} title
   * @param {(Proposed & {label: string, state: import("./state.js").State})[]} pairs
   * @param {{source: string, target: string}[]} others those on the other side, to see what is new
   */
  drawPairs(title, pairs, others) {
    const known = new Set(others.map((one) => `${one.source}\n${one.target}`));
    return h("div.version", {}, h("h3", {}, title), pairs.map((pair) =>
      h("div.mini", { class: known.has(`${pair.source}\n${pair.target}`) ? "same" : "other" },
        h("span.gutter", {}, sign(pair.state), pair.label,
          pair.confidence === null ? "" : h("span.sure", {}, percent(pair.confidence))),
        SIDES.map((side) => h("div", { lang: this.list.languages[side] },
          pair[side] || h("span.nothing", {}, t(`pairs.no_${side}`)))))));
  }

  /** @param {number} by */
  move(by) {
    const items = this.items ?? [];
    this.at = Math.max(0, Math.min(items.length - 1, (this.at ?? 0) + by));
    items[this.at]?.querySelector("input")?.focus();
    items[this.at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Iterable<number>} which */
  choose(which) {
    this.taken = new Set(which);
    (this.items ?? []).forEach((item, index) => {
      const tick = item.querySelector("input");
      if (tick) tick.checked = this.taken?.has(index) ?? false;
    });
    this.tell();
  }

  tell() {
    const label = this.take?.querySelector(".label");
    const n = this.taken?.size ?? 0;
    if (label) label.textContent = t("pairs.realign_take", { n, all: written(this.changes?.length ?? 0) });
    if (this.take) this.take.disabled = n === 0;
  }

  async finish() {
    const which = [...(this.taken ?? [])].sort((a, b) => a - b);
    if (!which.length) return;
    const { store, toast, fail } = this.app;
    const job = this.job;
    const n = which.length;
    this.box?.close();
    try {
      await store.write(`jobs/${job}/take`, { which });
      toast(t("pairs.realign_taken", { n }), { undo: true });
    } catch (error) {
      fail(error);
    }
  }
}
