// What the server and the sequencer ask of a store, in our words: whole operations, each atomic and durable when it
// returns. No transaction handle, no SQL, no path. Node (SQLite, files) and Workers (D1, R2) both fit behind it.
import type { Bytes } from "../core/chunks.ts"
import type { ConsentBody } from "../core/consent/statement.ts"

/** What a store says when it cannot: everything else it throws is a fault of ours. */
export class StoreError extends Error {
  readonly code: "storage-full" | "busy"

  constructor(code: "storage-full" | "busy", options?: ErrorOptions) {
    super(code, options)
    this.name = "StoreError"
    this.code = code
  }
}

/** A consent statement that passed every rule, with what the server answered. Hashes and keys are lower-case hex. */
export interface AcceptedStatement {
  readonly leaf: string
  readonly note: Uint8Array
  readonly body: ConsentBody
  readonly promise: Uint8Array
  /** The day of acceptance, `YYYY-MM-DD`, UTC: the finest time that anything here is stored with. */
  readonly day: string
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
 * What became of it. `repeated`: the very statement was there, and its promise is the answer. `head-moved`: another
 * statement took this place in the subject's sequence. `foreign-root`: a root or record belongs to another statement (C8).
 */
export type Stored =
  | { readonly outcome: "stored" }
  | { readonly outcome: "repeated"; readonly promise: Uint8Array }
  | { readonly outcome: "head-moved" | "foreign-root" }

export type ContentState = "held" | "withdrawn" | "erased"

/** A container as couriers and auditors are told of it. */
export interface Holding {
  readonly subject: string
  readonly root: string
  readonly size: number
  readonly day: string
  readonly state: ContentState
}

/** A statement that is not yet in the log. */
export interface PendingStatement {
  readonly leaf: string
  readonly note: Uint8Array
  readonly promise: Uint8Array
}

/** A part of an upload that has arrived; `sha256` is of its bytes. */
export interface UploadedPart {
  readonly n: number
  readonly size: number
  readonly sha256: string
}

/** One thing wrong in a store, for `fsck`: a code and the hash or id it is about. */
export interface StoreProblem {
  readonly code: "missing-file" | "changed-file" | "unclaimed-file" | "missing-row"
  readonly about: string
}

export interface Store {
  /** Every charter, oldest first, as the exact notes. */
  charters(): Promise<readonly Uint8Array[]>
  /** Adds a version; the same bytes again are no change. */
  putCharter(version: number, note: Uint8Array): Promise<void>

  /** The promise given for a statement, if it was accepted. */
  promiseFor(leaf: string): Promise<Uint8Array | undefined>
  putSubmission(submission: NewSubmission): Promise<Stored>

  /** Containers in the order of their roots, after `after`. */
  holdings(after: string, limit: number): Promise<readonly Holding[]>
  holding(root: string): Promise<Holding | undefined>
  /** Bytes `from` (included) to `to` (excluded) of a container, header and body as one. */
  readContainer(root: string, from: number, to: number): Promise<Bytes>
  readRecord(sha256: string): Promise<{ readonly size: number; readonly bytes: Bytes } | undefined>
  /** Pending statements in the order of their leaf hashes, after `after`. */
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
  /** Bytes that unclaimed uploads take. */
  uploadBytes(): Promise<number>

  /** A file of the log by its path below `/log/`: `checkpoint`, `tile/…`. */
  logFile(path: string): Promise<Uint8Array | undefined>
  putLogFile(path: string, bytes: Uint8Array): Promise<void>

  /** Compares rows and bytes; `deep` also hashes every byte. */
  problems(deep: boolean): AsyncIterable<StoreProblem>
  close(): Promise<void>
}
