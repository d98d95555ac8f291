// The part of the storage contract about submissions that come at the same time: each is stored once, and of those that
// cannot all stand, one wins.
import { equal, utf8 } from "../../src/core/bytes.ts"
import { makeSubmission, random, randomHex } from "./made.ts"
import { bytesOf, type Case, same, sameBytes, sound } from "./says.ts"

const outcomes = (all: readonly { readonly outcome: string }[]) => all.map((one) => one.outcome).sort()

export const RACE_CASES: readonly Case[] = [
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
      same(outcomes(answers), [...Array(9).fill("late"), "stored"])
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
        if (answer.outcome === "repeated") same(equal(answer.promise ?? utf8("none"), promise), true)
      await sound(store)
    },
  },
]
