/**
 * Files that are dropped on the page or chosen: also whole folders.
 */

import { button, h } from "./dom.js";
import { t } from "./i18n.js";

export const MOST_FILES = 100;
/** Where the files of a folder stood in it. @type {WeakMap<File, string>} */
const PATHS = new WeakMap();
const HIDDEN = /^(\.|~\$|thumbs\.db$|desktop\.ini$)/i;

/**
 * The files of a drop, those of folders too; hidden ones are left out.
 *
 * @param {DataTransfer} transfer
 * @returns {Promise<File[]>}
 */
async function dropped(transfer) {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.())
    .filter((entry) => entry !== null && entry !== undefined);
  if (!entries.length) return [...transfer.files].filter(isShown);
  /** @type {File[]} */
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return found.filter(isShown);
}

/** @param {File} file */
function isShown(file) {
  return !HIDDEN.test(file.name);
}

/** @param {FileSystemEntry} entry @param {File[]} found */
async function walk(entry, found) {
  if (HIDDEN.test(entry.name)) return;
  if (entry.isFile) {
    const file = /** @type {FileSystemFileEntry} */ (entry);
    /** @type {File} */
    const one = await new Promise((resolve, reject) => file.file(resolve, reject));
    PATHS.set(one, entry.fullPath.replace(/^\//, ""));
    found.push(one);
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  // a reader gives some at a time, and none at the end
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const one of some.sort((a, b) => a.name.localeCompare(b.name))) await walk(one, found);
  }
}

/** @param {File} file @returns {string} its name, with the folders it was given in */
export function pathOf(file) {
  return PATHS.get(file) || file.webkitRelativePath || file.name;
}

/**
 * A place to drop files on, with buttons for those who choose.
 *
 * @param {string} label
 * @param {(files: File[]) => void} taken
 * @param {{folder?: boolean, class?: string}} [options] `folder`: one can be chosen too
 * @returns {HTMLElement}
 */
export function dropZone(label, taken, options = {}) {
  const take = (/** @type {File[]} */ files) => {
    if (files.length) taken(files);
  };
  const chooser = (/** @type {boolean} */ isFolder) => {
    const input = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "file",
        multiple: true,
        webkitdirectory: isFolder,
        hidden: true,
        "aria-label": t(isFolder ? "start.choose_folder" : "start.choose_files"),
        on: {
          change: () => {
            take([...(input.files ?? [])].filter(isShown));
            input.value = "";
          },
        },
      })
    );
    return input;
  };
  const files = chooser(false);
  const folder = chooser(true);
  const zone = h(
    "div.drop",
    { class: options.class },
    h("p", {}, label),
    h(
      "p.drop-buttons",
      {},
      button(t("start.choose_files"), () => files.click()),
      options.folder ? button(t("start.choose_folder"), () => folder.click()) : null,
    ),
    files,
    options.folder ? folder : null,
  );
  const over = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  zone.addEventListener("dragenter", over);
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer) take(await dropped(event.dataTransfer));
  });
  return zone;
}
