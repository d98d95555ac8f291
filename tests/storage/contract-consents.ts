// The part of the storage contract about what a subject states after her first statement: in her order, a withdrawal
// always, and of two that were judged at once only one.
import { utf8 } from "../../src/core/bytes.ts"
import type { Store } from "../../src/storage/port.ts"
import { type Made, makeChange, makeSubmission, NOBODY, random, randomHex } from "./made.ts"
import { bytesOf, type Case, same, sameBytes, sound } from "./says.ts"

async function given(store: Store): Promise<Made & { readonly subject: string }> {
  const made = await makeSubmission()
  same(await store.putSubmission(made), { outcome: "stored" })
  return { ...made, subject: made.statement.body.subject }
}

const state = async (store: Store, root: string) => (await store.holding(root))?.state

export const CONSENT_CASES: readonly Case[] = [
  {
    name: "a change is stored with its record, and moves where she stands",
    run: async (store) => {
      const { subject, statement } = await given(store)
      const change = await makeChange(subject, await store.standing(subject), "amended", { until: "2027-01" })
      same(await store.putConsent(change.statement, change.record), { outcome: "stored" })
      same(await store.standing(subject), {
        turn: 2,
        head: { leaf: change.statement.leaf, seq: 1 },
        withdrawal: null,
        erased: false,
        kept: { leaf: change.statement.leaf, until: "2027-01" },
      })
      const record = await store.readRecord(change.record?.sha256 ?? "")
      sameBytes(await bytesOf(record?.bytes ?? []), change.record?.bytes ?? utf8("none"))
      const all = await store.statementsOf(subject)
      same(
        all.map((one) => [one.leaf, one.kind, one.position]),
        [
          [statement.leaf, "consent", null],
          [change.statement.leaf, "consent", null],
        ],
      )
      sameBytes(all[1]?.note ?? utf8(""), change.statement.note)
      sameBytes(all[1]?.promise ?? utf8(""), change.statement.promise ?? utf8("none"))
      await sound(store)
    },
  },
  {
    name: "a change that comes again is answered with its promise and changes nothing",
    run: async (store) => {
      const { subject, container } = await given(store)
      const first = await makeChange(subject, await store.standing(subject), "withdrawn")
      await store.putConsent(first.statement, null)
      const back = await makeChange(subject, await store.standing(subject), "reinstated")
      same(await store.putConsent(back.statement, back.record), { outcome: "stored" })
      const again = await store.putConsent({ ...first.statement, promise: random(9) }, null)
      same(again.outcome, "repeated")
      if (again.outcome === "repeated")
        sameBytes(again.promise ?? utf8(""), first.statement.promise ?? utf8("none"))
      same(await state(store, container.root), "held")
      same(await store.standing(subject), back.statement.after)
      await sound(store)
    },
  },
  {
    name: "what was judged before another statement of hers came is late, and changes nothing",
    run: async (store) => {
      const { subject, container } = await given(store)
      const before = await store.standing(subject)
      const [first, late, stop] = [
        await makeChange(subject, before, "amended"),
        await makeChange(subject, before, "amended"),
        await makeChange(subject, before, "withdrawn"),
      ]
      await store.putConsent(first.statement, first.record)
      same(await store.putConsent(late.statement, late.record), { outcome: "late" })
      same(await store.putConsent(stop.statement, null), { outcome: "late" })
      same(await store.readRecord(late.record?.sha256 ?? ""), undefined)
      same(await store.promiseFor(stop.statement.leaf), undefined)
      same(await state(store, container.root), "held")
      same(await store.standing(subject), first.statement.after)
      await sound(store)
    },
  },
  {
    name: "a record that another statement named first is refused, and nothing of the change is left",
    run: async (store) => {
      const [{ record }, { subject }] = [await given(store), await given(store)]
      const change = await makeChange(subject, await store.standing(subject), "amended")
      same(await store.putConsent(change.statement, record), { outcome: "foreign-root" })
      same((await store.standing(subject)).turn, 1)
      same(await store.promiseFor(change.statement.leaf), undefined)
      await sound(store)
    },
  },
  {
    name: "a withdrawal stops all her containers and nobody else's, and a reinstatement gives them back",
    run: async (store) => {
      const [hers, other] = [await given(store), await given(store)]
      const { subject } = hers
      const before = await store.standing(subject)
      const more = await makeSubmission({ subject, seq: 1, prev: hers.statement.leaf, before })
      await store.putSubmission(more)
      const stop = await makeChange(subject, await store.standing(subject), "withdrawn")
      same(await store.putConsent(stop.statement, null), { outcome: "stored" })
      const states = async () =>
        Promise.all([hers, more, other].map((one) => state(store, one.container.root)))
      same(await states(), ["withdrawn", "withdrawn", "held"])
      same((await store.standing(subject)).withdrawal, { leaf: stop.statement.leaf, now: null })
      const back = await makeChange(subject, await store.standing(subject), "reinstated")
      await store.putConsent(back.statement, back.record)
      same(await states(), ["held", "held", "held"])
      same((await store.standing(subject)).withdrawal, null)
      await sound(store)
    },
  },
  {
    name: "a withdrawal out of sequence is stored and obeyed without moving her head (C10)",
    run: async (store) => {
      const { subject, container, statement } = await given(store)
      const stop = await makeChange(subject, await store.standing(subject), "withdrawn", { stale: true })
      same(await store.putConsent(stop.statement, null), { outcome: "stored" })
      const standing = await store.standing(subject)
      same([standing.turn, standing.head], [2, { leaf: statement.leaf, seq: 0 }])
      same(await state(store, container.root), "withdrawn")
      const more = await makeChange(subject, standing, "withdrawn", { stale: true, erase: "now" })
      same(await store.putConsent(more.statement, null), { outcome: "stored" })
      same((await store.standing(subject)).withdrawal, {
        leaf: stop.statement.leaf,
        now: more.statement.leaf,
      })
      await sound(store)
    },
  },
  {
    name: "a withdrawal of somebody unknown is stored (C10)",
    run: async (store) => {
      const subject = randomHex()
      same(await store.standing(subject), NOBODY)
      const stop = await makeChange(subject, NOBODY, "withdrawn")
      same(await store.putConsent(stop.statement, null), { outcome: "stored" })
      const standing = await store.standing(subject)
      same([standing.turn, standing.head, standing.withdrawal?.leaf], [1, null, stop.statement.leaf])
      const twin = await makeChange(subject, NOBODY, "withdrawn")
      same(await store.putConsent(twin.statement, null), { outcome: "late" })
      same((await store.statementsOf(subject)).length, 1)
      await sound(store)
    },
  },
  {
    name: "a withdrawal without a promise waits for it, and gets it once",
    run: async (store) => {
      const { subject } = await given(store)
      const stop = await makeChange(subject, await store.standing(subject), "withdrawn", { promise: null })
      const { leaf } = stop.statement
      await store.putConsent(stop.statement, null)
      same(await store.promiseFor(leaf), null)
      same((await store.pending("", 10)).find((one) => one.leaf === leaf)?.promise, null)
      same(await store.putConsent(stop.statement, null), { outcome: "repeated", promise: null })
      await store.putPromise(leaf, utf8("first"))
      await store.putPromise(leaf, utf8("second"))
      sameBytes((await store.promiseFor(leaf)) ?? utf8(""), utf8("first"))
      same(await store.promiseFor(randomHex()), undefined)
    },
  },
  {
    name: "of ten changes that were judged at once, one is stored, and none forks",
    run: async (store) => {
      const { subject } = await given(store)
      const before = await store.standing(subject)
      const all = await Promise.all(Array.from({ length: 10 }, () => makeChange(subject, before, "amended")))
      const answers = await Promise.all(all.map((one) => store.putConsent(one.statement, one.record)))
      same(answers.map((one) => one.outcome).sort(), [...Array(9).fill("late"), "stored"])
      const won = all[answers.findIndex((one) => one.outcome === "stored")]
      same(await store.standing(subject), won?.statement.after)
      same((await store.statementsOf(subject)).length, 2)
      await sound(store)
    },
  },
  {
    name: "roots and records have the owner who named them first, and nobody else has",
    run: async (store) => {
      const { subject, container, record } = await given(store)
      same(await store.ownerOf(container.root), subject)
      same(await store.ownerOf(record?.sha256 ?? ""), subject)
      same(await store.ownerOf(randomHex()), undefined)
    },
  },
]
