// The chain of charters one by one (PROTOCOL section 7): each by the one before it, so that a chain of any length costs what its
// links cost, and what holds of it counts although what follows does not.
import { verifyChain, verifyFromPin } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { encodeNote } from "../core/note/note.ts"

/**
 * Verifies the next charter.
 * @param before the one before it; undefined for charter 1, which the fingerprint names
 * @throws {CharterError|StatementError|NoteError}
 */
export async function nextCharter(
  before: Charter | undefined,
  note: Uint8Array,
  fingerprint: string,
): Promise<Charter> {
  if (before === undefined) return (await verifyChain([note], fingerprint))[0] as Charter
  const pin = { version: before.body.version, sha256: before.hash }
  return (await verifyFromPin([encodeNote(before.note), note], pin))[1] as Charter
}

/**
 * As much of a chain as holds.
 * @returns at least charter 1, and whether that was all
 * @throws {CharterError|StatementError|NoteError} if not even charter 1 holds
 */
export async function followCharters(
  notes: readonly Uint8Array[],
  fingerprint: string,
): Promise<{ charters: Charter[]; whole: boolean }> {
  const charters = [await nextCharter(undefined, notes[0] ?? new Uint8Array(0), fingerprint)]
  try {
    for (const note of notes.slice(1)) charters.push(await nextCharter(charters.at(-1), note, fingerprint))
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return { charters, whole: false }
  }
  return { charters, whole: true }
}
