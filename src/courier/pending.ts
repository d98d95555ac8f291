// Statements that are not leaves yet, as the server hands them out, and those that an earlier bundle held: nothing that was
// once promised may be neither a leaf nor pending.
import { type RandomAccess, wholeEntry } from "../bundle/entry.ts"
import { readBundle } from "../bundle/reader.ts"
import { hex, utf8 } from "../core/bytes.ts"
import {
  CarriedError,
  CHECKPOINT,
  openCarriedCheckpoint,
  requireKnownCharter,
  requirePromise,
} from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { openConsentStatement } from "../core/consent/statement.ts"
import { CodedError } from "../core/errors.ts"
import { PENDING, parseAnswer } from "../core/http/answers.ts"
import type { PendingNote } from "../core/ledger.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import type { SignedCheckpoint } from "../core/tlog/checkpoint.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Source } from "./container.ts"
import { ask } from "./line.ts"

export class PendingError extends CodedError<"statement-mismatch" | "too-many"> {}

/** What a courier has seen before. */
export interface Seen {
  /** The checkpoint's exact bytes. */
  readonly checkpoint: Uint8Array
  readonly signed: SignedCheckpoint
  /** What was pending then; nothing where only the checkpoint was kept. */
  readonly pending: readonly PendingNote[]
}

const PAGE_MAX = 16 * 1024 * 1024
const MOST_PENDING = 1_000_000
const SMALL_MAX = 1024 * 1024

/** @throws {PendingError|LineError|Refusal|AnswerError} */
export async function askPending({ line, role }: Source): Promise<PendingNote[]> {
  const all: PendingNote[] = []
  for (let after = ""; ; ) {
    const answer = await ask(line, { method: "GET", path: `/pending?after=${after}`, max: PAGE_MAX, role })
    const { items, next } = parseAnswer(PENDING, answer)
    for (const { leaf, note, promise } of items) {
      // Rising leaf hashes, and an end: a server that went round in circles would hold the courier for ever.
      if (leaf <= after) throw new PendingError("statement-mismatch", "pending statements are out of order")
      all.push({ leaf, note: utf8(note), promise: promise === null ? null : utf8(promise) })
      after = leaf
    }
    if (next === null) return all
    if (next !== after || all.length > MOST_PENDING) throw new PendingError("too-many", "it never ends")
  }
}

/** Throws unless signature and promise are good. A withdrawal needs no promise to be obeyed (C10). */
export async function requirePending(item: PendingNote, charters: readonly Charter[]): Promise<void> {
  if (hex(leafHash(item.note)) !== item.leaf)
    throw new PendingError("statement-mismatch", "not the statement of this leaf hash")
  const { origin } = charters[0] as Charter
  if (parseLeaf(item.note, origin).type === "consent") {
    const { body } = await openConsentStatement(item.note, origin)
    if (body.action === "withdrawn") return
    requireKnownCharter(body.charter, charters)
  }
  if (item.promise === null) throw new CarriedError("missing", "nothing promises it")
  await requirePromise(item.promise, item.note, charters)
}

/**
 * What an earlier bundle, or a checkpoint that was kept alone, shows.
 * @throws {BundleError|CheckpointError|NoteError}
 */
export async function readSeen(file: RandomAccess | Uint8Array, charters: readonly Charter[]): Promise<Seen> {
  if (file instanceof Uint8Array)
    return { checkpoint: file, signed: await openCarriedCheckpoint(file, charters), pending: [] }
  const bundle = await readBundle(file, "cairn-intake-bundle/1")
  const small = async (path: string): Promise<Uint8Array | null> => {
    const entry = bundle.entries.get(path)
    return entry === undefined ? null : await wholeEntry(bundle, entry, SMALL_MAX)
  }
  const checkpoint = (await small(CHECKPOINT)) ?? new Uint8Array(0)
  const pending: PendingNote[] = []
  for (const path of bundle.entries.keys()) {
    const [, leaf] = /^pending\/(.*)\.note$/.exec(path) ?? []
    const note = leaf === undefined ? null : await small(path)
    if (leaf !== undefined && note !== null)
      pending.push({ leaf, note, promise: await small(path.replace(/note$/, "promise")) })
  }
  return { checkpoint, signed: await openCarriedCheckpoint(checkpoint, charters), pending }
}
