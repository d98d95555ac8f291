// The part of the storage contract about making anew what follows from the log: the same as before where nothing is wrong,
// everything that was missing where a store is older than its log, and nothing at all where what is told is not the whole.
import type { Rebuilt, RebuiltStatement, Store } from "../../src/storage/port.ts"
import { batchOf, started } from "./contract-log.ts"
import { DAY, makeChange, makeEntry, makeSubmission, NOBODY, random, randomHex } from "./made.ts"
import { type Case, same, sound, thrown } from "./says.ts"

const NEXT = "2026-11-22"

/** A store in which one subject withdrew and was erased, one is there and has something waiting, and an import dropped one. */
async function lived(store: Store) {
  await started(store)
  const [gone, there] = [await makeSubmission(), await makeSubmission()]
  for (const made of [gone, there]) await store.putSubmission(made)
  const [a, b] = [gone.statement.body.subject, there.statement.body.subject]
  const stop = await makeChange(a, await store.standing(a), "withdrawn", { erase: "now" })
  await store.putConsent(stop.statement, null)
  const first = await batchOf(store, 1)
  await store.placeBatch(first)
  const [due] = await store.due(NEXT, DAY, 9)
  if (due === undefined) throw new Error("nothing is due")
  const said = await makeEntry({ kind: "erasure", subject: a })
  await store.erase(due, [said])
  const entry = await makeEntry({
    subject: b,
    console: { key: "c".repeat(64), seq: 0, prev: null },
    custody: { action: "used", consent: there.statement.leaf },
  })
  await store.putEntry(entry, null)
  const second = await batchOf(store, 5)
  await store.placeBatch(second)
  const waits = await makeChange(b, await store.standing(b), "amended")
  await store.putConsent(waits.statement, waits.record)
  const places = new Map([...first.places, ...second.places].map((one) => [one.leaf, one.position]))
  const base = { note: null, logged: NEXT, seq: 0, headSeq: null, action: "", console: null, relies: null }
  const consent = (one: typeof gone.statement, turn: number): RebuiltStatement => ({
    ...base,
    ...{ leaf: one.leaf, kind: "consent", subject: one.body.subject, turn, action: one.body.action },
    ...{ seq: one.body.seq, headSeq: one.movesHead ? one.body.seq : null },
    ...{ position: places.get(one.leaf) ?? null, logged: places.has(one.leaf) ? NEXT : null },
  })
  const tick = (made: (typeof first.made)[number] | undefined): RebuiltStatement => ({
    ...base,
    ...{ leaf: made?.leaf ?? "", kind: "tick", subject: null, turn: null, position: made?.position ?? 0 },
  })
  const at = (leaf: string) => places.get(leaf) ?? null
  const statements: RebuiltStatement[] = [
    {
      ...base,
      ...{ leaf: "0c".repeat(32), kind: "charter", subject: null, turn: null, position: 0, logged: DAY },
    },
    tick(first.made[0]),
    consent(gone.statement, 1),
    consent(there.statement, 1),
    consent(stop.statement, 2),
    tick(second.made[0]),
    { ...base, leaf: said.leaf, kind: "erasure", subject: a, turn: 3, position: at(said.leaf) },
    {
      ...base,
      ...{ leaf: entry.leaf, kind: "custody", subject: b, turn: 2, position: at(entry.leaf), action: "used" },
      ...{ console: { key: "c".repeat(64), seq: 0 }, relies: there.statement.leaf },
    },
    consent(waits.statement, 3),
  ]
  const subjects = [
    { subject: a, standing: await store.standing(a) },
    { subject: b, standing: await store.standing(b) },
  ]
  const erased = [...due.content, ...due.records]
  const rebuilt: Rebuilt = { day: NEXT, statements, subjects, erased }
  return { rebuilt, gone, there, waits }
}

/** What a store tells, everything that {@link lived} touched. */
async function told(store: Store, rebuilt: Rebuilt) {
  const subjects = rebuilt.subjects.map((one) => one.subject)
  return {
    head: await store.head(),
    leaves: (await store.leaves(0, 100)).map((one) => [...one]),
    pending: await store.pending("", 100),
    waiting: await store.waiting(100),
    standings: await Promise.all(subjects.map((one) => store.standing(one))),
    statements: await Promise.all(subjects.map((one) => store.statementsOf(one))),
    holdings: await store.holdings("", 100),
    due: await store.due("2030-01-01", "2030-01-01", 9),
  }
}

export const REBUILD_CASES: readonly Case[] = [
  {
    name: "made anew from the log, a store tells what it told before",
    run: async (store) => {
      const { rebuilt } = await lived(store)
      const before = await told(store, rebuilt)
      await store.rebuild(rebuilt)
      same(await told(store, rebuilt), before)
      await store.rebuild(rebuilt)
      same(await told(store, rebuilt), before)
      await sound(store)
    },
  },
  {
    name: "what is told without a leaf, with a gap, or without what waits changes nothing",
    run: async (store) => {
      const { rebuilt, waits } = await lived(store)
      const before = await told(store, rebuilt)
      const { statements } = rebuilt
      const without = (leaf: string | undefined) => statements.filter((one) => one.leaf !== leaf)
      const unknown = { ...(statements[1] as RebuiltStatement), leaf: randomHex(), position: 8 }
      const twice = { ...unknown, position: 7, note: random(9) }
      for (const wrong of [
        without(statements[3]?.leaf),
        without(waits.statement.leaf),
        [...statements, unknown], // without its bytes
        [...statements, twice],
        [...statements, { ...twice, position: 9 }],
      ])
        await thrown(() => store.rebuild({ ...rebuilt, statements: wrong }))
      same(await told(store, rebuilt), before)
    },
  },
  {
    name: "leaves that a store lacks are added without promise, and what was erased is erased again",
    run: async (store) => {
      await started(store)
      const made = await makeSubmission()
      await store.putSubmission(made)
      const { subject } = made.statement.body
      await store.putReply(subject, 1, random(500), DAY)
      await store.putDraft(subject, 1, random(500), DAY)
      const kept = await makeSubmission()
      await store.putSubmission(kept)
      const one = (leaf: string, position: number | null, more: Partial<RebuiltStatement>) => ({
        ...{ leaf, position, kind: "consent" as const, note: null, logged: position === null ? null : NEXT },
        ...{ subject: null, turn: null, seq: 0, headSeq: null, action: "", console: null, relies: null },
        ...more,
      })
      const stop = { leaf: randomHex(), note: random(300) }
      const unknown = { leaf: randomHex(), note: random(300), subject: randomHex() }
      const after = { ...NOBODY, turn: 3, withdrawal: { leaf: stop.leaf, now: null }, erased: true }
      const other = { ...NOBODY, turn: 1, withdrawal: { leaf: unknown.leaf, now: null } }
      await store.rebuild({
        day: NEXT,
        statements: [
          one("0c".repeat(32), 0, { kind: "charter", logged: DAY }),
          one(randomHex(), 1, { kind: "tick", note: random(99) }),
          one(made.statement.leaf, 2, { subject, turn: 1, headSeq: 0, action: "given" }),
          one(stop.leaf, 3, { note: stop.note, subject, turn: 2, seq: 1, action: "withdrawn" }),
          one(randomHex(), 4, { kind: "erasure", note: random(99), subject, turn: 3 }),
          one(unknown.leaf, 5, { ...unknown, turn: 1, seq: 4, action: "withdrawn" }),
          one(kept.statement.leaf, null, {
            ...{ subject: kept.statement.body.subject, turn: 1, headSeq: 0, action: "given" },
          }),
        ],
        subjects: [
          { subject, standing: after },
          { subject: unknown.subject, standing: other },
          { subject: kept.statement.body.subject, standing: kept.statement.after },
        ],
        erased: [made.container.root, made.record?.sha256 ?? ""],
      })
      same((await store.head())?.placed, 6)
      // Four of the leaves are not served yet; the tick among them is nothing to carry.
      same([(await store.leaves(0, 9)).length, (await store.pending("", 9)).length], [6, 5])
      same(await store.standing(subject), after)
      same(await store.standing(unknown.subject), other)
      same(await store.promiseFor(stop.leaf), null)
      same(await store.promiseFor(made.statement.leaf), made.statement.promise)
      same((await store.holding(made.container.root))?.state, "erased")
      same(await store.readRecord(made.record?.sha256 ?? ""), undefined)
      same([await store.replies(subject), await store.draft(subject)], [[], undefined])
      same((await store.holding(kept.container.root))?.state, "held")
      await sound(store)
    },
  },
]
