/**
 * The start page: two texts are dropped, read and paired; and the projects that are here.
 */

import { button, fill, h } from "../dom.js";
import { dropZone, MOST_FILES, pathOf } from "../dropping.js";
import { number, percent, t } from "../i18n.js";
import { toolSelect } from "../tool.js";
import { Plan, pairsOf } from "./plan.js";
import { Work } from "./work.js";

/** @typedef {import("../types.js").App} App */

/**
 * @typedef {object} ReadFile
 * @property {string} id
 * @property {string} name
 * @property {string} path with the folders it stood in
 * @property {string} language
 * @property {string | null} encoding
 * @property {number} segments
 * @property {number} characters
 * @property {string[]} odd what looks odd, in sentences
 * @property {{message: string, hint: string}} [error] why it cannot be read
 * @property {"source" | "target" | "both" | ""} side
 */

class StartView {
  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.app = app;
    /** @type {ReadFile[]} */
    this.files = [];
    /** @type {ReadFile | null} */
    this.source = null;
    /** @type {ReadFile | null} */
    this.target = null;
    /** @type {Plan | null} where there are several pairs */
    this.plan = null;
    this.isReading = false;
    /** @type {Work[]} */
    this.works = [];
    this.sides = h("div.sides", { "aria-live": "polite" });
    this.begun = h("div.begun");
    this.projects = h("section.projects", { "aria-labelledby": "projects-title" });
    this.fresh = h(
      "section.fresh",
      { "aria-labelledby": "fresh-title" },
      h("h2", { id: "fresh-title" }, t("start.new")),
      dropZone(t("start.drop"), (files) => this.read(files), { folder: true }),
      this.sides,
    );
    fill(
      root,
      h(
        "div.start",
        {},
        h("h1", {}, t("start.title")),
        h("p.lead", {}, t("start.lead")),
        this.fresh,
        this.begun,
        this.projects,
      ),
    );
  }

  async start() {
    this.drawSides();
    this.drawProjects();
    try {
      // others may have made projects since the page was opened
      Object.assign(this.app.home(), await this.app.api.get("/api/home"));
    } catch (error) {
      this.app.fail(error);
    }
    for (const one of this.app.home().starting ?? []) this.watch({ ...one, name: one.asked.name }, one.asked);
    this.drawFresh();
    this.drawProjects();
  }

  /** New texts are taken while nothing else is being worked on. */
  drawFresh() {
    this.fresh.hidden = Boolean(this.app.home().is_project) || this.works.length > 0;
  }

  // --- files -----------------------------------------------------------------------------------

  /** @param {File[]} files */
  async read(files) {
    if (files.length > MOST_FILES) {
      this.app.toast(t("start.too_many", { n: files.length, most: MOST_FILES }), { bad: true });
      return;
    }
    const most = this.app.home().max_upload;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (most && size > most) {
      this.app.toast(t("start.too_large", { size: megabytes(size), most: megabytes(most) }), { bad: true });
      return;
    }
    this.isReading = true;
    this.drawSides();
    try {
      const told = await this.app.api.upload("/api/uploads", files, pathOf);
      this.take(told.files, told.suggested ?? {});
      await this.makePlan();
    } catch (error) {
      this.app.fail(error);
    }
    this.isReading = false;
    this.drawSides();
  }

  /** @param {ReadFile[]} files @param {{source?: string, target?: string | null}} suggested */
  take(files, suggested) {
    const isFirst = this.files.length === 0;
    this.files = [...this.files, ...files];
    const good = this.files.filter((file) => !file.error);
    const byId = (/** @type {string | null | undefined} */ id) =>
      good.find((file) => file.id === id) ?? null;
    if (isFirst && suggested.source) {
      this.source = byId(suggested.source);
      this.target = byId(suggested.target);
      return;
    }
    for (const file of good) {
      if (file === this.source || file === this.target) continue;
      if (file.side === "target" && !this.target) this.target = file;
      else if (file.side === "source" && !this.source) this.source = file;
      else if (!this.source) this.source = file;
      else if (!this.target && this.source.side !== "both") this.target = file;
    }
    // one after the other, in whatever order: mostly the Chinese text is the source
    const [source, target] = [this.source, this.target];
    if (target?.language.startsWith("zh") && !source?.language.startsWith("zh")) this.exchange();
  }

  /** Of more than two files: which belong together. Of one pair with others it is that pair. */
  async makePlan() {
    const good = this.files.filter((file) => !file.error);
    this.plan = null;
    if (good.length < 3) return;
    const { rows } = await this.app.api.post("/api/plans", { files: good.map((file) => file.id) });
    const pairs = pairsOf(rows);
    const byId = new Map(good.map((file) => [file.id, file]));
    if (pairs.length === 1) {
      this.source = byId.get(pairs[0].source) ?? null;
      this.target = byId.get(pairs[0].target ?? "") ?? null;
    } else if (pairs.length > 1) {
      this.plan = new Plan(rows, byId, {
        changed: () => this.drawGo(),
        byHand: () => {
          this.plan = null;
          this.drawSides();
        },
      });
    }
  }

  exchange() {
    [this.source, this.target] = [this.target, this.source];
  }

  swap() {
    this.exchange();
    this.drawSides();
    /** @type {HTMLElement | null} */ (this.sides.querySelector(".swap"))?.focus();
  }

  /** @param {ReadFile} file */
  drop(file) {
    this.files = this.files.filter((one) => one !== file);
    if (this.source === file) this.source = null;
    if (this.target === file) this.target = null;
    this.drawSides();
  }

  drawGo() {
    const go = /** @type {HTMLButtonElement | null} */ (this.sides.querySelector(".go"));
    if (go) go.disabled = this.plan?.wanted().length === 0;
  }

  drawSides() {
    if (this.isReading) {
      fill(this.sides, h("p.reading", { role: "status" }, t("start.reading")));
      return;
    }
    if (!this.files.length) {
      fill(this.sides);
      return;
    }
    if (this.plan) {
      const bad = this.files.filter((file) => file.error);
      fill(this.sides, this.plan.element, bad.length ? this.others(bad) : null, this.options());
      this.drawGo();
      return;
    }
    const others = this.files.filter((file) => file !== this.source && file !== this.target);
    const isAlone = this.isAlone();
    fill(
      this.sides,
      h(
        "div.two-sides",
        { class: isAlone ? "alone" : "" },
        this.side("source", this.source),
        isAlone
          ? null
          : button("⇄", () => this.swap(), { class: "swap", title: t("start.swap") }),
        isAlone ? null : this.side("target", this.target),
      ),
      others.length ? this.others(others) : null,
      this.source && (this.target || isAlone) ? this.options() : h("p.hint", {}, t("start.one_more")),
    );
  }

  /** Whether the one document holds both languages. */
  isAlone() {
    return this.source !== null && this.target === null && this.source.side === "both";
  }

  /** @param {"source" | "target"} name @param {ReadFile | null} file */
  side(name, file) {
    const title = this.isAlone() ? t("start.both") : t(`start.${name}`);
    if (!file) return h("div.side-card.empty", {}, h("h3", {}, title), h("p.hint", {}, t("start.no_file")));
    return h(
      "div.side-card",
      { data: { side: name } },
      h("h3", {}, title),
      h("p.file-name", {}, file.name, " ",
        button("×", () => this.drop(file), { class: "quiet", title: t("start.remove", { name: file.name }) })),
      h(
        "dl.facts",
        {},
        fact("start.language", languageName(file.language)),
        fact("start.encoding", file.encoding ?? ""),
        fact("start.segments", t("start.segments_of", { n: file.segments, characters: file.characters })),
      ),
      file.odd.length
        ? h("ul.odd", { "aria-label": t("start.odd") }, file.odd.map((one) => h("li", {}, one)))
        : h("p.fine", {}, t("start.nothing_odd")),
    );
  }

  /** @param {ReadFile[]} files those that have no side */
  others(files) {
    return h("ul.other-files", { "aria-label": t("start.other_files") }, files.map((file) => this.other(file)));
  }

  /** @param {ReadFile} file one that has no side */
  other(file) {
    const use = (/** @type {"source" | "target"} */ side) => () => {
      this[side] = file;
      this.drawSides();
    };
    return h(
      "li",
      { class: file.error ? "bad" : "" },
      h("b", {}, file.name),
      " ",
      file.error ? h("span.refusal", { role: "alert" }, sentence(file.error)) : null,
      file.error ? null : button(t("start.use_source"), use("source")),
      file.error ? null : button(t("start.use_target"), use("target")),
      button("×", () => this.drop(file), { class: "quiet", title: t("start.remove", { name: file.name }) }),
    );
  }

  options() {
    const name = /** @type {HTMLInputElement} */ (
      h("input", { id: "project-name", type: "text", maxlength: "80", placeholder: this.suggestedName() })
    );
    const tool = toolSelect(this.app, "project-tool");
    return h(
      "form.options",
      {
        on: {
          submit: (/** @type {Event} */ event) => {
            event.preventDefault();
            void this.begin({
              ...(this.plan
                ? { pairs: this.plan.wanted(), source_language: this.plan.isSwapped ? "en" : "zh" }
                : { source: this.source?.id, target: this.target?.id ?? null }),
              name: name.value.trim() || name.placeholder,
              for: tool.value,
            });
          },
        },
      },
      h("div.field", {}, h("label", { for: "project-name" }, t("start.name")), name),
      h("div.field", {}, h("label", { for: "project-tool" }, t("start.tool")), tool),
      h("button.primary.go", { type: "submit" }, t("start.begin")),
    );
  }

  suggestedName() {
    const folders = this.files.map((file) => file.path.split("/")).filter((parts) => parts.length > 1);
    const isOne = folders.length === this.files.length && new Set(folders.map(([first]) => first)).size === 1;
    return this.plan && isOne ? folders[0][0] : suggestedName(this.source, this.target);
  }

  // --- the work --------------------------------------------------------------------------------

  /** @param {Record<string, any>} asked of the server: the texts, a name, a tool */
  async begin(asked) {
    try {
      const made = await this.app.api.post("/api/projects", asked);
      this.watch(made, { ...asked, name: made.name });
    } catch (error) {
      this.app.fail(error);
    }
    this.drawFresh();
  }

  /** @param {{project: string, job: string, name: string}} made @param {Record<string, any>} asked */
  watch(made, asked) {
    const forget = () => {
      work.close();
      work.element.remove();
      this.works = this.works.filter((one) => one !== work);
      this.drawFresh();
    };
    const work = new Work(this.app, made, {
      done: () => void this.finish(made.project),
      // as it was asked for, whatever speaks against it
      again: async () => {
        await work.cancel();
        forget();
        await this.begin({ ...asked, anyway: true });
      },
      back: forget,
    });
    this.works.push(work);
    this.begun.append(work.element);
  }

  /** @param {string} project */
  async finish(project) {
    Object.assign(this.app.home(), await this.app.api.get("/api/home"));
    this.app.go(`#/p/${project}/pairs`);
  }

  // --- the projects that are here --------------------------------------------------------------

  drawProjects() {
    const { projects } = this.app.home();
    fill(
      this.projects,
      h("h2", { id: "projects-title" }, t("start.projects")),
      projects.length
        ? h("ul.project-list", {}, projects.map((one) => this.project(one)))
        : h("p.hint", {}, t("start.no_projects")),
    );
  }

  /** @param {import("../types.js").Home["projects"][number]} project */
  project(project) {
    if (project.error) {
      return h("li.bad", {}, h("b", {}, project.name), " ", h("span.refusal", {}, project.error));
    }
    const share = project.pairs ? project.decided / project.pairs : 0;
    return h(
      "li",
      {},
      h("a.project-name", { href: `#/p/${project.id}` }, project.name),
      h("span.soft", {}, t("start.project_pairs", { n: project.pairs })),
      h("span.project-share", {},
        h("progress", { max: "1", value: String(share), "aria-label": t("start.decided") }),
        t("start.decided_share", { share: percent(share) })),
      h("a", { href: `#/p/${project.id}/files` }, t("start.files")),
    );
  }

  close() {
    for (const work of this.works) work.close();
  }
}

/** @param {{message: string, hint: string}} error */
function sentence({ message, hint }) {
  return [message, hint].filter(Boolean).join(": ");
}

/** @param {string} key @param {string} value */
function fact(key, value) {
  return value ? [h("dt", {}, t(key)), h("dd", {}, value)] : [];
}

/** @param {string} tag of BCP 47 */
function languageName(tag) {
  if (!tag) return "";
  const names = new Intl.DisplayNames(document.documentElement.lang, { type: "language" });
  return names.of(tag) ?? tag;
}

/**
 * What the files are called without what names their language; both where that is all.
 *
 * @param {ReadFile | null} source
 * @param {ReadFile | null} target
 */
function suggestedName(source, target) {
  const [one, other] = [source, target].map((file) => (file?.name ?? "").replace(/\.\w+$/, ""));
  const bare = one.replace(/[._-](zh|en|cn|src|tgt|source|target)([_-]\w+)?$/i, "");
  const isLanguage = /^(zh|en|cn|src|tgt|source|target)([_-]\w+)?$/i.test(bare);
  return isLanguage && other ? `${one}-${other}` : bare;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return number(Math.ceil(bytes / 100_000) / 10);
}

/** @type {StartView | null} */
let open = null;

/** @type {import("../types.js").View} */
export const view = {
  name: "start",
  async mount(root, app) {
    open = new StartView(root, app);
    await open.start();
  },
  unmount() {
    open?.close();
    open = null;
  },
  keys: [],
};
