/**
 * Work that makes a project: what is done, what is being done, what is to come. It goes on when the
 * page is left, and is found again.
 */

import { button, fill, h } from "../dom.js";
import { number, t } from "../i18n.js";
import { stageName } from "../jobs.js";

/** @typedef {import("../types.js").App} App */
/** @typedef {import("../types.js").Job} Job */

const PHASES = ["read", "pair", "terms", "check", "write"];
const SIGNS = { done: "✓", now: "●", later: "○" };
/** What the stages of the work belong to, the first that holds. @type {[RegExp, string][]} */
const PHASE_OF = [
  [/terms|renderings/, "terms"],
  [/^checking/, "check"],
  [/^writing/, "write"],
  [/^(reading words|encoding|pairing|aligning|gathering)/, "pair"],
];

export class Work {
  /**
   * @param {App} app
   * @param {{project: string, job: string, name: string}} what
   * @param {{done: () => void, again: () => void, back: () => void}} acts what comes after
   */
  constructor(app, { project, job, name }, acts) {
    this.app = app;
    this.project = project;
    this.job = job;
    this.name = name;
    this.acts = acts;
    this.phase = 0;
    this.isOver = false;
    this.element = h("section.stages", { "aria-label": t("start.stages") });
    this.progress(null);
    this.stop = app.api.listen(project, (kind, data) => kind === "job" && this.told(data),
      () => void this.ask());
  }

  get path() {
    return `/api/p/${this.project}/jobs/${this.job}`;
  }

  async ask() {
    try {
      this.told(await this.app.api.get(this.path));
    } catch (error) {
      // the project may not be there yet; its events will say
      if (/** @type {{status?: number}} */ (error).status !== 404) this.app.fail(error);
    }
  }

  /** @param {Job & {is_cancelled?: boolean}} now */
  told(now) {
    if (now.job !== this.job || this.isOver) return;
    if (now.state === "done") void this.finish();
    else if (now.state === "failed") this.failed(now);
    else this.progress(now);
  }

  /** @param {Job | null} now */
  progress(now) {
    const stage = now?.stage ?? "";
    const found = PHASE_OF.find(([pattern]) => pattern.test(stage));
    if (found) this.phase = Math.max(this.phase, PHASES.indexOf(found[1]));
    fill(
      this.element,
      h("h2", {}, t("start.working", { name: this.name })),
      h("ol.stage-list", {}, PHASES.map((name, at) => this.line(name, at, stage, now))),
      h("p.acts", {}, button(t("start.cancel"), () => void this.cancel(), { class: "quiet" })),
    );
  }

  /** @param {string} name @param {number} at @param {string} stage @param {Job | null} now */
  line(name, at, stage, now) {
    const state = at < this.phase ? "done" : at > this.phase ? "later" : "now";
    const text = t(`start.phase_${name}`);
    const total = state === "now" ? now?.total : 0;
    const detail = stageName(stage);
    return h(
      "li",
      { class: state, "aria-current": state === "now" ? "step" : null },
      h("span.stage-sign", { "aria-hidden": "true" }, SIGNS[state]),
      text,
      h("span.unseen", {}, ` (${t(`start.is_${state}`)})`),
      state === "now" && !stage ? h("span.soft", { role: "status" }, ` ${t("start.waiting")}`) : null,
      state === "now" && detail && detail !== text ? h("span.soft", {}, ` ${detail}`) : null,
      total ? h("progress", { max: total, value: String(now?.done ?? 0), "aria-label": text }) : null,
      total ? h("span.soft", {}, ` ${number(now?.done ?? 0)} / ${number(total)}`) : null,
    );
  }

  async finish() {
    this.close();
    const told = await this.app.api.get(this.path);
    const warnings = told.result?.warnings ?? [];
    if (warnings.length) this.app.toast(warnings.join(" "), { bad: true });
    this.app.announce(t("start.finished", { name: this.name }));
    this.acts.done();
  }

  /** @param {Job & {is_cancelled?: boolean}} job */
  failed(job) {
    this.close();
    if (job.is_cancelled) {
      this.acts.back();
      return;
    }
    fill(
      this.element,
      h("h2", {}, t("start.failed"), " ", this.name),
      h("p.refusal", { role: "alert" }, job.sentence),
      h("p.acts", {},
        button(t("start.back"), () => void this.dismiss()),
        job.can_anyway ? button(t("start.anyway"), () => this.acts.again()) : null),
    );
  }

  async cancel() {
    try {
      await this.app.api.remove(this.path);
    } catch (error) {
      this.app.fail(error);
    }
  }

  /** A failure that was seen is not told again. */
  async dismiss() {
    await this.cancel();
    this.acts.back();
  }

  close() {
    this.isOver = true;
    this.stop();
  }
}
