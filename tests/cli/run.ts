// Runs the command line as a process, as people and scripts do.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { onTestFinished } from "vitest"

export const ROOT = resolve(import.meta.dirname, "../..")
const MAIN = join(ROOT, "src/cli/main.ts")
const FLAGS: string[] = JSON.parse(readFileSync(join(ROOT, "bin/flags.json"), "utf8")) // as the launcher passes them

export interface Ran {
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program to its end. */
export function spawned(program: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] })
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk))
    child.on("error", fail)
    child.on("close", (status) => {
      done({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") })
    })
  })
}

/** `cairn …args` in `cwd`, with Node's own options before it. */
export function cairn(
  cwd: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Ran> {
  return spawned(process.execPath, [...FLAGS, ...nodeOptions, MAIN, ...args], cwd)
}

/** The same, which must succeed. */
export async function cairnOk(
  cwd: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Ran> {
  const ran = await cairn(cwd, args, nodeOptions)
  if (ran.status !== 0) throw new Error(`cairn ${args[0]}: status ${ran.status}: ${ran.stderr}`)
  return ran
}

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "cairn-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
