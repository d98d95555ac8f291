// Everything of a bundle into the store, a lot at a time (PROTOCOL section 11): within a lot several containers are under way at
// once, and the lot is one commit with the `imported` statements that answer it. One bad item never stops the others.
import { CodedError } from "../core/errors.ts"
import type { Person } from "../core/ledger.ts"
import type { Carried } from "../open/carried.ts"
import { type Card, type HeldRecord, NO_STAFF_FIELDS } from "./card.ts"
import type { Hands, Job, Taken } from "./hands.ts"
import type { Heard } from "./heard.ts"
import type { LeftOut } from "./report.ts"
import type { Room } from "./room.ts"
import { factsOf, joinFacts } from "./split.ts"
import { state } from "./states.ts"
import type { Taking } from "./take.ts"
import { earlierUses, ownHands, type Plan, recordNow, recordPath } from "./takings.ts"

const LOT = 64 // people: what is lost when the machine stops
const AT_ONCE = 8

/** What is taken from where. */
export interface All {
  readonly bundle: Carried
  readonly heard: Heard
  readonly plan: Plan
  readonly signs: boolean
}

export interface TakenAll {
  cases: number
  added: number
  changed: number
  readonly leftOut: LeftOut[]
}

export async function takeAll(
  room: Room,
  all: All,
  progress: (done: number, total: number) => void,
): Promise<TakenAll> {
  const { plan, heard } = all
  const sum: TakenAll = { cases: 0, added: 0, changed: 0, leftOut: [] }
  const bySubject = new Map<string, Job[]>()
  for (const job of plan.jobs) bySubject.set(job.subject, [...(bySubject.get(job.subject) ?? []), job])
  const people = [...heard.people].filter(([subject, person]) => {
    return (
      heard.refusal(person) === undefined &&
      (bySubject.has(subject) || room.store.card(subject) !== undefined)
    )
  })
  // What belongs to somebody who is not shown is not nobody's.
  for (const sha256 of heard.records.keys()) all.bundle.claimed.add(recordPath(sha256))
  const hands =
    room.hands?.(plan.jobs.length, all.bundle) ??
    ownHands({ ...room, sealing: room.store.sealing }, all.bundle)
  let done = 0
  for (let at = 0; at < people.length; at += LOT) {
    const lot = people.slice(at, at + LOT)
    const results = await inTurn(lot, room.atOnce ?? AT_ONCE, ([subject, person]) =>
      takePerson(room, { ...all, hands }, subject, person, bySubject.get(subject) ?? [], sum, () =>
        progress(++done, plan.jobs.length),
      ),
    )
    let changes = false
    for (const card of results) {
      if (card === undefined) continue
      changes = true
      room.store.put(all.signs ? await answered(room, card) : card)
    }
    if (changes) await room.store.commit()
  }
  return sum
}

// One person: her record first, because no container of hers is opened beside a record that is not hers.
async function takePerson(
  room: Room,
  { bundle, heard, signs, hands }: All & { readonly hands: Hands },
  subject: string,
  person: Person,
  jobs: readonly Job[],
  sum: TakenAll,
  tick: () => void,
): Promise<Card | undefined> {
  const taking: Taking = { ...room, sealing: room.store.sealing }
  const before = room.store.card(subject)
  let record: HeldRecord | null
  try {
    record = await recordNow(hands, bundle, person, heard, before)
  } catch (error) {
    const code = codeOf(error)
    sum.leftOut.push(...jobs.map((job) => ({ subject, root: job.content.statement.content.root, code })))
    for (const _ of jobs) tick()
    if (jobs.length === 0) sum.leftOut.push({ subject, root: null, code })
    // What was agreed before does not hold any more, and what holds cannot be read: nothing is allowed.
    return before === undefined || before.record === null ? undefined : { ...before, record: null }
  }
  const beside = record === null ? null : { reply: record.value.reply, subject: record.value.subject }
  const taken: { job: Job; taken: Taken }[] = []
  for (const job of jobs) {
    try {
      taken.push({ job, taken: await hands.container(job, beside) })
    } catch (error) {
      sum.leftOut.push({ subject, root: job.content.statement.content.root, code: codeOf(error) })
    }
    tick()
  }
  const uses = await earlierUses(taking, bundle, heard, subject, before?.earlier ?? [])
  sum.leftOut.push(...uses.leftOut)
  const isNew = before === undefined
  if (isNew && taken.length === 0) {
    if (record !== null) room.store.forget(record.sealed)
    return undefined
  }
  const changed = !isNew && before.record?.ref.sha256 !== record?.ref.sha256
  if (changed) {
    sum.changed++
    if (before.record !== null && !relied(room, before.record)) room.store.forget(before.record.sealed)
  }
  const same =
    !isNew &&
    !changed &&
    taken.length === 0 &&
    uses.earlier.every(({ record: one }, i) => one === before.earlier[i]?.record)
  if (same) return signs && before.containers.some(({ imported }) => imported === null) ? before : undefined
  if (isNew) sum.cases++
  else sum.added += taken.length
  return cardAfter(room, before, subject, heard, { record, taken, earlier: uses.earlier })
}

function relied({ store }: Room, { ref }: HeldRecord): boolean {
  return store.outbox.items.some(({ files }) => files.some(({ path }) => path === recordPath(ref.sha256)))
}

interface Now extends Pick<Card, "earlier"> {
  readonly record: HeldRecord | null
  readonly taken: readonly { readonly taken: Taken }[]
}

function cardAfter(room: Room, before: Card | undefined, subject: string, heard: Heard, now: Now): Card {
  const { record, taken, earlier } = now
  const none = factsOf({ format: "cairn-testimony/1", answers: {} }, [], record?.value ?? null)
  const facts = taken.reduce((sum, one) => joinFacts(sum, one.taken.facts), before?.facts ?? none)
  const first = taken[0]?.taken.submission
  const quarantine =
    before?.quarantine ??
    (facts.minor && facts.pictures > 0 ? { by: "import", day: room.today(), reason: "under-18" } : null)
  return {
    ...{ ref: before?.ref ?? newRef(room), subject, facts, quarantine, record, earlier, lock: null },
    ...{ reply: before?.reply ?? first?.reply ?? "", partner: before?.partner ?? first?.partner ?? null },
    leaves: heard.said.get(subject) ?? [],
    containers: [
      ...(before?.containers ?? []),
      ...taken.map(({ taken: { container } }) => ({ ...container, imported: null })),
    ],
    ...{ hold: before?.hold ?? null, labels: before?.labels ?? [], notes: before?.notes ?? [] },
    ...{ staff: before?.staff ?? NO_STAFF_FIELDS, heldBy: before?.heldBy ?? null },
    ...{ replies: before?.replies ?? [], openings: before?.openings ?? [] },
  }
}

// `imported`, one statement a container: it lets the server drop that container, and nothing else.
async function answered(room: Room, card: Card): Promise<Card> {
  const containers: Card["containers"][number][] = []
  for (const one of card.containers)
    containers.push({ ...one, imported: one.imported ?? (await stateImport(room, card, one.consent)) })
  return { ...card, containers }
}

function stateImport(room: Room, { subject }: Card, consent: string): Promise<string> {
  return state(room, { subject, action: "imported", consent })
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ" // no I and no O: they are read as digits

function newRef(room: Room): string {
  for (;;) {
    const text = [...room.random(6)].map((byte) => LETTERS[byte % LETTERS.length]).join("")
    const ref = `${text.slice(0, 3)}-${text.slice(3)}`
    if (room.store.card(ref) === undefined) return ref
  }
}

function codeOf(error: unknown): string {
  if (error instanceof CodedError) return error.code
  throw error
}

async function inTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++
      results[at] = await work(items[at] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}
