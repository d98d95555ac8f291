// Signing charter 1: by all its roots, and checked as a stranger would before anyone relies on it.

import { requireCurrent, verifyChain } from "../core/charter/chain.ts"
import { CHARTER, type Charter, type CharterBody } from "../core/charter/charter.ts"
import type { Signer } from "../core/note/vkey.ts"
import { parseStatement, signStatement, textHash } from "../core/statement/frame.ts"

/**
 * @param body version 1
 * @param roots the signers of all its root keys
 * @param today `YYYY-MM-DD`, UTC
 * @returns the note's bytes and the charter; its hash is the fingerprint
 * @throws {StatementError|CharterError} if a stranger would not take it
 */
export async function signFirstCharter(
  origin: string,
  body: CharterBody,
  roots: readonly Signer[],
  today: string,
): Promise<{ note: Uint8Array; charter: Charter }> {
  const note = await signStatement(CHARTER, origin, body, roots)
  const fingerprint = textHash(parseStatement(CHARTER, note).note)
  const [charter] = (await verifyChain([note], fingerprint)) as [Charter]
  requireCurrent(charter, today)
  return { note, charter }
}
