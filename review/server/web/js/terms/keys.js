/** The keys of the terms view. */

import { listKeys } from "../list.js";
import { placeKeys } from "./places.js";

/** @typedef {import("./view.js").TermsView} TermsView */

const GROUP = "keys.terms";

/**
 * All keys; those of the places come first, so that the list has the keys that both have. In the
 * places, they are taken before they come here.
 *
 * @param {() => TermsView | null} open the view, where it is shown
 * @returns {import("../types.js").Binding[]}
 */
export function keysOf(open) {
  /** The keys of the list; `false` hands a key on. @param {(view: TermsView) => unknown} run */
  const inList = (run) => () => {
    const view = open();
    return view && !view.isInPlaces() ? run(view) : false;
  };
  const bindings = [
    { keys: ["Enter"], label: "terms.approve", run: inList((v) => v.deciding.decide("approve")) },
    { keys: ["Shift+Enter"], label: "terms.approve_stay", run: inList((v) => v.deciding.decide("approve", { isStaying: true })) },
    { keys: ["D"], label: "terms.reject", run: inList((v) => v.deciding.decide("reject")) },
    { keys: ["E"], label: "terms.edit", run: inList((v) => v.edit()) },
    { keys: ["P"], label: "terms.prefer", run: inList((v) => v.deciding.prefer()) },
    { keys: ["F"], label: "terms.forbid", run: inList((v) => v.deciding.forbid()) },
    { keys: ["M"], label: "terms.merge", run: inList((v) => v.deciding.merge()) },
    { keys: ["0", "Backspace"], label: "terms.reopen", run: inList((v) => v.deciding.decide("undecide")) },
    { keys: ["Space"], label: "terms.open_places", run: inList((v) => void v.openPlaces()) },
    { keys: ["U"], label: "terms.next_undecided", run: inList((v) => v.nextUndecided(1)) },
    { keys: ["Shift+U"], label: "terms.previous_undecided", run: inList((v) => v.nextUndecided(-1)) },
    { keys: ["A"], label: "terms.add", run: inList((v) => v.add()) },
    { keys: ["/", "Ctrl+F"], label: "terms.search", run: inList((v) => v.sieve.query.select()) },
    { keys: ["Esc"], label: "terms.back_to_list", run: inList((v) => v.escape()) },
    ...Array.from({ length: 9 }, (_, at) => ({
      keys: [String(at + 1)],
      label: "terms.choose_rendering",
      hidden: at > 0,
      run: inList((v) => v.deciding.choose(at)),
    })),
  ];
  return [
    ...placeKeys(() => open()?.places ?? null),
    ...listKeys(() => (open()?.isInPlaces() ? null : (open()?.list ?? null))),
    ...bindings.map((one) => ({ group: GROUP, ...one })),
  ];
}
