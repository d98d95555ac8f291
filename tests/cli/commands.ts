// The commands in this very process, for tests of many steps: the same functions that the command line runs, with what they
// say kept. A server runs beside them on a port of its own.
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { audit } from "../../src/cli/audit.ts"
import { backup } from "../../src/cli/backup.ts"
import { carry } from "../../src/cli/carry.ts"
import { cases } from "../../src/cli/cases.ts"
import { consent } from "../../src/cli/consent.ts"
import { fsck } from "../../src/cli/fsck.ts"
import { importCommand } from "../../src/cli/import.ts"
import { init } from "../../src/cli/init.ts"
import { log } from "../../src/cli/log.ts"
import { openCommand } from "../../src/cli/open.ts"
import { read } from "../../src/cli/read.ts"
import { replyCommand } from "../../src/cli/reply.ts"
import { restore } from "../../src/cli/restore.ts"
import { seal } from "../../src/cli/seal.ts"
import { share } from "../../src/cli/share.ts"
import { submit } from "../../src/cli/submit.ts"
import { type Running, startNode } from "../../src/node.ts"
import { TESTIMONY } from "../fixtures/account.ts"
import { ROOT, scratch } from "./run.ts"

const ROOM = { import: importCommand, cases, read, reply: replyCommand, share }
const COMMANDS = {
  ...ROOM,
  audit,
  init,
  seal,
  submit,
  carry,
  consent,
  open: openCommand,
  log,
  fsck,
  backup,
  restore,
}

export interface Said {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: each command's own document
  readonly json: any
  readonly text: string
}

export interface Bench {
  readonly folder: string
  readonly fingerprint: string
  at(name: string): string
  /** Runs a command; its paths are relative to the folder if they begin with `./`. */
  run(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<Said>
  /** The code that a command refuses with. */
  refused(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<string>
  /** Seals an account `<name>.cairn` with receipt `<name>.txt`. */
  sealed(name: string): Promise<void>
  /** Starts the server of a data folder. @returns its address */
  serve(data?: string, clock?: string): Promise<string>
  stop(): Promise<void>
  /** `--from` or `--to` and who asks. */
  holder(name: string): string[]
  courier(): string[]
}

/** A demonstration in a folder that is gone after the test. */
export async function bench(): Promise<Bench> {
  const folder = scratch()
  const at = (name: string): string => join(folder, name)
  let running: Running | undefined
  let address = ""
  const quiet = { result: () => {} }
  await init(["--demo", "--data", at("data"), "--demo-dir", at("demo")], quiet)
  const fingerprint = readFileSync(at("demo/fingerprint.txt"), "utf8").trim()
  cpSync(join(ROOT, "tests/fixtures/consent.json"), at("c.json"))
  writeFileSync(at("t.json"), JSON.stringify(TESTIMONY))
  const stop = async (): Promise<void> => {
    await running?.close()
    running = undefined
  }
  onTestFinished(stop)
  const bench: Bench = {
    folder,
    fingerprint,
    at,
    async run(name, ...args) {
      let [json, text]: [object, string] = [{}, ""]
      const output = {
        result: (document: object, words: string) => {
          json = document
          text = words
        },
      }
      const full = args.map((arg) => (arg.startsWith("./") ? at(arg.slice(2)) : arg))
      const status = await COMMANDS[name]([...full], output)
      return { status, json, text }
    },
    async refused(name, ...args) {
      try {
        await bench.run(name, ...args)
      } catch (error) {
        return (error as { code: string }).code
      }
      return "taken"
    },
    async sealed(name) {
      const charter = ["--charter", "./data/charter/1.note", "--fingerprint", fingerprint]
      const inside = ["--testimony", "./t.json", "--consent", "./c.json"]
      await bench.run(
        "seal",
        ...charter,
        ...inside,
        "--out",
        `./${name}.cairn`,
        "--receipt-out",
        `./${name}.txt`,
      )
    },
    async serve(data = "data", clock) {
      running = await startNode({
        ...{ data: at(data), client: at("none"), host: "127.0.0.1", port: 0, proxy: [], clock },
        log: () => {},
      } as unknown as Parameters<typeof startNode>[0])
      address = running.url
      return address
    },
    stop,
    holder: (name) => ["--from", address, "--fingerprint", fingerprint, "--receipt-file", `./${name}.txt`],
    courier: () => ["--from", address, "--key", "./demo/courier.key", "--fingerprint", fingerprint],
  }
  return bench
}

/** An RFC 3339 instant so many days from now. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString()
}
