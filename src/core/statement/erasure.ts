// The erasure (PROTOCOL sections 6 and 8): the log key's word on what of a subject is gone, and why. What must be erased, and
// when, is not judged here.
import * as z from "zod/mini"
import type { VerifierKey } from "../note/vkey.ts"
import { hash, hashes } from "./fields.ts"
import { parseStatement, STATEMENT_MAX, type Statement, type StatementType, verifyExactly } from "./frame.ts"

/** How many roots, and how many records, one erasure may name; more take several statements. */
export const ERASURE_MAX = 20

const schema = z.strictObject({
  subject: hash,
  consent: hash,
  content: hashes(ERASURE_MAX),
  records: hashes(ERASURE_MAX),
  reason: z.enum(["withdrawn", "expired", "imported"]),
})

export type ErasureBody = z.infer<typeof schema>

/** The statement type `cairn/erasure/v1`. */
export const ERASURE: StatementType<ErasureBody> = { word: "erasure", schema, maxBytes: STATEMENT_MAX }

/**
 * Parses an erasure and verifies that the log, and nobody else, signed it.
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openErasure(
  bytes: Uint8Array,
  origin: string,
  log: VerifierKey,
): Promise<Statement<ErasureBody>> {
  const statement = parseStatement(ERASURE, bytes, origin)
  await verifyExactly(statement.note, [log])
  return statement
}
