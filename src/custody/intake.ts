// Making an intake identity and putting it where it is kept, in one go: what comes out is printed or locked, never the bare
// identity. Used by the ceremony and by each rotation.
import type { Recipient } from "../core/age/recipient.ts"
import { CodedError } from "../core/errors.ts"
import type { WordList } from "../core/receipt/words.ts"
import { type RandomBytes, randomBytes } from "../core/webcrypto.ts"
import { type Identity, recipientOf } from "../open/identity.ts"
import { newIdentity } from "./keys.ts"
import { lockIdentities, unlockIdentities, WORK_FACTOR } from "./passphrase.ts"
import type { IntakeCustody } from "./plan.ts"
import { encodeShareSet, type ShareSet, setIdOf } from "./share-set.ts"
import { rebuildIdentity, type Share, splitIdentity } from "./shares.ts"
import { passphraseSheet, shareSheet } from "./sheets.ts"

export class IntakeError extends CodedError<
  | "drill-sheets" // not every sheet was read back
  | "drill-key" // what was opened is another key than the one made
  | "drill-evidence" // shares for a whole identity, or a file for a split one
> {}

/** A file to be written or handed over. `path` begins with who gets it; what is secret is for that holder alone (0600). */
export interface HandedFile {
  readonly path: string
  readonly content: string | Uint8Array
  readonly secret: boolean
}

export interface MadeIntake {
  readonly recipient: Recipient
  /** The public record, if it was split. */
  readonly set: ShareSet | null
  readonly files: readonly HandedFile[]
}

/** What making an identity needs beside the plan. */
export interface IntakeMaking {
  readonly custody: IntakeCustody
  readonly organisation: string
  readonly demonstration: boolean
  readonly day: string
  /** Of the sheets. */
  readonly words: WordList
  /** Of a whole identity's file. */
  readonly passphrase?: string
  readonly workFactor?: number
  readonly random?: RandomBytes
}

/**
 * @throws {ShareError} `share-plan` @throws {PassphraseError} `passphrase-short`
 */
export async function makeIntake(making: IntakeMaking): Promise<MadeIntake> {
  const { custody, words, workFactor = WORK_FACTOR, random = randomBytes } = making
  const { identity, recipient } = await newIdentity(random)
  const frame = { organisation: making.organisation, day: making.day, demonstration: making.demonstration }
  if (custody.how === "split") {
    const { set, shares } = await splitIdentity(identity, custody.k, custody.n)
    const sheets = shares.map((share) => ({
      path: `share-${share.number}/share-${share.number}.html`,
      content: shareSheet(frame, share, set, words),
      secret: true,
    }))
    return { recipient, set, files: [...sheets, record(set)] }
  }
  const passphrase = making.passphrase ?? ""
  const setId = setIdOf(recipient)
  const note = `# intake identity ${setId}, made ${making.day}`
  const file = await lockIdentities([identity], passphrase, note, workFactor)
  const page = passphraseSheet(frame, passphrase, setId, words.language)
  const files = [
    { path: `intake/intake-${setId}.age`, content: file, secret: true },
    { path: "intake-passphrase/passphrase.html", content: page, secret: true },
  ]
  return { recipient, set: null, files }
}

function record(set: ShareSet): HandedFile {
  return { path: "record/shares.json", content: encodeShareSet(set), secret: false }
}

/** What a drill is done with: every sheet typed back, or the file that was written and its passphrase from paper. */
export type DrillEvidence =
  | { readonly shares: readonly Share[] }
  | { readonly file: Uint8Array; readonly passphrase: string }

/**
 * Opens a just made identity from nothing but what will be kept.
 * @throws {IntakeError} @throws {ShareError} @throws {PassphraseError}
 */
export async function drillIntake(
  made: Pick<MadeIntake, "recipient" | "set">,
  evidence: DrillEvidence,
): Promise<Identity> {
  const { recipient, set } = made
  if ("shares" in evidence !== (set !== null))
    throw new IntakeError("drill-evidence", "this key is kept in another way")
  if ("shares" in evidence && set !== null) {
    const identity = await rebuildIdentity(evidence.shares, set)
    // A sheet that was printed badly would show only when it is needed.
    if (evidence.shares.length < set.n)
      throw new IntakeError("drill-sheets", `all ${set.n} sheets must be read back`)
    return identity
  }
  const { file, passphrase } = evidence as { file: Uint8Array; passphrase: string }
  const [identity, more] = await unlockIdentities(file, passphrase)
  if (identity === undefined || more !== undefined || (await recipientOf(identity)) !== recipient)
    throw new IntakeError("drill-key", "the file holds another key than the one that was made")
  return identity
}
