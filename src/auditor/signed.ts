// One entry of the log: what it says, and whether whoever may sign it did (PROTOCOL sections 1, 5 and 6). What follows from
// what it says is judged elsewhere; an entry with a fault here counts for nothing there.
import { fromHex } from "../core/bytes.ts"
import { HOLDER } from "../core/consent/statement.ts"
import { CodedError } from "../core/errors.ts"
import { isSignature, type SignatureCheck } from "../core/note/ed25519.ts"
import type { NoteSignature } from "../core/note/note.ts"
import { type VerifierKey, verifierKey } from "../core/note/vkey.ts"
import { verifyAmong, verifyExactly } from "../core/statement/frame.ts"
import { type Leaf, parseLeaf } from "../core/statement/leaf.ts"
import type { FindingCode } from "./findings.ts"
import { consoleWith, type Keys } from "./keys.ts"

/** An entry taken apart, with the first fault in its form or signatures. A charter's signatures are its chain's to judge. */
export type SignedEntry =
  | { readonly leaf: Leaf; readonly fault?: undefined; readonly subject?: undefined }
  | { readonly leaf?: undefined; readonly fault: FindingCode; readonly subject: string | null }

/** @param entry the exact bytes of the leaf */
export async function readSigned(
  entry: Uint8Array,
  origin: string,
  keys: Keys,
  check: SignatureCheck = isSignature,
): Promise<SignedEntry> {
  let leaf: Leaf
  try {
    leaf = parseLeaf(entry, origin)
  } catch (error) {
    return faulty(error, "malformed", null)
  }
  const subject = subjectOf(leaf)
  try {
    await requireSigner(leaf, keys, check)
    return { leaf }
  } catch (error) {
    return faulty(error, isAnothers(leaf) ? "wrong-subject" : "bad-signature", subject)
  }
}

/** The person an entry speaks of. */
export function subjectOf(leaf: Leaf): string | null {
  return leaf.type === "consent" || leaf.type === "erasure" || leaf.type === "custody"
    ? leaf.body.subject
    : null
}

async function requireSigner(leaf: Leaf, keys: Keys, check: SignatureCheck): Promise<void> {
  switch (leaf.type) {
    case "charter":
      return
    case "consent":
      return verifyExactly(leaf.note, [holderOf(leaf.body.subject)], check)
    case "tick":
    case "erasure":
      return verifyExactly(leaf.note, [keys.log], check)
    case "custody": {
      const signer = consoleWith(keys, leaf.body.console)
      return verifyExactly(leaf.note, signer === undefined ? [] : [signer], check)
    }
    case "release":
      if (leaf.note.signatures.length !== 1) return verifyExactly(leaf.note, [])
      await verifyAmong(leaf.note, keys.releases, check)
  }
}

function holderOf(subject: string): VerifierKey {
  return verifierKey(HOLDER, fromHex(subject))
}

// One holder's line, but another holder's: that is more than a spoiled signature.
function isAnothers(leaf: Leaf): boolean {
  if (leaf.type !== "consent") return false
  const [line, more]: readonly (NoteSignature | undefined)[] = leaf.note.signatures
  return more === undefined && line?.name === HOLDER && line.id !== holderOf(leaf.body.subject).id
}

function faulty(error: unknown, fault: FindingCode, subject: string | null): SignedEntry {
  if (error instanceof CodedError) return { fault, subject }
  throw error
}
