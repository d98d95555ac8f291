// The part of the storage contract about erasing: what is due, what goes and what stays, and that nothing goes which was
// reinstated, prolonged or relied on in the meantime.
import type { Due, NewEntry, Store } from "../../src/storage/port.ts"
import { batchOf, started } from "./contract-log.ts"
import { DAY, makeChange, makeEntry, makeRecord, makeSubmission, random, randomHex } from "./made.ts"
import { type Case, same, sound, thrown } from "./says.ts"

const [LOGGED, LATER] = ["2026-11-22", "2026-11-25"]
const KEY = "c".repeat(64)

async function given(store: Store) {
  const made = await makeSubmission()
  same(await store.putSubmission(made), { outcome: "stored" })
  const { subject } = made.statement.body
  return { subject, leaf: made.statement.leaf, root: made.container.root, record: made.record?.sha256 ?? "" }
}

async function change(
  store: Store,
  subject: string,
  action: "amended" | "withdrawn" | "reinstated",
  wish: Parameters<typeof makeChange>[3] = {},
): Promise<{ leaf: string; record: string }> {
  const made = await makeChange(subject, await store.standing(subject), action, wish)
  same(await store.putConsent(made.statement, made.record), { outcome: "stored" })
  return { leaf: made.statement.leaf, record: made.record?.sha256 ?? "" }
}

async function custody(store: Store, subject: string, action: "imported" | "used", consent: string) {
  const entry = await makeEntry({ subject, custody: { action, consent } })
  same(await store.putEntry(entry, null), { outcome: "stored" })
}

async function log(store: Store, day = LOGGED): Promise<void> {
  const head = await store.head()
  same(await store.placeBatch(await batchOf(store, head?.placed ?? 0, day)), true)
}

async function saying(due: Due): Promise<NewEntry[]> {
  return [await makeEntry({ kind: "erasure", subject: due.subject })]
}

async function erased(store: Store, due: Due | undefined): Promise<void> {
  if (due === undefined) throw new Error("nothing is due")
  same(await store.erase(due, await saying(due)), true)
}

export const ERASING_CASES: readonly Case[] = [
  {
    name: "what was withdrawn is due when it has cooled, and everything of hers goes",
    run: async (store) => {
      await started(store)
      const [hers, other] = [await given(store), await given(store)]
      const { subject, root, record } = hers
      await store.putReply(subject, 1, random(500), DAY)
      await store.putDraft(subject, 1, random(500), DAY)
      await store.putReply(other.subject, 1, random(500), DAY)
      const stop = await change(store, subject, "withdrawn")
      same(await store.due(LATER, LATER, 10), []) // not in the log
      await log(store)
      same(await store.due(LATER, DAY, 10), [])
      const due = await store.due(LATER, LOGGED, 10)
      const expected = {
        subject,
        reason: "withdrawn",
        consent: stop.leaf,
        content: [root],
        records: [record],
      }
      same(due, [expected])
      const before = await store.standing(subject)
      await erased(store, due[0])
      same(await store.standing(subject), { ...before, turn: before.turn + 1, erased: true })
      same((await store.holding(root))?.state, "erased")
      await thrown(() => store.readContainer(root, 0, 1))
      same(await store.readRecord(record), undefined)
      same([await store.replies(subject), await store.draft(subject)], [[], undefined])
      same(await store.putReply(subject, 2, random(9), DAY), "erased")
      same((await store.statementsOf(subject)).map((one) => one.kind).at(-1), "erasure")
      same([await store.ownerOf(root), await store.ownerOf(record)], [subject, subject]) // C8
      same((await store.holding(other.root))?.state, "held")
      same((await store.replies(other.subject)).length, 1)
      same(await store.due(LATER, LATER, 10), [])
      await sound(store)
    },
  },
  {
    name: "with erase now it is due as soon as it is in the log",
    run: async (store) => {
      await started(store)
      const { subject } = await given(store)
      const first = await change(store, subject, "withdrawn")
      await log(store)
      const now = await change(store, subject, "withdrawn", { erase: "now" })
      same(await store.due(LATER, DAY, 10), [])
      await log(store, LATER)
      same(
        (await store.due(LATER, DAY, 10)).map((one) => one.consent),
        [now.leaf],
      )
      same(first.leaf === now.leaf, false)
    },
  },
  {
    name: "past the month that it is kept to it is due, and not on its last day",
    run: async (store) => {
      await started(store)
      const { subject } = await given(store)
      const { leaf } = await change(store, subject, "amended", { until: "2026-12" })
      same(await store.due("2026-12-31", DAY, 10), [])
      const due = await store.due("2027-01-01", DAY, 10)
      same(
        due.map((one) => [one.reason, one.consent]),
        [["expired", leaf]],
      )
      await erased(store, due[0])
      same((await store.standing(subject)).erased, true)
      await sound(store)
    },
  },
  {
    name: "an imported container loses header and body, and nothing else of hers goes",
    run: async (store) => {
      await started(store)
      const { subject, leaf, root, record } = await given(store)
      const more = await makeSubmission({
        subject,
        seq: 1,
        prev: leaf,
        before: await store.standing(subject),
      })
      await store.putSubmission(more)
      await store.putReply(subject, 1, random(500), DAY)
      await custody(store, subject, "imported", leaf)
      const due = await store.due(LATER, DAY, 10)
      same(due, [{ subject, reason: "imported", consent: leaf, content: [root], records: [] }])
      await erased(store, due[0])
      same((await store.holding(root))?.state, "erased")
      same((await store.holding(more.container.root))?.state, "held")
      same((await store.readRecord(record)) !== undefined, true)
      same((await store.replies(subject)).length, 1)
      same((await store.standing(subject)).erased, false)
      same(await store.due(LATER, DAY, 10), [])
      // The import that said it twice takes nothing twice.
      same(await store.erase(due[0] as Due, await saying(due[0] as Due)), false)
      await sound(store)
    },
  },
  {
    name: "a record that a use relies on stays, and one that went may come back for a use",
    run: async (store) => {
      await started(store)
      const { subject, leaf, record } = await given(store)
      const second = await makeChange(subject, await store.standing(subject), "amended")
      await store.putConsent(second.statement, second.record)
      await custody(store, subject, "used", leaf)
      await change(store, subject, "withdrawn", { erase: "now" })
      await log(store)
      const [due] = await store.due(LATER, DAY, 10)
      const gone = second.record?.sha256 ?? ""
      same(due?.records, [gone])
      await erased(store, due)
      same((await store.readRecord(record)) !== undefined, true)
      same(await store.readRecord(gone), undefined)
      const back = second.record ?? (await makeRecord())
      same(await store.putRecord(back), "unknown") // no use says that it needs it
      await custody(store, subject, "used", second.statement.leaf)
      same(await store.putRecord(back), "stored")
      same(await store.putRecord(back), "repeated")
      same((await store.readRecord(gone))?.size, back.bytes.length)
      same(await store.putRecord(await makeRecord()), "unknown")
      await sound(store)
    },
  },
  {
    name: "what is no longer due as it was told is not erased",
    run: async (store) => {
      await started(store)
      const one = await given(store)
      await change(store, one.subject, "withdrawn")
      const two = await given(store)
      await change(store, two.subject, "amended", { until: "2026-12" })
      const three = await given(store)
      await change(store, three.subject, "withdrawn")
      await log(store)
      const due = await store.due("2027-01-01", LOGGED, 10)
      same(due.length, 3)
      await change(store, one.subject, "reinstated")
      await change(store, two.subject, "amended", { until: "2028-01" })
      await custody(store, three.subject, "used", three.leaf) // now a record of hers must stay
      for (const old of due) {
        const statements = await saying(old)
        same(await store.erase(old, statements), false)
        same(await store.promiseFor(statements[0]?.leaf ?? ""), undefined)
      }
      for (const { subject, root, record } of [one, two, three]) {
        same((await store.standing(subject)).erased, false)
        same((await store.readRecord(record)) !== undefined, true)
        same(((await store.holding(root))?.state ?? "erased") === "erased", false)
      }
      same(
        (await store.due("2027-01-01", LOGGED, 10)).map((due) => due.subject),
        [three.subject],
      )
      await thrown(() => store.erase(due[0] as Due, []))
      await sound(store)
    },
  },
  {
    name: "of two that erase the same at once, one does, and it is said once",
    run: async (store) => {
      await started(store)
      const { subject } = await given(store)
      await change(store, subject, "withdrawn", { erase: "now" })
      await log(store)
      const [due] = await store.due(LATER, DAY, 10)
      if (due === undefined) throw new Error("nothing is due")
      const [same1, other] = [await saying(due), await saying(due)]
      const answers = await Promise.all([same1, same1, other].map((said) => store.erase(due, said)))
      same(answers.filter((one) => one).length, 1)
      same((await store.statementsOf(subject)).filter((one) => one.kind === "erasure").length, 1)
      await sound(store)
    },
  },
  {
    name: "several statements say one erasure, each in its turn; few are due when few are asked for",
    run: async (store) => {
      await started(store)
      for (let n = 0; n < 3; n++) {
        const { subject } = await given(store)
        await change(store, subject, "withdrawn", { erase: "now" })
      }
      const { subject: imported, leaf } = await given(store)
      await custody(store, imported, "imported", leaf)
      await log(store)
      same((await store.due(LATER, DAY, 2)).length, 2)
      const due = await store.due(LATER, DAY, 10)
      same(
        due.map((one) => one.reason),
        ["withdrawn", "withdrawn", "withdrawn", "imported"],
      )
      const [first] = due
      if (first === undefined) throw new Error("nothing is due")
      const said = [...(await saying(first)), ...(await saying(first)), ...(await saying(first))]
      const { turn } = await store.standing(first.subject)
      same(await store.erase(first, said), true)
      same((await store.standing(first.subject)).turn, turn + 3)
      same(
        (await store.statementsOf(first.subject)).slice(-3).map((one) => one.leaf),
        said.map((one) => one.leaf),
      )
      await sound(store)
    },
  },
  {
    name: "of somebody who only withdrew nothing is due, and her withdrawal waits for its place",
    run: async (store) => {
      await started(store)
      const subject = randomHex()
      await change(store, subject, "withdrawn", { erase: "now", stale: true })
      await log(store)
      same(await store.due(LATER, LATER, 10), [])
      const entry = await makeEntry({ subject, console: { key: KEY, seq: 0, prev: null } })
      same((await store.putEntry(entry, null)).outcome, "stored")
      same((await store.standing(subject)).withdrawal !== null, true)
    },
  },
]
