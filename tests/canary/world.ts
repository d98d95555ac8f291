// A real server process on a demonstration's data folder, a recorded line to it, and a place for everything that is searched:
// temporary folder and home are private, and the offline keys are where the server cannot know. For vitest and Playwright.
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { finished } from "node:stream/promises"
import { promisify } from "node:util"
import { type Keeper, keepAll } from "./kept.ts"
import { type RecordedLine, recordLine } from "./line.ts"
import type { Canary } from "./search.ts"
import { type Search, type Searched, searchFor } from "./search.ts"

const ROOT = resolve(import.meta.dirname, "../..")
const MAIN = join(ROOT, "src/cli/main.ts")
const LEAK = join(import.meta.dirname, "leak.ts")

export interface World {
  readonly root: string
  /** What belongs to her, and is never searched. */
  readonly hers: string
  /** The organisation's offline machine: keys, bundles, opened accounts. Never searched for what must not be found. */
  readonly office: string
  readonly fingerprint: string
  /** Through the line that records. */
  readonly url: string
  /** What a program here is given as its environment. */
  readonly env: Readonly<Record<string, string>>
  /** `cairn …args`, which must succeed; its output is searched unless it is the office's. */
  cairn(args: readonly string[], run?: Run): Promise<void>
  /** `cairn …from | cairn …to`. */
  pipe(from: readonly string[], to: readonly string[]): Promise<void>
  /** Carries everything out and opens it. @returns the folder of opened accounts */
  carryAndOpen(name: string): Promise<string>
  /** Stops the server and starts it again at the same port. */
  restart(plan: Plan): Promise<void>
  /** Stops the server and the line, so that everything is written. */
  stop(): Promise<void>
  remove(): void
}

export interface Run {
  readonly stdin?: string
  readonly stdout?: string
  readonly cwd?: string
  /** The path of a list of leaks: see leak.ts. */
  readonly leaks?: string
}

export interface Plan {
  readonly name?: string
  /** The server's clock at its start, RFC 3339. */
  readonly clock?: string
  /** The path of a list of leaks for the server. */
  readonly leaks?: string
}

/** The places that every run has. What a browser keeps and what the command line says come on top. */
export const PLACES = ["data", "server", "line", "tmp"] as const

export async function startWorld(plan: Plan = {}): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), `cairn-${plan.name ?? "world"}-`))
  const at = (name: string): string => join(root, name)
  for (const name of ["hers", "office", "tmp", "home", "server", "said"]) mkdirSync(at(name))
  const env = {
    PATH: process.env.PATH ?? "",
    LANG: "C.UTF-8",
    TMPDIR: at("tmp"),
    HOME: at("home"),
  }
  await ended(spawn(process.execPath, [MAIN, "init", "--demo"], { cwd: root, env, stdio: "ignore" }), "init")
  renameSync(at("demo"), at("office/demo"))
  const fingerprint = readFileSync(at("office/demo/fingerprint.txt"), "utf8").trim()
  const keepers: Keeper[] = [keepAll(at("tmp"), at("kept-tmp")), keepAll(at("data"), at("kept-data"))]
  let server = await startServer(root, env, plan)
  const line: RecordedLine = await recordLine(server.port, at("line"))
  let runs = 0

  async function cairn(args: readonly string[], run: Run = {}): Promise<void> {
    const options = run.leaks === undefined ? [] : ["--import", LEAK]
    const child = spawn(process.execPath, [...options, MAIN, ...args], {
      cwd: run.cwd ?? at("hers"),
      env: { ...env, ...(run.leaks !== undefined && { CAIRN_LEAKS: run.leaks }) },
      stdio: "pipe",
    })
    const said = at(`said/${runs++}`)
    const out = run.stdout ?? (run.cwd === undefined ? `${said}.stdout` : join(run.cwd, `.run-${runs}`))
    const tapes = [
      [child.stdout, out],
      [child.stderr, `${said}.stderr`],
    ] as const
    const written = tapes.map(([from, path]) => finished(from.pipe(createWriteStream(path))))
    if (run.stdin === undefined) child.stdin.end()
    else createReadStream(run.stdin).pipe(child.stdin)
    child.stdin.on("error", () => {})
    const status = await statusOf(child)
    await Promise.all(written)
    if (status !== 0)
      throw new Error(`cairn ${args[0]}: ${status}: ${readFileSync(`${said}.stderr`, "utf8")}`)
  }

  return {
    root,
    hers: at("hers"),
    office: at("office"),
    fingerprint,
    url: line.url,
    env,
    cairn,
    async pipe(from, to) {
      const pair = join(at("hers"), ".pipe")
      await promisify(execFile)("mkfifo", [pair])
      await Promise.all([cairn(from, { stdout: pair }), cairn(to, { stdin: pair })])
      rmSync(pair)
    },
    async carryAndOpen(name) {
      const cwd = at("office")
      const pinned = ["--fingerprint", fingerprint]
      const [bundle, opened] = [`${name}.zip`, name]
      const keys = (key: string): string => join(cwd, "demo", key)
      await cairn(
        ["carry", "pull", "--from", line.url, "--key", keys("courier.key"), ...pinned, "--out", bundle],
        { cwd },
      )
      await cairn(["open", bundle, "--identity", keys("intake.age-identity"), ...pinned, "--out", opened], {
        cwd,
      })
      return join(cwd, opened)
    },
    async restart(next) {
      await server.stop()
      server = await startServer(root, env, next, server.port)
    },
    async stop() {
      await server.stop()
      await line.close()
      for (const keeper of keepers) keeper.close()
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Searches all that PLACES name, and further folders by place. */
export async function searchWorld(
  { root }: World,
  canaries: readonly Canary[],
  more: Readonly<Record<string, readonly string[]>> = {},
): Promise<Searched[]> {
  const search: Search = searchFor(canaries)
  const places: Readonly<Record<string, readonly string[]>> = {
    data: ["data", "kept-data"].map((name) => join(root, name)),
    server: [join(root, "server")],
    line: [join(root, "line")],
    tmp: ["tmp", "kept-tmp", "home"].map((name) => join(root, name)),
    ...more,
  }
  const results: Searched[] = []
  for (const [place, paths] of Object.entries(places)) results.push(await search.path(place, ...paths))
  return results
}

interface Server {
  readonly port: number
  stop(): Promise<void>
}

async function startServer(
  root: string,
  env: Readonly<Record<string, string>>,
  { clock, leaks }: Plan,
  onPort = 0,
): Promise<Server> {
  const args = [...(leaks === undefined ? [] : ["--import", LEAK]), MAIN, "serve", "--port", `${onPort}`]
  const more = {
    ...(clock !== undefined && { CAIRN_CLOCK: clock }),
    ...(leaks !== undefined && { CAIRN_LEAKS: leaks }),
  }
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const written = (["stdout", "stderr"] as const).map((name) => {
    const tape = createWriteStream(join(root, "server", name), { flags: "a" })
    return finished(child[name].pipe(tape))
  })
  let said = ""
  const port = await new Promise<number>((done, fail) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      const [, found] = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? []
      if (found !== undefined) done(Number(found))
    })
    child.once("exit", (status) => {
      fail(new Error(`the server ended: ${status}: ${readFileSync(join(root, "server/stderr"), "utf8")}`))
    })
  })
  return {
    port,
    async stop() {
      child.kill("SIGTERM")
      const status = await statusOf(child)
      await Promise.all(written)
      if (status !== 0) throw new Error(`the server ended: ${status}`)
    },
  }
}

async function statusOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const [status] = await once(child, "close")
  return status as number | null
}

async function ended(child: ChildProcess, what: string): Promise<void> {
  const status = await statusOf(child)
  if (status !== 0) throw new Error(`cairn ${what}: ${status}`)
}
