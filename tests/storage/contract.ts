// What every store must do, as cases that any runtime can run: no test library, no Node. node-contract.test.ts runs them
// over SQLite and files, workerd.test.ts inside workerd over D1 and R2. Each case gets an empty store.
import { equal, utf8 } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import type { NewSubmission, Store } from "../../src/storage/port.ts"
import { UPLOAD_CASES } from "./contract-uploads.ts"
import { DAY, type Made, makeSubmission, random, randomHex, streamed } from "./made.ts"
import { bytesOf, type Case, same, sameBytes, thrown } from "./says.ts"

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

async function sound(store: Store): Promise<void> {
  const found = []
  for await (const problem of store.problems(true)) found.push(problem)
  same(found, [])
}

const outcomes = (all: readonly { readonly outcome: string }[]) => all.map((one) => one.outcome).sort()

export const CASES: readonly Case[] = [
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
      sameBytes(pending?.promise ?? utf8(""), statement.promise)
      sameBytes((await store.promiseFor(statement.leaf)) ?? utf8(""), statement.promise)
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
      if (answer.outcome === "repeated") sameBytes(answer.promise, made.statement.promise)
      same((await store.holding(made.container.root))?.day, DAY)
      await sound(store)
    },
  },
  {
    name: "a second first statement of a subject finds the head moved, and leaves nothing",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const other = await makeSubmission({ subject: made.statement.body.subject })
      same(await store.putSubmission(other), { outcome: "head-moved" })
      same(await store.holding(other.container.root), undefined)
      same((await store.pending("", 10)).length, 1)
      await sound(store)
    },
  },
  {
    name: "a later statement is stored after its predecessor, and only there",
    run: async (store) => {
      const made = await makeSubmission()
      const { subject } = made.statement.body
      const next = await makeSubmission({ subject, seq: 1, prev: made.statement.leaf })
      same(await store.putSubmission(next), { outcome: "head-moved" }) // nothing is there yet
      await nothingOf(store, next)
      await store.putSubmission(made)
      const wrong = { subject, seq: 1, prev: randomHex() }
      same(await store.putSubmission(await makeSubmission(wrong)), { outcome: "head-moved" })
      const gap = { subject, seq: 2, prev: made.statement.leaf }
      same(await store.putSubmission(await makeSubmission(gap)), { outcome: "head-moved" })
      const stranger = { seq: 1, prev: made.statement.leaf }
      same(await store.putSubmission(await makeSubmission(stranger)), { outcome: "head-moved" })
      same(await store.putSubmission(next), { outcome: "stored" })
      const twin = { subject, seq: 1, prev: made.statement.leaf }
      same(await store.putSubmission(await makeSubmission(twin)), { outcome: "head-moved" })
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
  {
    name: "holdings and pending come in the order of their hashes, page by page",
    run: async (store) => {
      const all = await Promise.all(Array.from({ length: 7 }, () => makeSubmission()))
      for (const made of all) await store.putSubmission(made)
      const roots = all.map((made) => made.container.root).sort()
      const leaves = all.map((made) => made.statement.leaf).sort()
      const held = async (after: string) => (await store.holdings(after, 3)).map((one) => one.root)
      const waiting = async (after: string) => (await store.pending(after, 3)).map((one) => one.leaf)
      same(await held(""), roots.slice(0, 3))
      same(await held(roots[2] ?? ""), roots.slice(3, 6))
      same(await held(roots[5] ?? ""), roots.slice(6))
      same(await held(roots[6] ?? ""), [])
      same(await waiting(""), leaves.slice(0, 3))
      same(await waiting(leaves[2] ?? ""), leaves.slice(3, 6))
      same(await waiting(leaves[6] ?? ""), [])
    },
  },
  {
    name: "fifty at once are all stored",
    run: async (store) => {
      const all = await Promise.all(Array.from({ length: 50 }, () => makeSubmission()))
      const answers = await Promise.all(all.map((made) => store.putSubmission(made)))
      same(new Set(outcomes(answers)), new Set(["stored"]))
      same((await store.holdings("", 100)).length, 50)
      await sound(store)
    },
  },
  {
    name: "of twenty with one root at once, one wins and its bytes stay",
    run: async (store) => {
      const first = await makeSubmission()
      const header = first.container.header
      const body = first.whole.subarray(header.length)
      const others = await Promise.all(Array.from({ length: 19 }, () => makeSubmission({ header, body })))
      const answers = await Promise.all([first, ...others].map((made) => store.putSubmission(made)))
      same(outcomes(answers), [...Array(19).fill("foreign-root"), "stored"])
      const { root, size } = first.container
      sameBytes(await bytesOf(await store.readContainer(root, 0, size)), first.whole)
      await sound(store)
    },
  },
  {
    name: "of ten first statements of one subject at once, one wins",
    run: async (store) => {
      const subject = randomHex()
      const all = await Promise.all(Array.from({ length: 10 }, () => makeSubmission({ subject })))
      const answers = await Promise.all(all.map((made) => store.putSubmission(made)))
      same(outcomes(answers), [...Array(9).fill("head-moved"), "stored"])
      same((await store.holdings("", 100)).length, 1)
      await sound(store)
    },
  },
  {
    name: "the same submission five times at once is stored once, with one promise",
    run: async (store) => {
      const made = await makeSubmission()
      const again = () => ({ ...made, statement: { ...made.statement, promise: random(250) } })
      const answers = await Promise.all(
        [again(), again(), again(), again(), again()].map((one) => store.putSubmission(one)),
      )
      same(outcomes(answers), [...Array(4).fill("repeated"), "stored"])
      const promise = (await store.promiseFor(made.statement.leaf)) ?? utf8("")
      for (const answer of answers)
        if (answer.outcome === "repeated") same(equal(answer.promise, promise), true)
      await sound(store)
    },
  },
  {
    name: "charters are kept in order and never change",
    run: async (store) => {
      const [one, two] = [random(900), random(901)]
      await store.putCharter(2, two)
      await store.putCharter(1, one)
      await store.putCharter(1, one)
      await thrown(() => store.putCharter(1, two))
      const kept = await store.charters()
      same(kept.length, 2)
      sameBytes(kept[0] ?? utf8(""), one)
      sameBytes(kept[1] ?? utf8(""), two)
    },
  },
  {
    name: "files of the log are read back, replaced whole, and have no other names",
    run: async (store) => {
      same(await store.logFile("checkpoint"), undefined)
      await store.putLogFile("checkpoint", utf8("one"))
      await store.putLogFile("checkpoint", utf8("two"))
      await store.putLogFile("tile/0/x001/067.p/8", utf8("tile"))
      await store.putLogFile("tile/entries/000", utf8("entries"))
      sameBytes((await store.logFile("checkpoint")) ?? utf8(""), utf8("two"))
      sameBytes((await store.logFile("tile/0/x001/067.p/8")) ?? utf8(""), utf8("tile"))
      sameBytes((await store.logFile("tile/entries/000")) ?? utf8(""), utf8("entries"))
      same(await store.logFile("tile/0/x001/067"), undefined)
      for (const path of ["../cairn.db", "tile/../../cairn.db", "tile/..", "tile//0", "checkpoint/x", ""])
        await thrown(() => store.putLogFile(path, utf8("x")))
    },
  },
  ...UPLOAD_CASES,
]
