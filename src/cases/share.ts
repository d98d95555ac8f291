// Disclosing, holding and releasing (PROTOCOL section 6; survivor-standards 7, 43, 50, 68, 74, 77): drafted by one console, approved
// by another on its own, stated and logged by the first, and only then is there a plain copy. What consent does not cover is
// refused at every one of these steps.

import { fromUtf8, utf8 } from "../core/bytes.ts"
import type { Purpose } from "../core/consent/decision.ts"
import { isPublication } from "../core/consent/decision.ts"
import { InForceError } from "../core/consent/refusal.ts"
import type { Use } from "../core/consent/use.ts"
import { approve, approvedHash, type CustodyRecord, requireCustodyOf } from "../core/custody/record.ts"
import { addDays, compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { parseVkey } from "../core/note/vkey.ts"
import type { CustodyBody } from "../core/statement/custody.ts"
import type { Card } from "./card.ts"
import { type Prepared, plainCopy, prepare } from "./copy.ts"
import { permit } from "./covered.ts"
import type { DisclosurePlan, PlainCopy, Request, Reviewed } from "./desk.ts"
import { CasesError } from "./errors.ts"
import { openRequest, sealRequest } from "./request.ts"
import { caseOf, charterOf, consoleOf, FRESH_TO_DISCLOSE, policyOf, type Room, requireReady } from "./room.ts"
import { stateUse } from "./states.ts"

/** Purposes whose recipient is somebody by name. */
const NAMED: readonly Purpose[] = [
  "translation",
  "share_accountability_body",
  "share_partner",
  "support_referral",
]

/** @throws {InForceError} why consent does not cover it @throws {CasesError} `no-recipient` and others */
export async function disclose(room: Room, ref: string, plan: DisclosurePlan): Promise<Request> {
  const day = requireReady(room, true)
  const card = caseOf(room, ref)
  requireRecipient(room, plan)
  const prepared = await prepare(room, card, plan)
  const given = permit(card, useOf(plan, prepared), day)
  const record: CustodyRecord = {
    ...recordOf(room, card, "disclosed", day, plan.note),
    ...{ purpose: plan.purpose, recipientId: plan.recipientId, decisionId: given.decisionId },
    ...{
      identifiability: plan.identifiability,
      dataScope: [...plan.dataScope],
      objects: [...prepared.objects],
    },
    consentKey: card.record?.consentKey ?? null,
  }
  return sealRequest(room, inOrder(record), plan)
}

/** @throws {CasesError} `locked`: after a withdrawal nothing can be held; `held-already` */
export async function hold(room: Room, ref: string, reason: string): Promise<Request> {
  const day = requireReady(room)
  const card = caseOf(room, ref)
  if (card.hold !== null) throw new CasesError("held-already", "there is a hold")
  return sealRequest(room, inOrder(recordOf(room, card, "held", day, reason)), null)
}

/** @throws {CasesError} `no-case`, `not-held` */
export async function release(room: Room, ref: string, reason: string): Promise<Request> {
  const day = requireReady(room)
  const card = heldCase(room, ref)
  return sealRequest(room, inOrder(recordOf(room, card, "released", day, reason)), null)
}

/** A request as this console would approve it, or not. @throws {CasesError} `request-malformed` */
export async function review(room: Room, request: Uint8Array): Promise<Reviewed> {
  const { record, plan } = await openRequest(room, request)
  const { id } = await sealRequest(room, record, plan)
  const common = { id, record, plan, by: record.by, ref: room.store.card(record.subject)?.ref ?? null }
  try {
    await requireStillSo(room, record, plan)
    return { ...common, code: null }
  } catch (error) {
    if (error instanceof CodedError) return { ...common, code: error.code }
    throw error
  }
}

/** The second console's word, kept: of a yes for one use it gives one. @throws as {@link review} would say */
export async function approveRequest(room: Room, request: Uint8Array): Promise<Uint8Array> {
  const { record, plan } = await openRequest(room, request)
  const { card, once } = await requireStillSo(room, record, plan)
  const approved = await approve(charterOf(room).origin, record, room.signer)
  if (once && record.decisionId !== null) {
    const said = { decisionId: record.decisionId, id: approvedHash(record), day: room.today() }
    room.store.put({ ...card, approved: [...(card.approved ?? []), said] })
    await room.store.commit()
  }
  return utf8(approved.approval ?? "")
}

/**
 * States what was approved, and gives the copy; again, for whoever was stopped before the copy was whole, as long as that waits.
 * @throws {CustodyRecordError} `one-approver` @throws {CasesError} `request-changed` @throws {InForceError}
 */
export async function finish(room: Room, request: Uint8Array, approval: Uint8Array): Promise<PlainCopy> {
  const { record: asked, plan } = await openRequest(room, request)
  const stated = statedBefore(room, asked)
  const { card, prepared } = await requireStillSo(room, asked, plan, stated)
  const record: CustodyRecord = { ...asked, approval: fromUtf8(approval) }
  const { origin, body } = charterOf(room)
  const statement = { subject: card.subject, action: "used", console: consoleOf(room) } as CustodyBody
  const consoles = body.consoles.map((vkey) => parseVkey(vkey))
  await requireCustodyOf(statement, record, origin, consoles)
  if (stated !== undefined && prepared !== null)
    return { leaf: stated, files: await plainCopy(room, card, record, prepared, stated) }
  const leaf = await stateUse(room, card, record)
  const after = room.store.card(card.ref) as Card
  if (record.action === "held")
    room.store.put({ ...after, hold: { leaf, index: null, reason: record.note ?? "" } })
  if (record.action === "released") room.store.put({ ...after, hold: null })
  await room.store.commit()
  if (prepared === null) return { leaf, files: [] }
  return { leaf, files: await plainCopy(room, card, record, prepared, leaf) }
}

// One approval is for one disclosure.
function statedBefore({ store }: Room, asked: CustodyRecord): string | undefined {
  if (asked.action !== "disclosed") return undefined
  const hash = approvedHash(asked)
  const done = store
    .card(asked.subject)
    ?.earlier.find(({ record }) => record?.action === "disclosed" && approvedHash(record) === hash)
  if (done !== undefined && !store.outbox.items.some(({ leaf }) => leaf === done.leaf))
    throw new CasesError("request-changed", "it was done, and the log has it: ask again")
  return done?.leaf
}

// Judged again from what is known now: consent may have changed since it was asked.
async function requireStillSo(
  room: Room,
  record: CustodyRecord,
  plan: DisclosurePlan | null,
  stated?: string,
) {
  const disclosing = record.action === "disclosed"
  const day = requireReady(room, disclosing)
  const card = record.action === "released" ? heldCase(room, record.subject) : caseOf(room, record.subject)
  if (!disclosing) {
    if (record.action === "held" && card.hold !== null)
      throw new CasesError("held-already", "there is a hold")
    return { card, prepared: null, once: false }
  }
  requireYoung(record.day, day)
  if (plan === null || !isOf(record, plan))
    throw new CasesError("request-malformed", "what would be signed is not what would be given")
  requireRecipient(room, plan)
  const prepared = await prepare(room, card, plan)
  const same = JSON.stringify(prepared.objects) === JSON.stringify(record.objects)
  if (!same || record.consentKey !== (card.record?.consentKey ?? null))
    throw new CasesError("request-changed", "the case, or her consent, is not as it was when this was asked")
  const before = { ...card, earlier: card.earlier.filter(({ leaf }) => leaf !== stated) }
  let once = false
  for (const on of new Set([record.day, day])) {
    const given = permit(before, useOf(plan, prepared), on)
    if (given.decisionId !== record.decisionId)
      throw new CasesError("request-changed", "another decision covers it now")
    once = given.decision.validity?.kind === "single_use"
  }
  if (once) requireUnapproved(card, record, day)
  return { card, prepared, once }
}

// An approval is of these days: nobody keeps one for later. And it is a memory of the second console's for as long.
function requireYoung(asked: string, day: string): void {
  const isYoung = compare(day, addDays(asked, FRESH_TO_DISCLOSE)) <= 0 && compare(asked, addDays(day, 1)) <= 0
  if (!isYoung)
    throw new CasesError("request-changed", `not asked within ${FRESH_TO_DISCLOSE} days: ask again`)
}

// Of two consoles that ask for the same yes, neither knows of the other before the next import: the one that approves does.
function requireUnapproved({ approved = [] }: Card, record: CustodyRecord, day: string): void {
  const id = approvedHash(record)
  const other = approved.some(
    (one) =>
      one.decisionId === record.decisionId &&
      one.id !== id &&
      compare(day, addDays(one.day, FRESH_TO_DISCLOSE)) <= 0,
  )
  if (other) throw new InForceError("spent", "another request for this one use was approved here")
}

// The second console reads the record and signs it; consent is judged, and the copy made, by the plan.
function isOf(record: CustodyRecord, plan: DisclosurePlan): boolean {
  const said = ({ purpose, recipientId, identifiability, dataScope, note }: CustodyRecord | DisclosurePlan) =>
    JSON.stringify([purpose, recipientId, identifiability, dataScope, note])
  return said(record) === said(plan)
}

function heldCase({ store }: Room, ref: string): Card {
  const card = store.card(ref)
  if (card === undefined) throw new CasesError("no-case", "no case has this reference")
  if (card.hold === null) throw new CasesError("not-held", "there is no hold")
  return card
}

/** @throws {CasesError} `no-recipient` unless it is one of the policy's, or nobody where nobody is named */
export function requireRecipient(
  room: Room,
  { purpose, recipientId }: Pick<DisclosurePlan, "purpose" | "recipientId">,
): void {
  const known = policyOf(room).recipients.some(({ partyId }) => partyId === recipientId)
  if (recipientId === null ? NAMED.includes(purpose) : !known)
    throw new CasesError("no-recipient", "not one of the policy's recipients")
}

function useOf(plan: DisclosurePlan, { objects }: Prepared): Use {
  if (isPublication(plan.purpose) && objects.length !== 1)
    throw new InForceError("content", "one text or one file at a time is published")
  return {
    ...{ action: "disclosed", purpose: plan.purpose, recipientId: plan.recipientId },
    ...{ identifiability: plan.identifiability, dataScope: [...plan.dataScope] },
    contentSha256: objects.length === 1 ? (objects[0]?.sha256 ?? null) : null,
    ...{ met: [...plan.met], notHappened: [...plan.notHappened] },
  }
}

function recordOf(
  room: Room,
  { subject }: Card,
  action: CustodyRecord["action"],
  day: string,
  note: string | null,
): CustodyRecord {
  return {
    ...{ format: "cairn-custody/1", subject, action, purpose: null, recipientId: null, decisionId: null },
    ...{ identifiability: null, dataScope: [], objects: [], consentKey: null },
    ...{ by: room.by, day, note, approval: null },
  }
}

// Keys in the order of the format, whatever was set last.
function inOrder(record: CustodyRecord): CustodyRecord {
  const { format, subject, action, purpose, recipientId, decisionId, identifiability, dataScope, objects } =
    record
  const { consentKey, by, day, note, approval } = record
  return {
    ...{ format, subject, action, purpose, recipientId, decisionId, identifiability, dataScope, objects },
    ...{ consentKey, by, day, note, approval },
  }
}
