// The approval (PROTOCOL section 6): a second console's word on one custody record, by its hash. It stands inside that
// record and is never a leaf.
import * as z from "zod/mini"
import type { VerifierKey } from "../note/vkey.ts"
import { hash } from "../statement/fields.ts"
import {
  parseStatement,
  STATEMENT_MAX,
  type Statement,
  type StatementType,
  verifyOneOf,
} from "../statement/frame.ts"

const schema = z.strictObject({ record: hash })

export type ApprovalBody = z.infer<typeof schema>

/** The statement type `cairn/approval/v1`. */
export const APPROVAL: StatementType<ApprovalBody> = { word: "approval", schema, maxBytes: STATEMENT_MAX }

/** An approval, and the console that gave it. */
export interface Approval extends Statement<ApprovalBody> {
  readonly by: VerifierKey
}

/**
 * Parses an approval and verifies that exactly one of the consoles signed it.
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openApproval(
  bytes: Uint8Array,
  origin: string,
  consoles: readonly VerifierKey[],
): Promise<Approval> {
  const statement = parseStatement(APPROVAL, bytes, origin)
  return { ...statement, by: await verifyOneOf(statement.note, consoles) }
}
