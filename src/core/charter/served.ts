// The charters that a server shows (PROTOCOL section 7), as somebody takes them who must not be kept from withdrawing by what is
// wrong with a later one: as much of the chain as verifies, and what is to be doubted about the rest.
import { type Charter, type CharterError, verifyChain } from "./chain.ts"
import { requireProven } from "./proven.ts"

/** The charters that a survivor's request goes by. */
export interface Trusted {
  /** Verified from the fingerprint, oldest first. */
  readonly charters: readonly Charter[]
  /** Why what follows the last of them was not believed, or that it is not shown to be in the log. */
  readonly doubt: string | null
}

/**
 * @param notes charter 1 and all later ones, as they were served
 * @param proof the tlog-proof of the newest
 * @throws {CharterError|StatementError|NoteError} if not even charter 1 is the organisation's
 */
export async function trustServed(
  notes: readonly Uint8Array[],
  proof: Uint8Array,
  fingerprint: string,
): Promise<Trusted> {
  let charters = await verifyChain(notes.slice(0, 1), fingerprint)
  for (let count = notes.length; count > 1; count--) {
    try {
      charters = await verifyChain(notes.slice(0, count), fingerprint)
      break
    } catch {
      // One fewer.
    }
  }
  if (charters.length < notes.length) return { charters, doubt: "charter-chain" }
  try {
    await requireProven(charters, proof)
    return { charters, doubt: null }
  } catch (error) {
    return { charters, doubt: (error as CharterError).code }
  }
}
