// A charter on its way through the roots' hands (PROTOCOL section 7): each signs on a machine of their own, the signatures are
// put together, and what it still lacks is said. A note that lacks some is no charter yet, and nobody takes it for one.

import { fromUtf8, utf8 } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import { CHARTER, type Charter, type CharterBody, parseCharter, rootKeys } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { byKeyId, encodeNote, type NoteSignature, parseNote, signNote } from "../core/note/note.ts"
import { encodeVkey, type Signer, type VerifierKey } from "../core/note/vkey.ts"
import { statementText, verifyAmong } from "../core/statement/frame.ts"

export class SigningError extends CodedError<
  | "proposal" // not a charter's text, with or without signatures
  | "proposal-other" // signatures of another text
  | "proposal-signature" // a signature that is not a root's, or does not verify
  | "proposal-root" // whoever wants to sign is no root, before or after
  | "proposal-chain" // does not follow the charter it is to change
> {}

/** A charter's text and the signatures it has so far. */
export interface Proposal {
  readonly origin: string
  readonly body: CharterBody
  /** H of its text: what it will be named by. */
  readonly hash: string
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

// parseCharter wants a note, and a note has a signature; this line stands in for those to come and is dropped again.
const NOBODY: NoteSignature = { name: "nobody", id: "00000000", bytes: Uint8Array.of(0) }

/** @throws {StatementError} if the body is none */
export function newProposal(origin: string, body: CharterBody): Proposal {
  return parseProposal(utf8(statementText(CHARTER, origin, body)))
}

/** @throws {SigningError} `proposal` */
export function parseProposal(bytes: Uint8Array): Proposal {
  try {
    const whole = fromUtf8(bytes)
    const signed = whole.includes("\n\n")
    const text = signed ? parseNote(bytes).text : whole
    const { origin, body, hash } = parseCharter(encodeNote({ text, signatures: [NOBODY] }))
    return { origin, body, hash, text, signatures: signed ? parseNote(bytes).signatures : [] }
  } catch (cause) {
    throw new SigningError("proposal", "not a charter's text", { cause })
  }
}

/** Its bytes: the bare text, or a note with the signatures so far. */
export function encodeProposal({ text, signatures }: Proposal): Uint8Array {
  return signatures.length === 0 ? utf8(text) : encodeNote({ text, signatures })
}

/**
 * One more signature.
 * @param before the charter that it changes; null for charter 1
 * @throws {SigningError} `proposal-root`, `proposal-chain`
 */
export async function signProposal(
  proposal: Proposal,
  before: Charter | null,
  signer: Signer,
): Promise<Proposal> {
  requireFollows(proposal, before)
  const vkey = encodeVkey(signer.verifier)
  if (!rootsOf(proposal, before).some((root) => encodeVkey(root) === vkey))
    throw new SigningError("proposal-root", "this key is no root of the charter")
  const { signatures } = parseNote(await signNote(proposal.text, [signer]))
  return withSignatures(proposal, signatures)
}

/**
 * Puts together what several roots signed.
 * @throws {SigningError} `proposal-other`
 */
export function mergeProposals(all: readonly Proposal[]): Proposal {
  const [first, ...rest] = all
  if (first === undefined) throw new SigningError("proposal", "nothing to put together")
  return rest.reduce((merged, next) => {
    if (next.text !== merged.text) throw new SigningError("proposal-other", "signatures of another text")
    return withSignatures(merged, next.signatures)
  }, first)
}

// One line a key ID: the second is dropped, and whether the one that stays is good, is asked when it counts.
function withSignatures(proposal: Proposal, more: readonly NoteSignature[]): Proposal {
  const fresh = more.filter(({ id }) => !proposal.signatures.some((known) => known.id === id))
  return { ...proposal, signatures: [...proposal.signatures, ...fresh].sort(byKeyId) }
}

/** Who signed, and whether that is enough. */
export interface Signed {
  /** Names of the roots that signed. */
  readonly by: readonly string[]
  /** Of the charter before: null for charter 1. */
  readonly before: Count | null
  readonly own: Count
  readonly complete: boolean
}

export interface Count {
  readonly have: number
  readonly need: number
}

/**
 * Counts as a stranger will: by whole keys, and only good signatures.
 * @throws {SigningError} `proposal-signature`, `proposal-chain`
 */
export async function signedSoFar(proposal: Proposal, before: Charter | null): Promise<Signed> {
  requireFollows(proposal, before)
  const keys = await goodKeys(proposal, rootsOf(proposal, before))
  const signed = new Set(keys.map(encodeVkey))
  const count = (body: CharterBody, need: number): Count => ({
    have: body.roots.filter((vkey) => signed.has(vkey)).length,
    need,
  })
  const founding = before === null
  const own = count(proposal.body, founding ? proposal.body.roots.length : proposal.body.threshold)
  const old = founding ? null : count(before.body, before.body.threshold)
  const complete = own.have >= own.need && (old === null || old.have >= old.need)
  return { by: keys.map(({ name }) => name), before: old, own, complete }
}

// One line at a time, so that the bad one is named: what one root brought is then asked for again, and not all.
async function goodKeys(
  { text, signatures }: Proposal,
  roots: readonly VerifierKey[],
): Promise<VerifierKey[]> {
  const keys: VerifierKey[] = []
  for (const line of signatures) {
    try {
      keys.push(...(await verifyAmong({ text, signatures: [line] }, roots)))
    } catch (cause) {
      const name = /^root-[1-9][0-9]{0,2}$/.test(line.name) ? line.name : "somebody else"
      throw new SigningError("proposal-signature", `not a good signature of a root: ${name}`, { cause })
    }
  }
  return keys
}

/**
 * The whole chain with the finished charter, as a stranger takes it from the fingerprint.
 * @param chain the verified charters before it; empty for charter 1
 * @throws {CharterError} `charter-signatures` while signatures are missing
 */
export async function finishProposal(proposal: Proposal, chain: readonly Charter[]): Promise<Charter[]> {
  const notes = [...chain.map(({ note }) => encodeNote(note)), encodeProposal(proposal)]
  return verifyChain(notes, (chain[0] ?? proposal).hash)
}

function requireFollows(proposal: Proposal, before: Charter | null): void {
  const { body, origin } = proposal
  const follows =
    before === null
      ? body.version === 1
      : body.version === before.body.version + 1 &&
        body.previous === before.hash &&
        body.kind === before.body.kind &&
        origin === before.origin
  if (!follows) throw new SigningError("proposal-chain", "does not follow the charter it is to change")
}

function rootsOf(proposal: Proposal, before: Charter | null): VerifierKey[] {
  return before === null ? rootKeys(proposal.body) : [...rootKeys(before.body), ...rootKeys(proposal.body)]
}
