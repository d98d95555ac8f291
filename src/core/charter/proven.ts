// That a charter stands in the log (PROTOCOL section 7), for whoever is about to seal to its keys: so that roots who were
// coerced cannot hand one person a charter which nobody else ever sees.
import { encodeNote } from "../note/note.ts"
import { parseVkey } from "../note/vkey.ts"
import { leafHash } from "../tlog/merkle.ts"
import { openProof } from "../tlog/proof-file.ts"
import { type Charter, CharterError } from "./chain.ts"

/**
 * Verifies that the newest charter of a chain is a leaf, under the log key and the witness quorum of the version before it.
 * The first of a chain has none before it in the reader's hand, and goes by its own: version 1 is the fingerprint, a pinned
 * version is vouched for by the pin.
 * @param chain verified, oldest first
 * @param proof a tlog-proof file
 * @throws {CharterError} `charter-unproven`, its cause says why
 */
export async function requireProven(chain: readonly Charter[], proof: Uint8Array): Promise<void> {
  const newest = chain[chain.length - 1] as Charter
  const { log, witnesses, witnessQuorum } = (chain.at(-2) ?? newest).body
  try {
    await openProof(proof, leafHash(encodeNote(newest.note)), {
      ...{ origin: newest.origin, logs: [parseVkey(log)], witnesses, witnessQuorum },
    })
  } catch (cause) {
    throw new CharterError("charter-unproven", "nothing shows that it is in the log", { cause })
  }
}
