// What of a log's new part is to be fetched: records and containers that its statements name, without those that were taken
// back or erased. It looks at statements that the console will judge; to be wrong here is to ask for too much or too little,
// never to believe anything.
import type { Charter } from "../core/charter/charter.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import { CodedError } from "../core/errors.ts"
import type { ContentRef, FileRef } from "../core/statement/fields.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import type { Held } from "./holdings.ts"

/** Collects what statements name. Owns its lists. */
export class Wanted {
  /** Consent statements that were taken. */
  statements = 0
  readonly #containers = new Map<string, ContentRef & { readonly subject: string }>()
  readonly #reinstated = new Set<string>()
  readonly #records = new Map<string, FileRef & { readonly subject: string }>()
  readonly #withdrawn = new Set<string>()
  readonly #erased = new Set<string>()
  readonly #origin: string

  constructor({ origin }: Charter) {
    this.#origin = origin
  }

  /** A statement, in the order of the log; pending ones last. */
  take(note: Uint8Array): void {
    const leaf = parsed(note, this.#origin)
    if (leaf === undefined) return // the console names it
    if (leaf.type === "consent") this.#consent(leaf.body)
    if (leaf.type === "custody" && leaf.body.record !== null)
      this.#records.set(leaf.body.record.sha256, { ...leaf.body.record, subject: leaf.body.subject })
    if (leaf.type !== "erasure") return
    for (const hash of [...leaf.body.content, ...leaf.body.records]) this.#erased.add(hash)
  }

  /** Pending statements: withdrawals last, because they hold whatever else is pending (C10). */
  takePending(notes: readonly Uint8Array[]): void {
    for (const note of notes) this.take(note)
    for (const note of notes) {
      const leaf = parsed(note, this.#origin)
      if (leaf?.type === "consent" && leaf.body.action === "withdrawn") this.#withdrawn.add(leaf.body.subject)
    }
  }

  /**
   * Containers to ask for, in the order of their roots: those that the statements name, and those of whoever took a
   * withdrawal back. What the statements name and the server has not, or will not give, is missing.
   */
  containersOf(holdings: ReadonlyMap<string, Held>) {
    const fetch: ContentRef[] = []
    const missing: [root: string, code: string][] = []
    const notAsked = { withdrawn: 0, erased: 0 }
    for (const [root, { subject, size }] of [...this.#containersWith(holdings)].sort(byRoot)) {
      if (this.#erased.has(root)) notAsked.erased++
      else if (this.#withdrawn.has(subject)) notAsked.withdrawn++
      else if (holdings.get(root)?.state === "held") fetch.push({ root, size })
      else missing.push([root, holdings.get(root)?.state ?? "missing"])
    }
    return { fetch, missing, notAsked }
  }

  #containersWith(holdings: ReadonlyMap<string, Held>) {
    const all = new Map<string, { subject: string; size: number }>(this.#containers)
    for (const [root, held] of holdings)
      if (!all.has(root) && this.#reinstated.has(held.subject)) all.set(root, held)
    return all
  }

  /** Records to ask for, in the order of their hashes. */
  records(): readonly FileRef[] {
    return [...this.#records]
      .filter(([hash, { subject }]) => !this.#erased.has(hash) && !this.#withdrawn.has(subject))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, ref]) => ref)
  }

  #consent({ subject, action, record, content }: ConsentBody): void {
    this.statements++
    if (action === "withdrawn") this.#withdrawn.add(subject)
    if (action === "reinstated") {
      this.#withdrawn.delete(subject)
      this.#reinstated.add(subject)
    }
    if (record !== null) this.#records.set(record.sha256, { ...record, subject })
    if (content !== null) this.#containers.set(content.root, { ...content, subject })
  }
}

function byRoot([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

function parsed(note: Uint8Array, origin: string) {
  try {
    return parseLeaf(note, origin)
  } catch (error) {
    if (error instanceof CodedError) return undefined
    throw error
  }
}
