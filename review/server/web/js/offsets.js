/**
 * Offsets: the server counts code points, the browser UTF-16 units (𠮷 is one of the former and
 * two of the latter).
 */

/**
 * @param {string} text
 * @returns {boolean} whether the two ways of counting differ in it
 */
function hasPairs(text) {
  return /[\ud800-\udbff]/.test(text);
}

/**
 * @param {string} text
 * @param {number} offset in code points
 * @returns {number} in UTF-16 units
 */
export function toUnits(text, offset) {
  if (!hasPairs(text)) return Math.min(offset, text.length);
  let units = 0;
  for (let left = offset; left > 0 && units < text.length; left -= 1) {
    units += /** @type {number} */ (text.codePointAt(units)) > 0xffff ? 2 : 1;
  }
  return units;
}

/**
 * @param {string} text
 * @param {number} offset in UTF-16 units
 * @returns {number} in code points
 */
export function toPoints(text, offset) {
  if (!hasPairs(text)) return Math.min(offset, text.length);
  let points = 0;
  for (let units = 0; units < offset && units < text.length; points += 1) {
    units += /** @type {number} */ (text.codePointAt(units)) > 0xffff ? 2 : 1;
  }
  return points;
}

/**
 * @param {string} text
 * @returns {number} its length in code points
 */
export function pointLength(text) {
  return toPoints(text, text.length);
}

/**
 * @param {string} text
 * @param {[number, number]} span in code points
 * @returns {[number, number]} in UTF-16 units
 */
export function spanToUnits(text, span) {
  return [toUnits(text, span[0]), toUnits(text, span[1])];
}

/**
 * @param {string} text
 * @param {[number, number]} span in code points
 */
export function slicePoints(text, span) {
  return text.slice(...spanToUnits(text, span));
}
