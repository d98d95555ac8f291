// The key ceremony (docs/CEREMONY.md) as pure steps: each takes the state and gives the next, with the files that must be handed
// out. The order cannot be turned: no signature before the drill, nothing handed out before all roots signed.

import { sha256 } from "@noble/hashes/sha2.js"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { requireCurrent } from "../core/charter/chain.ts"
import type { Charter, CharterBody } from "../core/charter/charter.ts"
import { encodeVkey, type Signer } from "../core/note/vkey.ts"
import type { WordList } from "../core/receipt/words.ts"
import type { RandomBytes } from "../core/webcrypto.ts"
import { type Ceremony, CeremonyError } from "./ceremony-state.ts"
import { type DrillEvidence, drillIntake, type HandedFile, makeIntake } from "./intake.ts"
import { newIdentity, newSigningKey } from "./keys.ts"
import { isPublished, KnownKeyError, requireReal } from "./known.ts"
import { checkPlan, keyName, type Plan, seatsOf } from "./plan.ts"
import { requirePolicy } from "./policy-rules.ts"
import { challenge, PossessionError, provenKey, requireAnswer } from "./possession.ts"
import {
  encodeProposal,
  finishProposal,
  mergeProposals,
  newProposal,
  type Proposal,
  parseProposal,
  type Signed,
  signedSoFar,
  signProposal,
} from "./signing.ts"

/** A step's outcome: the state to keep, and what to write or hand over. State and files belong together. */
export interface Stepped {
  readonly ceremony: Ceremony
  readonly files: readonly HandedFile[]
}

export type StepName = "keys" | "intake" | "drill" | "sign" | "hand-over" | "done"

/** The step whose turn it is. */
export function stepOf(ceremony: Ceremony): StepName {
  if (emptySeats(ceremony).length > 0) return "keys"
  if (ceremony.intake === null) return "intake"
  if (ceremony.drilled === null) return "drill"
  if (ceremony.finished) return "done"
  const { charter, plan } = ceremony
  const lines = charter === null ? 0 : parseProposal(utf8(charter)).signatures.length
  return lines < plan.roots ? "sign" : "hand-over"
}

/**
 * Begins. Nothing is made yet.
 * @throws {PlanError} @throws {PolicyError} @throws {PolicyRuleError} @throws {KnownKeyError} `demonstration`
 */
export function beginCeremony(plan: Plan, policy: Uint8Array, today: string, random: RandomBytes): Stepped {
  const checked = checkPlan(plan)
  requirePolicy(policy, checked, today)
  const ceremony: Ceremony = {
    format: "cairn-ceremony/1",
    id: hex(random(16)),
    began: today,
    plan: checked,
    policy: hex(sha256(policy)),
    seats: [],
    asked: null,
    intake: null,
    drilled: null,
    charter: null,
    finished: false,
  }
  return { ceremony, files: [{ path: "record/policy.json", content: policy, secret: false }] }
}

/** The seats that still want a key. */
export function emptySeats({ plan, seats }: Ceremony): string[] {
  return seatsOf(plan).filter((seat) => !seats.some((filled) => filled.seat === seat))
}

/** Makes the keys of all empty seats but those whose holders bring their own. */
export async function makeKeys(ceremony: Ceremony, random: RandomBytes): Promise<Stepped> {
  requireStep(ceremony, "keys")
  let [next, files]: [Ceremony, HandedFile[]] = [ceremony, []]
  for (const seat of emptySeats(ceremony).filter((one) => !ceremony.plan.joined.includes(one))) {
    const { key, name, secret } = await newKeyFor(ceremony, seat, random)
    next = filled(next, seat, key, "made")
    files = [...files, { path: name, content: `${secret}\n`, secret: true }]
  }
  return { ceremony: next, files }
}

async function newKeyFor(ceremony: Ceremony, seat: string, random: RandomBytes) {
  if (seat === "audit") {
    const { identity, recipient } = await newIdentity(random)
    return { key: recipient as string, name: "audit/audit.age-identity", secret: identity as string }
  }
  const { secret, vkey } = await newSigningKey(keyName(ceremony.plan, seat), random)
  return { key: vkey, name: seat === "log" ? "server/log.key" : `${seat}/${seat}.key`, secret }
}

/**
 * Takes a signing key that was made elsewhere, by its holder's proof for this ceremony.
 * @throws {PossessionError} @throws {CeremonyError} `ceremony-seat`
 */
export async function joinKey(ceremony: Ceremony, note: Uint8Array): Promise<Ceremony> {
  requireStep(ceremony, "keys")
  const key = await provenKey(note, ceremony.plan.origin, ceremony.id)
  const seat = ceremony.plan.joined.find((one) => keyName(ceremony.plan, one) === key.name && one !== "audit")
  if (seat === undefined) throw new PossessionError("join-name", "no joined seat has this key's name")
  return filled(ceremony, seat, encodeVkey(key), "joined")
}

/** Asks the holder of an audit identity that was made elsewhere to open something. A new challenge replaces the old. */
export async function askAudit(
  ceremony: Ceremony,
  recipient: Recipient,
  random: RandomBytes,
): Promise<Stepped> {
  requireStep(ceremony, "keys")
  if (!ceremony.plan.joined.includes("audit")) throw seatError("the audit identity is made here")
  const { file, expects } = await challenge(recipient, random)
  const next = { ...ceremony, asked: { recipient: parseRecipient(recipient), expects } }
  return {
    ceremony: next,
    files: [{ path: `audit/challenge-${expects.slice(0, 8)}.age`, content: file, secret: false }],
  }
}

/** @throws {PossessionError} `join-challenge` */
export function joinAudit(ceremony: Ceremony, answer: string): Ceremony {
  requireStep(ceremony, "keys")
  if (ceremony.asked === null) throw new PossessionError("join-challenge", "nothing was asked yet")
  requireAnswer(answer, ceremony.asked.expects)
  return { ...filled(ceremony, "audit", ceremony.asked.recipient, "joined"), asked: null }
}

/** Makes the intake identity and everything it is kept as. */
export async function makeCeremonyIntake(
  ceremony: Ceremony,
  making: { words: WordList; random: RandomBytes; passphrase?: string; workFactor?: number },
): Promise<Stepped> {
  requireStep(ceremony, "intake")
  const { plan, began } = ceremony
  const { recipient, set, files } = await makeIntake({
    ...making,
    custody: plan.intake,
    organisation: plan.organisation,
    demonstration: plan.kind === "demonstration",
    day: began,
  })
  return { ceremony: { ...ceremony, intake: { recipient, set } }, files }
}

/**
 * The drill: the intake identity from paper alone, and one root's signature for this ceremony by a key that the ceremony made or
 * took in.
 * @param rootNote what `proveKey` makes of a root's key file, read again, for {@link drillPurpose}
 */
export async function drill(
  ceremony: Ceremony,
  evidence: DrillEvidence,
  rootNote: Uint8Array,
  today: string,
): Promise<Ceremony> {
  requireStep(ceremony, "drill")
  await drillIntake(ceremony.intake as NonNullable<Ceremony["intake"]>, evidence)
  const root = encodeVkey(await provenKey(rootNote, ceremony.plan.origin, drillPurpose(ceremony)))
  if (!rolesOf(ceremony, "root").includes(root))
    throw new CeremonyError("ceremony-drill", "this key is none of the ceremony's roots")
  return { ...ceremony, drilled: today }
}

/** What a root signs in the drill: not what it signed when it joined, which would show nothing of its file now. */
export function drillPurpose({ id }: Pick<Ceremony, "id">): string {
  return hex(sha256(utf8(`cairn/drill/v1\n${id}\n`)))
}

/** Charter 1 as it stands, with the signatures so far. */
export function charterOf(ceremony: Ceremony): Proposal {
  if (stepOf(ceremony) === "keys" || ceremony.intake === null || ceremony.drilled === null)
    throw new CeremonyError("ceremony-step", "the drill comes before the charter")
  if (ceremony.charter !== null) return parseProposal(utf8(ceremony.charter))
  return newProposal(ceremony.plan.origin, bodyOf(ceremony))
}

/** One root signs, on this machine. @throws {SigningError} `proposal-root` */
export async function signCharter(ceremony: Ceremony, root: Signer): Promise<Ceremony> {
  return withCharter(ceremony, await signProposal(charterOf(ceremony), null, root))
}

/** Takes what roots signed elsewhere. @throws {SigningError} */
export async function takeSigned(ceremony: Ceremony, signed: Proposal): Promise<Ceremony> {
  const merged = mergeProposals([charterOf(ceremony), signed])
  await signedSoFar(merged, null)
  return withCharter(ceremony, merged)
}

/** Who signed charter 1 already. */
export function charterSigned(ceremony: Ceremony): Promise<Signed> {
  return signedSoFar(charterOf(ceremony), null)
}

/**
 * The finished charter, checked as a stranger would.
 * @throws {CharterError} `charter-signatures` until all roots signed; `charter-expired`
 */
export async function finishedCharter(ceremony: Ceremony, today: string): Promise<Charter> {
  const [charter] = (await finishProposal(charterOf(ceremony), [])) as [Charter]
  requireCurrent(charter, today)
  if (charter.body.kind === "production") requireReal(charter.origin, charter.body)
  return charter
}

/** The text of the note, once {@link finishedCharter} took it. */
export function charterNote(ceremony: Ceremony): string {
  return fromUtf8(encodeProposal(charterOf(ceremony)))
}

/** The vkeys of one role, in the order of their numbers. */
export function rolesOf({ seats }: Ceremony, role: string): string[] {
  return seats
    .filter(({ seat }) => seat.startsWith(`${role}-`))
    .sort((a, b) => Number(a.seat.split("-")[1]) - Number(b.seat.split("-")[1]))
    .map(({ key }) => key)
}

function bodyOf(ceremony: Ceremony): CharterBody {
  const { plan, policy, began } = ceremony
  const keyOf = (seat: string) => ceremony.seats.find((one) => one.seat === seat)?.key as string
  const recipient = (ceremony.intake as NonNullable<Ceremony["intake"]>).recipient
  return {
    version: 1,
    previous: null,
    organisation: plan.organisation,
    kind: plan.kind,
    roots: rolesOf(ceremony, "root"),
    threshold: plan.threshold,
    intake: [{ recipient, from: began }],
    revoked: [],
    audit: [keyOf("audit")],
    log: keyOf("log"),
    consoles: rolesOf(ceremony, "console"),
    couriers: rolesOf(ceremony, "courier"),
    auditors: rolesOf(ceremony, "auditor"),
    releases: rolesOf(ceremony, "release"),
    witnesses: plan.witnesses,
    witnessQuorum: plan.witnessQuorum,
    policy: { sha256: policy },
    erasureDays: plan.erasureDays,
    graceDays: plan.graceDays,
    freshDays: plan.freshDays,
    mergeDelayHours: plan.mergeDelayHours,
    expires: plan.expires,
  }
}

function withCharter(ceremony: Ceremony, proposal: Proposal): Ceremony {
  if (ceremony.finished) throw new CeremonyError("ceremony-step", "the ceremony is over")
  return { ...ceremony, charter: fromUtf8(encodeProposal(proposal)) }
}

function filled(ceremony: Ceremony, seat: string, key: string, how: "made" | "joined"): Ceremony {
  if (!emptySeats(ceremony).includes(seat)) throw seatError("no such seat, or it has a key already")
  if (ceremony.seats.some((one) => bare(one.key) === bare(key)))
    throw seatError("this key has a seat already")
  if (isPublished(key))
    throw new KnownKeyError("known-key", "a key of the project's own vectors: everybody has it")
  return { ...ceremony, seats: [...ceremony.seats, { seat, key, how }] }
}

function requireStep(ceremony: Ceremony, step: StepName): void {
  const now = stepOf(ceremony)
  if (now !== step) throw new CeremonyError("ceremony-step", `the step "${now}" comes now, not "${step}"`)
}

function bare(key: string): string {
  return key.split("+").slice(2).join("+") || key
}

function seatError(why: string): CeremonyError {
  return new CeremonyError("ceremony-seat", why)
}
