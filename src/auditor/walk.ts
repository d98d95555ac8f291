// Reading the log in order (PROTOCOL section 8): every entry against the signed root, its signatures ahead of its turn on
// all cores, then each judged by what stands before it.
import { equal } from "../core/bytes.ts"
import { CarriedError } from "../core/carried.ts"
import { type CarriedLeaf, readLeaves } from "../core/carried-log.ts"
import { addDays, compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { SignatureCheck } from "../core/note/ed25519.ts"
import type { ReleaseBody } from "../core/statement/release.ts"
import type { Checkpoint } from "../core/tlog/checkpoint.ts"
import { HASH } from "../core/tlog/size.ts"
import { parseTilePath, TILE_WIDTH } from "../core/tlog/tile.ts"
import { SourceError } from "./ask.ts"
import { cutBatches, type Shape } from "./batches.ts"
import type { Book, Entry } from "./book.ts"
import { nextCharter } from "./charters.ts"
import { takeConsent } from "./consents.ts"
import { takeCustody } from "./custody.ts"
import { takeErasure } from "./erasures.ts"
import type { FindingCode } from "./findings.ts"
import { StateError } from "./person-line.ts"
import { keepPromise } from "./promises.ts"
import { readSigned, type SignedEntry, subjectOf } from "./signed.ts"
import type { Source } from "./source.ts"
import type { Tally } from "./tally.ts"

/** What is read: up to `checkpoint`, from where `seen` ended. */
export interface Walk {
  readonly book: Book
  readonly source: Source
  readonly origin: string
  readonly fingerprint: string
  readonly checkpoint: Pick<Checkpoint, "size" | "root">
  readonly seen: Pick<Checkpoint, "size" | "root"> | undefined
  readonly tally: Tally
  /** The auditor's own day. */
  readonly today: string
  readonly isSignature: SignatureCheck | undefined
  readonly progress: (done: number, total: number) => void
}

const AHEAD = 64 // entries whose signatures are being verified while the oldest waits for its turn
const CHARTER_HEAD = new TextEncoder().encode("cairn/charter/")

/** How far the reading came. */
export type Walked =
  /** `lastBatch`: the leaf at which the last batch begins, at the latest. */
  | { readonly end: "whole"; readonly lastBatch: number }
  /** Nothing else can be said of it. */
  | { readonly end: "broken" | "missing" }

/** @throws {StateError} `state-malformed` */
export async function walk(given: Walk): Promise<Walked> {
  const { book, checkpoint, seen, progress } = given
  const from = seen?.size ?? 0
  const shapes: Shape[] = []
  const waiting: { leaf: CarriedLeaf; signed: Promise<SignedEntry> }[] = []
  const drain = async (most: number): Promise<void> => {
    while (waiting.length > most) {
      const next = waiting.shift() as (typeof waiting)[number]
      shapes.push(judgeEntry(given, next.leaf, await next.signed))
    }
  }
  try {
    for await (const leaf of readLeaves(logOf(given))) {
      if (leaf.index % 1024 === 0) progress(leaf.index - from, checkpoint.size - from)
      if (isCharter(leaf.entry)) {
        await drain(0) // what comes after it is judged by it
        shapes.push(await takeCharter(given, leaf))
        continue
      }
      if (book.charters.length === 0) {
        book.find("charter-chain", { index: 0, detail: "The log does not begin with charter 1." })
        return { end: "broken" }
      }
      const signed = readAhead(given, leaf.entry)
      signed.catch(() => {}) // told when its turn comes
      waiting.push({ leaf, signed })
      await drain(AHEAD)
    }
    await drain(0)
    if (book.charters.length === 0) {
      book.find("charter-chain", { detail: "The log is empty." })
      return { end: "broken" }
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    if (error instanceof StateError) throw error
    if (isMissing(error)) return { end: "missing" }
    book.find(codeOf(error), error instanceof SourceError ? { detail: `It said: ${error.code}.` } : {})
    return { end: "broken" }
  } finally {
    await Promise.allSettled(waiting.map(({ signed }) => signed))
  }
  const alone = from === 0 ? 1 : 0 // charter 1
  const fresh = shapes.slice(alone)
  const { whole, last } = cutBatches(fresh)
  if (whole < fresh.length) book.find("batch-shape", { index: from + alone + whole })
  progress(checkpoint.size - from, checkpoint.size - from)
  return { end: "whole", lastBatch: from + alone + last }
}

// Its signatures verified, and what an earlier run kept of its person read.
async function readAhead({ book, origin, isSignature }: Walk, entry: Uint8Array): Promise<SignedEntry> {
  const signed = await readSigned(entry, origin, book.keys, isSignature)
  const subject = signed.leaf === undefined ? null : subjectOf(signed.leaf)
  if (subject !== null) await book.people.load(subject)
  return signed
}

// A bundle that begins where another one ended is no fault: it must be read after that one.
function isMissing(error: CodedError): boolean {
  return error instanceof SourceError && error.code === "missing"
}

function logOf({ book, source, checkpoint, seen }: Walk) {
  return {
    checkpoint,
    seen,
    read: (path: string) => source.tile(path),
    // The tree of hashes is public: whoever checks it must have been shown the tree of these entries.
    tile: async (path: string, bytes: Uint8Array) => {
      const theirs = await source.tile(path)
      if (equal(theirs, bytes)) return
      const { level, n } = parseTilePath(path)
      if (level !== 0 || theirs.length !== bytes.length)
        return book.find("root-mismatch", { detail: "A tile of hashes is not the tree's." })
      for (let i = 0; i * HASH < bytes.length; i++) {
        const [start, end] = [i * HASH, (i + 1) * HASH]
        if (!equal(theirs.subarray(start, end), bytes.subarray(start, end)))
          book.find("leaf-hash", { index: n * TILE_WIDTH + i })
      }
    },
  }
}

function codeOf(error: CodedError): FindingCode {
  if (!(error instanceof CarriedError))
    return error.code === "tile-malformed" ? "root-mismatch" : "source-failed"
  switch (error.code) {
    case "log-older":
      return "rollback"
    case "log-fork":
      return "inconsistent"
    default:
      return "root-mismatch"
  }
}

function isCharter(entry: Uint8Array): boolean {
  return equal(entry.subarray(0, CHARTER_HEAD.length), CHARTER_HEAD)
}

// The chain so far with one more: a charter that does not hold changes nothing.
async function takeCharter(
  { book, fingerprint, tally }: Walk,
  { index, entry, hash }: CarriedLeaf,
): Promise<Shape> {
  const day = book.days.last
  if (day !== null) keepPromise(book, { index, leaf: hash, day })
  try {
    const charter = await nextCharter(book.charters.at(-1)?.charter, entry, fingerprint)
    book.charters.push({ charter, index, day })
    tally.charter(day)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    book.find("charter-chain", { index })
  }
  return { type: "charter" }
}

function judgeEntry({ book, tally, today }: Walk, { index, hash }: CarriedLeaf, signed: SignedEntry): Shape {
  const { leaf, fault } = signed
  if (leaf === undefined) {
    const { subject } = signed
    book.find(fault as FindingCode, subject === null ? { index } : { index, subject })
    return { type: "other" }
  }
  if (leaf.type === "charter") throw new TypeError("a charter waits for no signature")
  if (leaf.type === "tick") {
    if (!isOfOurTime(leaf.body.day) || !book.days.tick(index, leaf.body.day))
      book.find("day-order", { index })
    if (isYetToCome(book, leaf.body.day, today))
      book.find("day-order", { index, detail: "It bears a day that is yet to come." })
    tally.tick(leaf.body.day, index)
    return { type: "tick", day: leaf.body.day }
  }
  const entry: Entry = { index, leaf: hash, day: book.days.last ?? today }
  keepPromise(book, entry)
  tally.count(entry, leaf)
  switch (leaf.type) {
    case "consent":
      takeConsent(book, entry, leaf.body)
      break
    case "erasure":
      takeErasure(book, entry, leaf.body)
      break
    case "custody":
      takeCustody(book, entry, leaf.body)
      break
    case "release":
      takeRelease(book, entry, leaf.body)
  }
  return { type: "other" }
}

// Days are counted from it, which needs a calendar before and after.
function isOfOurTime(day: string): boolean {
  return compare(day, "2000-01-01") >= 0 && compare(day, "9000-01-01") < 0
}

// A demonstration's clock may be set ahead, so that cooling and expiry can be tried.
function isYetToCome(book: Book, day: string, today: string): boolean {
  return book.keys.charter.body.kind === "production" && compare(day, addDays(today, 1)) > 0
}

function takeRelease(book: Book, { index, leaf }: Entry, { version, previous }: ReleaseBody): void {
  const { release } = book
  if (version !== (release?.seq ?? 0) + 1 || previous !== (release?.leaf ?? null))
    book.find("release-chain", { index })
  book.release = { seq: version, leaf }
}
