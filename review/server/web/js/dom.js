/**
 * Elements made from text, never from markup: what a document holds cannot become HTML.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 *
 * @param {string} tag its name, with classes: `div.row.current`
 * @param {Record<string, any>} [props] `on` holds listeners, `data` the dataset; what is true or
 *   false becomes an empty attribute or none; all else attributes
 * @param {...(Child | Child[])} children strings become text
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  set(element, props);
  element.append(...nodes(children));
  return element;
}

/**
 * Make an element of a picture.
 *
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * Set attributes, listeners and data of an element.
 *
 * @param {Element} element
 * @param {Record<string, any>} props
 */
export function set(element, props) {
  for (const [key, value] of Object.entries(props)) {
    if (key === "on") {
      for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    } else if (key === "data") {
      Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
    } else if (key === "class") {
      if (value) element.classList.add(...String(value).split(/\s+/).filter(Boolean));
    } else if (key === "value") {
      /** @type {HTMLInputElement} */ (element).value = value;
    } else if (value === true) {
      element.setAttribute(key, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, String(value));
    }
  }
}

/**
 * Put other children in the place of those an element has.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * A button whose title says its key.
 *
 * @param {string} label
 * @param {(event: MouseEvent) => void} run
 * @param {{keys?: string, class?: string, title?: string, disabled?: boolean, data?: object,
 *   pressed?: boolean, icon?: Node}} [options]
 * @returns {HTMLButtonElement}
 */
export function button(label, run, options = {}) {
  const title = [options.title ?? label, options.keys && `(${options.keys})`];
  return /** @type {HTMLButtonElement} */ (
    h(
      "button",
      {
        type: "button",
        class: options.class,
        title: title.filter(Boolean).join(" "),
        "aria-label": /\w|[\u4e00-\u9fff]/.test(label) ? null : title.filter(Boolean).join(" "),
        disabled: options.disabled,
        data: options.data ?? {},
        "aria-pressed": options.pressed === undefined ? null : String(options.pressed),
        "aria-keyshortcuts": options.keys ? shortcut(options.keys) : null,
        on: { click: run },
      },
      options.icon,
      h("span.label", {}, label),
      options.keys && h("kbd", { "aria-hidden": "true" }, short(options.keys)),
    )
  );
}

/**
 * A key as it is written where there is little room.
 *
 * @param {string} keys
 */
function short(keys) {
  return keys.replace("Shift+", "⇧").replace("Backspace", "⌫").replace("Enter", "⏎").replace("+", " ");
}

/**
 * A key as `aria-keyshortcuts` names it.
 *
 * @param {string} keys
 */
function shortcut(keys) {
  return keys.replace("Ctrl", "Control").replace("↑", "ArrowUp").replace("↓", "ArrowDown");
}

/** @param {EventTarget | null} target whether letters typed there are text */
export function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])"))
  );
}
