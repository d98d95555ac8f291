// An interrupted command leaves no unfinished file: not the sealed one, and above all not an opened one.
import { spawn } from "node:child_process"
import { existsSync, readdirSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { expect, test } from "vitest"
import { demo } from "./demo.ts"
import { cairnOk, ROOT } from "./run.ts"

const LARGE = 400e6

/** Starts a command, interrupts it as soon as `begun` says so, and gives its exit status. */
async function interrupted(folder: string, args: string[], begun: () => boolean): Promise<number | null> {
  const child = spawn(process.execPath, [join(ROOT, "src/cli/main.ts"), ...args], {
    cwd: folder,
    stdio: "ignore",
  })
  const ended = new Promise<number | null>((done) => child.on("close", done))
  while (!begun() && child.exitCode === null) await pause(5)
  child.kill("SIGINT")
  return ended
}

const unfinished = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(".cairn-"))

test("seal and open, interrupted", async () => {
  const org = await demo()
  writeFileSync(join(org.folder, "large.bin"), "")
  truncateSync(join(org.folder, "large.bin"), LARGE)
  const sealing = org.sealing("x", undefined, "--file", "large.bin")
  const before = readdirSync(org.folder).sort()
  expect(await interrupted(org.folder, sealing, () => unfinished(org.folder))).toBe(130)
  expect(readdirSync(org.folder).sort()).toEqual(before)
  await cairnOk(org.folder, sealing)
  const out = join(org.folder, "x")
  expect(await interrupted(org.folder, org.opening("x"), () => unfinished(out))).toBe(130)
  expect(readdirSync(out)).toEqual([])
})
