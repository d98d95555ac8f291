// The promise (PROTOCOL section 8): the server's word, signed by the log key, that a statement will be a leaf by a day.
import * as z from "zod/mini"
import { addDays } from "../day.ts"
import type { Signer, VerifierKey } from "../note/vkey.ts"
import { day, hash } from "./fields.ts"
import { parseStatement, STATEMENT_MAX, type StatementType, signStatement, verifyExactly } from "./frame.ts"

const schema = z.strictObject({ leaf: hash, by: day })

export type InclusionPromise = z.infer<typeof schema>

/** The statement type `cairn/promise/v1`. */
export const PROMISE: StatementType<InclusionPromise> = { word: "promise", schema, maxBytes: STATEMENT_MAX }

/**
 * The promise for a leaf accepted on `today`, as the exact bytes that are answered and kept.
 * @param leaf leaf hash of the statement, hex
 * @param mergeDelayHours the charter's
 */
export function signPromise(
  origin: string,
  leaf: string,
  today: string,
  mergeDelayHours: number,
  log: Signer,
): Promise<Uint8Array> {
  const by = addDays(today, Math.ceil(mergeDelayHours / 24) + 1)
  return signStatement(PROMISE, origin, { leaf, by }, [log])
}

/**
 * Parses a promise and verifies that the log signed it.
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openPromise(
  bytes: Uint8Array,
  origin: string,
  log: VerifierKey,
): Promise<InclusionPromise> {
  const { note, body } = parseStatement(PROMISE, bytes, origin)
  await verifyExactly(note, [log])
  return body
}
