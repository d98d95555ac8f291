// The part of the storage contract about submissions: whole or not at all, in their subject's order, and never over the bytes
// of another.
import { utf8 } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import type { NewSubmission, Store } from "../../src/storage/port.ts"
import { DAY, type Made, makeSubmission, random, randomHex, streamed } from "./made.ts"
import { bytesOf, type Case, same, sameBytes, sound, thrown } from "./says.ts"

/** The same submission with a body that throws after its last byte. */
function spoiled(made: Made, error: Error): NewSubmission {
  const body = made.whole.subarray(made.container.header.length)
  return { ...made, container: { ...made.container, body: streamed(body, 1000, error) } }
}

async function nothingOf(store: Store, made: Made): Promise<void> {
  same(await store.holding(made.container.root), undefined)
  same(await store.holdings("", 10), [])
  same(await store.pending("", 10), [])
  same(await store.promiseFor(made.statement.leaf), undefined)
  if (made.record !== null) same(await store.readRecord(made.record.sha256), undefined)
  await sound(store)
}

export const SUBMISSION_CASES: readonly Case[] = [
  {
    name: "a submission is stored whole: holding, container, record, statement, promise",
    run: async (store) => {
      const made = await makeSubmission()
      const { statement, record, container } = made
      same(await store.putSubmission(made), { outcome: "stored" })
      const holding = {
        subject: statement.body.subject,
        root: container.root,
        size: container.size,
        day: DAY,
        state: "held",
      }
      same(await store.holding(container.root), holding)
      same(await store.holdings("", 10), [holding])
      sameBytes(await bytesOf(await store.readContainer(container.root, 0, container.size)), made.whole)
      const stored = await store.readRecord(record?.sha256 ?? "")
      same(stored?.size, record?.bytes.length)
      sameBytes(await bytesOf(stored?.bytes ?? []), record?.bytes ?? utf8(""))
      const [pending, ...more] = await store.pending("", 10)
      same([pending?.leaf, more.length], [statement.leaf, 0])
      sameBytes(pending?.note ?? utf8(""), statement.note)
      sameBytes(pending?.promise ?? utf8(""), statement.promise ?? utf8("none"))
      sameBytes((await store.promiseFor(statement.leaf)) ?? utf8(""), statement.promise ?? utf8("none"))
      await sound(store)
    },
  },
  {
    name: "the same statement again is answered with the promise of the first time",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const again = { ...made, statement: { ...made.statement, promise: random(250), day: "2026-11-22" } }
      const answer = await store.putSubmission(again)
      same(answer.outcome, "repeated")
      if (answer.outcome === "repeated")
        sameBytes(answer.promise ?? utf8(""), made.statement.promise ?? utf8("none"))
      same((await store.holding(made.container.root))?.day, DAY)
      await sound(store)
    },
  },
  {
    name: "a second first statement of a subject is late, and leaves nothing",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const other = await makeSubmission({ subject: made.statement.body.subject })
      same(await store.putSubmission(other), { outcome: "late" })
      same(await store.holding(other.container.root), undefined)
      same((await store.pending("", 10)).length, 1)
      await sound(store)
    },
  },
  {
    name: "a later statement is stored where its subject stood when it was judged, and only there",
    run: async (store) => {
      const made = await makeSubmission()
      const { subject } = made.statement.body
      const next = await makeSubmission({ subject, seq: 1, prev: made.statement.leaf })
      same(await store.putSubmission(next), { outcome: "late" }) // nothing is there yet
      await nothingOf(store, next)
      await store.putSubmission(made)
      const gap = { subject, seq: 2, prev: made.statement.leaf }
      same(await store.putSubmission(await makeSubmission(gap)), { outcome: "late" })
      const stranger = { seq: 1, prev: made.statement.leaf }
      same(await store.putSubmission(await makeSubmission(stranger)), { outcome: "late" })
      same(await store.standing(subject), made.statement.after)
      same(await store.putSubmission(next), { outcome: "stored" })
      same(await store.standing(subject), next.statement.after)
      const twin = { subject, seq: 1, prev: made.statement.leaf }
      same(await store.putSubmission(await makeSubmission(twin)), { outcome: "late" })
      same((await store.pending("", 10)).length, 2)
      await sound(store)
    },
  },
  {
    name: "a root of another subject is refused, and its bytes stay the first one's",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const { header } = made.container
      const thief = await makeSubmission({ header, body: made.whole.subarray(header.length) })
      same(thief.container.root, made.container.root)
      same(await store.putSubmission(thief), { outcome: "foreign-root" })
      same((await store.holding(made.container.root))?.subject, made.statement.body.subject)
      sameBytes(
        await bytesOf(await store.readContainer(made.container.root, 0, made.container.size)),
        made.whole,
      )
      same(await store.readRecord(thief.record?.sha256 ?? ""), undefined)
      await sound(store)
    },
  },
  {
    name: "a record of another subject is refused, and nothing of the submission is left",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const thief = await makeSubmission({ record: made.record?.bytes ?? null })
      same(await store.putSubmission(thief), { outcome: "foreign-root" })
      same(await store.holding(thief.container.root), undefined)
      same((await store.readRecord(made.record?.sha256 ?? ""))?.size, made.record?.bytes.length)
      await sound(store)
    },
  },
  {
    name: "a body that throws at its end leaves nothing, and may come again",
    run: async (store) => {
      const made = await makeSubmission({ body: random(200_000) })
      const error = await thrown(() => store.putSubmission(spoiled(made, new Error("not what it says"))))
      same(error.message, "not what it says")
      await nothingOf(store, made)
      same(await store.putSubmission(made), { outcome: "stored" })
      await sound(store)
    },
  },
  {
    name: "a body that throws while the same submission succeeds takes nothing from it",
    run: async (store) => {
      const made = await makeSubmission({ body: random(200_000) })
      const both = await Promise.allSettled([
        store.putSubmission(spoiled(made, new Error("cut off"))),
        store.putSubmission(made),
      ])
      same(both[1].status === "fulfilled" && both[1].value.outcome, "stored")
      await sound(store)
    },
  },
  {
    name: "a body shorter than its size leaves nothing",
    run: async (store) => {
      const made = await makeSubmission()
      const body = [made.whole.subarray(made.container.header.length, -1)]
      await thrown(() => store.putSubmission({ ...made, container: { ...made.container, body } }))
      await nothingOf(store, made)
    },
  },
  {
    name: "a body longer than its size leaves nothing",
    run: async (store) => {
      const made = await makeSubmission()
      const body = [made.whole.subarray(made.container.header.length), random(1)]
      await thrown(() => store.putSubmission({ ...made, container: { ...made.container, body } }))
      await nothingOf(store, made)
    },
  },
  {
    name: "ranges of a container cross from header to body and end where they should",
    run: async (store) => {
      const made = await makeSubmission({ header: random(300), body: random(700_000) })
      const { root, size } = made.container
      await store.putSubmission(made)
      const ranges = [
        [0, 0],
        [0, 1],
        [0, 300],
        [299, 300],
        [299, 301],
        [300, 301],
        [300, 300],
        [1, size - 1],
        [size - 1, size],
        [size, size],
        [0, size],
        [262_144 + 300, 2 * 262_144 + 300],
      ]
      for (const [from = 0, to = 0] of ranges)
        sameBytes(await bytesOf(await store.readContainer(root, from, to)), made.whole.subarray(from, to))
      for (const [from = 0, to = 0] of [
        [-1, 5],
        [5, 4],
        [0, size + 1],
        [Number.NaN, 1],
      ])
        await thrown(async () => bytesOf(await store.readContainer(root, from, to)))
      await thrown(async () => bytesOf(await store.readContainer(randomHex(), 0, 0)))
    },
  },
  {
    name: "a container of several mebibytes in small pieces comes back the same",
    run: async (store) => {
      const made = await makeSubmission({ body: random(3 * 1024 * 1024 + 17) })
      const body = streamed(made.whole.subarray(made.container.header.length), 10_007)
      same(await store.putSubmission({ ...made, container: { ...made.container, body } }), {
        outcome: "stored",
      })
      const read = await store.readContainer(made.container.root, 0, made.container.size)
      sameBytes(await collect(read, made.container.size), made.whole)
      await sound(store)
    },
  },
]
