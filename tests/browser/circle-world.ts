// The machines of the circle: a folder that stands for the sticks, the server as people run it on what a ceremony handed out, and the
// courier's and auditors' command line.
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"

const MAIN = resolve(import.meta.dirname, "../../src/cli/main.ts")

export interface Circle {
  readonly folder: string
  at(name: string): string
  cairn(...args: string[]): Promise<{ status: number; stdout: string }>
  /** Runs the server on the data folder. */
  serve(): Promise<string>
  pull(name: string): Promise<string>
  push(name: string): Promise<void>
  close(): void
}

/** @param hands where each holder's folder is, below the folder */
export function startCircle(hands: string): Circle {
  const folder = mkdtempSync(join(tmpdir(), "cairn-circle-"))
  const at = (name: string): string => join(folder, name)
  const env = { PATH: process.env.PATH ?? "", TMPDIR: folder, HOME: folder }
  let server: ChildProcess | undefined
  let url = ""
  const run = promisify(execFile)
  const cairn: Circle["cairn"] = async (...args) => {
    try {
      const { stdout } = await run(process.execPath, [MAIN, ...args], {
        cwd: folder,
        env,
        maxBuffer: 1 << 26,
      })
      return { status: 0, stdout }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      if (code !== 1) throw new Error(`cairn ${args[0]}: ${stderr}`)
      return { status: 1, stdout: `${stdout}${stderr}` }
    }
  }
  const pinned = (): string[] => [
    "--fingerprint",
    readFileSync(at(`${hands}/record/fingerprint.txt`), "utf8").trim(),
  ]
  const courier = at(`${hands}/courier-1/courier-1.key`)
  return {
    folder,
    at,
    cairn,
    async serve() {
      const child = spawn(process.execPath, [MAIN, "serve", "--data", at("data"), "--port", "0"], {
        cwd: folder,
        env,
      })
      server = child
      url = await new Promise((done, failed) => {
        let said = ""
        child.stdout.on("data", (chunk) => {
          said += chunk
          const found = /listening on (\S+)/.exec(said)
          if (found?.[1] !== undefined) done(found[1])
        })
        child.on("exit", (code) => failed(new Error(`the server ended: ${code}`)))
      })
      return url
    },
    async pull(name) {
      await must(cairn("carry", "pull", "--from", url, "--key", courier, ...pinned(), "--out", at(name)))
      return at(name)
    },
    async push(name) {
      await must(cairn("carry", "push", at(name), "--to", url, "--key", courier, ...pinned()))
    },
    close() {
      server?.kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

async function must(run: Promise<{ status: number; stdout: string }>): Promise<void> {
  const { status, stdout } = await run
  if (status !== 0) throw new Error(stdout)
}
