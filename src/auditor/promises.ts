// Promises (PROTOCOL section 8): that every statement the server took became a leaf by the day it promised, and that whatever
// still waits has a promise that is not broken yet.
import { hex } from "../core/bytes.ts"
import { compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { openPromise } from "../core/statement/promise.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Book, Entry } from "./book.ts"
import { subjectOf } from "./signed.ts"
import type { PendingItem } from "./source.ts"

/** A leaf that was promised in an earlier run. */
export function keepPromise(book: Book, { leaf, index, day }: Entry): void {
  const by = book.promised.get(leaf)
  if (by === undefined) return
  book.promised.delete(leaf)
  if (compare(day, by) > 0) book.find("promise-broken", { index, detail: `It was promised by ${by}.` })
}

/**
 * Takes what the source says is waiting, and says which promises are broken by now.
 * @param today the day that counts: the last tick's, or the auditor's own if that is later
 * @returns how many promises were verified
 */
export async function takePending(
  book: Book,
  origin: string,
  pending: readonly PendingItem[],
  today: string,
): Promise<number> {
  let verified = 0
  for (const item of pending) {
    const by = await promisedBy(book, origin, item)
    if (by === undefined) continue
    verified++
    if (!isLogged(book, origin, item)) book.promised.set(item.leaf, by)
  }
  for (const [leaf, by] of book.promised)
    if (compare(today, by) > 0) {
      book.find("promise-broken", { detail: `A statement promised by ${by} is not in the log.` })
      book.promised.delete(leaf) // told once
    }
  return verified
}

// It may have become a leaf between two questions.
function isLogged(book: Book, origin: string, { note, leaf }: PendingItem): boolean {
  const subject = subjectOf(parseLeaf(note, origin))
  const person = subject === null ? undefined : book.people.find(subject)
  if (person === undefined) return false
  return person.said.some((one) => one.said.leaf === leaf) || person.uses.some((one) => one.leaf === leaf)
}

async function promisedBy(book: Book, origin: string, item: PendingItem): Promise<string | undefined> {
  let subject: string | null = null
  try {
    if (hex(leafHash(item.note)) !== item.leaf) throw new CodedError("leaf-hash", "another statement")
    const leaf = parseLeaf(item.note, origin)
    subject = subjectOf(leaf)
    if (item.promise === null) {
      // While it could not sign, a server takes withdrawals alone.
      if (leaf.type === "consent" && leaf.body.action === "withdrawn") return undefined
      throw new CodedError("missing", "nothing promises it")
    }
    return (await openAny(book, origin, item.promise, item.leaf)) ?? undefined
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const about = subject === null ? {} : { subject }
    book.find("promise-broken", { ...about, detail: "A waiting statement or its promise does not hold." })
    return undefined
  }
}

// By any log key that the organisation had: a promise outlives the key that made it.
async function openAny(book: Book, origin: string, promise: Uint8Array, leaf: string): Promise<string> {
  const keys = new Set(book.charters.map(({ charter }) => charter.body.log))
  let failure: unknown
  for (const key of [...keys].reverse()) {
    try {
      const body = await openPromise(promise, origin, parseVkey(key))
      if (body.leaf === leaf) return body.by
      throw new CodedError("promise-mismatch", "promises another statement")
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}
