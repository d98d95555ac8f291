// Runs a command again and again on copies of one folder, each time killed a little later, until it comes to its end.
import { spawn } from "node:child_process"
import { cpSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { ROOT } from "./run.ts"

export const LONG = process.env.CAIRN_LONG === "1"
/** Milliseconds: a process a point, on a machine that may be busy. */
export const PATIENCE = LONG ? 7_200_000 : 900_000
const POINTS = 4 // of each command in a short run; a long one takes every point there is

/**
 * @param folder as it is before the command; it is put back after each try
 * @param after looks at the folder after each kill; told at which change it fell
 * @returns how many kills there were
 */
export async function killedThroughout(
  folder: string,
  args: readonly string[],
  after: (at: number) => Promise<void>,
): Promise<number> {
  const before = `${folder}.before`
  cpSync(folder, before, { recursive: true })
  const back = () => {
    rmSync(folder, { recursive: true, force: true })
    cpSync(before, folder, { recursive: true })
  }
  const count = `${folder}.count`
  const whole = await run(folder, args, { KILL_COUNT: count })
  if (whole !== 0) throw new Error(`${args.join(" ")} ended with ${whole}`)
  const changes = Number(readFileSync(count, "utf8"))
  const points = Array.from({ length: changes }, (_, at) => at)
  const step = LONG ? 1 : Math.max(1, Math.floor(changes / POINTS))
  // The last few are where one state gives way to the next.
  const chosen = points.filter((at) => at % step === 0 || (at >= changes - 4 && LONG) || at === changes - 1)
  for (const at of chosen) {
    back()
    const status = await run(folder, args, { KILL_AT: String(at) })
    if (status !== null) throw new Error(`not killed at ${at}: ${status}`)
    await after(at)
  }
  back()
  return chosen.length
}

function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const preload = join(ROOT, "tests/cli/kill-at.ts")
  const child = spawn(process.execPath, ["--import", preload, join(ROOT, "src/cli/main.ts"), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: "ignore",
  })
  return new Promise((done, fail) => {
    child.on("error", fail)
    child.on("close", done)
  })
}
