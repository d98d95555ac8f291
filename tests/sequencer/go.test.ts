// A log that the sequencer wrote, under Go's eyes (tests/core/tlog/go): every tile, every bundle, the checkpoint and its proofs.
import { cpSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { goVerifies, withGo } from "../core/tlog/go/go.ts"
import { newFolder } from "../storage/places.ts"
import { newPerson, said } from "./people.ts"
import { newWorld, sequencerOf } from "./world.ts"

describe.skipIf(!withGo)("Go verifies what the sequencer wrote", () => {
  test("over many integrations, past a full tile", async () => {
    const world = await newWorld({ witnesses: 1 })
    const sequencer = await sequencerOf(world)
    const folder = newFolder()
    const earlier: string[] = []
    for (let day = 0; day < 40; day++) {
      if (day % 9 === 0) for (let i = 0; i < 9; i++) await said(world, sequencer, await newPerson(), "given")
      world.clocks.days(1)
      await sequencer.integrate()
      if (day % 7 !== 0) continue
      earlier.push(join(folder, `checkpoint.${day}`))
      writeFileSync(earlier.at(-1) as string, (await sequencer.head()).checkpoint)
    }
    mkdirSync(join(folder, "tile"))
    cpSync(join(world.folder, "tiles"), join(folder, "tile"), { recursive: true })
    cpSync(join(world.folder, "tiles/checkpoint"), join(folder, "checkpoint"))
    const report = await goVerifies(folder, [...world.keys.keys()][0] as string, earlier)
    console.log(`go: ${JSON.stringify(report)}`)
    const { size } = await sequencer.head()
    expect(report).toMatchObject({ size, bundles: Math.ceil(size / 256), earlier: earlier.length })
    expect(size).toBeGreaterThan(256)
  })
})
