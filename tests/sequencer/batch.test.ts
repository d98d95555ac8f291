// src/sequencer: what one integration makes of what was accepted (PROTOCOL section 8).
import { expect, test } from "vitest"
import { deskOf, newPerson, promisedDay, said, say, state } from "./people.ts"
import { ofType, readLog } from "./reading.ts"
import { newWorld, sequencerOf } from "./world.ts"

test("the tree that init wrote is taken over, and an empty day grows it by eight ticks", async () => {
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  expect(await sequencer.head()).toMatchObject({ size: 1, placed: 1, day: "2026-11-21" })
  world.clocks.days(1)
  expect(await sequencer.integrate()).toEqual({ from: 1, size: 9, statements: 0, erased: 0, published: true })
  const log = await readLog(world.store)
  expect(ofType(log, "tick").map(({ leaf }) => leaf.body.day)).toEqual(Array(8).fill("2026-11-22"))
  expect(new Set(log.leaves.map(({ hash }) => hash)).size).toBe(9)
})

test("what was accepted is in the log once, in order, after the tick, within its promise", async () => {
  const world = await newWorld({ witnesses: 2 })
  const sequencer = await sequencerOf(world)
  const [ana, ben] = [await newPerson(), await newPerson()]
  const taken = [
    await said(world, sequencer, ana, "given"),
    await said(world, sequencer, ben, "given"),
    await said(world, sequencer, ana, "amended"),
    await said(world, sequencer, ana, "added"),
    await said(world, sequencer, ana, "withdrawn"),
    await said(world, sequencer, ana, "reinstated"),
    await said(world, sequencer, ben, "withdrawn"),
  ]
  expect(await say(world, sequencer, ben, "added")).toBe("withdrawn")
  const desk = deskOf(world.consoles[0] as never)
  const used = await state(world, sequencer, desk, ana.subject, "used", taken[0]?.leaf as string)
  world.clocks.days(1)
  expect(await sequencer.integrate()).toMatchObject({ from: 1, size: 17, statements: 8 })
  const log = await readLog(world.store)
  expect(log.leaves[1]?.leaf.type).toBe("tick")
  const index = new Map(log.leaves.map(({ hash, index }) => [hash, index]))
  const mine = [taken[0], taken[2], taken[3], taken[4], taken[5], used].map((one) =>
    index.get((one as { leaf: string }).leaf),
  )
  expect(mine.every((at) => at !== undefined && at > 1)).toBe(true)
  expect(mine).toEqual(mine.toSorted((a, b) => (a as number) - (b as number)))
  for (const { promise } of taken) expect(await promisedDay(world, promise as Uint8Array)).toBe("2026-11-23")
  expect(await world.store.pending("", 10)).toEqual([])
})
