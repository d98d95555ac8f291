// The JSON that the server answers with (PROTOCOL section 9), for whoever asks. Strict where a lie could do harm, and
// nothing of it is trusted: what counts is inside, and signed.
import * as z from "zod/mini"
import { fromUtf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { count, hash } from "../statement/fields.ts"

export class AnswerError extends CodedError<"answer-malformed"> {}

const text = z.string().check(z.maxLength(60_000))

/** `GET /charter?after=n` */
export const CHARTERS = z.object({ charters: z.array(text) })

/** `GET /pending?after=leaf`: in the order of leaf hashes; `next` is what to ask after, null at the end. */
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

/** A problem document (RFC 9457), as far as anyone acts on it. `now` is the server's clock, seconds since 1970. */
export const PROBLEM = z.object({
  code: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  now: z.optional(z.int().check(z.nonnegative())),
})

/** @throws {AnswerError} `answer-malformed` */
export function parseAnswer<T>(schema: z.ZodMiniType<T>, bytes: Uint8Array): T {
  try {
    const result = schema.safeParse(JSON.parse(fromUtf8(bytes)))
    if (result.success) return result.data
  } catch {
    // Not UTF-8 or not JSON: the parser's message would quote it.
  }
  throw new AnswerError("answer-malformed", "the server's answer is not what it should be")
}
