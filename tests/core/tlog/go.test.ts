// Our logs under Go's eyes: built with core/tlog, verified by golang.org/x/mod/sumdb (go/checklog.go), which computes every
// tile again and shares nothing with src. And Go is shown to refuse: a checker that passes anything would show nothing.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { encodeVkey } from "../../../src/core/note/vkey.ts"
import { newTiles } from "../../../src/core/tlog/tile.ts"
import { writeLog } from "./go/folder.ts"
import { goVerifies, withGo } from "./go/go.ts"
import { checkpointAt, log, nextLog } from "./people.ts"

const VKEY = encodeVkey(log.verifier)
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-go-"))
  folders.push(folder)
  return folder
}

describe.skipIf(!withGo)("Go verifies a log of", () => {
  test.each([
    [1, [1]],
    [8, [1, 7]],
    [255, [1, 8, 246]],
    [256, [1, 254, 1]],
    [257, [255, 1, 1]],
    [65_536, [1, 255, 65_280]],
    [70_000, [1, 299, 65_235, 1, 4464]],
  ])("%i leaves, grown in batches of %j", async (size, batches) => {
    const folder = scratch()
    const earlier = await writeLog(folder, batches)
    const report = await goVerifies(folder, VKEY, earlier)
    console.log(`go: ${JSON.stringify(report)}`)
    const tiles = [...newTiles(0, size)]
    expect(report).toMatchObject({ size, tiles: tiles.length, bundles: Math.ceil(size / 256) })
    expect(report.inclusion).toBeGreaterThanOrEqual(Math.min(size, 100))
    expect(report.consistency).toBe(report.inclusion)
    expect(report.theirs).toBeGreaterThanOrEqual(batches.length + 1)
    expect(report.earlier).toBe(batches.length - 1)
  })
})

describe.skipIf(!withGo)("Go refuses", () => {
  const flip = (path: string) => {
    const bytes = readFileSync(path)
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1
    writeFileSync(path, bytes)
  }
  test.each<[string, (folder: string) => unknown, RegExp]>([
    ["a flipped bit in a full tile", (folder) => flip(join(folder, "tile/0/000")), /tile 0\/0 of width 256/],
    ["one in a tile above", (folder) => flip(join(folder, "tile/1/000.p/1")), /tile 1\/0 of width 1/],
    ["one in an entry", (folder) => flip(join(folder, "tile/entries/000")), /signed root/],
    [
      "an entry more",
      (folder) => appendFileSync(join(folder, "tile/entries/001.p/1"), "\0\0"),
      /more than 1/,
    ],
    ["a missing tile", (folder) => rmSync(join(folder, "tile/1/000.p/1")), /no such file/],
    [
      "another tree's checkpoint",
      async (folder) => writeFileSync(join(folder, "checkpoint"), await checkpointAt(20)),
      /signed root/,
    ],
    [
      "another key's checkpoint",
      async (folder) => writeFileSync(join(folder, "checkpoint"), await checkpointAt(20, [], nextLog)),
      /no verifiable signatures/,
    ],
    [
      "a proof of ours with a hash in a wrong place",
      (folder) => {
        const path = join(folder, "proofs.json")
        const proofs = JSON.parse(readFileSync(path, "utf8"))
        proofs.inclusion[1].proof.reverse()
        writeFileSync(path, JSON.stringify(proofs))
      },
      /their proof of leaf/,
    ],
  ])("%s", async (_, spoil, words) => {
    const folder = scratch()
    await writeLog(folder, [257])
    await spoil(folder)
    await expect(goVerifies(folder, VKEY)).rejects.toThrow(words)
  })
})
