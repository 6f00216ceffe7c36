/** Which CAT tool files are for; the one chosen last comes first to mind. */

import { h } from "./dom.js";
import { t } from "./i18n.js";

const KEPT = "duizhao.tool";

/**
 * @param {import("./types.js").App} app
 * @param {string} id
 */
export function toolSelect(app, id) {
  const kept = localStorage.getItem(KEPT);
  const select = /** @type {HTMLSelectElement} */ (
    h("select", { id, on: { change: () => localStorage.setItem(KEPT, select.value) } },
      app.home().tools.map((tool) =>
        h("option", { value: tool.name, selected: tool.name === kept },
          tool.name === "any" ? t("start.any_tool") : tool.label)))
  );
  return select;
}
