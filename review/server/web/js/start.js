/**
 * The start page: two texts are dropped, read and paired; and the projects that are here.
 */

import { button, fill, h } from "./dom.js";
import { dropZone } from "./dropping.js";
import { number, percent, t } from "./i18n.js";
import { stageName } from "./jobs.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Job} Job */

const TOOL_KEPT = "duizhao.tool";

/**
 * @typedef {object} ReadFile
 * @property {string} id
 * @property {string} name
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
    this.isReading = false;
    this.stop = () => {};
    this.sides = h("div.sides", { "aria-live": "polite" });
    this.begun = h("section.stages", { "aria-label": t("start.stages"), hidden: true });
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
    this.fresh.hidden = Boolean(this.app.home().is_project);
    this.drawProjects();
  }

  // --- files -----------------------------------------------------------------------------------

  /** @param {File[]} files */
  async read(files) {
    const most = this.app.home().max_upload;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (most && size > most) {
      this.app.toast(t("start.too_large", { size: megabytes(size), most: megabytes(most) }), { bad: true });
      return;
    }
    this.isReading = true;
    this.drawSides();
    try {
      const told = await this.app.api.upload("/api/uploads", files);
      this.take(told.files, told.suggested ?? {});
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

  drawSides() {
    if (this.isReading) {
      fill(this.sides, h("p.reading", { role: "status" }, t("start.reading")));
      return;
    }
    if (!this.files.length) {
      fill(this.sides);
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
      others.length
        ? h("ul.other-files", { "aria-label": t("start.other_files") }, others.map((file) => this.other(file)))
        : null,
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
      h("input", { id: "project-name", type: "text", maxlength: "80", placeholder: suggestedName(this.source, this.target) })
    );
    const tool = toolSelect(this.app, "project-tool");
    return h(
      "form.options",
      {
        on: {
          submit: (/** @type {Event} */ event) => {
            event.preventDefault();
            this.begin(name.value.trim() || name.placeholder, tool.value);
          },
        },
      },
      h("div.field", {}, h("label", { for: "project-name" }, t("start.name")), name),
      h("div.field", {}, h("label", { for: "project-tool" }, t("start.tool")), tool),
      h("button.primary.go", { type: "submit" }, t("start.begin")),
    );
  }

  // --- the work --------------------------------------------------------------------------------

  /** @param {string} name @param {string} tool @param {boolean} [isAnyway] doubts or no doubts */
  async begin(name, tool, isAnyway = false) {
    if (!this.source) return;
    localStorage.setItem(TOOL_KEPT, tool);
    this.fresh.hidden = true;
    this.begun.hidden = false;
    fill(this.begun, h("h2", {}, t("start.working", { name })), h("p", { role: "status" }, t("start.waiting")));
    try {
      const { project, job } = await this.app.api.post("/api/projects", {
        source: this.source.id,
        target: this.target?.id ?? null,
        name,
        for: tool,
        anyway: isAnyway,
      });
      this.watch(project, job, name, () => this.begin(name, tool, true));
    } catch (error) {
      this.fresh.hidden = false;
      this.begun.hidden = true;
      this.app.fail(error);
    }
  }

  /**
   * @param {string} project
   * @param {string} job
   * @param {string} name
   * @param {() => void} anyway begins once more, whatever speaks against it
   */
  watch(project, job, name, anyway) {
    /** @type {{stage: string, text: string, done?: number, total?: number}[]} */
    const stages = [];
    const told = (/** @type {Job} */ now) => {
      if (now.job !== job) return;
      if (now.state === "done") this.finish(project, name);
      else if (now.state === "failed") this.failed(now, anyway);
      else this.progress(name, stages, now);
    };
    const ask = async () => {
      try {
        told({ ...(await this.app.api.get(`/api/p/${project}/jobs/${job}`)), job });
      } catch (error) {
        // the project may not be there yet; its events will say
        if (/** @type {{status?: number}} */ (error).status !== 404) this.app.fail(error);
      }
    };
    this.stop();
    this.stop = this.app.api.listen(project, (kind, data) => kind === "job" && told(data), ask);
  }

  /**
   * @param {string} name
   * @param {{stage: string, text: string, done?: number, total?: number}[]} stages
   * @param {Job} now
   */
  progress(name, stages, now) {
    const stage = now.stage ?? "";
    const text = stageName(stage) || now.sentence || stage;
    const last = stages.at(-1);
    const told = { stage, text, done: now.done, total: now.total };
    if (last?.stage === stage) stages[stages.length - 1] = told;
    else if (text && stage) stages.push(told);
    if (!stages.length) return;
    fill(
      this.begun,
      h("h2", {}, t("start.working", { name })),
      h("ol.stage-list", {}, stages.map((one, at) => stageLine(one, at === stages.length - 1))),
    );
  }

  /** @param {string} project @param {string} name */
  async finish(project, name) {
    this.stop();
    Object.assign(this.app.home(), await this.app.api.get("/api/home"));
    this.app.announce(t("start.finished", { name }));
    this.app.go(`#/p/${project}/pairs`);
  }

  /** @param {Job} job @param {() => void} anyway */
  failed(job, anyway) {
    this.stop();
    fill(
      this.begun,
      h("h2", {}, t("start.failed")),
      h("p.refusal", { role: "alert" }, job.sentence),
      h("p.acts", {},
        button(t("start.back"), () => {
          this.begun.hidden = true;
          this.fresh.hidden = false;
        }),
        job.can_anyway ? button(t("start.anyway"), anyway) : null),
    );
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

  /** @param {import("./types.js").Home["projects"][number]} project */
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
    this.stop();
  }
}

/** @param {{message: string, hint: string}} error */
function sentence({ message, hint }) {
  return [message, hint].filter(Boolean).join(": ");
}

/** @param {{text: string, done?: number, total?: number}} stage @param {boolean} isNow */
function stageLine({ text, done, total }, isNow) {
  const counts = done !== undefined && total ? ` ${number(done)} / ${number(total)}` : "";
  return h(
    "li",
    { class: isNow ? "now" : "done", "aria-current": isNow ? "step" : null },
    text,
    isNow && total ? h("progress", { max: total, value: String(done ?? 0), "aria-label": text }) : null,
    isNow ? h("span.soft", {}, counts) : null,
  );
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

/**
 * Which CAT tool files are for; the one chosen last comes first to mind.
 *
 * @param {App} app
 * @param {string} id
 */
export function toolSelect(app, id) {
  const kept = localStorage.getItem(TOOL_KEPT);
  const select = /** @type {HTMLSelectElement} */ (
    h("select", { id, on: { change: () => localStorage.setItem(TOOL_KEPT, select.value) } },
      app.home().tools.map((tool) =>
        h("option", { value: tool.name, selected: tool.name === kept },
          tool.name === "any" ? t("start.any_tool") : tool.label)))
  );
  return select;
}

/** @type {StartView | null} */
let open = null;

/** @type {import("./types.js").View} */
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
