// The part of the storage contract about what the organisation states: each console's own in an unbroken chain, those about
// a subject in her order, each with the sealed record that it names.
import { utf8 } from "../../src/core/bytes.ts"
import type { NewEntry, Store } from "../../src/storage/port.ts"
import { makeChange, makeEntry, makeRecord, makeSubmission, random, randomHex } from "./made.ts"
import { bytesOf, type Case, same, sameBytes, sound } from "./says.ts"

const KEY = "c".repeat(64)

const put = async (store: Store, entry: NewEntry) => (await store.putEntry(entry, null)).outcome

export const ENTRY_CASES: readonly Case[] = [
  {
    name: "a console's statements stand in one chain: no gap, no fork, no other console's",
    run: async (store) => {
      const at = (seq: number, prev: string | null, key = KEY) => makeEntry({ console: { key, seq, prev } })
      const first = await at(0, null)
      same(await put(store, await at(1, first.leaf)), "gap")
      same(await put(store, first), "stored")
      same(await put(store, await at(0, null)), "gap") // a second beginning
      same(await put(store, await at(1, randomHex())), "gap")
      same(await put(store, await at(2, first.leaf)), "gap")
      same(await put(store, await at(1, null)), "gap")
      same(await put(store, await at(1, first.leaf, "d".repeat(64))), "gap")
      same(await put(store, await at(1, first.leaf)), "stored")
      same(await put(store, await at(1, first.leaf)), "gap") // a fork
      same(await put(store, await at(0, null, "d".repeat(64))), "stored")
      same((await store.pending("", 10)).length, 3)
      await sound(store)
    },
  },
  {
    name: "the same entry again is answered with its promise",
    run: async (store) => {
      const entry = await makeEntry({ console: { key: KEY, seq: 0, prev: null }, subject: randomHex() })
      same(await put(store, entry), "stored")
      const again = await store.putEntry({ ...entry, promise: random(9) }, null)
      same(again.outcome, "repeated")
      if (again.outcome === "repeated") sameBytes(again.promise ?? utf8(""), entry.promise ?? utf8("none"))
      same((await store.standing(entry.subject ?? "")).turn, 1)
      await sound(store)
    },
  },
  {
    name: "of eight that follow one statement at once, one is stored",
    run: async (store) => {
      const first = await makeEntry({ console: { key: KEY, seq: 0, prev: null } })
      await put(store, first)
      const all = await Promise.all(
        Array.from({ length: 8 }, () => makeEntry({ console: { key: KEY, seq: 1, prev: first.leaf } })),
      )
      const records = await Promise.all(all.map(() => makeRecord()))
      const outcomes = await Promise.all(
        all.map(async (one, n) => (await store.putEntry(one, records[n] ?? null)).outcome),
      )
      same(outcomes.toSorted(), [...Array(7).fill("gap"), "stored"])
      for (const [n, record] of records.entries())
        same((await store.readRecord(record.sha256)) !== undefined, outcomes[n] === "stored")
    },
  },
  {
    name: "a statement about a subject takes her next turn and leaves where she stands",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const { subject } = made.statement.body
      const before = await store.standing(subject)
      const record = await makeRecord()
      const entry = await makeEntry({
        subject,
        console: { key: KEY, seq: 0, prev: null },
        custody: { action: "used", consent: made.statement.leaf },
      })
      same(await store.putEntry(entry, record), { outcome: "stored" })
      same(await store.standing(subject), { ...before, turn: 2 })
      const stored = await store.readRecord(record.sha256)
      sameBytes(await bytesOf(stored?.bytes ?? []), record.bytes)
      same(
        (await store.statementsOf(subject)).map((one) => [one.leaf, one.kind]),
        [
          [made.statement.leaf, "consent"],
          [entry.leaf, "custody"],
        ],
      )
      const late = await makeChange(subject, before, "amended")
      same(await store.putConsent(late.statement, late.record), { outcome: "late" })
      await sound(store)
    },
  },
  {
    name: "a record that something else named first is refused with its entry",
    run: async (store) => {
      const made = await makeSubmission()
      await store.putSubmission(made)
      const entry = await makeEntry({ subject: made.statement.body.subject })
      same(await store.putEntry(entry, made.record), { outcome: "foreign-root" })
      same((await store.standing(made.statement.body.subject)).turn, 1)
      same(await store.promiseFor(entry.leaf), undefined)
      await sound(store)
    },
  },
  {
    name: "entries without subject or console are stored, and wait",
    run: async (store) => {
      const [charter, release] = [await makeEntry({ kind: "charter" }), await makeEntry({ kind: "release" })]
      same([await put(store, charter), await put(store, release)], ["stored", "stored"])
      const waiting = await store.waiting(10)
      same(
        new Set(waiting.map((one) => JSON.stringify([one.leaf, one.kind, one.subject, one.console]))),
        new Set([
          JSON.stringify([charter.leaf, "charter", null, null]),
          JSON.stringify([release.leaf, "release", null, null]),
        ]),
      )
      same((await store.pending("", 10)).length, 2)
    },
  },
]
