// `cairn serve` as a process of its own: started, watched, killed. Imports no test runner: bench/server uses it too.
import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { TODAY } from "../fixtures/account.ts"

const MAIN = resolve(import.meta.dirname, "../../src/cli/main.ts")

export interface ServeOptions {
  /** A program and its arguments that runs the server in its turn: strace. */
  readonly under?: readonly string[]
  /** Node's own options. */
  readonly node?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

export interface Serving {
  readonly url: string
  /** Of the server itself, also where it runs under something. */
  readonly pid: number
  readonly ended: Promise<Ended>
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

/** Starts the server of `data` on a free port, with the clock at noon of the day that accounts are made on. */
export async function serve(data: string, options: ServeOptions = {}): Promise<Serving> {
  const { child, ended } = cairn(["serve", "--data", data, "--port", "0"], options)
  const url = await listening(child, ended)
  const pid = options.under === undefined ? (child.pid as number) : childOf(child.pid as number)
  return {
    url,
    pid,
    ended,
    stop(signal = "SIGTERM") {
      process.kill(pid, signal)
      return ended
    },
  }
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  options: ServeOptions = {},
): Promise<Ended & { stdout: string }> {
  const { child, ended } = cairn(args, options)
  let stdout = ""
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString("utf8")
  })
  return { ...(await ended), stdout }
}

const groups = new Set<number>()
process.on("exit", killAll)

/** Kills what still runs: after a test that failed, servers would otherwise keep the run from ending. */
export function killAll(): void {
  for (const group of groups) process.kill(-group, "SIGKILL")
  groups.clear()
}

function cairn(args: readonly string[], { under = [], node = [], env = {} }: ServeOptions) {
  const [program, ...before] = [...under, process.execPath]
  const child = spawn(program as string, [...before, ...node, MAIN, ...args], {
    env: {
      ...process.env,
      HOST: "127.0.0.1",
      CAIRN_CLOCK: `${TODAY}T12:00:00Z`,
      CAIRN_PROXY: "onion", // no addresses: what is measured here is not how much one address may send
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, so that a server goes with what it runs under
  })
  const group = child.pid
  if (group !== undefined) groups.add(group)
  let stderr = ""
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8")
  })
  const ended = new Promise<Ended>((done, fail) => {
    child.on("error", fail)
    child.on("close", (status, signal) => {
      if (group !== undefined) groups.delete(group)
      done({ status, signal, stderr })
    })
  })
  return { child, ended }
}

function listening(child: ChildProcess, ended: Promise<Ended>): Promise<string> {
  return new Promise((done, fail) => {
    let stdout = ""
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8")
      const url = /^cairn: listening on (http:\S+)\n/m.exec(stdout)?.[1]
      if (url !== undefined) done(url)
    })
    ended.then(({ status, signal, stderr }) => fail(new Error(`serve: ${status ?? signal}: ${stderr}`)), fail)
  })
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0])
}
