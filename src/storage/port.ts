// What the server and the sequencer ask of a store, in our words: whole operations, each atomic and durable when it
// returns. No transaction handle, no SQL, no path. Node (SQLite, files) and Workers (D1, R2) both fit behind it.
import type { Bytes } from "../core/chunks.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import type {
  Batch,
  Due,
  EntryKind,
  LogHead,
  NewEntry,
  PendingStatement,
  Stopped,
  SubjectStatement,
  Waiting,
} from "./port-log.ts"

export type {
  Batch,
  Due,
  EntryKind,
  LogHead,
  NewEntry,
  PendingStatement,
  Stopped,
  SubjectStatement,
  Waiting,
} from "./port-log.ts"

/** What a store says when it cannot: everything else it throws is a fault of ours. */
export class StoreError extends Error {
  readonly code: "storage-full" | "busy"

  constructor(code: "storage-full" | "busy", options?: ErrorOptions) {
    super(code, options)
    this.name = "StoreError"
    this.code = code
  }
}

/**
 * Where a subject stands by everything that was accepted, in the log or not yet (PROTOCOL section 5): what core's rules
 * judge the next statement by. `turn` counts the statements that name her, so it also says which of two judgements is late.
 */
export interface Standing {
  readonly turn: number
  readonly head: { readonly leaf: string; readonly seq: number } | null
  /** Withdrawals without a later `reinstated`: the first of them, and the first that says `"erase":"now"`. */
  readonly withdrawal: { readonly leaf: string; readonly now: string | null } | null
  readonly erased: boolean
  /** The latest statement that says how long content is kept, and its month. */
  readonly kept: { readonly leaf: string; readonly until: string } | null
}

/**
 * A consent statement that passed every rule, with what the server answered. Hashes and keys are lower-case hex.
 * `promise` is null where the server may not sign: then only a withdrawal is taken, and its promise follows.
 */
export interface AcceptedStatement {
  readonly leaf: string
  readonly note: Uint8Array
  readonly body: ConsentBody
  readonly promise: Uint8Array | null
  /** The day of acceptance, `YYYY-MM-DD`, UTC: the finest time that anything here is stored with. */
  readonly day: string
  /** Whether it moves its subject's head: a withdrawal out of sequence does not (C10). */
  readonly movesHead: boolean
  /** Of a withdrawal: that it ends nothing, so where the disk runs out it is not taken. */
  readonly isSpare?: boolean
  /** Where its subject stands after it; stored only if she stood at `after.turn - 1` before. */
  readonly after: Standing
}

/** A sealed record on its way in; its hash was checked. */
export interface NewRecord {
  readonly sha256: string
  readonly bytes: Uint8Array
}

/**
 * A container on its way in. `body` is everything after the age header, and throws at its end if the whole is not what
 * the statement names: then nothing of it is kept.
 */
export interface NewContainer {
  readonly root: string
  readonly size: number
  readonly header: Uint8Array
  readonly body: Bytes
}

/** One submission, stored whole or not at all. */
export interface NewSubmission {
  readonly statement: AcceptedStatement
  readonly record: NewRecord | null
  readonly container: NewContainer
}

/**
 * What became of it. `repeated`: the very statement was there; its promise is the answer. `late`: another of this subject
 * came between judgement and storing; judge again. `foreign-root`: a root or record belongs to another statement (C8).
 */
export type Stored =
  | { readonly outcome: "stored" }
  | { readonly outcome: "repeated"; readonly promise: Uint8Array | null }
  | { readonly outcome: "late" | "foreign-root" }

export type ContentState = "held" | "withdrawn" | "erased"

/** A container as couriers and auditors are told of it. */
export interface Holding {
  readonly subject: string
  readonly root: string
  readonly size: number
  readonly day: string
  readonly state: ContentState
}

/** A statement as the log, or its pending order, tells of it. `note` is null for one that the store has. */
export interface RebuiltStatement {
  readonly leaf: string
  readonly kind: EntryKind
  readonly note: Uint8Array | null
  readonly position: number | null
  /** Day of its batch's tick; null while pending. */
  readonly logged: string | null
  readonly subject: string | null
  /** Its number among the statements that name the subject: those of the log in their order, then those that wait. */
  readonly turn: number | null
  /** Of `consent`: its own `seq`, and again if it moved its subject's head. Else 0 and null. */
  readonly seq: number
  readonly headSeq: number | null
  /** Of `consent` and `custody`; else empty. */
  readonly action: string
  readonly console: { readonly key: string; readonly seq: number } | null
  readonly relies: string | null
}

/** Everything that follows from the log and from what waits, judged anew. */
export interface Rebuilt {
  /** Day of the last tick. */
  readonly day: string
  readonly statements: readonly RebuiltStatement[]
  /** Where everybody stands whom a statement names, after all that is accepted. */
  readonly subjects: readonly { readonly subject: string; readonly standing: Standing }[]
  /** Roots and record hashes that `erasure` statements name. */
  readonly erased: readonly string[]
}

/** A sealed draft or reply. */
export interface Kept {
  readonly number: number
  readonly bytes: Uint8Array
}

/** A part of an upload that has arrived; `sha256` is of its bytes. */
export interface UploadedPart {
  readonly n: number
  readonly size: number
  readonly sha256: string
}

/** One thing wrong in a store, for `fsck`: a code and the hash or id it is about. */
export interface StoreProblem {
  readonly code: "missing-file" | "changed-file" | "unclaimed-file" | "set-aside" | "missing-row"
  readonly about: string
}

export interface Store {
  /** Every charter, oldest first, as the exact notes. */
  charters(): Promise<readonly Uint8Array[]>
  /** Adds a version; the same bytes again are no change. */
  putCharter(version: number, note: Uint8Array): Promise<void>
  /** A policy by its SHA-256, as a charter names it; whoever puts one has checked the hash. */
  policy(sha256: string): Promise<Uint8Array | undefined>
  putPolicy(sha256: string, bytes: Uint8Array): Promise<void>

  /** The statement's promise, if it was accepted: null where it was taken without one. */
  promiseFor(leaf: string): Promise<Uint8Array | null | undefined>
  /** Where she stands; of an unknown subject, at turn 0 with nothing. */
  standing(subject: string): Promise<Standing>
  /** The subject whose statement named this root or record first, if any did (C8). */
  ownerOf(hash: string): Promise<string | undefined>
  putSubmission(submission: NewSubmission): Promise<Stored>
  /** Stores `amended`, `withdrawn` or `reinstated`; in the same step her containers become `withdrawn`, or `held` again. */
  putConsent(statement: AcceptedStatement, record: NewRecord | null): Promise<Stored>
  /** Gives a statement that was taken without one its promise. */
  putPromise(leaf: string, promise: Uint8Array): Promise<void>
  /**
   * Stores a statement of the organisation with the record it names. `gap`: its console's chain stands elsewhere.
   * @returns `repeated` with the first answer's promise for the very same statement
   */
  putEntry(
    entry: NewEntry,
    record: NewRecord | null,
  ): Promise<Exclude<Stored, { outcome: "late" }> | { readonly outcome: "gap" }>
  /** Keeps a sealed record again that a `used` statement relies on, if a statement of this store names it. */
  putRecord(record: NewRecord): Promise<"stored" | "repeated" | "unknown">
  /** Every statement that names her, in her order. */
  statementsOf(subject: string): Promise<readonly SubjectStatement[]>

  putDraft(
    subject: string,
    version: number,
    bytes: Uint8Array,
    day: string,
  ): Promise<"stored" | "repeated" | "older">
  draft(subject: string): Promise<Kept | undefined>
  dropDraft(subject: string): Promise<void>
  /** Drops drafts last saved before `day`. @returns how many */
  dropDraftsBefore(day: string): Promise<number>
  /** Keeps a reply for good under its number; `conflict` if other bytes stand there, `erased` if its subject is. */
  putReply(
    subject: string,
    number: number,
    bytes: Uint8Array,
    day: string,
  ): Promise<"stored" | "repeated" | "conflict" | "erased">
  replies(subject: string): Promise<readonly Kept[]>

  /** Undefined until {@link startLog}. */
  head(): Promise<LogHead | undefined>
  /** The tree of one leaf, charter 1; the same again is no change. */
  startLog(charter: { leaf: string; note: Uint8Array }, day: string, checkpoint: Uint8Array): Promise<void>
  /** Pending statements in no order that means anything, at most `limit`; never one whose elder is left out. */
  waiting(limit: number): Promise<readonly Waiting[]>
  /** One atomic step: every leaf its index. @returns false, and nothing changed, unless `placed` was `batch.from` */
  placeBatch(batch: Batch): Promise<boolean>
  /** A leaf's index in the log: null while pending, undefined for one that was not accepted. */
  positionOf(leaf: string): Promise<number | null | undefined>
  /** The exact statements at positions `from` (included) to `to` (excluded). */
  leaves(from: number, to: number): Promise<readonly Uint8Array[]>
  /** Compare-and-swap. @returns false, and nothing changed, unless the head's size was `old` */
  replaceHead(old: number, next: { readonly size: number; readonly checkpoint: Uint8Array }): Promise<boolean>
  /** What an integration on `day` erases first, counting withdrawals that became leaves on `cooled` or earlier. */
  due(day: string, cooled: string, limit: number): Promise<readonly Due[]>
  /**
   * Erases it: rows and the statements that say so in one step, then bytes. @returns false, and nothing changed, if it is
   * no longer due (she reinstated).
   */
  erase(due: Due, statements: readonly NewEntry[]): Promise<boolean>

  /**
   * Makes anew what follows from the log: places, turns, standings, the state of content; and erases again what the log
   * says was erased. Statements that the store lacks are added, without promise; the head's size stays. All or nothing.
   */
  rebuild(rebuilt: Rebuilt): Promise<void>

  stopped(): Promise<Stopped | undefined>
  /** Undefined lets it sign again. */
  setStopped(stopped: Stopped | undefined): Promise<void>

  /** Containers in the order of their roots, after `after`. */
  holdings(after: string, limit: number): Promise<readonly Holding[]>
  holding(root: string): Promise<Holding | undefined>
  /** Bytes `from` (included) to `to` (excluded) of a container, header and body as one. */
  readContainer(root: string, from: number, to: number): Promise<Bytes>
  readRecord(sha256: string): Promise<{ readonly size: number; readonly bytes: Bytes } | undefined>
  /** Statements that are not in the served log, ticks left out, in the order of their leaf hashes, after `after`. */
  pending(after: string, limit: number): Promise<readonly PendingStatement[]>

  /** Keeps a part for good; `conflict` if other bytes stand there. `day` is when the upload was last added to. */
  putPart(
    id: string,
    part: UploadedPart,
    bytes: Uint8Array,
    day: string,
  ): Promise<"stored" | "repeated" | "conflict">
  /** The parts that have arrived, in order. */
  parts(id: string): Promise<readonly UploadedPart[]>
  /** The bytes of parts 0 to `count` - 1, one after another. */
  readUpload(id: string, count: number): Bytes
  dropUpload(id: string): Promise<void>
  /** Drops uploads that nobody added to since `day`. @returns how many */
  dropUploadsBefore(day: string): Promise<number>
  /** Bytes that unclaimed uploads and drafts take. */
  uploadBytes(): Promise<number>

  /** A file of the log by its path below `/log/`: `checkpoint`, `tile/…`. */
  logFile(path: string): Promise<Uint8Array | undefined>
  putLogFile(path: string, bytes: Uint8Array): Promise<void>
  /** Compares rows and bytes; `deep` also hashes every byte. */
  problems(deep: boolean): AsyncIterable<StoreProblem>
  close(): Promise<void>
}
