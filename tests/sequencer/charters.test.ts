// src/sequencer: a charter that changes what is signed, by whom, and who cosigns. Statements are judged by the newest charter before
// them in the log (PROTOCOL section 7), so each batch is checked leaf by leaf (reading.ts).
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { parseVkey } from "../../src/core/note/vkey.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { openCheckpoint, openHandover } from "../../src/core/tlog/checkpoint.ts"
import { requireQuorum } from "../../src/core/tlog/cosignature.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import { handoverPath } from "../../src/sequencer/publish.ts"
import { nextBody, noteOf } from "../core/charter/charters.ts"
import { Crash } from "./crash.ts"
import { deskOf, newPerson, said, state } from "./people.ts"
import { ofType, readLog } from "./reading.ts"
import { changeCharter, newLogKey, newWorld, ORIGIN, sequencerOf, type World } from "./world.ts"

const vkeyOf = (world: World): string => [...world.keys.keys()][0] as string

test("a new log key: the tick before the charter by the old, fillers and erasures after it by the new, the head by both", async () => {
  const world = await newWorld({ witnesses: 1 })
  const sequencer = await sequencerOf(world)
  const [old, ana] = [vkeyOf(world), await newPerson()]
  await said(world, sequencer, ana, "given")
  await said(world, sequencer, ana, "withdrawn", { now: true })
  await sequencer.integrate()
  // A process that died after it had erased leaves a statement by the old key.
  const placeBatch = async (): Promise<boolean> => Promise.reject(new Crash("placeBatch"))
  const store = new Proxy(world.store, {
    get: (target, name) => (name === "placeBatch" ? placeBatch : (Reflect.get(target, name) as unknown)),
  })
  const doomed = await sequencerOf(world, { store })
  await expect(doomed.integrate()).rejects.toThrow(Crash)
  const vkey = await newLogKey(world)
  expect(sequencer.holds(vkey)).toBe(true)
  await changeCharter(world, sequencer, { log: vkey })
  // Until it is a leaf that is served, the old key promises: nobody could check the new one yet.
  const before = await sequencer.promise("ab".repeat(32))
  await openPromise(before as Uint8Array, ORIGIN, parseVkey(old))
  world.clocks.days(1)
  await sequencer.integrate()
  const after = await sequencer.promise("ab".repeat(32))
  await openPromise(after as Uint8Array, ORIGIN, parseVkey(vkey))

  const log = await readLog(world.store) // verifies every leaf's signature
  const [, second] = ofType(log, "charter")
  const [erasure] = ofType(log, "erasure")
  expect(erasure?.index).toBeLessThan(second?.index as number) // signed by the old key, so in a batch before
  const { checkpoint } = await sequencer.head()
  await openHandover(checkpoint, ORIGIN, parseVkey(old), parseVkey(vkey))
  expect(await world.store.logFile(handoverPath(2))).toEqual(checkpoint)

  await sequencer.integrate()
  const next = await openCheckpoint((await sequencer.head()).checkpoint, ORIGIN, parseVkey(vkey))
  expect(next.note.signatures.filter(({ name }) => name === ORIGIN).length).toBe(1)
  expect(await world.store.logFile(handoverPath(2))).toEqual(checkpoint) // stays as it was
})

test("while a new log key waits nothing is erased: the old key's word could land behind its charter", async () => {
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  const ana = await newPerson()
  await said(world, sequencer, ana, "given")
  await said(world, sequencer, ana, "withdrawn", { now: true })
  await sequencer.integrate()
  await changeCharter(world, sequencer, { log: await newLogKey(world) })
  expect((await sequencer.integrate()).erased).toBe(0)
  expect((await sequencer.integrate()).erased).toBe(1)
  await readLog(world.store)
})

test("where the old key is lost, the new one signs alone, and that is told", async () => {
  const world = await newWorld()
  const old = vkeyOf(world)
  const vkey = await newLogKey(world)
  const held = await sequencerOf(world)
  await changeCharter(world, held, { log: vkey })
  world.keys.delete(old)
  const sequencer = await sequencerOf(world)
  expect(await sequencer.promise("ab".repeat(32))).toBeNull()
  await sequencer.integrate()
  expect(world.events).toContainEqual({ event: "log-key-lost", charter: 1 })
  const { checkpoint } = await sequencer.head()
  const opened = await openCheckpoint(checkpoint, ORIGIN, parseVkey(vkey))
  expect(opened.note.signatures.length).toBe(1)
  expect(await sequencer.promise("ab".repeat(32))).not.toBeNull()
})

test("a charter whose log key is not held is not placed: nobody could go on after it", async () => {
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  const { vkey } = await newSigningKey(ORIGIN)
  expect(sequencer.holds(vkey)).toBe(false)
  const leaf = await changeCharter(world, sequencer, { log: vkey })
  const { leaf: other } = await said(world, sequencer, await newPerson(), "given")
  expect((await sequencer.integrate()).statements).toBe(1)
  expect(await world.store.positionOf(leaf)).toBeNull()
  expect(await world.store.positionOf(other)).not.toBeNull()
  expect(world.events).toContainEqual({ event: "log-key-lost", charter: 2 })
  await readLog(world.store)
})

test("nothing is signed where no key is held", async () => {
  const world = await newWorld()
  world.keys.clear()
  const sequencer = await sequencerOf(world)
  await expect(sequencer.integrate()).rejects.toMatchObject({ code: "log-key" })
  expect((await sequencer.head()).placed).toBe(1)
})

test("what a console stated before it lost its say goes before the charter; what a new one stated, after it", async () => {
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  const [ana, ben] = [await newPerson(), await newPerson()]
  const given = await said(world, sequencer, ana, "given")
  await said(world, sequencer, ben, "given")
  const [one, two] = world.consoles.map((key) => deskOf(key)) as [
    ReturnType<typeof deskOf>,
    ReturnType<typeof deskOf>,
  ]
  const fresh = deskOf(await newSigningKey("console-3"))
  const gone = await state(world, sequencer, one, ana.subject, "used", given.leaf)
  const stays = await state(world, sequencer, two, ana.subject, "used", given.leaf)
  await changeCharter(world, sequencer, { consoles: [two.key.vkey, fresh.key.vkey] })
  const comes = await state(world, sequencer, fresh, ben.subject, "used", given.leaf)
  await sequencer.integrate()
  const log = await readLog(world.store) // verifies each against the newest charter before it
  const at = new Map(log.leaves.map(({ hash, index }) => [hash, index]))
  const [, charter] = ofType(log, "charter")
  const place = (stated: unknown): number => at.get((stated as { leaf: string }).leaf) as number
  expect(place(gone)).toBeLessThan(charter?.index as number)
  expect(place(stays)).toBeGreaterThan(0)
  expect(place(comes)).toBeGreaterThan(charter?.index as number)
  expect(log.leaves.length).toBe(1 + 8 + 8)
  expect(ofType(log, "custody").length).toBe(3)
})

test("two charters that wait take a batch each, in order", async () => {
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  await changeCharter(world, sequencer, { erasureDays: 4 })
  await changeCharter(world, sequencer, { erasureDays: 5, log: await newLogKey(world) })
  await sequencer.integrate()
  const log = await readLog(world.store)
  expect(ofType(log, "charter").map(({ index }) => index)).toEqual([0, 2, 10])
  expect(await sequencer.head()).toMatchObject({ size: 17 })
})

test("new witnesses: both charters' are asked, and the new quorum decides", async () => {
  const world = await newWorld({ witnesses: 2, over: { witnessQuorum: 1 } })
  const [first, second] = world.made.charter.body.witnesses
  const sequencer = await sequencerOf(world)
  await changeCharter(world, sequencer, { witnesses: [second as never], witnessQuorum: 1 })
  await changeCharter(world, sequencer, { erasureDays: 9 })
  await sequencer.integrate()
  const handover = (await world.store.logFile(handoverPath(2))) as Uint8Array
  expect((await requireQuorum(handover, [first as never], 1)).length).toBe(1)
  expect((await requireQuorum(handover, [second as never], 1)).length).toBe(1)
  await sequencer.integrate()
  const { checkpoint } = await sequencer.head()
  await expect(requireQuorum(checkpoint, [first as never], 1)).rejects.toMatchObject({ code: "witnesses" })
})

test("a charter that was put beside the store becomes a leaf", async () => {
  const world = await newWorld()
  const note = await noteOf(nextBody(world.made.charter, { erasureDays: 7 }), world.roots)
  await world.store.putCharter(2, note)
  const sequencer = await sequencerOf(world)
  await sequencerOf(world) // entered once, however often it starts
  await sequencer.integrate()
  expect(ofType(await readLog(world.store), "charter").map(({ hash }) => hash)).toEqual([
    hex(leafHash(world.made.note)),
    hex(leafHash(note)),
  ])
})
