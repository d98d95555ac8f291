// The consent record (PROTOCOL section 5): reading and writing it, and the month until which it allows keeping. It is
// the plaintext of what is sealed; the server only ever sees the consent statement, statement.ts.
import { fromUtf8, utf8 } from "../bytes.ts"
import { fill, paddedRecordSize, SizeError, unfill } from "../container/padding.ts"
import { monthOf } from "../day.ts"
import { CodedError } from "../errors.ts"
import { parseCanonicalJson } from "../json.ts"
import { currentDecisions, isYes } from "./decision.ts"
import { type ConsentRecord, recordSchema } from "./schema.ts"
import { lastDayOfValidity } from "./validity.ts"

export { type Decision, PURPOSES, type Purpose } from "./decision.ts"
export type { ConsentRecord } from "./schema.ts"

export class ConsentRecordError extends CodedError<"consent-record" | "consent-store"> {}

const CLOSING_BRACE = 0x7d

/**
 * Checks a value as JSON gives it, and returns that same value: key order is the writer's, so that it re-encodes to
 * the bytes it came from.
 * @throws {ConsentRecordError} `consent-record`, naming the place by our keys and indexes, never by what was written
 */
export function parseConsentRecord(value: unknown): ConsentRecord {
  const result = recordSchema.safeParse(value)
  if (result.success) return value as ConsentRecord
  // Neither zod's message nor an unknown key is passed on: both could hold what a person wrote.
  const place = result.error.issues[0]?.path.join(".") || "the top"
  throw new ConsentRecordError("consent-record", `missing, unknown or unfit at ${place}`)
}

/**
 * A sealed record's plaintext.
 * @param bytes canonical JSON, then spaces up to 32 KiB times a power of two
 * @throws {SizeError} `size-not-padded`
 * @throws {ConsentRecordError} `consent-record`
 */
export function decodeConsentRecord(bytes: Uint8Array): ConsentRecord {
  const json = unfill(bytes, CLOSING_BRACE)
  if (bytes.length !== paddedRecordSize(bytes.length))
    throw new SizeError("size-not-padded", "not a padded size")
  return parseConsentRecord(parseJson(json))
}

/**
 * The plaintext to seal: what {@link decodeConsentRecord} reads, in the smallest padded size.
 * @throws {ConsentRecordError} `consent-record`: what could not be read again is not sealed
 */
export function encodeConsentRecord(record: ConsentRecord): Uint8Array<ArrayBuffer> {
  const json = utf8(JSON.stringify(parseConsentRecord(record)))
  return fill(json, paddedRecordSize(json.length))
}

/**
 * The month `YYYY-MM` for a consent statement's `until`: the last month of the decision to keep.
 * @param day the statement's day: a period counts from it where the decision has no `validFrom`
 * @throws {ConsentRecordError} `consent-store` without exactly one yes to keeping that names a last day: decisions that
 *   another one supersedes do not count, and between two that remain nobody but her could choose
 */
export function lastMonthOfStore(record: ConsentRecord, day: string): string {
  const current = currentDecisions(record.decisions)
  const [store, second] = current.filter((decision) => decision.purpose === "store" && isYes(decision))
  if (store === undefined)
    throw new ConsentRecordError("consent-store", "nothing may be kept without a yes to keeping it")
  if (second !== undefined) throw new ConsentRecordError("consent-store", "more than one yes to keeping it")
  try {
    return monthOf(lastDayOfValidity(store, day))
  } catch (cause) {
    throw new ConsentRecordError("consent-store", "the yes to keeping it names no last day", { cause })
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseCanonicalJson(fromUtf8(bytes))
  } catch {
    // No cause: a runtime's own message may quote the text. Also here: nesting too deep for the runtime.
    throw new ConsentRecordError("consent-record", "not canonical JSON in UTF-8")
  }
}
