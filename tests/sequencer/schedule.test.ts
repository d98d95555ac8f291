// src/host: when integrations are run. The sequencer is real, over a real store; only time is a test's.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { requireQuorum } from "../../src/core/tlog/cosignature.ts"
import { headFile } from "../../src/host/head-file.ts"
import { readLogKeys } from "../../src/host/log-keys.ts"
import { type MergePlan, parseMergePlan, readMergePlan } from "../../src/host/merge-plan.ts"
import { type Schedule, startSchedule } from "../../src/host/schedule.ts"
import type { Sequencer } from "../../src/sequencer/sequencer.ts"
import { newFolder } from "../storage/places.ts"
import { newPerson, said } from "./people.ts"
import { newWorld, sequencerOf, type World } from "./world.ts"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
})
afterEach(() => {
  vi.useRealTimers()
})

interface Running {
  readonly world: World
  readonly sequencer: Sequencer
  readonly schedule: Schedule
  readonly failed: unknown[]
  pass(seconds: number): Promise<void>
}

async function running(plan: MergePlan, world?: World): Promise<Running> {
  const here = world ?? (await newWorld({ witnesses: 1 }))
  const sequencer = await sequencerOf(here)
  const failed: unknown[] = []
  const schedule = startSchedule({
    sequencer,
    store: here.store,
    plan,
    now: () => here.clocks.wall,
    failed: (error) => failed.push(error),
  })
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 40; i++) await new Promise((done) => setImmediate(done))
    await sequencer.resume() // what runs goes first
    await new Promise((done) => setImmediate(done))
  }
  await settled()
  return {
    world: here,
    sequencer,
    schedule,
    failed,
    async pass(seconds) {
      for (let left = seconds; left > 0; left -= 60) {
        here.clocks.pass(Math.min(60, left))
        vi.advanceTimersByTime(Math.min(60, left) * 1000)
        await settled()
      }
    },
  }
}

describe("daily", () => {
  test("at midnight UTC, once, whether anything came in or not", async () => {
    const { world, sequencer, schedule, pass } = await running("daily")
    await said(world, sequencer, await newPerson(), "given")
    schedule.accepted()
    await pass(3600)
    expect((await sequencer.head()).size).toBe(1)
    world.clocks.wall = Date.parse("2026-11-21T23:58:30Z") / 1000
    world.clocks.up += 15 * 3600
    await pass(60)
    expect((await sequencer.head()).size).toBe(1)
    await pass(60)
    expect(await sequencer.head()).toMatchObject({ size: 9, day: "2026-11-22" })
    await pass(1200)
    expect((await sequencer.head()).size).toBe(9)
    await schedule.stop()
  })

  test("a day that was missed is made up for at the start, and no more than once", async () => {
    const world = await newWorld({ witnesses: 1 })
    await sequencerOf(world)
    world.clocks.days(3)
    const { sequencer, schedule, pass } = await running("daily", world)
    expect(await sequencer.head()).toMatchObject({ size: 9, day: "2026-11-24" })
    await pass(600)
    expect((await sequencer.head()).size).toBe(9)
    await schedule.stop()
  })

  test("what could not be published is tried again, with nothing placed on top", async () => {
    const { world, sequencer, schedule, pass } = await running("daily")
    const [witness] = world.witnesses
    if (witness !== undefined) witness.down = true
    world.clocks.days(1)
    await pass(60)
    expect(await sequencer.head()).toMatchObject({ size: 1, placed: 9 })
    if (witness !== undefined) witness.down = false
    await pass(660)
    expect(await sequencer.head()).toMatchObject({ size: 9, placed: 9 })
    await schedule.stop()
  })

  test("a log that has just begun is cosigned before it grows, as soon as its witnesses are there", async () => {
    const world = await newWorld({ witnesses: 2 })
    const [first, second] = world.witnesses
    if (second !== undefined) second.down = true
    const { witnesses, witnessQuorum } = world.made.charter.body
    const { sequencer, schedule, pass } = await running("daily", world)
    const lines = async (): Promise<number> =>
      (await requireQuorum((await sequencer.head()).checkpoint, witnesses, 0)).length
    expect([witnessQuorum, first?.down, await lines()]).toEqual([2, false, 0])
    expect(world.events).toContainEqual({ event: "quorum-missed", cosigned: 1, quorum: 2 })
    if (second !== undefined) second.down = false
    await pass(660)
    expect([await lines(), (await sequencer.head()).size]).toEqual([2, 1])
    expect(await world.store.logFile("checkpoint")).toEqual((await sequencer.head()).checkpoint)
    const asked = world.events.length
    await pass(660)
    expect(world.events).toHaveLength(asked) // what has its lines is not asked for again
    await schedule.stop()
  })

  test("a start finishes what a crash left, and places nothing", async () => {
    const world = await newWorld({ witnesses: 1 })
    const [witness] = world.witnesses
    if (witness !== undefined) witness.down = true
    await (await sequencerOf(world)).integrate()
    if (witness !== undefined) witness.down = false
    const { sequencer, schedule } = await running("daily", world)
    expect(await sequencer.head()).toMatchObject({ size: 9, placed: 9 })
    await schedule.stop()
  })
})

test("immediate: soon after something was accepted, what came together together", async () => {
  const { world, sequencer, schedule, pass } = await running("immediate")
  for (let i = 0; i < 3; i++) {
    await said(world, sequencer, await newPerson(), "given")
    schedule.accepted()
  }
  await pass(1)
  expect((await sequencer.head()).size).toBe(9)
  await pass(600)
  expect((await sequencer.head()).size).toBe(9)
  await schedule.stop()
})

test("minutes: every so many, and what waited at the start at once", async () => {
  const world = await newWorld()
  await said(world, await sequencerOf(world), await newPerson(), "given")
  const { sequencer, schedule, pass } = await running({ minutes: 10 }, world)
  expect((await sequencer.head()).size).toBe(9)
  await pass(540)
  expect((await sequencer.head()).size).toBe(9)
  await pass(120)
  expect((await sequencer.head()).size).toBe(17)
  await schedule.stop()
})

test("a log that is stopped is left alone, and stopping waits for what is under way", async () => {
  const { world, sequencer, schedule, failed, pass } = await running("immediate")
  await world.store.setStopped({ reason: "restored", checkpoint: null })
  schedule.accepted()
  world.clocks.days(1)
  await pass(120)
  expect(failed).toEqual([])
  expect((await sequencer.head()).size).toBe(1)
  await world.store.setStopped(undefined)
  schedule.accepted()
  vi.advanceTimersByTime(300)
  await schedule.stop()
  expect([1, 9]).toContain((await sequencer.head()).placed)
  const { placed, size } = await sequencer.head()
  expect(placed).toBe(size)
  schedule.accepted()
  await pass(600)
  expect((await sequencer.head()).size).toBe(size)
})

describe("files of a data folder", () => {
  test("merge: daily where there is none, and nothing but what init writes", async () => {
    const folder = newFolder()
    expect(await readMergePlan(folder)).toBe("daily")
    writeFileSync(join(folder, "merge"), "30\n")
    expect(await readMergePlan(folder)).toEqual({ minutes: 30 })
    writeFileSync(join(folder, "merge"), "sometimes\n")
    await expect(readMergePlan(folder)).rejects.toMatchObject({ code: "merge-plan" })
    for (const text of ["", "0", "-1", "1.5", "00", "99999", "Daily", "immediate "])
      expect(() => parseMergePlan(text)).toThrow("merge-plan")
  })

  test("log.key: one key to a line, found by its vkey", async () => {
    const { made, keys } = await newWorld()
    const [vkey] = [...keys.keys()] as [string]
    const path = join(newFolder(), "log.key")
    writeFileSync(path, `${made.secrets.get("root-1.key")}\n${made.logKey}\n`)
    const signer = await readLogKeys(path)
    expect(signer(vkey)?.verifier.name).toBe("demo.cairn.example")
    expect(signer("demo.cairn.example+00000000+x")).toBeUndefined()
    writeFileSync(path, "PRIVATE+KEY+nonsense\n")
    await expect(readLogKeys(path)).rejects.toMatchObject({ code: "private-key" })
  })

  test("CAIRN_HEAD: a file outside, replaced whole; inside the folder it is refused", async () => {
    const folder = newFolder()
    const keeper = headFile(join(folder, "head/last"), join(folder, "data"))
    expect(await keeper.read()).toBeUndefined()
    await keeper.write(new Uint8Array([1, 2]))
    await keeper.write(new Uint8Array([3]))
    expect(await keeper.read()).toEqual(new Uint8Array([3]))
    for (const inside of ["data/head", "data/x/../head", "data"])
      expect(() => headFile(join(folder, inside), join(folder, "data"))).toThrow("head-inside")
  })
})
