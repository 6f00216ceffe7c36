/**
 * Long work that is asked for on the page: a button that begins it and then shows how far it is.
 */

import { button } from "./dom.js";
import { has, t } from "./i18n.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Job} Job */

/**
 * @param {App} app
 * @param {string} kind as the server calls it: `terms`, `check`
 * @param {string} label
 * @param {string} done what is said in the end
 * @returns {HTMLButtonElement}
 */
export function jobButton(app, kind, label, done) {
  let running = "";
  const { store } = app;
  const begin = async () => {
    if (running) return;
    element.disabled = true;
    const stop = store.on("job", (/** @type {Job} */ now) => {
      if (now.kind !== kind) return;
      if (now.state === "running") show(element, said(now));
      else {
        stop();
        end();
        if (now.state === "done") app.toast(done);
        else if (now.sentence) app.toast(now.sentence, { bad: true });
      }
    });
    try {
      running = (await app.api.post(`${store.path}/jobs`, { kind })).job;
    } catch (error) {
      stop();
      end();
      app.fail(error);
    }
  };
  const end = () => {
    running = "";
    element.disabled = false;
    show(element, label);
  };
  const element = button(label, () => void begin());
  return element;
}

/** @param {HTMLButtonElement} element @param {string} text */
function show(element, text) {
  const label = element.querySelector(".label");
  if (label) label.textContent = text;
}

/**
 * @param {string} stage as the work calls it
 * @returns {string} in the page's language; empty where it has no words for it
 */
export function stageName(stage) {
  const key = `stage.${stage.replaceAll(" ", "_")}`;
  return has(key) ? t(key) : "";
}

/** @param {Job} job */
function said(job) {
  const stage = stageName(job.stage ?? "") || job.sentence || t("start.waiting");
  return job.total ? `${stage} ${t("page.decided_short", { n: job.done ?? 0, all: job.total })}` : stage;
}
