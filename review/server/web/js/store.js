/**
 * What the page knows of a project, kept true by the answers to one's own decisions and by the
 * stream of everybody's.
 */

import * as api from "./api.js";

/** @typedef {import("./types.js").Pair} Pair */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Changed} Changed */
/** @typedef {import("./types.js").Decision} Decision */
/** @typedef {import("./types.js").ProjectInfo} ProjectInfo */

const PAGE = 1000;
const FIRST_PAGE = 200;

/** The pairs of one document, in the order of the source; those not here yet are `undefined`. */
export class Pairs {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {(Pair | undefined)[]} */
    this.list = [];
    /** @type {Map<string, number>} */
    this.positions = new Map();
    /** @type {Map<string, number>} the operation after which each pair was last told */
    this.told = new Map();
    this.isWhole = false;
  }

  /** @param {string} number @returns {Pair | undefined} */
  get(number) {
    return this.list[this.positions.get(number) ?? -1];
  }

  /** @param {string} number @returns {number} -1 where it is not here */
  position(number) {
    return this.positions.get(number) ?? -1;
  }

  count() {
    return this.list.length;
  }

  /** @returns {Generator<Pair>} those that are here */
  *[Symbol.iterator]() {
    for (const pair of this.list) if (pair) yield pair;
  }

  /** @param {Pair[]} page @param {number} from @param {number} total */
  take(page, from, total) {
    if (this.list.length !== total) this.list.length = total;
    page.forEach((pair, at) => {
      this.list[from + at] = pair;
      this.positions.set(pair.number, from + at);
    });
  }

  reindex() {
    this.positions.clear();
    this.list.forEach((pair, position) => {
      if (!pair) return;
      pair.position = position;
      this.positions.set(pair.number, position);
    });
  }

  /**
   * Take in what an operation changed.
   *
   * @param {Changed} changed
   * @returns {{changed: string[], isMoved: boolean, isLost: boolean}} lost: a place is not known
   *   here, and the pairs must be read again
   */
  apply(changed) {
    const isNew = (/** @type {string} */ number) =>
      (this.told.get(number) ?? 0) <= changed.operation;
    const pairs = changed.pairs.filter((one) => one.document === this.name && isNew(one.number));
    const removed = changed.removed.filter(
      (one) => one.document === this.name && isNew(one.number),
    );
    const order = (changed.orders ?? []).find((one) => one.document === this.name);
    const moves = order?.moves ?? [];
    const after = new Map(moves);
    for (const one of [...pairs, ...removed]) this.told.set(one.number, changed.operation);
    const gone = new Set(removed.map((one) => one.number));
    const moved = new Set([...after.keys(), ...gone]);
    const known = new Map(pairs.map((one) => [one.number, one]));
    for (const number of after.keys()) {
      const old = this.get(number);
      if (!known.has(number) && old && !gone.has(number)) known.set(number, old);
    }
    for (const pair of pairs) {
      const at = this.positions.get(pair.number);
      if (at === undefined && !after.has(pair.number)) return lost;
      if (at !== undefined && !moved.has(pair.number)) this.list[at] = pair;
    }
    if (moved.size) {
      this.list = this.list.filter((one) => !one || !moved.has(one.number));
      this.reindex();
      for (const [number, before] of moves) {
        if (!this.insert(known.get(number), before)) return lost;
      }
      this.reindex();
    }
    return { changed: pairs.map((one) => one.number), isMoved: moved.size > 0, isLost: false };
  }

  /**
   * Put a row behind another, the first where `null`.
   *
   * @param {Pair | undefined} pair
   * @param {string | null} before
   * @returns {boolean} whether its place is known
   */
  insert(pair, before) {
    const at = before === null ? 0 : this.indexNear(before) + 1;
    if (!pair || (before !== null && at === 0)) return false;
    this.list.splice(at, 0, pair);
    this.positions.set(pair.number, at);
    return true;
  }

  /** @param {string} number @returns {number} where it is while rows are being moved; -1: nowhere */
  indexNear(number) {
    const near = this.positions.get(number);
    if (near === undefined) return -1;
    for (let away = 0; away < this.list.length; away += 1) {
      if (this.list[near + away]?.number === number) return near + away;
      if (this.list[near - away]?.number === number) return near - away;
    }
    return -1;
  }
}

const lost = { changed: [], isMoved: true, isLost: true };

export class Store {
  constructor() {
    /** @type {ProjectInfo | null} */
    this.project = null;
    this.last = 0;
    /** @type {Map<string, Pairs>} */
    this.documents = new Map();
    /** @type {Map<string, Term> | null} */
    this.terms = null;
    /** @type {Map<string, Finding> | null} */
    this.findings = null;
    /** @type {Map<string, Finding[]> | null} by document and pair; `null`: to be made anew */
    this.byPair = null;
    /** @type {any[]} */
    this.rules = [];
    /** @type {Map<string, Set<(data: any) => void>>} */
    this.listeners = new Map();
    this.stop = () => {};
    this.hasOpened = false;
    /** @type {Promise<unknown>} */
    this.writing = Promise.resolve();
    /** @type {Set<number>} own operations, whose events say nothing new */
    this.own = new Set();
  }

  /**
   * Hear of changes: `project` (its counts), `pairs` ({document, changed, isMoved, by}), `terms`
   * ({changed}), `findings` ({changed, removed}), `job`, `found` (all is to be read again), `writing`
   * (something is being decided here).
   *
   * @param {string} kind
   * @param {(data: any) => void} listener
   * @returns {() => void} stops listening
   */
  on(kind, listener) {
    const all = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, all.add(listener));
    return () => all.delete(listener);
  }

  /** @param {string} kind @param {any} [data] */
  tell(kind, data) {
    for (const listener of [...(this.listeners.get(kind) ?? [])]) listener(data);
  }

  /** The start of addresses of this project. */
  get path() {
    return `/api/p/${this.project?.id}`;
  }

  /** @param {string} id */
  async open(id) {
    if (this.project?.id === id) return;
    this.close();
    this.project = await api.get(`/api/p/${id}`);
    this.last = this.project?.last ?? 0;
    this.stop = api.listen(
      id,
      (kind, data) => this.hear(kind, data),
      () => this.catchUp(),
    );
    this.tell("project");
  }

  close() {
    this.stop();
    this.stop = () => {};
    this.project = null;
    this.documents.clear();
    this.terms = this.findings = this.byPair = null;
    this.hasOpened = false;
    this.own.clear();
  }

  /** Read again what may have been missed. */
  async catchUp() {
    if (!this.project) return;
    const now = await api.get(this.path);
    // a server that was away does not know what this page has been told
    const isBehind = now.last !== this.last || this.hasOpened;
    this.hasOpened = true;
    this.project = now;
    if (isBehind) await this.reload();
    this.tell("project");
  }

  /** Read everything again that is here. */
  async reload() {
    const info = await api.get(this.path);
    this.project = info;
    this.last = Math.max(this.last, info.last);
    const documents = [...this.documents.keys()];
    await Promise.all([
      ...documents.map((name) => this.loadPairs(name, { isFresh: true })),
      this.terms && this.loadTerms(true),
      this.findings && this.loadFindings(true),
    ]);
    this.tell("project");
    this.tell("found");
  }

  /** @param {string} kind @param {any} data */
  hear(kind, data) {
    if (kind === "changed") {
      if (this.own.delete(data.operation)) return;
      this.apply(data);
    } else if (kind === "found") {
      this.reload();
    } else {
      this.tell(kind, data);
    }
  }

  // --- reading -----------------------------------------------------------------------------------

  /**
   * Read the pairs of a document: first those around a place, then all others.
   *
   * @param {string} name
   * @param {{around?: number, row?: string, isFresh?: boolean}} [options] `row`: the number that
   *   must be among the first
   * @returns {Promise<Pairs>} as soon as the first are here; `pairs` events tell of the others
   */
  async loadPairs(name, { around = 0, isFresh = false } = {}) {
    const known = this.documents.get(name);
    if (known && !isFresh) return known;
    const pairs = new Pairs(name);
    const from = Math.max(0, around - FIRST_PAGE / 2);
    const count = isFresh ? PAGE : FIRST_PAGE;
    const { total, last } = await this.page(pairs, from, count);
    if (isFresh) await this.rest(pairs, total, last);
    this.documents.set(name, pairs);
    this.tell("pairs", { document: name, changed: [], isMoved: true, isLoaded: true });
    if (!isFresh) this.rest(pairs, total, last);
    return pairs;
  }

  /** @param {Pairs} pairs @param {number} from @param {number} count */
  async page(pairs, from, count) {
    const name = encodeURIComponent(pairs.name);
    const page = await api.get(`${this.path}/pairs?document=${name}&from=${from}&count=${count}`);
    pairs.take(page.pairs, from, page.total);
    return page;
  }

  /**
   * @param {Pairs} pairs
   * @param {number} total
   * @param {number} last
   * @returns {Promise<void>}
   */
  async rest(pairs, total, last) {
    for (let from = 0; from < total; from += PAGE) {
      if (!hasHole(pairs.list, from, from + PAGE)) continue;
      const page = await this.page(pairs, from, PAGE);
      // Somebody decided meanwhile, and rows may have moved: once more from the start.
      if (page.last !== last && page.total !== total) {
        return this.rest(clear(pairs), page.total, page.last);
      }
      if (this.documents.get(pairs.name) === pairs) {
        this.tell("pairs", { document: pairs.name, changed: [], isMoved: false, isLoaded: true });
      }
    }
    pairs.isWhole = true;
    this.tell("pairs", { document: pairs.name, changed: [], isMoved: false, isLoaded: true });
  }

  /**
   * @param {boolean} [isFresh] read again also where they are here
   * @returns {Promise<Map<string, Term>>} by id
   */
  async loadTerms(isFresh = false) {
    if (!this.terms || isFresh) {
      const { terms } = await api.get(`${this.path}/terms`);
      this.terms = new Map(terms.map((/** @type {Term} */ one) => [one.id, one]));
      this.tell("terms", { changed: [...this.terms.keys()] });
    }
    return this.terms;
  }

  /**
   * @param {boolean} [isFresh] read again also where they are here
   * @returns {Promise<Map<string, Finding>>} by id
   */
  async loadFindings(isFresh = false) {
    if (!this.findings || isFresh) {
      const { findings, rules } = await api.get(`${this.path}/findings`);
      this.findings = new Map(findings.map((/** @type {Finding} */ one) => [one.id, one]));
      this.byPair = null;
      this.rules = rules ?? [];
      this.tell("findings", { changed: [...this.findings.keys()], removed: [] });
    }
    return this.findings;
  }

  /**
   * The findings about a pair, as far as they are here.
   *
   * @param {{document: string, number: string}} pair
   * @returns {Finding[]}
   */
  findingsOf(pair) {
    if (!this.findings) return [];
    if (!this.byPair) {
      this.byPair = new Map();
      for (const one of this.findings.values()) {
        const key = `${one.document}\n${one.pair}`;
        const known = this.byPair.get(key);
        if (known) known.push(one);
        else this.byPair.set(key, [one]);
      }
    }
    return this.byPair.get(`${pair.document}\n${pair.number}`) ?? [];
  }

  // --- deciding ----------------------------------------------------------------------------------

  /**
   * Decide; one after the other, each answered by what it changed.
   *
   * @param {Decision[]} decisions one operation
   * @param {number} [seen] the last operation that the person had seen; what is shown now where
   *   left out
   * @returns {Promise<Changed>}
   */
  decide(decisions, seen = this.last) {
    return this.write("decide", { decisions, seen });
  }

  /** @param {number} [operation] one's own last where left out */
  undo(operation) {
    return this.write("undo", operation === undefined ? {} : { operation });
  }

  /** @param {number} [operation] */
  redo(operation) {
    return this.write("redo", operation === undefined ? {} : { operation });
  }

  /**
   * Something that changes the project and answers with what it changed.
   *
   * @param {string} call below the project's address
   * @param {unknown} data
   * @returns {Promise<Changed>}
   */
  write(call, data) {
    this.tell("writing", null);
    const done = this.writing.then(async () => {
      const changed = await api.post(`${this.path}/${call}`, data);
      this.own.add(changed.operation);
      this.apply(changed);
      return changed;
    });
    this.writing = done.catch(() => {});
    return done;
  }

  /**
   * Show pairs as they will be before the server has said so.
   *
   * @param {Pair[]} wanted all of one document
   * @param {Partial<Pair>} fields
   * @returns {() => void} shows them as they were
   */
  expect(wanted, fields) {
    const show = (/** @type {Pair[]} */ these) => {
      const document = these[0]?.document ?? "";
      const pairs = this.documents.get(document);
      if (!pairs) return;
      for (const one of these) {
        const at = pairs.position(one.number);
        if (at >= 0) pairs.list[at] = { ...one, position: at };
      }
      this.tell("pairs", { document, changed: these.map((one) => one.number), isMoved: false });
    };
    show(wanted.map((one) => ({ ...one, ...fields })));
    return () => show(wanted);
  }

  /** @param {Changed} changed */
  apply(changed) {
    this.last = Math.max(this.last, changed.last);
    if (this.project) {
      this.project.counts = changed.counts ?? this.project.counts;
      this.project.last = this.last;
      if (changed.by === undefined || "can_undo" in changed) {
        this.project.can_undo = changed.can_undo;
        this.project.can_redo = changed.can_redo;
      }
    }
    for (const pairs of this.documents.values()) {
      const told = pairs.apply(changed);
      if (told.isLost || changed.reload?.includes(pairs.name)) this.loadPairs(pairs.name, { isFresh: true });
      else if (told.changed.length || told.isMoved) {
        this.tell("pairs", { document: pairs.name, ...told, by: changed.by });
      }
    }
    this.applyTerms(changed);
    this.applyFindings(changed);
    this.tell("project");
  }

  /** @param {Changed} changed */
  applyTerms(changed) {
    const removed = changed.removed_terms ?? [];
    if (!this.terms || !(changed.terms?.length || removed.length)) return;
    for (const term of changed.terms) this.terms.set(term.id, term);
    for (const id of removed) this.terms.delete(id);
    const ids = changed.terms.map((one) => one.id);
    this.tell("terms", { changed: ids, removed, by: changed.by });
  }

  /** @param {Changed} changed */
  applyFindings(changed) {
    const removed = changed.removed_findings ?? [];
    if (!this.findings || !(changed.findings?.length || removed.length)) return;
    this.byPair = null;
    for (const finding of changed.findings) this.findings.set(finding.id, finding);
    for (const id of removed) this.findings.delete(id);
    this.tell("findings", {
      changed: changed.findings.map((one) => one.id),
      removed,
      by: changed.by,
    });
  }
}

/** @param {(Pair | undefined)[]} list @param {number} from @param {number} to */
function hasHole(list, from, to) {
  for (let at = from; at < Math.min(to, list.length); at += 1) if (!list[at]) return true;
  return false;
}

/** @param {Pairs} pairs */
function clear(pairs) {
  pairs.list = [];
  pairs.positions.clear();
  return pairs;
}
