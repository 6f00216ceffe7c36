/**
 * Deciding about terms: one operation at a time, about the current term or those that are picked.
 */

import { t } from "../i18n.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Term} Term */
/** @typedef {import("../types.js").Decision} Decision */

export class Deciding {
  /**
   * @param {App} app
   * @param {import("../list.js").List} list
   * @param {(id: string) => Term} term
   * @param {() => void} merges a merge begins or ends
   */
  constructor(app, list, term, merges) {
    this.app = app;
    this.list = list;
    this.term = term;
    this.merges = merges;
    /** @type {string | null} the term that is to be merged into another */
    this.merging = null;
  }

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

  /** Begin with the current term, or end with it. */
  merge() {
    if (this.merging) {
      this.mergeHere();
      return;
    }
    if (this.list.current === null) return;
    this.merging = this.list.current;
    this.app.announce(t("terms.merging", { term: this.term(this.merging).source_term }));
    this.merges();
  }

  async mergeHere() {
    const [id, into] = [this.merging, this.list.current];
    this.merging = null;
    this.merges();
    if (id === null || into === null || id === into) return;
    const said = t("terms.said_merge", {
      term: this.term(id).source_term,
      into: this.term(into).source_term,
    });
    await this.send([about(id, "merge term", { into })], said);
  }

  /** @returns {boolean} whether there was a merge to give up */
  giveUpMerge() {
    if (!this.merging) return false;
    this.merging = null;
    this.merges();
    return true;
  }
}

/**
 * @param {string} id
 * @param {string} verb
 * @param {Record<string, any>} [fields]
 * @returns {Decision}
 */
export function about(id, verb, fields = {}) {
  return { about: "term", target: id, verb, fields };
}
