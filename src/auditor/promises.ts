// Promises (PROTOCOL section 8): that every statement the server took became a leaf by the day it promised, and that whatever
// still waits has a promise that is not broken yet.
import { hex } from "../core/bytes.ts"
import { requirePromise } from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { Leaf } from "../core/statement/leaf.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Book, Entry } from "./book.ts"
import { type Keys, keysOf } from "./keys.ts"
import { readSigned, subjectOf } from "./signed.ts"
import type { PendingItem } from "./source.ts"

/** A leaf that was promised in an earlier run. */
export function keepPromise(book: Book, { leaf, index, day }: Entry): void {
  const by = book.promised.get(leaf)
  if (by === undefined) return
  book.promised.delete(leaf)
  if (compare(day, by) > 0) book.find("promise-broken", { index, detail: `It was promised by ${by}.` })
}

/** What waits, as far as it could be verified. */
export interface Waiting {
  readonly promises: number
  /** Hashes of charters, and subjects of withdrawals and of what takes one back, that are no leaves yet. */
  readonly charters: ReadonlySet<string>
  readonly withdrawing: ReadonlySet<string>
  readonly reinstating: ReadonlySet<string>
  /** Subjects of whom erasures wait: the server has erased already. */
  readonly erasing: ReadonlySet<string>
}

/**
 * Takes what the source says is waiting.
 * @param served the charters that are given out: one that waits itself already says who may sign
 */
export async function takePending(
  book: Book,
  served: readonly Charter[],
  pending: readonly PendingItem[],
): Promise<Waiting> {
  const newest = served.at(-1)
  const keys = newest === undefined ? [book.keys] : [book.keys, keysOf(newest)]
  const waiting = {
    promises: 0,
    charters: new Set<string>(),
    withdrawing: new Set<string>(),
    reinstating: new Set<string>(),
    erasing: new Set<string>(),
  }
  for (const item of pending) {
    const leaf = await readPending(book, keys, item)
    if (leaf === undefined || (await isLogged(book, leaf, item.leaf))) continue
    if (leaf.type === "charter") waiting.charters.add(leaf.hash)
    if (leaf.type === "erasure") waiting.erasing.add(leaf.body.subject)
    if (leaf.type === "consent" && leaf.body.action === "withdrawn")
      waiting.withdrawing.add(leaf.body.subject)
    if (leaf.type === "consent" && leaf.body.action === "reinstated")
      waiting.reinstating.add(leaf.body.subject)
    const by = await promisedBy(book, item, leaf)
    if (by === undefined) continue
    waiting.promises++
    book.promised.set(item.leaf, by)
  }
  return waiting
}

/** @param today the day that counts: the last tick's, or the auditor's own if that is later */
export function findBroken(book: Book, today: string): void {
  for (const by of book.promised.values())
    if (compare(today, by) > 0)
      book.find("promise-broken", { detail: `A statement promised by ${by} is not in the log.` })
}

async function readPending(
  book: Book,
  keys: readonly Keys[],
  { note, leaf: hash }: PendingItem,
): Promise<Leaf | undefined> {
  if (hex(leafHash(note)) !== hash) {
    book.find("source-failed", { detail: "A waiting statement is not the one that it is listed as." })
    return undefined
  }
  for (const [i, each] of keys.entries()) {
    const { leaf, fault, subject } = await readSigned(note, each.charter.origin, each)
    if (leaf !== undefined) return leaf
    if (i < keys.length - 1) continue
    const about = subject === null ? {} : { subject }
    book.find(fault, { ...about, detail: "The statement is one of those that wait." })
  }
  return undefined
}

// A bundle may have been filled while the log grew.
async function isLogged(book: Book, leaf: Leaf, hash: string): Promise<boolean> {
  const subject = subjectOf(leaf)
  if (subject !== null) await book.people.load(subject)
  const person = subject === null ? undefined : book.people.find(subject)
  if (person?.said.some((one) => one.said.leaf === hash)) return true
  if (leaf.type === "charter") return book.charters.some(({ charter }) => charter.hash === leaf.hash)
  if (leaf.type === "custody") return (book.consoles.get(leaf.body.console)?.seq ?? -1) >= leaf.body.seq
  return leaf.type === "release" && (book.release?.seq ?? 0) >= leaf.body.version
}

async function promisedBy(book: Book, item: PendingItem, leaf: Leaf): Promise<string | undefined> {
  // While it could not sign, a server takes withdrawals alone; what it says itself, it need not promise anyone.
  const unpromised = leaf.type === "erasure" || leaf.type === "tick"
  const withdrawal = leaf.type === "consent" && leaf.body.action === "withdrawn"
  if (item.promise === null && (withdrawal || unpromised)) return undefined
  try {
    if (item.promise === null) throw new CodedError("missing", "nothing promises it")
    const charters = book.charters.map(({ charter }) => charter)
    return (await requirePromise(item.promise, item.note, charters)).by
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const subject = subjectOf(leaf)
    const about = subject === null ? {} : { subject }
    book.find("promise-broken", { ...about, detail: "A waiting statement has no promise that holds." })
    return undefined
  }
}
