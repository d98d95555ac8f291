// The keys of an organisation in the tests, all in one hand: an attacker who holds the log's, or whichever key the attack needs.
import { parseRecipient, type Recipient } from "../../src/core/age/recipient.ts"
import { CHARTER, type Charter, type CharterBody, parseCharter } from "../../src/core/charter/charter.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { deriveReceiptKeys, newReceipt, type ReceiptKeys } from "../../src/core/receipt/receipt.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { newIdentity, newSigningKey, type SigningKey } from "../../src/custody/keys.ts"
import type { Organisation, OrganisationPlan } from "../../src/custody/organisation.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { ORIGIN, organisation } from "../fixtures/account.ts"

/** A survivor of the tests. */
export interface Who {
  readonly keys: ReceiptKeys
  readonly reply: Recipient
}

/** Everything that an organisation and three survivors hold. */
export interface Keys {
  readonly made: Organisation
  readonly log: Signer
  readonly roots: readonly Signer[]
  readonly consoles: readonly [Signer, Signer, Signer]
  readonly release: Signer
  readonly auditor: Signer
  readonly second: { readonly charter: Charter; readonly note: Uint8Array }
  readonly newIntake: Recipient
  /** A key that no charter names. */
  readonly stranger: SigningKey
  readonly unwrap: ReturnType<typeof unwrapWith>
  readonly unwrapIntake: ReturnType<typeof unwrapWith>
  readonly people: readonly [Who, Who, Who]
  /** What `make` made the first time: forges that differ in one thing share the rest. */
  once(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>
}

export async function allKeys(plan: Partial<OrganisationPlan> = {}): Promise<Keys> {
  const three = { roots: 3, threshold: 2, consoles: 3, policy: { sha256: POLICY_SHA256 } }
  const made = await organisation({ ...three, ...plan })
  const signer = (name: string): Promise<Signer> => parsePrivateKey(made.secrets.get(name) as string)
  const roots = await Promise.all([1, 2, 3].map((n) => signer(`root-${n}.key`)))
  const { recipient } = await newIdentity()
  const kept = new Map<string, Promise<Uint8Array>>()
  const second = await nextCharter(made.charter, {}, roots.slice(0, 2), recipient)
  return {
    ...{ made, roots, second, newIntake: recipient },
    log: await parsePrivateKey(made.logKey),
    consoles: [await signer("console-1.key"), await signer("console-2.key"), await signer("console-3.key")],
    release: await signer("release-1.key"),
    auditor: await signer("auditor.key"),
    stranger: await newSigningKey("console-1"),
    unwrap: unwrapWith(await parseIdentities(made.secrets.get("audit.age-identity") as string)),
    unwrapIntake: unwrapWith(await parseIdentities(made.secrets.get("intake.age-identity") as string)),
    people: [await newWho(), await newWho(), await newWho()],
    once: (name, make) => {
      const known = kept.get(name) ?? make()
      kept.set(name, known)
      return known
    },
  }
}

export const POLICY = new TextEncoder().encode('{"format":"cairn-policy/1"}')
export const POLICY_SHA256 = "c3abc0f58f3384a724f606068f3ac59035fae300df7850ff9c766cbded5348f9"

export async function newWho(): Promise<Who> {
  const keys = await deriveReceiptKeys(newReceipt(randomBytes), ORIGIN)
  return { keys, reply: await replyRecipient(keys) }
}

/** The charter after `before`, with one more intake key. */
export async function nextCharter(
  before: Charter,
  over: Partial<CharterBody>,
  signers: readonly Signer[],
  intake?: Recipient,
): Promise<{ charter: Charter; note: Uint8Array }> {
  const added = intake === undefined ? [] : [{ recipient: parseRecipient(intake), from: "2026-11-24" }]
  const body: CharterBody = {
    ...before.body,
    ...{ version: before.body.version + 1, previous: before.hash },
    intake: [...before.body.intake, ...added],
    ...over,
  }
  const note = await signStatement(CHARTER, ORIGIN, body, signers)
  return { charter: parseCharter(note), note }
}
