// src/sequencer/order.ts and choose.ts alone: whatever ties statements together, every chain keeps its order.
import fc from "fast-check"
import { expect, test } from "vitest"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { batchSize, drawOrder, type Ordered } from "../../src/sequencer/order.ts"

/** Statements in the order of acceptance: each of a subject, or of a console, or of a console about a subject. */
const accepted = fc
  .array(fc.record({ subject: fc.option(fc.nat(4)), console: fc.option(fc.nat(2)) }), { maxLength: 40 })
  .map((all): Ordered[] => {
    const next = new Map<string, number>()
    const take = (key: string): number => {
      const n = next.get(key) ?? 0
      next.set(key, n + 1)
      return n
    }
    return all.map((one, i) => ({
      leaf: `${i}`,
      subject: one.subject === null ? null : { key: `s${one.subject}`, turn: take(`s${one.subject}`) },
      console: one.console === null ? null : { key: `c${one.console}`, seq: take(`c${one.console}`) },
    }))
  })

test("each statement once, each chain in order, fillers between", () => {
  fc.assert(
    fc.property(accepted, fc.nat(20), (statements, fillers) => {
      const order = drawOrder(statements.toReversed(), fillers, randomBytes)
      expect(order.filter((one) => one === undefined).length).toBe(fillers)
      const drawn = order.flatMap((one) => one ?? [])
      expect(drawn.map(({ leaf }) => leaf).sort()).toEqual(statements.map(({ leaf }) => leaf).sort())
      for (const by of ["subject", "console"] as const) {
        const last = new Map<string, number>()
        for (const one of drawn) {
          const key = one[by]?.key
          if (key === undefined) continue
          const at = one.subject !== null && by === "subject" ? one.subject.turn : (one.console?.seq ?? 0)
          expect(at).toBe((last.get(key) ?? -1) + 1)
          last.set(key, at)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test("orders that contradict each other are refused, and not drawn somehow", () => {
  const statement = (leaf: string, turn: number, seq: number): Ordered => ({
    leaf,
    subject: { key: "s", turn },
    console: { key: "c", seq },
  })
  expect(() => drawOrder([statement("a", 0, 1), statement("b", 1, 0)], 0, randomBytes)).toThrow(RangeError)
})

test("three statements of which two are tied come in each of their three orders alike", () => {
  const tied = [0, 1].map(
    (turn): Ordered => ({ leaf: `t${turn}`, subject: { key: "s", turn }, console: null }),
  )
  const free: Ordered = { leaf: "f", subject: null, console: null }
  const counts = new Map<string, number>()
  for (let i = 0; i < 3000; i++) {
    const order = drawOrder([free, ...tied], 0, randomBytes)
      .map((one) => one?.leaf)
      .join(" ")
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual(["f t0 t1", "t0 f t1", "t0 t1 f"])
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200) // 7 sigma
})

test("a batch has a power of two, at least eight", () => {
  expect([0, 1, 7, 8, 9, 16, 17, 65_535, 65_536].map(batchSize)).toEqual([
    8, 8, 8, 8, 16, 16, 32, 65_536, 65_536,
  ])
})
