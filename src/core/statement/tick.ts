// The tick (PROTOCOL sections 6 and 8): the log key's word that a batch belongs to a day. Filler ticks are ticks too: the
// nonce makes each a leaf of its own.
import * as z from "zod/mini"
import type { Signer, VerifierKey } from "../note/vkey.ts"
import { day } from "./fields.ts"
import {
  parseStatement,
  STATEMENT_MAX,
  type Statement,
  type StatementType,
  signStatement,
  verifyExactly,
} from "./frame.ts"

const schema = z.strictObject({
  day,
  nonce: z.string().check(z.regex(/^[0-9a-f]{32}$/)), // 128 random bits
})

export type TickBody = z.infer<typeof schema>

/** The statement type `cairn/tick/v1`. */
export const TICK: StatementType<TickBody> = { word: "tick", schema, maxBytes: STATEMENT_MAX }

/** @param nonce 32 hex digits, random */
export function signTick(origin: string, day: string, nonce: string, log: Signer): Promise<Uint8Array> {
  return signStatement(TICK, origin, { day, nonce }, [log])
}

/**
 * Parses a tick and verifies that the log, and nobody else, signed it.
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openTick(
  bytes: Uint8Array,
  origin: string,
  log: VerifierKey,
): Promise<Statement<TickBody>> {
  const statement = parseStatement(TICK, bytes, origin)
  await verifyExactly(statement.note, [log])
  return statement
}
