// Large files go through in bounded memory: 2 GiB under 250 MB resident. The short form, 256 MiB, always runs.
import { readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { demo } from "./demo.ts"
import { cairnOk, spawned } from "./run.ts"

const MIB = 1024 * 1024
const LIMIT = 250e6
const SIZE = (process.env.CAIRN_ALL === "1" ? 2048 : 256) * MIB

test(`${SIZE / MIB} MiB seals and opens under 250 MB`, { timeout: 600_000 }, async () => {
  const org = await demo()
  const file = join(org.folder, "large.bin")
  writeFileSync(file, "a file of zeros, but for its beginning")
  truncateSync(file, SIZE)
  const peakOf = async (args: string[]): Promise<number> => {
    const peak = join(org.folder, "peak")
    process.env.CAIRN_PEAK = peak
    await cairnOk(org.folder, args, ["--import", join(import.meta.dirname, "peak.ts")])
    return Number(readFileSync(peak, "utf8"))
  }
  const sealing = await peakOf(org.sealing("x", undefined, "--file", "large.bin"))
  const opening = await peakOf(org.opening("x"))
  console.log(`peak resident: seal ${(sealing / 1e6).toFixed(0)} MB, open ${(opening / 1e6).toFixed(0)} MB`)
  const same = await spawned("sh", ["-c", "cmp large.bin x/*/*/files/001"], org.folder)
  expect(same).toMatchObject({ status: 0, stderr: "" })
  expect(sealing).toBeGreaterThan(20e6) // the measure measures something
  expect(sealing).toBeLessThan(LIMIT)
  expect(opening).toBeLessThan(LIMIT)
})
