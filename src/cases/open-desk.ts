// A desk over an opened store: what desk.ts promises, put together. Keeps what lists ask for again and again; a card that changes
// is another object, so nothing old is ever answered.
import type { Recipient } from "../core/age/recipient.ts"
import type { Blobs } from "./blobs.ts"
import type { Card, Known } from "./card.ts"
import { eraseCompartment } from "./compartments.ts"
import { allowedOf } from "./covered.ts"
import type { About, CaseLine, CaseView, Desk } from "./desk.ts"
import { dispatch } from "./dispatch.ts"
import { importBundle } from "./import.ts"
import { askAll, lineOf, listOf, plain } from "./list.ts"
import { stateOwed } from "./locks.ts"
import { takeUp } from "./own-chain.ts"
import { reply } from "./reply.ts"
import { answersOf, attachment, reveal } from "./reveal.ts"
import { caseOf, charterOf, consoleOf, policyOf, type Room, type Session, stateOf } from "./room.ts"
import { approveRequest, disclose, finish, hold, release, review } from "./share.ts"
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
  return deskOver({ ...session, store })
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
  return {
    about: () => aboutOf(room),
    policy: () => (room.store.state === null ? null : policyOf(room)),
    import: (file, progress) => importBundle(room, file, progress),
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
    reveal: (ref, purpose, met) => reveal(room, ref, purpose, met),
    attachment: (ref, container, name) => attachment(room, ref, container, name),
    quarantine: (ref, set, reason) => quarantine(room, ref, set, reason),
    label: (ref, labels) => label(room, ref, labels),
    note: (ref, text) => note(room, ref, text),
    staff: (ref, fields) => setFields(room, ref, fields),
    handOver: (ref, to, word) => handOver(room, ref, to, word),
    erase: (ref, compartment) => eraseCompartment(room, ref, compartment),
    reply: (ref, said) => reply(room, ref, said),
    disclose: (ref, plan) => disclose(room, ref, plan),
    hold: (ref, reason) => hold(room, ref, reason),
    release: (ref, reason) => release(room, ref, reason),
    review: (request) => review(room, request),
    approve: (request) => approveRequest(room, request),
    finish: (request, approval) => finish(room, request, approval),
    dispatch: (sink) => dispatch(room, sink),
    goOn: () => goOn(room),
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

// What an account says, for search alone: a hit tells which case, never which words.
async function wordsOf(room: Room, card: Card): Promise<string> {
  const answers = await answersOf(room, card, (id) => id === "account_text" || id === "perp_detail")
  return answers.map(({ value }) => plain(String(value))).join("\n")
}

function viewOf(room: Room, card: Card, lineFor: (card: Card) => CaseLine): CaseView {
  const until = card.leaves.findLast(({ said }) => said.type === "consent" && said.body.until !== null)?.said
  return {
    ...lineFor(card),
    ...{ staff: card.staff, notes: card.notes, record: card.record?.value ?? null },
    allowed: allowedOf(card, policyOf(room), room.today()),
    replies: card.replies,
    uses: card.earlier.flatMap(({ record }) => (record === null ? [] : [record])),
    until: until?.type === "consent" ? until.body.until : null,
    parts: card.containers.flatMap(({ parts }, container) => parts.map((part) => ({ container, ...part }))),
  }
}

function knownOf(card: Card): Known {
  const { containers, record, ...rest } = card
  return {
    ...rest,
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
