/** What stands above the list (queues, search, filter) and below it (all that can be decided). */

import { button, fill, h } from "../dom.js";
import { number as written, t } from "../i18n.js";
import { QUEUES } from "./state.js";

/** @typedef {import("./queues.js").Queues} Queues */

/**
 * The queues with how many wait in each.
 *
 * @param {Element} root
 * @param {Queues} queues
 * @param {boolean} isWhole whether all pairs are here and can be counted
 */
export function drawQueues(root, queues, isWhole) {
  const hadFocus = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.queue : undefined;
  fill(root,
    Object.keys(QUEUES).map((name) => {
      const left = queues.left(name);
      const made = button(t(`pairs.queue_${name}`), () => queues.go(name), {
        keys: QUEUES[name].key, pressed: queues.name === name, class: left ? "" : "done",
        title: t(`pairs.queue_${name}_title`), data: { queue: name },
      });
      made.insertBefore(h("span.badge", {}, isWhole ? written(left) : "…"), made.lastChild);
      return made;
    }),
    queues.name !== null && h("span.left", { role: "status" }, leftText(queues, isWhole)),
    button(t(queues.byConfidence ? "pairs.by_worst" : "pairs.by_place"), () => {
      queues.byConfidence = !queues.byConfidence;
      queues.heard();
    }, { class: "quiet", title: t("pairs.order_title"), keys: "O" }));
  if (hadFocus) /** @type {HTMLElement | null} */ (root.querySelector(`[data-queue=${hadFocus}]`))?.focus();
}

/** @param {Queues} queues @param {boolean} isWhole */
function leftText(queues, isWhole) {
  const name = queues.name ?? "";
  if (!isWhole) return t("page.loading");
  return t("pairs.left", { n: queues.left(name), all: queues.total(name) });
}

/**
 * @typedef {object} Action
 * @property {string} keys as on the button
 * @property {string} label a message's key
 * @property {string} [title] a message's key, where the label is too short
 * @property {() => void} run
 * @property {() => void} [shifted] with Shift held
 * @property {string} [class]
 */

/**
 * The buttons below the list.
 *
 * @param {Action[][]} groups
 * @param {() => void} refocus back to the list after a click
 * @returns {HTMLElement}
 */
export function drawActions(groups, refocus) {
  const bar = h("div.actions", { role: "toolbar", "aria-label": t("pairs.actions") });
  for (const group of groups) {
    bar.append(h("div.group", {}, group.map((one) => {
      const made = button(t(one.label), (event) => (event.shiftKey && one.shifted ? one.shifted() : one.run()), {
        keys: one.keys, class: one.class, title: t(one.title ?? one.label),
      });
      made.tabIndex = -1;
      made.addEventListener("click", (event) => {
        // After a click with the mouse, the next key is for the row again.
        if (event.detail > 0 && !document.querySelector("dialog[open], .editing, .splitting")) refocus();
      });
      return made;
    })));
  }
  rove(bar);
  return bar;
}

/** One stop of Tab for the whole bar; arrows go from button to button. @param {HTMLElement} bar */
function rove(bar) {
  const all = () => /** @type {HTMLButtonElement[]} */ ([...bar.querySelectorAll("button")]);
  if (all().length) all()[0].tabIndex = 0;
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.ctrlKey || event.altKey) return;
    const buttons = all();
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = buttons[(at + by + buttons.length) % buttons.length];
    for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  });
}
