/**
 * What the server gives; offsets and spans count code points.
 *
 * @typedef {[number, number]} Span
 * @typedef {"source" | "target"} Side
 *
 * @typedef {object} Pair
 * @property {string} document
 * @property {string} number
 * @property {number} position
 * @property {string} source
 * @property {string} target
 * @property {Span[]} source_sentences
 * @property {Span[]} target_sentences
 * @property {number[]} source_paragraphs indexes of sentences that begin a paragraph
 * @property {number[]} target_paragraphs
 * @property {string | null} source_speaker
 * @property {string | null} target_speaker
 * @property {Span} [source_span] where it stands in its document
 * @property {Span} [target_span]
 * @property {number | null} confidence
 * @property {string} kind
 * @property {string} origin
 * @property {boolean} is_crossing
 * @property {boolean} is_confirmed
 * @property {boolean} is_decided
 * @property {boolean} is_doubtful
 * @property {boolean} is_kept_out
 * @property {boolean} is_bookmarked
 * @property {boolean} is_unsure
 * @property {string} note
 * @property {string | null} original_source
 * @property {string | null} original_target
 * @property {number} operation
 * @property {string} reviewer
 * @property {number[]} conflict
 * @property {string[]} findings
 *
 * @typedef {object} Rendering
 * @property {string} text
 * @property {number} count
 * @property {number} share from 0 to 1
 * @property {string} kind `rendering`, `inflection`, `abbreviation` or `omission`
 * @property {boolean} is_new unseen when a person approved the term
 * @property {boolean} is_sure
 *
 * @typedef {object} Term
 * @property {string} id
 * @property {string} source_term
 * @property {string} target_term
 * @property {Rendering[]} renderings
 * @property {string[]} source_variants
 * @property {string} usual
 * @property {string} category
 * @property {string} group the term in front of this one and its other forms; empty where it stands alone
 * @property {number} count
 * @property {number} documents
 * @property {number | null} consistency
 * @property {number | null} confidence
 * @property {string} decision empty, `approve`, `reject`, `edit` or `merge:ID`
 * @property {string} status
 * @property {boolean} is_forbidden
 * @property {string} definition
 * @property {string} domain
 * @property {string} note
 * @property {string} reviewer
 * @property {string} reviewed_at
 * @property {boolean} is_new
 * @property {boolean} wants_check it has changed since it was reviewed
 * @property {number} operation
 * @property {number[]} conflict
 *
 * @typedef {object} TermPlace
 * @property {number} place
 * @property {string} document
 * @property {string} pair
 * @property {Span} source_span
 * @property {Span[]} target_spans
 * @property {string} rendering
 * @property {string} source
 * @property {string} target
 *
 * @typedef {Term & {places: TermPlace[], changes: {document: string, pair: string}[]}} TermDetail
 *
 * @typedef {object} Finding
 * @property {string} id
 * @property {string} document
 * @property {string} pair
 * @property {string} check
 * @property {string} rule
 * @property {string} severity
 * @property {Record<string, string[]>} said in each language our words and words of the texts, in turns
 * @property {string} expected
 * @property {Span | null} source_span
 * @property {Span | null} target_span
 * @property {string} source
 * @property {string} target
 * @property {string} answer empty, `right`, `false alarm`, `fixed` or `later`
 * @property {string} note
 * @property {string} reviewer
 * @property {boolean} is_outdated the texts are not those that were checked
 * @property {number[]} conflict
 *
 * @typedef {object} DocumentInfo
 * @property {string} name
 * @property {string} source_name
 * @property {string} target_name
 * @property {string} source_language
 * @property {string} target_language
 * @property {number} pairs
 * @property {number} decided
 *
 * @typedef {Record<string, number>} Counts
 *
 * @typedef {object} ProjectInfo
 * @property {string} id
 * @property {string} name
 * @property {DocumentInfo[]} documents
 * @property {Counts} counts
 * @property {number} last
 * @property {boolean} can_undo
 * @property {boolean} can_redo
 * @property {boolean} has_terms
 * @property {boolean} has_findings
 * @property {Place | null} place
 *
 * @typedef {object} Place
 * @property {string} [view]
 * @property {string} [document]
 * @property {string} [row]
 * @property {Side} [side]
 * @property {object} [filter]
 * @property {string} [term] an entry's id
 * @property {string} [finding] a finding's id
 *
 * @typedef {object} Home
 * @property {string} version
 * @property {string} reviewer
 * @property {string} language
 * @property {{id: string, name: string, pairs: number, decided: number, error?: string}[]} projects
 * @property {{name: string, label: string}[]} tools
 * @property {number} max_upload
 * @property {boolean} is_project whether a project's folder is served, not a working folder
 * @property {{project: string, job: string, asked: Record<string, any>}[]} [starting] projects that
 *   are being made, or could not be
 *
 * @typedef {object} Changed
 * @property {number} operation
 * @property {number} last
 * @property {Pair[]} pairs
 * @property {{document: string, number: string}[]} removed
 * @property {{document: string, moves: [string, string | null][]}[]} [orders] of rows that came or
 *   moved, one after the other, the row before each
 * @property {string[]} [reload] documents of which more is other than is told
 * @property {Term[]} terms
 * @property {string[]} [removed_terms]
 * @property {Finding[]} findings
 * @property {string[]} removed_findings
 * @property {Counts} counts
 * @property {boolean} can_undo
 * @property {boolean} can_redo
 * @property {string} [by]
 *
 * @typedef {object} Decision
 * @property {"pair" | "term" | "finding"} about
 * @property {string} target
 * @property {string} [document]
 * @property {string} verb
 * @property {Record<string, any>} [fields]
 *
 * @typedef {object} Job
 * @property {string} job
 * @property {string} kind
 * @property {"running" | "done" | "failed"} state
 * @property {string} [stage]
 * @property {number} [done]
 * @property {number} [total]
 * @property {string} [sentence]
 * @property {boolean} [can_anyway] it was refused, but can be done all the same
 *
 * @typedef {object} Binding
 * @property {string[]} keys `Ctrl+Shift+A`, `N`, `ArrowDown`, `?`
 * @property {string} label a message's key
 * @property {string} [group] a message's key
 * @property {(event: KeyboardEvent) => unknown} run gives `false` where the key is not wanted
 * @property {boolean} [typing] also inside text fields
 * @property {boolean} [hidden] not on the sheet of keys
 *
 * @typedef {object} App
 * @property {typeof import("./api.js")} api
 * @property {import("./store.js").Store} store
 * @property {(key: string, values?: Record<string, any>) => string} t
 * @property {(path: string) => void} go
 * @property {(view: string, query: URLSearchParams) => void} keepAddress
 * @property {(text: string) => void} announce
 * @property {(text: string, options?: ToastOptions) => void} toast
 * @property {(title: string, body: Node[], buttons?: Node[],
 *   options?: {class?: string, closed?: () => void}) => HTMLDialogElement} dialog
 * @property {() => Home} home
 * @property {() => void} showKeys
 * @property {(error: unknown) => void} fail
 *
 * @typedef {object} ToastOptions
 * @property {boolean} [undo] offer to undo
 * @property {() => void} [again] offer to try again
 * @property {boolean} [bad] it is about an error
 *
 * @typedef {object} View
 * @property {string} name
 * @property {(root: HTMLElement, app: App, params: Record<string, string>) => unknown} mount
 * @property {() => void} unmount
 * @property {(params: Record<string, string>) => void} [update] the address changed
 * @property {Binding[]} keys
 */

export {};
