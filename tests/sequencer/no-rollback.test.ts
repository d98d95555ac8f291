// src/sequencer: a log that somebody has seen larger, or otherwise, is not signed any more (PROTOCOL section 8, "No rollback"). And
// two that write one database do not fork it.
import { cpSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import type { Signer } from "../../src/core/note/vkey.ts"
import { peekCheckpoint, signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { leafHash, treeRoot } from "../../src/core/tlog/merkle.ts"
import { keepOutside } from "../../src/sequencer/guard.ts"
import { createSequencer } from "../../src/sequencer/sequencer.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { newFolder } from "../storage/places.ts"
import { newPerson, said, say } from "./people.ts"
import { ofType, readLog } from "./reading.ts"
import { newWorld, ORIGIN, sequencerOf, settingOf, type World } from "./world.ts"

const logKey = (world: World): Signer => [...world.keys.values()][0] as Signer
const forged = (world: World, size: number, root: Uint8Array = new Uint8Array(32).fill(9)) =>
  signCheckpoint({ origin: ORIGIN, size, root }, logKey(world))

/** A log of three batches, and its checkpoints. */
async function grown(): Promise<{ world: World; checkpoints: readonly Uint8Array[] }> {
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  const checkpoints = [(await sequencer.head()).checkpoint]
  for (let i = 0; i < 3; i++) {
    await said(world, sequencer, await newPerson(), "given")
    world.clocks.days(1)
    await sequencer.integrate()
    checkpoints.push((await sequencer.head()).checkpoint)
  }
  return { world, checkpoints }
}

describe("a log that is stopped while a batch is on its way", () => {
  test.each(["putLogFile", "stopped"] as const)("is not served any further: at %s", async (step) => {
    const { world } = await grown()
    await said(world, await sequencerOf(world), await newPerson(), "given")
    world.clocks.days(1)
    const plain = settingOf(world)
    let placed = false
    // Stops the log at the first such call after the batch got its places.
    const store = new Proxy(plain.store, {
      get(target, name) {
        const value = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]) => {
          const result = await value.apply(target, args)
          if (name === "placeBatch") placed = true
          if (placed && name === step) await target.setStopped({ reason: "fork", checkpoint: null })
          return result
        }
      },
    })
    const before = await plain.store.head()
    const sequencer = await createSequencer({ ...plain, store })
    await expect(sequencer.integrate()).rejects.toMatchObject({ code: "log-stopped" })
    expect((await plain.store.head())?.checkpoint).toEqual(before?.checkpoint)
  })
})

describe("a checkpoint that a courier has seen", () => {
  test("of this log, at any size, is no news", async () => {
    const { world, checkpoints } = await grown()
    const sequencer = await sequencerOf(world)
    for (const checkpoint of checkpoints) await sequencer.seen(checkpoint)
    const { leaves } = await readLog(world.store)
    const notes = await world.store.leaves(0, 20)
    expect(leaves.length).toBe(25)
    await sequencer.seen(await forged(world, 20, treeRoot(notes.map(leafHash)))) // never published, and true
    expect(await sequencer.stopped()).toBeUndefined()
  })

  test("a tile that rotted is no fork", async () => {
    const { world, checkpoints } = await grown()
    await world.store.putLogFile("tile/0/000.p/25", new Uint8Array(25 * 32).fill(1))
    const sequencer = await sequencerOf(world)
    await sequencer.seen(checkpoints[1] as Uint8Array)
    expect(await sequencer.stopped()).toBeUndefined()
    await sequencer.integrate() // and growing mends it
    await readLog(world.store)
  })

  test.each([
    ["a larger one", 33, "rollback"],
    ["another of the same size", 25, "fork"],
    ["another of a smaller size", 17, "fork"],
    ["another of a size that was never published", 20, "fork"],
  ] as const)("%s stops the log for good", async (_name, size, reason) => {
    const { world } = await grown()
    const sequencer = await sequencerOf(world)
    const ana = await newPerson()
    await said(world, sequencer, ana, "given")
    const checkpoint = await forged(world, size)
    await sequencer.seen(checkpoint)
    expect(await sequencer.stopped()).toEqual({ reason, checkpoint })
    expect(world.events).toContainEqual({ event: "log-stopped", reason })
    expect(await sequencer.promise("ab".repeat(32))).toBeNull()
    await expect(sequencer.integrate()).rejects.toMatchObject({ code: "log-stopped" })
    await sequencer.resume()
    expect((await sequencer.head()).size).toBe(25)

    // Another process stays stopped; a withdrawal is stored all the same, and its promise follows.
    const again = await sequencerOf(world)
    expect(await say(world, again, ana, "amended")).toBe("busy")
    const { leaf, promise } = await said(world, again, ana, "withdrawn")
    expect(promise).toBeNull()
    await expect(again.integrate()).rejects.toMatchObject({ code: "log-stopped" })
    await world.store.setStopped(undefined)
    const restored = await sequencerOf(world)
    expect(await world.store.promiseFor(leaf)).toBeNull()
    await restored.integrate()
    expect(await world.store.promiseFor(leaf)).not.toBeNull()
    expect(ofType(await readLog(world.store), "consent").at(-1)?.leaf.body.action).toBeDefined()
  })

  test("that no key of the log signed stops nothing", async () => {
    const { world } = await grown()
    const stranger = (await newPerson()).signer
    const sequencer = await sequencerOf(world)
    const note = await signCheckpoint({ origin: ORIGIN, size: 99, root: new Uint8Array(32) }, stranger)
    await expect(sequencer.seen(note)).rejects.toMatchObject({ code: "signature" })
    const elsewhere = await signCheckpoint(
      { origin: "other.example", size: 99, root: new Uint8Array(32) },
      logKey(world),
    )
    await expect(sequencer.seen(elsewhere)).rejects.toMatchObject({ code: "origin" })
    await expect(sequencer.seen(new Uint8Array(9))).rejects.toMatchObject({ code: "note-malformed" })
    expect(await sequencer.stopped()).toBeUndefined()
  })
})

describe("the head outside the data folder", () => {
  test("follows every head, and catches up after a crash", async () => {
    const { world } = await grown()
    expect(peekCheckpoint(world.outside.kept as Uint8Array).size).toBe(25)
    world.outside.kept = undefined
    await sequencerOf(world)
    expect(peekCheckpoint(world.outside.kept as unknown as Uint8Array).size).toBe(25)
  })

  test("never goes back, when a slower sequencer comes after a faster one", async () => {
    const { world, checkpoints } = await grown()
    const head = await (await sequencerOf(world)).head()
    await keepOutside(settingOf(world), { ...head, size: 9, checkpoint: checkpoints[1] as Uint8Array })
    expect(world.outside.kept).toEqual(checkpoints[3])
  })

  test("stops a folder that comes from a backup, before anything is signed", async () => {
    const world = await newWorld()
    const sequencer = await sequencerOf(world)
    await sequencer.integrate()
    await world.store.close()
    const old = newFolder()
    cpSync(world.folder, old, { recursive: true })
    world.store = await openNodeStore(world.folder)
    await (await sequencerOf(world)).integrate()
    await world.store.close()

    world.store = await openNodeStore(old)
    const restored = await sequencerOf(world)
    expect(await restored.stopped()).toMatchObject({ reason: "rollback" })
    expect(await restored.promise("ab".repeat(32))).toBeNull()
    await expect(restored.integrate()).rejects.toMatchObject({ code: "log-stopped" })
    expect(peekCheckpoint(world.outside.kept as Uint8Array).size).toBe(17)
    await world.store.close()
  })

  test("stops one that went on otherwise, whoever signed it", async () => {
    const { world } = await grown()
    const stranger = (await newPerson()).signer
    world.outside.kept = await signCheckpoint(
      { origin: ORIGIN, size: 17, root: new Uint8Array(32) },
      stranger,
    )
    expect(await (await sequencerOf(world)).stopped()).toMatchObject({ reason: "fork" })
  })

  test.each([
    ["no checkpoint", async () => new Uint8Array(5)],
    [
      "another log's",
      (world: World) =>
        signCheckpoint({ origin: "other.example", size: 1, root: new Uint8Array(32) }, logKey(world)),
    ],
  ])("is refused where it is %s", async (_name, kept) => {
    const world = await newWorld()
    world.outside.kept = await kept(world)
    await expect(sequencerOf(world)).rejects.toMatchObject({ code: "head-malformed" })
  })
})

describe("beginning", () => {
  test("a store without a log beside a larger tree is refused: it would fork", async () => {
    const { world, checkpoints } = await grown()
    const bare = await newWorld()
    await bare.store.putLogFile("checkpoint", checkpoints[2] as Uint8Array)
    await expect(sequencerOf(bare)).rejects.toMatchObject({ code: "log-tree" })
    expect(world.events.some(({ event }) => event === "published")).toBe(true)
  })

  test("leaves that are not those that were signed are not built on", async () => {
    const { world } = await grown()
    const lying = new Proxy(world.store, {
      get: (target, name) =>
        name === "leaves"
          ? async (from: number, to: number) =>
              (await target.leaves(from, to)).map((note, i) => (from + i === 3 ? new Uint8Array([1]) : note))
          : (Reflect.get(target, name) as unknown),
    })
    await world.store.putLogFile("tile/0/000.p/25", new Uint8Array(25 * 32).fill(1))
    const sequencer = await sequencerOf(world, { store: lying, outside: undefined })
    await expect(sequencer.integrate()).rejects.toMatchObject({ code: "log-tree" })
    expect((await sequencer.head()).size).toBe(25)
  })
})

test("two sequencers on one database: one wins each head, none forks", async () => {
  const world = await newWorld({ witnesses: 1 })
  const [a, b] = [await sequencerOf(world), await sequencerOf(world)]
  const heads: Uint8Array[] = []
  const leaves: string[] = []
  for (let round = 0; round < 12; round++) {
    for (const one of [a, b]) leaves.push((await said(world, one, await newPerson(), "given")).leaf)
    if (round % 3 === 0) world.clocks.days(1)
    await Promise.all([a.integrate(), b.integrate(), a.integrate()])
    const { size, placed } = await a.head()
    expect(size).toBe(placed)
    heads.push((await a.head()).checkpoint)
  }
  const log = await readLog(world.store)
  expect(
    ofType(log, "consent")
      .map(({ hash }) => hash)
      .sort(),
  ).toEqual(leaves.sort())
  for (const checkpoint of heads) {
    const { size, root } = peekCheckpoint(checkpoint)
    const notes = await world.store.leaves(0, size)
    expect(hex(treeRoot(notes.map(leafHash)))).toBe(hex(root))
  }
  expect(await a.stopped()).toBeUndefined()
})
