/**
 * Calls to the server, and its stream of events. The server is this machine's own: what fails is
 * either refused with a sentence, or the server is gone, which `onConnection` hears of.
 */

/** @typedef {import("./types.js").Changed} Changed */

/** An answer that refuses, in words a person can use. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where there was no answer
   * @param {string} message
   * @param {string} [hint] what to try
   */
  constructor(status, message, hint) {
    super(message);
    this.status = status;
    this.hint = hint ?? "";
  }
}

/** @type {Set<(isThere: boolean) => void>} */
const listeners = new Set();
let isThere = true;

/**
 * Hear when the server is lost and when it is back.
 *
 * @param {(isThere: boolean) => void} listener
 */
export function onConnection(listener) {
  listeners.add(listener);
}

/** @param {boolean} now */
function connection(now) {
  if (now === isThere) return;
  isThere = now;
  for (const listener of listeners) listener(now);
  if (!now) setTimeout(knock, 500);
}

/** Ask again and again until the server is back. */
async function knock() {
  try {
    await fetch("/api/home", { cache: "no-store" });
    connection(true);
  } catch {
    setTimeout(knock, 1000);
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {BodyInit | null} body
 * @param {Record<string, string>} headers
 * @param {boolean} keepalive
 */
async function call(method, path, body, headers = {}, keepalive = false) {
  let answer;
  try {
    answer = await fetch(path, { method, body, headers, keepalive, cache: "no-store" });
  } catch (error) {
    connection(false);
    throw new ApiError(0, String(error));
  }
  connection(true);
  if (answer.status === 204) return null;
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  const data = isJson ? await answer.json() : await answer.text();
  if (answer.ok) return data;
  const said = isJson ? (data.error ?? {}) : {};
  throw new ApiError(answer.status, said.message ?? answer.statusText, said.hint);
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
export function get(path) {
  return call("GET", path, null);
}

/**
 * @param {string} path
 * @param {unknown} [data]
 * @returns {Promise<any>}
 */
export function post(path, data = {}) {
  return call("POST", path, JSON.stringify(data), { "content-type": "application/json" });
}

/**
 * @param {string} path
 * @param {unknown} data
 * @param {{keepalive?: boolean}} [options] `keepalive`: also while the page is being left
 * @returns {Promise<any>}
 */
export function put(path, data, { keepalive = false } = {}) {
  const headers = { "content-type": "application/json" };
  return call("PUT", path, JSON.stringify(data), headers, keepalive);
}

/** @param {string} path */
export function remove(path) {
  return call("DELETE", path, null);
}

/**
 * Give files, as a form does.
 *
 * @param {string} path
 * @param {Iterable<File>} files
 * @param {(file: File) => string} [nameOf]
 * @returns {Promise<any>}
 */
export function upload(path, files, nameOf = (file) => file.name) {
  const form = new FormData();
  for (const file of files) form.append("files", file, nameOf(file));
  return call("POST", path, form);
}

/**
 * Listen to what happens in a project. A stream that breaks is taken up again; `opened` is then
 * called once more, since something may have been missed.
 *
 * @param {string | null} project
 * @param {(kind: string, data: any) => void} heard
 * @param {() => void} opened
 * @returns {() => void} stops listening
 */
export function listen(project, heard, opened) {
  /** @type {EventSource | null} */
  let stream = null;
  let isOver = false;
  const start = () => {
    if (isOver) return;
    stream = new EventSource(`/api/events${project === null ? "" : `?project=${project}`}`);
    stream.onopen = () => {
      connection(true);
      opened();
    };
    stream.onerror = () => {
      if (isOver) return;
      stream?.close();
      connection(false);
      setTimeout(start, 1000);
    };
    for (const kind of ["changed", "job", "found", "bye"]) {
      stream.addEventListener(kind, (event) => heard(kind, JSON.parse(event.data || "null")));
    }
  };
  start();
  return () => {
    isOver = true;
    stream?.close();
  };
}
