// The part of the storage contract about the log: places are given once and without a gap, the head moves by
// compare-and-swap, and what waits is told with everything that must come before it.
import { utf8 } from "../../src/core/bytes.ts"
import type { Batch, Store } from "../../src/storage/port.ts"
import { DAY, makeChange, makeEntry, makeSubmission, random, randomHex } from "./made.ts"
import { type Case, same, sameBytes, sound, thrown } from "./says.ts"

const NEXT_DAY = "2026-11-22"
const CHARTER = { leaf: "0c".repeat(32), note: utf8("charter 1\n") }

export async function started(store: Store): Promise<void> {
  await store.startLog(CHARTER, DAY, utf8("checkpoint 1\n"))
}

/** A batch of everything that waits, after a tick, in the order of leaves: which these tests need not draw. */
export async function batchOf(store: Store, from: number, day = NEXT_DAY): Promise<Batch> {
  const waiting = await store.waiting(10_000)
  const places = waiting.map((one, n) => ({ leaf: one.leaf, position: from + 1 + n }))
  return { from, day, places, made: [{ leaf: randomHex(), note: random(200), position: from }] }
}

async function refused(store: Store, batch: Batch): Promise<void> {
  const before = [await store.head(), await store.waiting(100), (await store.leaves(0, 100)).length]
  await thrown(() => store.placeBatch(batch))
  same([await store.head(), await store.waiting(100), (await store.leaves(0, 100)).length], before)
}

export const LOG_CASES: readonly Case[] = [
  {
    name: "a log begins with charter 1, once",
    run: async (store) => {
      same(await store.head(), undefined)
      same(await store.placeBatch({ from: 1, day: DAY, places: [], made: [] }), false)
      same(await store.replaceHead(1, { size: 2, checkpoint: utf8("x") }), false)
      await started(store)
      await started(store)
      await thrown(() => store.startLog({ leaf: randomHex(), note: random(9) }, DAY, utf8("other")))
      same(await store.head(), { placed: 1, day: DAY, size: 1, checkpoint: utf8("checkpoint 1\n") })
      const leaves = await store.leaves(0, 5)
      same(leaves.length, 1)
      sameBytes(leaves[0] ?? utf8(""), CHARTER.note)
      same(await store.pending("", 10), [])
      await sound(store)
    },
  },
  {
    name: "a batch gives every leaf its place for good, and is placed once",
    run: async (store) => {
      await started(store)
      const all = await Promise.all(Array.from({ length: 5 }, () => makeSubmission()))
      for (const made of all) await store.putSubmission(made)
      const batch = await batchOf(store, 1)
      for (const { leaf } of batch.places) same(await store.positionOf(leaf), null)
      same(await store.positionOf(randomHex()), undefined)
      same(await store.placeBatch(batch), true)
      for (const { leaf, position } of batch.places) same(await store.positionOf(leaf), position)
      same(await store.positionOf(CHARTER.leaf), 0)
      same(await store.placeBatch(batch), false)
      same(await store.placeBatch({ ...batch, from: 2 }), false)
      same(await store.head(), { placed: 7, day: NEXT_DAY, size: 1, checkpoint: utf8("checkpoint 1\n") })
      same(await store.waiting(10), [])
      // It is not served yet: whoever carries what the log does not say must hear of it, as while witnesses are away.
      const unserved = batch.places.map(({ leaf }) => leaf).sort()
      const pending = async (after: string, n: number) =>
        (await store.pending(after, n)).map(({ leaf }) => leaf)
      same(await pending("", 10), unserved)
      same(await pending(unserved[1] ?? "", 2), unserved.slice(2, 4))
      const leaves = await store.leaves(1, 7)
      sameBytes(leaves[0] ?? utf8(""), batch.made[0]?.note ?? utf8("none"))
      for (const { leaf, position } of batch.places) {
        const made = all.find((one) => one.statement.leaf === leaf)
        sameBytes(leaves[position - 1] ?? utf8(""), made?.statement.note ?? utf8("none"))
        const [told] = await store.statementsOf(made?.statement.body.subject ?? "")
        same(told?.position, position)
      }
      same((await store.leaves(3, 5)).length, 2)
      same(await store.leaves(7, 9), [])
      await store.putLogFile("handover/2", utf8("checkpoint 7\n"))
      sameBytes((await store.logFile("handover/2")) ?? utf8(""), utf8("checkpoint 7\n"))
      await thrown(() => store.putLogFile("handover/x", utf8("")))
      same(await store.replaceHead(1, { size: 7, checkpoint: utf8("checkpoint 7\n") }), true)
      same(await store.pending("", 10), [])
      await sound(store)
    },
  },
  {
    name: "of two batches from one place, one is placed",
    run: async (store) => {
      await started(store)
      for (let n = 0; n < 6; n++) await store.putSubmission(await makeSubmission())
      const [one, other] = [await batchOf(store, 1), await batchOf(store, 1)]
      const reversed = other.places.map((place, n) => ({ leaf: place.leaf, position: 7 - n }))
      const answers = await Promise.all([
        store.placeBatch(one),
        store.placeBatch({ ...other, places: reversed }),
      ])
      same(answers.toSorted(), [false, true])
      const won = answers[0] ? one : other
      sameBytes((await store.leaves(1, 2))[0] ?? utf8(""), won.made[0]?.note ?? utf8("none"))
      same([(await store.leaves(0, 100)).length, (await store.head())?.placed], [8, 8])
    },
  },
  {
    name: "a batch with a gap, a place twice, or a leaf that does not wait changes nothing",
    run: async (store) => {
      await started(store)
      for (let n = 0; n < 3; n++) await store.putSubmission(await makeSubmission())
      const batch = await batchOf(store, 1)
      const [first, ...rest] = batch.places
      const moved = (position: number) => [{ leaf: first?.leaf ?? "", position }, ...rest]
      await refused(store, { ...batch, places: moved(9) })
      await refused(store, { ...batch, places: moved(0) })
      await refused(store, { ...batch, places: moved(3) })
      await refused(store, { ...batch, places: [...rest, { leaf: randomHex(), position: 2 }] })
      await refused(store, { ...batch, places: [...batch.places, { leaf: CHARTER.leaf, position: 5 }] })
      await refused(store, { ...batch, places: rest })
      same(await store.placeBatch(batch), true)
    },
  },
  {
    name: "the head moves from what it was, and of two movers one does",
    run: async (store) => {
      await started(store)
      const next = (size: number) => ({ size, checkpoint: utf8(`checkpoint ${size}\n`) })
      same(await store.replaceHead(2, next(9)), false)
      const moved = await Promise.all([store.replaceHead(1, next(9)), store.replaceHead(1, next(17))])
      same(moved.toSorted(), [false, true])
      const size = moved[0] ? 9 : 17
      same(await store.head(), { placed: 1, day: DAY, ...next(size) })
    },
  },
  {
    name: "what waits tells its orders, and never comes without its elders",
    run: async (store) => {
      await started(store)
      const subjects: string[] = []
      let prev: string | null = null
      for (let n = 0; n < 4; n++) {
        const made = await makeSubmission()
        await store.putSubmission(made)
        const { subject } = made.statement.body
        subjects.push(subject)
        const entry = await makeEntry({ subject, console: { key: "c".repeat(64), seq: n, prev } })
        same((await store.putEntry(entry, null)).outcome, "stored")
        prev = entry.leaf
        const change = await makeChange(subject, await store.standing(subject), "amended")
        await store.putConsent(change.statement, change.record)
      }
      const all = await store.waiting(100)
      same(all.length, 12)
      for (const subject of subjects)
        same(all.flatMap((one) => (one.subject?.key === subject ? [one.subject.turn] : [])).sort(), [1, 2, 3])
      same(all.flatMap((one) => (one.console === null ? [] : [one.console.seq])).sort(), [0, 1, 2, 3])
      for (let limit = 1; limit < 12; limit++) {
        const some = await store.waiting(limit)
        same(some.length, limit)
        for (const subject of subjects) {
          const turns = some.flatMap((one) => (one.subject?.key === subject ? [one.subject.turn] : []))
          same(turns.toSorted(), [1, 2, 3].slice(0, turns.length))
        }
        const seqs = some.flatMap((one) => (one.console === null ? [] : [one.console.seq]))
        same(seqs.toSorted(), [0, 1, 2, 3].slice(0, seqs.length))
      }
    },
  },
  {
    name: "why it may not sign is kept, and forgotten when told",
    run: async (store) => {
      same(await store.stopped(), undefined)
      await store.setStopped({ reason: "rollback", checkpoint: utf8("larger\n") })
      same(await store.stopped(), { reason: "rollback", checkpoint: utf8("larger\n") })
      await store.setStopped({ reason: "restored", checkpoint: null })
      same(await store.stopped(), { reason: "restored", checkpoint: null })
      await store.setStopped(undefined)
      same(await store.stopped(), undefined)
    },
  },
]
