/** The pairs view. */
import { fill, h } from "../dom.js";
/** @type {import("../types.js").View} */
export const view = {
  name: "pairs",
  mount(root, app) {
    fill(root, h("p.message", {}, app.t("page.loading")));
  },
  unmount() {},
  keys: [],
};
