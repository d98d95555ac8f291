// src/sequencer, seen from outside: from the public part of the log, checkpoints and hash tiles, nobody can tell a day on which
// one person wrote from one on which six did, or nobody.
import { expect, test } from "vitest"
import { parseNote } from "../../src/core/note/note.ts"
import { peekCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { newTiles, TILE_WIDTH, tilePath } from "../../src/core/tlog/tile.ts"
import { newPerson, said } from "./people.ts"
import { readLog } from "./reading.ts"
import { newWorld, sequencerOf } from "./world.ts"

/** What somebody sees who asks for the public files every day, before and after midnight. */
interface Seen {
  readonly grew: number
  /** Names and sizes of the new tiles, and whether their hashes look like anything but noise. */
  readonly tiles: readonly (readonly [path: string, bytes: number])[]
  readonly signatures: readonly (readonly [name: string, bytes: number])[]
  readonly bytes: number
}

async function days(statements: readonly number[]): Promise<Seen[]> {
  const world = await newWorld({ witnesses: 1 })
  const sequencer = await sequencerOf(world)
  const seen: Seen[] = []
  for (const count of statements) {
    for (let i = 0; i < count; i++) await said(world, sequencer, await newPerson(), "given")
    const { size: before } = await sequencer.head()
    world.clocks.days(1)
    await sequencer.integrate()
    // Only what needs no role: /log/checkpoint and /log/tile/<L>/…
    const { checkpoint } = await sequencer.head()
    const { size } = peekCheckpoint(checkpoint)
    const tiles = await Promise.all(
      [...newTiles(before, size)].map(async ({ level, n, width }) => {
        const path = tilePath(level, n, width)
        const bytes = (await world.store.logFile(path)) as Uint8Array
        for (let at = 0; at < bytes.length; at += 32)
          expect(new Set(bytes.subarray(at, at + 32)).size).toBeGreaterThan(16)
        return [path, bytes.length] as const
      }),
    )
    const { signatures } = parseNote(checkpoint)
    const lines = signatures.map(({ name, bytes }) => [name, bytes.length] as const)
    seen.push({ grew: size - before, tiles, signatures: lines, bytes: checkpoint.length })
  }
  return seen
}

test("a day with one statement, with six, and with none look the same", async () => {
  const [none, one, six] = [await days([0, 0, 0]), await days([1, 1, 1]), await days([6, 6, 6])]
  expect(one).toEqual(none)
  expect(six).toEqual(none)
  expect(none.map(({ grew }) => grew)).toEqual([8, 8, 8])
})

test("whatever comes in, each batch grows the tree by a power of two; nothing grows between", async () => {
  for (const [count, grew] of [
    [7, 8],
    [8, 16],
    [15, 16],
    [16, 32],
  ] as const) {
    const [day] = await days([count])
    expect(day?.grew).toBe(grew)
  }
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  await said(world, sequencer, await newPerson(), "given")
  expect((await sequencer.head()).size).toBe(1)
  expect((await world.store.logFile(tilePath(0, 0, 1)))?.length).toBe(32)
  expect(await world.store.logFile(tilePath(0, 0, 2))).toBeUndefined()
})

test("where a statement lands in its batch is drawn: each place, and each order of two people", async () => {
  const places = new Map<number, number>()
  let before = 0
  const world = await newWorld()
  const sequencer = await sequencerOf(world)
  const RUNS = 60
  for (let i = 0; i < RUNS; i++) {
    const [a, b] = [
      await said(world, sequencer, await newPerson(), "given"),
      await said(world, sequencer, await newPerson(), "given"),
    ]
    const { size } = await sequencer.head()
    await sequencer.integrate()
    const at = [await world.store.positionOf(a.leaf), await world.store.positionOf(b.leaf)] as [
      number,
      number,
    ]
    for (const one of at) places.set(one - size, (places.get(one - size) ?? 0) + 1)
    if (at[0] < at[1]) before++
  }
  expect([...places.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]) // never the tick's
  expect(before).toBeGreaterThan(RUNS / 6)
  expect(before).toBeLessThan((5 * RUNS) / 6)
  expect((await readLog(world.store)).leaves.length % TILE_WIDTH).toBe((1 + RUNS * 8) % TILE_WIDTH)
})
