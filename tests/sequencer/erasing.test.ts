// src/sequencer: withdrawal to erasure, counted in the log's own ticks (PROTOCOL section 8), over restarts and clocks that jump.
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { deskOf, newPerson, said, say, state } from "./people.ts"
import { ofType, readLog } from "./reading.ts"
import { newWorld, reopened, sequencerOf, type World } from "./world.ts"

/** A new day, and a new process for it. */
async function nextDay(world: World, days = 1) {
  world.clocks.days(days)
  await reopened(world)
  const sequencer = await sequencerOf(world)
  return { sequencer, done: await sequencer.integrate() }
}

const held = (world: World, kind: string): number =>
  readdirSync(join(world.folder, kind), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  ).length

test("content goes at the tick that lies erasureDays after the withdrawal's leaf, and the log says so", async () => {
  const world = await newWorld()
  const ana = await newPerson()
  let sequencer = await sequencerOf(world)
  const given = await said(world, sequencer, ana, "given")
  await said(world, sequencer, ana, "added")
  const withdrawn = await said(world, sequencer, ana, "withdrawn")
  const erased: number[] = []
  for (let day = 1; day <= 5; day++) {
    const next = await nextDay(world)
    sequencer = next.sequencer
    erased.push(next.done.erased)
    expect(held(world, "containers")).toBe(day < 4 ? 2 : 0)
    expect(held(world, "headers")).toBe(day < 4 ? 2 : 0)
  }
  // Leaf on the 22nd, three days: the tick of the 25th.
  expect(erased).toEqual([0, 0, 0, 1, 0])
  const [one, more] = ofType(await readLog(world.store), "erasure")
  expect(more).toBeUndefined()
  expect(one?.leaf.body).toMatchObject({
    subject: ana.subject,
    consent: withdrawn.leaf,
    reason: "withdrawn",
    records: [given.body.record?.sha256],
  })
  expect(one?.leaf.body.content.length).toBe(2)
  expect(await say(world, sequencer, ana, "reinstated")).toBe("erased")
})

test("reinstated in time keeps everything; withdrawn again cools from the start", async () => {
  const world = await newWorld()
  const ana = await newPerson()
  let sequencer = await sequencerOf(world)
  await said(world, sequencer, ana, "given")
  await said(world, sequencer, ana, "withdrawn")
  for (let day = 1; day <= 3; day++) ({ sequencer } = await nextDay(world))
  await said(world, sequencer, ana, "reinstated") // on the 24th, erased would be on the 25th
  for (let day = 1; day <= 3; day++) expect((await nextDay(world)).done.erased).toBe(0)
  sequencer = await sequencerOf(world)
  await said(world, sequencer, ana, "withdrawn")
  const erased: number[] = []
  for (let day = 1; day <= 4; day++) erased.push((await nextDay(world)).done.erased)
  expect(erased).toEqual([0, 0, 0, 1])
})

test('"erase": "now" and a month that is over go at the integration after their leaf', async () => {
  const world = await newWorld()
  const [now, month] = [await newPerson(), await newPerson()]
  const sequencer = await sequencerOf(world)
  await said(world, sequencer, now, "given")
  await said(world, sequencer, now, "withdrawn", { now: true })
  await said(world, sequencer, month, "given", { until: "2026-11" })
  const erased: number[] = []
  for (let day = 1; day <= 11; day++) erased.push((await nextDay(world)).done.erased)
  // From the 22nd on: the leaf is there after that day's batch; December begins on the tenth.
  expect(erased).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0])
  const all = ofType(await readLog(world.store), "erasure").map(({ leaf }) => leaf.body.reason)
  expect(all).toEqual(["withdrawn", "expired"])
})

test("what a dispatch names as imported loses header and body, and nothing else", async () => {
  const world = await newWorld()
  const ana = await newPerson()
  const sequencer = await sequencerOf(world)
  const given = await said(world, sequencer, ana, "given")
  const added = await said(world, sequencer, ana, "added")
  await state(world, sequencer, deskOf(world.consoles[0] as never), ana.subject, "imported", given.leaf)
  await nextDay(world)
  await nextDay(world)
  const [one] = ofType(await readLog(world.store), "erasure")
  expect(one?.leaf.body).toEqual({
    subject: ana.subject,
    consent: given.leaf,
    content: [given.body.content?.root],
    records: [],
    reason: "imported",
  })
  expect(held(world, "containers")).toBe(1)
  expect((await world.store.holding(added.body.content?.root as string))?.state).toBe("held")
  await said(world, await sequencerOf(world), ana, "amended")
})

test("more than twenty containers are said in several statements, sorted", async () => {
  const world = await newWorld()
  const ana = await newPerson()
  const sequencer = await sequencerOf(world)
  await said(world, sequencer, ana, "given")
  for (let i = 0; i < 44; i++) await said(world, sequencer, ana, "added")
  await said(world, sequencer, ana, "withdrawn", { now: true })
  await nextDay(world)
  expect((await nextDay(world)).done.erased).toBe(1)
  const bodies = ofType(await readLog(world.store), "erasure").map(({ leaf }) => leaf.body)
  expect(bodies.map(({ content, records }) => [content.length, records.length])).toEqual([
    [20, 1],
    [20, 0],
    [5, 0],
  ])
  const roots = bodies.flatMap(({ content }) => content)
  expect(roots).toEqual(roots.toSorted())
  expect(held(world, "containers")).toBe(0)
})

describe("a clock that is wrong", () => {
  test("a jump forward in a running process neither cuts cooling nor expires anything", async () => {
    const world = await newWorld()
    const [ana, ben] = [await newPerson(), await newPerson()]
    const sequencer = await sequencerOf(world)
    await said(world, sequencer, ana, "given")
    await said(world, sequencer, ana, "withdrawn")
    await said(world, sequencer, ben, "given", { until: "2027-03" })
    world.clocks.days(1)
    await sequencer.integrate()
    world.clocks.wall += 400 * 86_400 // somebody set it a year ahead
    expect(await sequencer.day()).toBe("2026-11-22")
    expect((await sequencer.integrate()).erased).toBe(0)
    world.clocks.days(1)
    expect((await sequencer.integrate()).erased).toBe(0)
    expect(await sequencer.day()).toBe("2026-11-23") // time passes as it does
    expect(world.events).toContainEqual({ event: "clock-held", reason: "jump" })
    world.clocks.days(2)
    expect((await sequencer.integrate()).erased).toBe(1) // when it was due
    expect(held(world, "containers")).toBe(1)
  })

  test("a jump back stops no erasing in a running process, and lowers no day in the next", async () => {
    const world = await newWorld()
    const ana = await newPerson()
    const sequencer = await sequencerOf(world)
    await said(world, sequencer, ana, "given")
    await said(world, sequencer, ana, "withdrawn")
    world.clocks.days(2)
    await sequencer.integrate()
    world.clocks.wall -= 400 * 86_400 // somebody set it a year back
    expect(await sequencer.day()).toBe("2026-11-23")
    expect(world.events).toContainEqual({ event: "clock-held", reason: "back" })
    world.clocks.days(3)
    expect((await sequencer.integrate()).erased).toBe(1) // when it was due
    expect(await sequencer.day()).toBe("2026-11-26")
    expect(world.events).not.toContainEqual({ event: "clock-held", reason: "behind" })
    const again = await sequencerOf(world)
    await again.integrate()
    expect(await again.day()).toBe("2026-11-26")
    expect(world.events).toContainEqual({ event: "clock-held", reason: "behind" }) // the operator has to set it
    const days = ofType(await readLog(world.store), "tick").map(({ leaf }) => leaf.body.day)
    expect(days).toEqual(days.toSorted())
  })

  test("at a start more than seven days after the last tick, nothing passes until somebody vouches for it", async () => {
    const world = await newWorld()
    const ana = await newPerson()
    let sequencer = await sequencerOf(world)
    await said(world, sequencer, ana, "given", { until: "2026-12" })
    ;({ sequencer } = await nextDay(world, 7))
    expect(await sequencer.day()).toBe("2026-11-28") // seven days are taken
    ;({ sequencer } = await nextDay(world, 365))
    expect(await sequencer.day()).toBe("2026-11-28")
    expect(held(world, "containers")).toBe(1)
    expect(world.events).toContainEqual({ event: "clock-held", reason: "start" })
    sequencer = await sequencerOf(world, { trustClock: true })
    expect((await sequencer.integrate()).erased).toBe(1)
    expect(await sequencer.day()).toBe("2027-11-28")
  })

  test("a clock that drifts is followed", async () => {
    const world = await newWorld()
    const sequencer = await sequencerOf(world)
    for (let day = 0; day < 60; day++) {
      world.clocks.days(1)
      world.clocks.wall += 600
      await sequencer.day()
    }
    world.clocks.wall += 13 * 3600
    world.clocks.up += 13 * 3600
    expect(await sequencer.day()).toBe(world.clocks.today())
    expect(world.events).toEqual([])
  })
})
