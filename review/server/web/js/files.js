/**
 * The files of a project: what can be taken along, and reviewed sheets that come back.
 */

import { button, fill, h } from "./dom.js";
import { dropZone } from "./dropping.js";
import { t } from "./i18n.js";
import { toolSelect } from "./tool.js";

/** @typedef {import("./types.js").App} App */

const FILES = [
  "memory.tmx",
  "glossary.xlsx",
  "translation.docx",
  "translation.txt",
  "findings.xlsx",
  "pairs.xlsx",
  "report.html",
  "decisions.json",
];
/** Those of one document pair. */
const OF_ONE = ["translation.docx", "translation.txt", "report.html"];

class FilesView {
  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.app = app;
    this.tool = toolSelect(app, "files-tool");
    this.tool.addEventListener("change", () => this.drawLinks());
    const documents = app.store.project?.documents ?? [];
    this.document = /** @type {HTMLSelectElement} */ (
      h("select", { id: "files-document", on: { change: () => this.drawLinks() } },
        documents.map((one) => h("option", { value: one.name }, one.name)))
    );
    this.links = h("ul.downloads");
    this.told = h("div.sheet-told", { role: "status" });
    fill(
      root,
      h(
        "div.files",
        {},
        h("h1", {}, t("files.title")),
        h("section", {},
          h("h2", {}, t("files.take")),
          h("div.field", {}, h("label", { for: "files-tool" }, t("start.tool")), this.tool),
          documents.length > 1
            ? h("div.field", {}, h("label", { for: "files-document" }, t("files.document")), this.document)
            : null,
          this.links),
        h("section", {},
          h("h2", {}, t("files.give")),
          h("p.soft", {}, t("files.give_about")),
          dropZone(t("files.drop"), (files) => this.give(files)),
          this.told),
      ),
    );
    this.drawLinks();
  }

  drawLinks() {
    const path = `${this.app.store.path}/download`;
    const link = (/** @type {string} */ name, /** @type {string} */ about) => {
      const query = new URLSearchParams({ for: this.tool.value });
      if (OF_ONE.includes(name) && this.document.options.length > 1) query.set("document", this.document.value);
      return h("li", {}, h("a.button", { href: `${path}/${name}?${query}`, download: "" }, name),
        h("span", {}, about));
    };
    fill(
      this.links,
      link("all.zip", t("files.all")),
      FILES.map((name) => link(name, t(`files.${name.replace(".", "_")}`))),
    );
  }

  /** @param {File[]} files */
  async give(files) {
    fill(this.told, h("p", {}, t("start.reading")));
    try {
      const told = await this.app.api.upload(`${this.app.store.path}/sheets`, files);
      fill(
        this.told,
        h("p", {}, told.taken),
        told.missed?.length || told.notes?.length
          ? h("ul.odd", { "aria-label": t("files.missed") },
              [...told.missed, ...(told.notes ?? [])].map((/** @type {string} */ one) => h("li", {}, one)))
          : null,
        told.operations ? button(t("page.undo"), () => this.undo(), { keys: "Ctrl+Z" }) : null,
      );
    } catch (error) {
      fill(this.told);
      this.app.fail(error);
    }
  }

  async undo() {
    try {
      await this.app.store.undo();
      fill(this.told, h("p", {}, t("files.undone")));
    } catch (error) {
      this.app.fail(error);
    }
  }
}

/** @type {import("./types.js").View} */
export const view = {
  name: "files",
  mount(root, app) {
    new FilesView(root, app);
  },
  unmount() {},
  keys: [],
};
