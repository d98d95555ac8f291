// A desk over an opened store: what desk.ts promises, put together. Keeps what lists ask for again and again; a card that changes
// is another object, so nothing old is ever answered.
import type { Recipient } from "../core/age/recipient.ts"
import type { CustodyRecord } from "../core/custody/record.ts"
import { CodedError } from "../core/errors.ts"
import type { Blobs } from "./blobs.ts"
import type { Card, Known } from "./card.ts"
import { eraseCompartment } from "./compartments.ts"
import { allowedOf, readingFor } from "./covered.ts"
import type { About, CaseLine, CaseView, Desk } from "./desk.ts"
import { dispatch } from "./dispatch.ts"
import { importBundle, readersOf } from "./import.ts"
import { askAll, lineOf, listOf, plain } from "./list.ts"
import { stateOwed } from "./locks.ts"
import { takeUp } from "./own-chain.ts"
import { reply } from "./reply.ts"
import { answersOf, attachment, reveal } from "./reveal.ts"
import {
  caseOf,
  charterOf,
  chartersOf,
  consoleOf,
  policyOf,
  type Room,
  type Session,
  stateOf,
} from "./room.ts"
import { approveRequest, disclose, finish, hold, release, review } from "./share.ts"
import { covers, type FieldId } from "./split.ts"
import { handOver, label, note, quarantine, setFields } from "./staff.ts"
import { Store } from "./store.ts"

/** What opening a desk takes. */
export interface DeskInput extends Session {
  readonly blobs: Blobs
  /** The public halves of the identities that open it. */
  readonly recipients: readonly Recipient[]
  /** Of the organisation: needed to begin a store, and held against one that is there. */
  readonly fingerprint?: string
}

/** @throws {CasesError} `store-key`, `store-malformed`, `store-other`, `nothing-imported` */
export async function openDesk({ blobs, recipients, fingerprint, ...session }: DeskInput): Promise<Desk> {
  const { aead, random, unwrap } = session
  const store = await Store.open({ blobs, aead, random }, unwrap, recipients, fingerprint)
  const room = { ...session, store }
  if (store.state !== null) store.recipients = readersOf(store.offered, chartersOf(room))
  return deskOver(room)
}

export function deskOver(room: Room): Desk {
  const lines = new WeakMap<Card, { day: string; line: CaseLine }>()
  const words = new WeakMap<Card, string>()
  const lineFor = (card: Card): CaseLine => {
    const day = room.today()
    const known = lines.get(card)
    if (known?.day === day) return known.line
    const line = lineOf(card, day)
    lines.set(card, { day, line })
    return line
  }
  const read = async (): Promise<void> => {
    for (const card of room.store.cards())
      if (card.lock === null && !words.has(card) && lineFor(card).readable)
        words.set(card, await wordsOf(room, card))
  }
  // One at a time: of two that sign at once, both would sign under one number, and the chain would fork.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = last.then(act)
    last = mine.catch((error) => {
      // A refusal comes before anything changes; what the machine did half is in memory, and not on the disk.
      if (!(error instanceof CodedError)) room.store.distrust()
    })
    return mine
  }
  return {
    about: () => aboutOf(room),
    policy: () => (room.store.state === null ? null : policyOf(room)),
    import: (file, progress) => inTurn(() => importBundle(room, file, progress)),
    prepare: async () => {
      await read()
      for (const card of room.store.cards()) if (card.lock === null) askAll(card, room.today())
    },
    async list(filter = {}) {
      if (filter.text !== undefined) await read()
      return listOf(room.store.cards(), filter, room.today(), lineFor, (card) => words.get(card) ?? "")
    },
    look: (ref) => viewOf(room, caseOf(room, ref), lineFor),
    known: (ref) => knownOf(caseOf(room, ref)),
    reveal: (ref, purpose, met) => inTurn(() => reveal(room, ref, purpose, met)),
    attachment: (ref, container, name) => attachment(room, ref, container, name),
    quarantine: (ref, set, reason) => inTurn(() => quarantine(room, ref, set, reason)),
    label: (ref, labels) => inTurn(() => label(room, ref, labels)),
    note: (ref, text) => inTurn(() => note(room, ref, text)),
    staff: (ref, fields) => inTurn(() => setFields(room, ref, fields)),
    handOver: (ref, to, word) => inTurn(() => handOver(room, ref, to, word)),
    erase: (ref, compartment) => inTurn(() => eraseCompartment(room, ref, compartment)),
    reply: (ref, said) => inTurn(() => reply(room, ref, said)),
    disclose: (ref, plan) => inTurn(() => disclose(room, ref, plan)),
    hold: (ref, reason) => inTurn(() => hold(room, ref, reason)),
    release: (ref, reason) => inTurn(() => release(room, ref, reason)),
    review: (request) => review(room, request),
    approve: (request) => inTurn(() => approveRequest(room, request)),
    finish: (request, approval) => inTurn(() => finish(room, request, approval)),
    dispatch: (sink) => inTurn(() => dispatch(room, sink)),
    goOn: () => inTurn(() => goOn(room)),
    close: () => room.store.sealing.blobs.close(),
  }
}

function aboutOf(room: Room): About {
  const { size, day, stopped } = stateOf(room)
  const { origin, body } = charterOf(room)
  return {
    ...{ organisation: body.organisation, origin, fingerprint: room.store.fingerprint, kind: body.kind },
    ...{ console: room.signer.verifier.name, size, day, charter: body.version },
    waiting: room.store.outbox.items.length,
    stopped: stopped.includes(consoleOf(room)) ? "store-older" : null,
  }
}

const SEARCHED: readonly FieldId[] = ["account_text", "perp_detail"]

// What an account says, as far as it may be read, for search alone: a hit tells which case, never which words.
async function wordsOf(room: Room, card: Card): Promise<string> {
  const scope = readingFor(card, room.today())?.permit.decision.dataScope ?? []
  const shows = (id: FieldId) => SEARCHED.includes(id) && covers(scope, id)
  const answers = await answersOf(room, card, shows)
  return answers.map(({ value }) => plain(String(value))).join("\n")
}

function viewOf(room: Room, card: Card, lineFor: (card: Card) => CaseLine): CaseView {
  const until = card.leaves.findLast(({ said }) => said.type === "consent" && said.body.until !== null)?.said
  return {
    ...lineFor(card),
    ...{ staff: card.staff, notes: card.notes, record: card.record?.value ?? null },
    allowed: allowedOf(card, policyOf(room), room.today()),
    replies: card.replies,
    uses: card.earlier.flatMap(({ record }) => (record === null ? [] : [useOf(record)])),
    until: until?.type === "consent" ? until.body.until : null,
    parts: card.containers.flatMap(({ parts }, container) => parts.map((part) => ({ container, ...part }))),
  }
}

// What was done, without the key of the consent record that it relied on.
function useOf({ action, purpose, recipientId, by, day }: CustodyRecord): CaseView["uses"][number] {
  return { action, purpose, recipientId, by, day }
}

function knownOf(card: Card): Known {
  const { containers, record, ...rest } = card
  const keyless = (one: CustodyRecord | null) => one && { ...one, consentKey: null }
  return {
    ...rest,
    earlier: rest.earlier.map((one) => ({ leaf: one.leaf, record: keyless(one.record) })),
    containers: containers.map(({ root, size, consent, language }) => ({ root, size, consent, language })),
    record: record && { ref: record.ref, leaf: record.leaf, value: record.value },
  }
}

async function goOn(room: Room): Promise<void> {
  const { store, signer } = room
  const { resume } = stateOf(room)
  const last = resume[consoleOf(room)]
  if (last === undefined) return
  await takeUp(store, signer, last, charterOf(room).origin)
  await stateOwed(room)
  await store.commit()
}
