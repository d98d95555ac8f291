// What the log says, kept for the staff room (PROTOCOL sections 5, 6 and 11): the ledger's judgement, and beside it each subject's
// statements in log order with their days, every console's chain, and what was done with each account. Built again at every
// import out of the statements that the store kept: nothing of it is believed twice, and nothing is lost between two bundles.
import { fromBase64, toBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import type { CarriedLeaf } from "../core/carried-log.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { addDays, compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { Ledger, type PendingNote } from "../core/ledger.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { type CustodyBody, openCustody } from "../core/statement/custody.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { HeldLeaf } from "./card.ts"
import type { KeptLeaf } from "./store.ts"

/** A custody statement in the log, or on its way there. */
export interface HeardCustody {
  readonly leaf: string
  readonly index: number | null
  readonly body: CustodyBody
}

/** When a withdrawal that still counts became a leaf; null while it is pending. */
export interface Withdrawal {
  readonly leaf: string
  readonly index: number | null
  readonly day: string | null
  readonly now: boolean
}

/** The ledger with what it heard. Owns its lists. */
export class Heard extends Ledger {
  /** Statements and erasures of each subject that count, in log order; pending ones last. */
  readonly said = new Map<string, HeldLeaf[]>()
  readonly custody = new Map<string, HeardCustody[]>()
  readonly byLeaf = new Map<string, HeardCustody>()
  /** Each console's own: the highest number, and who says so. */
  readonly consoles = new Map<string, HeardCustody>()
  /** What of the leaves is to be kept; ticks only where a day begins. */
  readonly fresh: KeptLeaf[] = []
  /** Withdrawals that were refused for anything but her signature, as they are to be kept: a bundle without them changes nothing. */
  readonly obeyed: PendingNote[] = []
  #replaying = false

  /** A statement that was heard before. */
  async replay({ index, hash, entry }: KeptLeaf): Promise<void> {
    this.#replaying = true
    try {
      await this.take({ index, hash, entry: fromBase64(entry) })
    } finally {
      this.#replaying = false
    }
  }

  override async take(leaf: CarriedLeaf): Promise<void> {
    const [problems, day] = [this.problems.length, this.day]
    await super.take(leaf)
    const tick = isTick(leaf.entry)
    if (!this.#replaying && (!tick || this.day !== day))
      this.fresh.push({ index: leaf.index, hash: leaf.hash, entry: toBase64(leaf.entry) })
    if (!tick && this.problems.length === problems) this.#note(leaf.entry, leaf.hash, leaf.index)
  }

  override async takePending(all: readonly PendingNote[]): Promise<void> {
    const notes = await this.#withoutForged(all.filter(({ note }) => !this.isOldWithdrawal(note)))
    const problems = new Set(this.problems.map(({ leaf }) => leaf))
    await super.takePending(notes)
    for (const { leaf } of this.problems) if (!problems.has(leaf)) problems.add(leaf)
    const counted = notes.filter(({ leaf }) => !problems.has(leaf))
    const bodies = counted.flatMap(({ leaf, note }) => {
      const parsed = parseLeaf(note, this.newest.origin)
      return parsed.type === "consent" || parsed.type === "custody" ? [{ leaf, note, parsed }] : []
    })
    const order = ({ parsed }: (typeof bodies)[number]) =>
      parsed.type === "consent" && parsed.body.action === "withdrawn"
        ? Number.POSITIVE_INFINITY
        : parsed.body.seq
    for (const { leaf, note, parsed } of bodies.sort((a, b) => order(a) - order(b))) {
      // Only what is later in the log takes a withdrawal back (C10).
      if (parsed.type === "consent" && parsed.body.action === "reinstated") continue
      this.#note(note, leaf, null)
    }
    // A withdrawal that was refused for anything but her signature is obeyed all the same.
    for (const { leaf, note } of notes) if (problems.has(leaf)) await this.#obey(note)
  }

  // The server alone promises, and could promise what no console ever said: a use that spends a consent, a number that forks a chain.
  async #withoutForged(notes: readonly PendingNote[]): Promise<PendingNote[]> {
    const good: PendingNote[] = []
    const { origin, body } = this.newest
    const consoles = body.consoles.map((vkey) => parseVkey(vkey))
    for (const item of notes)
      try {
        if (isCustody(item.note)) await openCustody(item.note, origin, consoles)
        good.push(item)
      } catch (error) {
        if (!(error instanceof CodedError)) throw error
        this.problems.push({ leaf: item.leaf, subject: null, root: null, code: error.code })
      }
    return good
  }

  async #obey(note: Uint8Array): Promise<void> {
    try {
      const { body } = await openConsentStatement(note, this.newest.origin)
      if (body.action !== "withdrawn") return
      const leaf = hex(leafHash(note))
      this.obeyed.push({ leaf, note, promise: null })
      this.#say(body, leaf, null)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
    }
  }

  #note(entry: Uint8Array, leaf: string, index: number | null): void {
    const parsed = parseLeaf(entry, this.newest.origin)
    if (parsed.type === "consent") this.#say(parsed.body, leaf, index)
    if (parsed.type === "erasure") {
      const { body } = parsed
      this.#push(this.said, body.subject, { index, day: this.day, said: { type: "erasure", leaf, body } })
    }
    if (parsed.type !== "custody") return
    const heard = { leaf, index, body: parsed.body }
    this.#push(this.custody, heard.body.subject, heard)
    this.byLeaf.set(leaf, heard)
    const last = this.consoles.get(heard.body.console)
    if (last === undefined || heard.body.seq > last.body.seq) this.consoles.set(heard.body.console, heard)
  }

  #say(body: ConsentBody, leaf: string, index: number | null): void {
    const day = index === null ? null : this.day
    this.#push(this.said, body.subject, { index, day, said: { type: "consent", leaf, body } })
  }

  #push<T>(map: Map<string, T[]>, key: string, value: T): void {
    const list = map.get(key)
    if (list === undefined) map.set(key, [value])
    else list.push(value)
  }
}

/** The first withdrawal that no later `reinstated` took back; undefined if there is none. */
export function withdrawalOf(said: readonly HeldLeaf[]): Withdrawal | undefined {
  let first: Withdrawal | undefined
  for (const { index, day, said: one } of said) {
    if (one.type !== "consent") continue
    if (one.body.action === "reinstated") first = undefined
    if (one.body.action !== "withdrawn") continue
    const now = one.body.erase === "now"
    first = first === undefined ? { leaf: one.leaf, index, day, now } : { ...first, now: first.now || now }
  }
  return first
}

/**
 * Whether the offline copy goes at this import (PROTOCOL section 11).
 * @param today the last tick's day: cooling counts by the log's, never by a clock
 */
export function isDue(
  withdrawal: Withdrawal | undefined,
  today: string | null,
  erasureDays: number,
): boolean {
  if (withdrawal === undefined) return false
  if (withdrawal.now) return true
  return (
    today !== null && withdrawal.day !== null && compare(addDays(withdrawal.day, erasureDays), today) <= 0
  )
}

function isTick(entry: Uint8Array): boolean {
  return beginsWith(entry, "cairn/tick/v1 ")
}

function isCustody(entry: Uint8Array): boolean {
  return beginsWith(entry, "cairn/custody/v1 ")
}

function beginsWith(entry: Uint8Array, start: string): boolean {
  return String.fromCharCode(...entry.subarray(0, start.length)) === start
}
