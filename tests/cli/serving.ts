// `cairn serve` as a process, gone after the test.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { onTestFinished } from "vitest"
import { ROOT } from "./run.ts"

/** Starts a server over `<folder>/data` on a port of its own, with `env` beside the test's own. @returns its address */
export async function serving(folder: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const main = join(ROOT, "src/cli/main.ts")
  const child = spawn(process.execPath, [main, "serve", "--data", "data", "--port", "0"], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  onTestFinished(async () => {
    child.kill("SIGTERM")
    if (child.exitCode === null) await once(child, "exit")
  })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString()
  })
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /^cairn: listening on (http:\S+)$/.exec(line) ?? []
    if (address !== undefined) return address
  }
  throw new Error(`cairn serve ended: ${said}`)
}
