// The part of the storage contract about sealed drafts, of which the latest stands, and replies, which stay.
import { utf8 } from "../../src/core/bytes.ts"
import { DAY, random, randomHex } from "./made.ts"
import { type Case, same, sameBytes, sound, thrown } from "./says.ts"

export const KEPT_CASES: readonly Case[] = [
  {
    name: "a draft is replaced by a later version and by nothing else",
    run: async (store) => {
      const subject = randomHex()
      const [one, two, other] = [random(3000), random(4000), random(10)]
      same(await store.draft(subject), undefined)
      same(await store.putDraft(subject, 1, one, DAY), "stored")
      same(await store.putDraft(subject, 1, one, DAY), "repeated")
      same(await store.putDraft(subject, 1, other, DAY), "older")
      same(await store.putDraft(subject, 5, two, DAY), "stored")
      same(await store.putDraft(subject, 4, one, DAY), "older")
      const kept = await store.draft(subject)
      same(kept?.number, 5)
      sameBytes(kept?.bytes ?? utf8(""), two)
      same(await store.draft(randomHex()), undefined)
      await sound(store)
      await store.dropDraft(subject)
      await store.dropDraft(subject)
      same(await store.draft(subject), undefined)
      same(await store.putDraft(subject, 1, one, DAY), "stored")
      await sound(store)
    },
  },
  {
    name: "of ten versions at once the latest stands whole",
    run: async (store) => {
      const subject = randomHex()
      const all = Array.from({ length: 10 }, () => random(2000))
      await Promise.all(all.map((bytes, n) => store.putDraft(subject, n + 1, bytes, DAY)))
      const kept = await store.draft(subject)
      same(kept?.number, 10)
      sameBytes(kept?.bytes ?? utf8(""), all[9] ?? utf8("none"))
      await sound(store)
    },
  },
  {
    name: "drafts go by the day they were last saved",
    run: async (store) => {
      const [old, fresh] = [randomHex(), randomHex()]
      await store.putDraft(old, 1, random(10), "2026-11-10")
      await store.putDraft(fresh, 1, random(10), "2026-11-10")
      await store.putDraft(fresh, 2, random(10), "2026-11-12")
      same(await store.dropDraftsBefore("2026-11-10"), 0)
      same(await store.dropDraftsBefore("2026-11-12"), 1)
      same([await store.draft(old), (await store.draft(fresh))?.number], [undefined, 2])
      await sound(store)
    },
  },
  {
    name: "replies stay under their numbers and never change",
    run: async (store) => {
      const [subject, other] = [randomHex(), randomHex()]
      const [two, ten] = [random(16384), random(16384)]
      same(await store.putReply(subject, 10, ten, DAY), "stored")
      same(await store.putReply(subject, 2, two, DAY), "stored")
      same(await store.putReply(subject, 2, two, DAY), "repeated")
      same(await store.putReply(subject, 2, ten, DAY), "conflict")
      same(await store.putReply(other, 2, ten, DAY), "stored")
      const kept = await store.replies(subject)
      same(
        kept.map((one) => one.number),
        [2, 10],
      )
      sameBytes(kept[0]?.bytes ?? utf8(""), two)
      sameBytes(kept[1]?.bytes ?? utf8(""), ten)
      same(await store.replies(randomHex()), [])
      await sound(store)
    },
  },
  {
    name: "of different replies under one number at once, one stands whole",
    run: async (store) => {
      const subject = randomHex()
      const all = Array.from({ length: 8 }, () => random(500))
      const outcomes = await Promise.all(all.map((bytes) => store.putReply(subject, 1, bytes, DAY)))
      same(outcomes.toSorted(), [...Array(7).fill("conflict"), "stored"])
      const [kept] = await store.replies(subject)
      sameBytes(kept?.bytes ?? utf8(""), all[outcomes.indexOf("stored")] ?? utf8("none"))
      await sound(store)
    },
  },
  {
    name: "drafts and replies have no other names",
    run: async (store) => {
      for (const subject of ["../records", "", "a/b", "x".repeat(64)]) {
        await thrown(() => store.putDraft(subject, 1, random(3), DAY))
        await thrown(() => store.putReply(subject, 1, random(3), DAY))
      }
      for (const n of [-1, 1.5, Number.NaN]) {
        await thrown(() => store.putDraft(randomHex(), n, random(3), DAY))
        await thrown(() => store.putReply(randomHex(), n, random(3), DAY))
      }
      await sound(store)
    },
  },
]
