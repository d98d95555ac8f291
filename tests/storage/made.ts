// Submissions as a server would hand them to a store: real addresses and hashes over random bytes. A store judges no
// signature, so the notes are only bytes here.
import { concat, hex } from "../../src/core/bytes.ts"
import type { ConsentBody } from "../../src/core/consent/statement.ts"
import { addressOf } from "../../src/core/container/parts.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import type {
  AcceptedStatement,
  NewEntry,
  NewRecord,
  NewSubmission,
  Standing,
} from "../../src/storage/port.ts"

export const DAY = "2026-11-21"

export interface Wish {
  readonly subject?: string
  readonly seq?: number
  readonly prev?: string | null
  /** Where the subject stood when it was judged; if it is not said, as `seq` statements of hers leave her. */
  readonly before?: Standing
  readonly day?: string
  readonly header?: Uint8Array
  readonly body?: Uint8Array
  /** Bytes of the sealed record; null for none. */
  readonly record?: Uint8Array | null
}

/** A submission, with its bytes beside it. */
export interface Made extends NewSubmission {
  readonly whole: Uint8Array
}

export function random(n: number): Uint8Array {
  const bytes = new Uint8Array(n)
  for (let at = 0; at < n; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536))
  return bytes
}

export function randomHex(): string {
  return hex(random(32))
}

/** A stream that hands out `bytes` in pieces, and then throws if asked to. */
export async function* streamed(bytes: Uint8Array, piece = 65536, then?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  if (then !== undefined) throw then
}

export async function makeSubmission(wish: Wish = {}): Promise<Made> {
  const seq = wish.seq ?? 0
  const day = wish.day ?? DAY
  const header = wish.header ?? random(2000)
  const inner = wish.body ?? random(5000)
  const whole = concat(header, inner)
  const { root, size } = await addressOf([whole])
  const bytes = wish.record === undefined ? (seq === 0 ? random(1000) : null) : wish.record
  const record = bytes === null ? null : { sha256: hex(await sha256Platform(bytes)), bytes }
  const body: ConsentBody = {
    subject: wish.subject ?? randomHex(),
    seq,
    prev: wish.prev ?? null,
    action: seq === 0 ? "given" : "added",
    day,
    until: seq === 0 ? "2028-11" : null,
    record: record === null ? null : { sha256: record.sha256, size: record.bytes.length },
    content: { root, size },
    erase: null,
    charter: "0".repeat(64),
  }
  const note = random(700)
  const leaf = hex(await sha256Platform(note))
  const before = wish.before ?? stoodAt(seq, wish.prev ?? null)
  const statement = {
    leaf,
    note,
    body,
    promise: random(250),
    day,
    movesHead: true,
    after: stand(before, leaf, body),
  }
  return {
    statement,
    record,
    container: { root, size, header, body: [inner] },
    whole,
  }
}

function stoodAt(seq: number, prev: string | null): Standing {
  if (seq === 0 || prev === null) return NOBODY
  return { ...NOBODY, turn: seq, head: { leaf: prev, seq: seq - 1 }, kept: { leaf: prev, until: "2028-11" } }
}

/** Where a subject stands of whom nothing is known. */
export const NOBODY: Standing = { turn: 0, head: null, withdrawal: null, erased: false, kept: null }

/** Where she stands after a statement, as core's rules would have it. */
export function stand(before: Standing, leaf: string, body: ConsentBody, movesHead = true): Standing {
  const { withdrawal } = before
  const now = body.erase === "now" ? leaf : null
  return {
    turn: before.turn + 1,
    head: movesHead ? { leaf, seq: body.seq } : before.head,
    withdrawal:
      body.action === "withdrawn"
        ? { leaf: withdrawal?.leaf ?? leaf, now: withdrawal?.now ?? now }
        : body.action === "reinstated"
          ? null
          : withdrawal,
    erased: before.erased,
    kept: body.until === null ? before.kept : { leaf, until: body.until },
  }
}

export interface Change {
  readonly statement: AcceptedStatement
  readonly record: NewRecord | null
}

/** `amended`, `withdrawn` or `reinstated`, judged by where she stood. */
export async function makeChange(
  subject: string,
  before: Standing,
  action: "amended" | "withdrawn" | "reinstated",
  wish: {
    readonly erase?: "now"
    readonly until?: string
    readonly stale?: true
    readonly promise?: null
  } = {},
): Promise<Change> {
  const bytes = random(1200)
  const record = action === "withdrawn" ? null : { sha256: hex(await sha256Platform(bytes)), bytes }
  const movesHead = wish.stale !== true && before.head !== null
  const body: ConsentBody = {
    subject,
    seq: movesHead ? (before.head?.seq ?? 0) + 1 : 7,
    prev: movesHead ? (before.head?.leaf ?? null) : randomHex(),
    action,
    day: DAY,
    until: record === null ? null : (wish.until ?? "2028-12"),
    record: record === null ? null : { sha256: record.sha256, size: bytes.length },
    content: null,
    erase: wish.erase ?? null,
    charter: "0".repeat(64),
  }
  const note = random(700)
  const leaf = hex(await sha256Platform(note))
  const promise = wish.promise === null ? null : random(250)
  const after = stand(before, leaf, body, movesHead)
  return { statement: { leaf, note, body, promise, day: DAY, movesHead, after }, record }
}

/** A statement of the organisation: by default a `custody` of a console. */
export async function makeEntry(wish: Partial<NewEntry> = {}): Promise<NewEntry> {
  const note = random(600)
  return {
    leaf: hex(await sha256Platform(note)),
    kind: "custody",
    note,
    day: DAY,
    promise: random(250),
    subject: null,
    console: null,
    custody: null,
    ...wish,
  }
}

export async function makeRecord(size = 900): Promise<NewRecord> {
  const bytes = random(size)
  return { sha256: hex(await sha256Platform(bytes)), bytes }
}
