/**
 * The files of a project: what can be taken along, and reviewed sheets that come back.
 */

import { button, fill, h } from "./dom.js";
import { dropZone } from "./dropping.js";
import { t } from "./i18n.js";
import { toolSelect } from "./start.js";

/** @typedef {import("./types.js").App} App */

/** Those marked are written as the CAT tool wants them. */
const FILES = [
  { name: "memory.tmx", isForTool: true },
  { name: "glossary.xlsx", isForTool: false },
  { name: "translation.docx", isForTool: false },
  { name: "translation.txt", isForTool: false },
  { name: "findings.xlsx", isForTool: false },
  { name: "pairs.xlsx", isForTool: false },
  { name: "report.html", isForTool: false },
  { name: "decisions.json", isForTool: false },
];

class FilesView {
  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.app = app;
    this.tool = toolSelect(app, "files-tool");
    this.tool.addEventListener("change", () => this.drawLinks());
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
    const tail = `?for=${encodeURIComponent(this.tool.value)}`;
    const link = (/** @type {string} */ name, /** @type {string} */ about) =>
      h("li", {}, h("a.button", { href: `${path}/${name}${tail}`, download: "" }, name),
        h("span", {}, about));
    fill(
      this.links,
      link("all.zip", t("files.all")),
      FILES.map(({ name }) => link(name, t(`files.${name.replace(".", "_")}`))),
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
        told.missed?.length
          ? h("ul.odd", { "aria-label": t("files.missed") },
              told.missed.map((/** @type {string} */ one) => h("li", {}, one)))
          : null,
        button(t("page.undo"), () => this.undo(), { keys: "Ctrl+Z" }),
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
