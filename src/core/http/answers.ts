// The JSON that the server answers with (PROTOCOL section 9), for whoever asks. Strict where a lie could do harm, and
// nothing of it is trusted: what counts is inside, and signed.
import { sha256 as digest } from "@noble/hashes/sha2.js"
import * as z from "zod/mini"
import { fromBase64, toBase64 } from "../base64.ts"
import { fromUtf8, hex, utf8 } from "../bytes.ts"
import { type Bytes, rechunk } from "../chunks.ts"
import { fill, paddedTarSize } from "../container/padding.ts"
import { CodedError } from "../errors.ts"
import { requireShallow } from "../json.ts"
import { count, hash } from "../statement/fields.ts"
import { leafHash } from "../tlog/merkle.ts"

export class AnswerError extends CodedError<"answer-malformed"> {}

const text = z.string().check(z.maxLength(60_000))

/** `GET /charter?after=n`: those that are leaves of the served log, and the tlog-proof of the newest of them. */
export const CHARTERS = z.object({ charters: z.array(text), proof: text })

/**
 * `GET /pending?after=leaf`: in the order of leaf hashes; `next` is what to ask after, null at the end. A withdrawal that
 * was taken while the server could not sign has no promise yet.
 */
export const PENDING = z.object({
  items: z.array(z.object({ leaf: hash, note: text, promise: z.nullable(text) })),
  next: z.nullable(hash),
})

/** `GET /holdings?after=root`: in the order of roots, `next` as above. */
export const HOLDINGS = z.object({
  items: z.array(z.object({ subject: hash, root: hash, size: count, state: z.enum(["held", "withdrawn"]) })),
  next: z.nullable(hash),
})

/** `GET /uploads/<id>`: the parts that have arrived. */
export const PARTS = z.object({
  parts: z.array(z.object({ n: count, size: count, sha256: hash })),
})

/** `GET /containers/<root>/hashes`: its size, and the leaf hash of each part. */
export const HASHES = z.object({ size: count, hashes: z.array(hash) })

const sealed = z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/))

/**
 * `GET /subjects/<subject>`: everything that names her, in her order. `proof` is a tlog-proof against `checkpoint`, null
 * where a statement is no leaf yet. `records` are those that her statements name and that are still there.
 */
export const SUBJECT = z.strictObject({
  checkpoint: text,
  statements: z.array(
    z.strictObject({
      kind: z.enum(["consent", "erasure", "custody"]),
      leaf: hash,
      note: text,
      promise: z.nullable(text),
      proof: z.nullable(text),
    }),
  ),
  records: z.array(z.strictObject({ sha256: hash, age: sealed })),
  replies: z.array(z.strictObject({ n: count, age: sealed })),
})

/** `GET /drafts/<subject>` */
export const DRAFT = z.strictObject({ version: count, age: sealed })

/** `POST /dispatch`: what became of each file of the bundle; `code` is null but for a refused one. */
export const DISPATCHED = z.strictObject({
  items: z.array(
    z.strictObject({
      path: z.string().check(z.maxLength(200)),
      outcome: z.enum(["taken", "repeated", "refused"]),
      code: z.nullable(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/))),
    }),
  ),
})

export type SubjectAnswer = z.infer<typeof SUBJECT>
export type Dispatched = z.infer<typeof DISPATCHED>

/** A record whose bytes come when they are read. */
export interface RecordStream {
  readonly sha256: string
  readonly size: number
  readonly bytes: Bytes
}

/** A {@link SubjectAnswer} as {@link paddedAnswer} would give it, with no record of it in memory. */
export function paddedHeld(
  { checkpoint, statements, replies }: Omit<SubjectAnswer, "records">,
  records: readonly RecordStream[],
): { readonly size: number; readonly bytes: AsyncGenerator<Uint8Array> } {
  const begin = utf8(`${JSON.stringify({ checkpoint, statements }).slice(0, -1)},"records":[`)
  const before = records.map(({ sha256 }, n) => utf8(`${n === 0 ? "" : ","}{"sha256":"${sha256}","age":"`))
  const after = utf8('"}')
  const end = utf8(`],"replies":${JSON.stringify(replies)}}`)
  const around = before.reduce((sum, { length }) => sum + length + after.length, begin.length + end.length)
  const json = records.reduce((sum, { size }) => sum + 4 * Math.ceil(size / 3), around)
  const size = paddedTarSize(json)
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield begin
    for (const [n, record] of records.entries()) {
      yield before[n] as Uint8Array
      for await (const chunk of rechunk(record.bytes, BASE64_CHUNK)) yield utf8(toBase64(chunk))
      yield after
    }
    yield end
    for (let left = size - json; left > 0; left -= BASE64_CHUNK)
      yield fill(new Uint8Array(0), Math.min(left, BASE64_CHUNK))
  }
  return { size, bytes: bytes() }
}
const BASE64_CHUNK = 3 * 65_536 // a multiple of three: base64 of pieces is pieces of base64

/** An answer whose size tells no more than a container's: JSON, then spaces. */
export function paddedAnswer(value: SubjectAnswer | z.infer<typeof DRAFT>): Uint8Array<ArrayBuffer> {
  const json = utf8(JSON.stringify(value))
  return fill(json, paddedTarSize(json.length))
}

/** A problem document (RFC 9457), as far as anyone acts on it. `now` is the server's clock, seconds since 1970. */
export const PROBLEM = z.object({
  code: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  now: z.optional(z.int().check(z.nonnegative())),
})

/** @throws {AnswerError} `answer-malformed` */
export function parseAnswer<T>(schema: z.ZodMiniType<T>, bytes: Uint8Array): T {
  try {
    const text = fromUtf8(bytes)
    requireShallow(text)
    const result = schema.safeParse(JSON.parse(text))
    if (result.success) return result.data
  } catch {
    // Too deep, not UTF-8 or not JSON: the parser's message would quote it.
  }
  throw malformed()
}

/** What the server holds of her, its bytes decoded. Nothing of it is verified but that names and hashes fit. */
export interface Held {
  readonly checkpoint: Uint8Array
  readonly statements: readonly {
    readonly kind: SubjectAnswer["statements"][number]["kind"]
    readonly leaf: string
    readonly note: Uint8Array
    readonly promise: Uint8Array | null
    readonly proof: Uint8Array | null
  }[]
  readonly records: ReadonlyMap<string, Uint8Array>
  readonly replies: readonly { readonly n: number; readonly age: Uint8Array }[]
}

/**
 * @throws {AnswerError} `answer-malformed`, also where a statement or a record is not what its hash says, or the size was
 *   not padded
 */
export function parseHeld(bytes: Uint8Array): Held {
  requirePadded(bytes)
  const { checkpoint, statements, records, replies } = parseAnswer(SUBJECT, bytes)
  const bytesOf = (note: string | null) => (note === null ? null : utf8(note))
  const held = {
    checkpoint: utf8(checkpoint),
    statements: statements.map((one) => ({
      ...one,
      note: utf8(one.note),
      promise: bytesOf(one.promise),
      proof: bytesOf(one.proof),
    })),
    records: new Map(records.map(({ sha256, age }) => [sha256, decoded(age)])),
    replies: replies.map(({ n, age }) => ({ n, age: decoded(age) })),
  }
  const fits =
    held.statements.every(({ leaf, note }) => hex(leafHash(note)) === leaf) &&
    [...held.records].every(([sha256, age]) => hex(digest(age)) === sha256) &&
    held.records.size === records.length
  if (!fits) throw malformed()
  return held
}

/** @throws {AnswerError} `answer-malformed` */
export function parseDraft(bytes: Uint8Array): { readonly version: number; readonly age: Uint8Array } {
  requirePadded(bytes)
  const { version, age } = parseAnswer(DRAFT, bytes)
  return { version, age: decoded(age) }
}

function requirePadded({ length }: Uint8Array): void {
  if (paddedTarSize(length) !== length) throw malformed()
}

function decoded(base64: string): Uint8Array {
  try {
    return fromBase64(base64)
  } catch {
    throw malformed()
  }
}

function malformed(): AnswerError {
  return new AnswerError("answer-malformed", "the server's answer is not what it should be")
}
