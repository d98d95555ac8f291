// Large containers go up, across and out in bounded memory: 1 GiB in each command under 250 MB resident, or under 150 MB
// more than the command line takes to say --help, where that is more. The short form, 256 MiB, always runs.
import { readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { demo } from "./demo.ts"
import { cairnOk, spawned } from "./run.ts"
import { serving } from "./serving.ts"

const MIB = 1024 * 1024
const LIMIT = 250e6
const BESIDES = 150e6 // what the collector lets lie; all of the container would be more
const SIZE = (process.env.CAIRN_ALL === "1" ? 1024 : 256) * MIB

test(`${SIZE / MIB} MiB is submitted, pulled and opened in bounded memory`, {
  timeout: 1_200_000,
}, async () => {
  const org = await demo()
  const { folder, fingerprint } = org
  writeFileSync(join(folder, "large.bin"), "a file of zeros, but for its beginning")
  truncateSync(join(folder, "large.bin"), SIZE)
  await cairnOk(folder, org.sealing("x", undefined, "--file", "large.bin"))
  const server = await serving(folder)
  const peakOf = async (args: string[]): Promise<number> => {
    const peak = join(folder, "peak")
    process.env.CAIRN_PEAK = peak
    await cairnOk(folder, args, ["--import", join(import.meta.dirname, "peak.ts")])
    return Number(readFileSync(peak, "utf8"))
  }
  const idle = await peakOf(["--help"])
  const who = ["--fingerprint", fingerprint]
  const peaks = {
    submit: await peakOf(["submit", "x.cairn", "--to", server]),
    pull: await peakOf([
      "carry",
      "pull",
      "--from",
      server,
      "--key",
      "demo/courier.key",
      ...who,
      "--out",
      "i.zip",
    ]),
    open: await peakOf(["open", "i.zip", "--identity", "demo/intake.age-identity", ...who, "--out", "x"]),
  }
  console.log(
    "peak resident, MB:",
    Object.fromEntries(Object.entries(peaks).map(([k, n]) => [k, Math.round(n / 1e6)])),
  )
  const same = await spawned("sh", ["-c", "cmp large.bin x/*/*/files/001"], folder)
  expect(same).toMatchObject({ status: 0, stderr: "" })
  for (const peak of Object.values(peaks)) {
    expect(peak).toBeGreaterThan(20e6) // the measure measures something
    expect(peak).toBeLessThan(Math.max(LIMIT, idle + BESIDES))
  }
})
