/**
 * The page: what stands around the views, and which view an address means.
 */

import * as api from "./api.js";
import { button, fill, h } from "./dom.js";
import { chooseLanguage, currentLanguage, has, LANGUAGES, loadLanguage, t } from "./i18n.js";
import { pageKeys } from "./keys.js";
import { Store } from "./store.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Home} Home */
/** @typedef {import("./types.js").ToastOptions} ToastOptions */

/** @type {Record<string, string>} */
const VIEWS = {
  start: "./start/view.js",
  pairs: "./pairs/view.js",
  terms: "./terms/view.js",
  findings: "./findings/view.js",
  log: "./log.js",
  files: "./files.js",
};
const TABS = ["pairs", "terms", "findings", "log", "files"];
const THEMES = ["auto", "light", "dark"];
const THEME_KEPT = "duizhao.theme";
const TOAST_MS = 6000;

const store = new Store();
const keys = pageKeys();
/** @type {Home} */
let home;
/** @type {View | null} */
let current = null;
let takeKeys = () => {};
let turn = 0;
/** The address that the view shows; another one in the bar is still on its way to `show`. */
let shown = "";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const head = /** @type {HTMLElement} */ (document.getElementById("head"));
const connectionLine = /** @type {HTMLElement} */ (document.getElementById("connection"));
const toasts = /** @type {HTMLElement} */ (document.getElementById("toasts"));
const live = /** @type {HTMLElement} */ (document.getElementById("announce"));

/** @type {App} */
const app = {
  api,
  store,
  t,
  go,
  keepAddress,
  announce,
  toast,
  dialog,
  home: () => home,
  showKeys,
  fail,
};

// --- addresses -----------------------------------------------------------------------------------

/**
 * The parts of an address: `#/p/1/pairs?document=…&row=12`.
 *
 * @returns {{project: string | null, view: string, params: Record<string, string>}}
 */
function address() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const params = Object.fromEntries(new URLSearchParams(query));
  if (parts[0] === "p" && parts[1]) {
    return { project: parts[1], view: parts[2] ?? "", params };
  }
  return { project: null, view: parts[0] ?? "", params };
}

/** @param {string} path such as `#/p/1/terms` */
function go(path) {
  const wanted = path.startsWith("#") ? path : `#${path}`;
  if (location.hash === wanted) show();
  else location.hash = wanted;
}

/**
 * The current view says where it is, so that the address, and going back, lead there again. Where
 * the person is already on the way to another address, that one stays.
 *
 * @param {string} view
 * @param {URLSearchParams} query
 */
function keepAddress(view, query) {
  if (location.hash !== shown) return;
  const path = `#/p/${store.project?.id}/${view}`;
  history.replaceState(null, "", query.size ? `${path}?${query}` : path);
  shown = location.hash;
}

async function show() {
  const mine = ++turn;
  let wanted = location.hash;
  let { project, view, params } = address();
  if (project === null && view === "" && home.is_project) {
    project = home.projects[0].id;
  }
  try {
    if (project === null) store.close();
    // The view's modules come while the project is being read.
    else await Promise.all([store.open(project), import(VIEWS[view] ?? VIEWS.pairs).catch(() => {})]);
  } catch (error) {
    if (mine === turn) lostProject(error);
    return;
  }
  if (mine !== turn) return;
  if (project !== null && !view) {
    const place = store.project?.place;
    const known = TABS.includes(place?.view ?? "") ? place?.view : "pairs";
    view = /** @type {string} */ (known);
    if (location.hash === wanted) {
      wanted = `#/p/${project}/${view}`;
      history.replaceState(null, "", wanted);
    }
  }
  if (project === null) view = "start";
  if (!(view in VIEWS)) view = project === null ? "start" : "pairs";
  if (current?.name === view && mounted === project) {
    shown = wanted;
    current.update?.(params);
    return;
  }
  await mount(view, project, params, mine, wanted);
}

/** @type {string | null} */
let mounted = null;

/**
 * @param {string} name
 * @param {string | null} project
 * @param {Record<string, string>} params
 * @param {number} mine
 * @param {string} wanted the address that means all this
 */
async function mount(name, project, params, mine, wanted) {
  /** @type {{view: View}} */
  let module;
  try {
    module = await import(VIEWS[name]);
  } catch (error) {
    console.error(error);
    if (mine === turn) fill(main, h("p.message", {}, t("page.no_view")));
    return;
  }
  if (mine !== turn) return;
  leave();
  current = module.view;
  shown = wanted;
  mounted = project;
  takeKeys = keys.push(current.keys);
  document.body.dataset.view = name;
  drawHead();
  await current.mount(main, app, params);
}

function leave() {
  forgetUndo();
  takeKeys();
  current?.unmount();
  current = null;
  fill(main);
}

/** @param {unknown} error */
function lostProject(error) {
  leave();
  drawHead();
  const text = error instanceof api.ApiError && error.status ? error.message : t("page.no_server");
  fill(main, h("p.message", {}, text));
}

// --- around the views ----------------------------------------------------------------------------

function drawHead() {
  const project = store.project;
  const path = `#/p/${project?.id}`;
  document.title = project ? `${project.name} – ${t("page.title")}` : t("page.title");
  fill(
    head,
    h("a.brand", { href: home.is_project ? "#/" : "#/start", title: t("page.start") },
      h("span.mark", { lang: "zh-Hans", "aria-hidden": "true" }, "对照"),
      h("span.word", {}, "duizhao")),
    project && h("span.project", { title: project.name }, project.name),
    project && h("nav", { "aria-label": t("page.views") },
      TABS.map((name) => h("a", {
        href: `${path}/${name}`,
        "aria-current": current?.name === name ? "page" : null,
      }, t(`page.view_${name}`), badge(name)))),
    h("span.grow"),
    project && progress(),
    h("span.tools", {}, reviewer(), language(), theme(), button("?", showKeys, {
      class: "quiet key", title: t("keys.title"),
    })),
  );
}

/** @param {string} name */
function badge(name) {
  const counts = store.project?.counts ?? {};
  const open = { pairs: counts.doubtful, terms: counts.terms_undecided, findings: counts.findings_open }[name];
  return open ? h("span.badge", { title: t(`page.open_${name}`, { n: open }) }, t("page.number", { n: open })) : null;
}

function progress() {
  const { pairs = 0, decided = 0 } = store.project?.counts ?? {};
  const said = t("page.decided", { decided, pairs });
  return h("span.progress", { title: said },
    h("progress", { max: Math.max(1, pairs), value: String(decided), "aria-label": said }),
    h("span", {}, `${t("page.number", { n: decided })}\u202f/\u202f${t("page.number", { n: pairs })}`));
}

function reviewer() {
  const name = home.reviewer || t("page.nobody");
  return button(name, askReviewer, { class: "quiet reviewer", title: t("page.reviewer_change") });
}

function askReviewer() {
  const input = /** @type {HTMLInputElement} */ (
    h("input", { type: "text", value: home.reviewer, maxlength: 80, autofocus: true, id: "reviewer-name" })
  );
  const form = h("form", { method: "dialog", on: { submit: save } },
    h("label", { for: "reviewer-name" }, t("page.reviewer_label")), input,
    h("p.buttons", {}, h("button.primary", { type: "submit" }, t("page.save"))));
  const box = dialog(t("page.reviewer_title"), [form]);
  async function save() {
    const name = input.value.trim();
    if (name && name !== home.reviewer) {
      try {
        await api.post("/api/home/reviewer", { name });
        home.reviewer = name;
        await store.catchUp();
      } catch (error) {
        fail(error);
      }
      drawHead();
    }
    box.close();
  }
}

function language() {
  const other = LANGUAGES.find((name) => name !== currentLanguage()) ?? "en";
  return button(t(`page.language_${other}`), async () => {
    await chooseLanguage(other);
    redraw();
  }, { class: "quiet", title: t("page.language_change") });
}

function theme() {
  const now = localStorage.getItem(THEME_KEPT) ?? "auto";
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  return button({ auto: "◐", light: "○", dark: "●" }[now] ?? "◐", () => {
    localStorage.setItem(THEME_KEPT, next);
    applyTheme();
    drawHead();
  }, { class: "quiet", title: t(`page.theme_${now}`) });
}

function applyTheme() {
  const now = localStorage.getItem(THEME_KEPT) ?? "auto";
  if (now === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = now;
  document.dispatchEvent(new Event("themechange"));
}

/** Draw everything anew, as in another language. */
function redraw() {
  const { params } = address();
  const name = current?.name;
  skip();
  if (name) mount(name, mounted, params, ++turn, location.hash);
  else drawHead();
}

function skip() {
  const link = /** @type {HTMLAnchorElement} */ (document.getElementById("skip"));
  link.textContent = t("page.skip");
  link.onclick = (event) => {
    event.preventDefault();
    main.focus();
  };
}

// --- saying things -------------------------------------------------------------------------------

/** @param {string} text for those who hear the page */
function announce(text) {
  live.textContent = "";
  requestAnimationFrame(() => {
    live.textContent = text;
  });
}

/** @param {string} text @param {ToastOptions} [options] */
function toast(text, options = {}) {
  const box = h("div.toast", { class: [options.bad && "bad", options.undo && "can-undo"].filter(Boolean).join(" "), role: options.bad ? "alert" : null },
    h("span", {}, text));
  const close = () => box.remove();
  if (options.undo) {
    box.append(button(t("page.undo"), async () => {
      close();
      await store.undo().catch(fail);
    }, { keys: "Ctrl+Z" }));
  }
  if (options.again) {
    box.append(button(t("page.again"), () => {
      close();
      options.again?.();
    }));
  }
  box.append(button("×", close, { class: "quiet", title: t("page.close") }));
  while (toasts.children.length > 2) toasts.firstElementChild?.remove();
  toasts.append(box);
  if (!options.bad) announce(text);
  setTimeout(close, options.bad ? 2 * TOAST_MS : TOAST_MS);
}

/** What can be undone is the last operation: an offer of before would undo another one. */
function forgetUndo() {
  for (const old of toasts.querySelectorAll(".can-undo")) old.remove();
}

/** @param {unknown} error something that was refused, or that could not be said */
function fail(error) {
  if (error instanceof api.ApiError) {
    if (error.status === 0) toast(t("page.not_saved"), { bad: true });
    else toast([error.message, error.hint].filter(Boolean).join(" – "), { bad: true });
    return;
  }
  console.error(error);
  toast(t("page.bug", { error: String(error) }), { bad: true });
}

/**
 * A dialog; Esc closes it, and the focus goes back where it was.
 *
 * @param {string} title
 * @param {Node[]} body
 * @param {Node[]} [buttons]
 * @param {{class?: string, closed?: () => void}} [options]
 * @returns {HTMLDialogElement}
 */
function dialog(title, body, buttons = [], options = {}) {
  const before = document.activeElement;
  const box = /** @type {HTMLDialogElement} */ (
    h("dialog", { class: options.class, "aria-labelledby": "dialog-title" },
      h("header", {}, h("h2", { id: "dialog-title" }, title),
        button("×", () => box.close(), { class: "quiet close", title: t("page.close"), keys: "" })),
      h("div.body", {}, body),
      buttons.length ? h("footer", {}, buttons) : null)
  );
  box.addEventListener("close", () => {
    box.remove();
    options.closed?.();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  document.body.append(box);
  box.showModal();
  return box;
}

/** The sheet of all keys. */
function showKeys() {
  if (document.querySelector("dialog.keys")) return;
  const groups = [...keys.groups()].map(([group, bindings]) =>
    h("section", {}, h("h3", {}, t(group)),
      h("dl", {}, bindings.map((one) => h("div", {},
        h("dt", {}, one.keys.map((name) => h("kbd", {}, readable(name)))),
        h("dd", {}, t(one.label)))))));
  dialog(t("keys.title"), [h("div.sheet", {}, groups)], [], { class: "keys" });
}

/** @param {string} name */
function readable(name) {
  return name.replace("ArrowDown", "↓").replace("ArrowUp", "↑").replace("ArrowLeft", "←")
    .replace("ArrowRight", "→").replace("Escape", "Esc");
}

function hearConnection() {
  let timer = 0;
  api.onConnection((isThere) => {
    clearTimeout(timer);
    connectionLine.hidden = false;
    connectionLine.classList.toggle("lost", !isThere);
    connectionLine.textContent = t(isThere ? "page.server_back" : "page.server_lost");
    if (isThere) timer = setTimeout(() => (connectionLine.hidden = true), 4000);
  });
}

function bindPage() {
  keys.push([
    { keys: ["?"], label: "keys.title", run: showKeys },
    { keys: ["Ctrl+Z"], label: "page.undo", run: () => turnBack("undo") },
    { keys: ["Ctrl+Y", "Ctrl+Shift+Z"], label: "page.redo", run: () => turnBack("redo") },
    ...TABS.map((name, at) => ({
      keys: [`Alt+${at + 1}`],
      label: `page.go_${name}`,
      run: () => (store.project ? go(`#/p/${store.project.id}/${name}`) : false),
    })),
  ]);
}

/**
 * Undo or redo one's own last operation, whatever it was about.
 *
 * @param {"undo" | "redo"} how
 */
function turnBack(how) {
  if (!store.project) return false;
  store[how]().then(() => announce(t(`page.${how}_done`)), fail);
  return true;
}

async function begin() {
  applyTheme();
  bindPage();
  [home] = await Promise.all([api.get("/api/home"), loadLanguage(navigator.language)]);
  skip();
  hearConnection();
  store.on("writing", forgetUndo);
  store.on("project", () => {
    if (current) drawHead();
  });
  addEventListener("hashchange", show);
  await show();
}

begin().catch((error) => {
  console.error(error);
  const text = has("page.no_server")
    ? t("page.no_server")
    : "This page needs the address that duizhao review printed. 请打开 duizhao review 显示的地址。";
  fill(main, h("p.message", {}, text));
});
