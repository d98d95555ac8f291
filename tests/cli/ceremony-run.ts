// A ceremony on the command line, in this very process, from a plan to the folders that holders take home. What people type from
// printed sheets is read from the sheets' pages.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { charter } from "../../src/cli/charter-main.ts"
import { init } from "../../src/cli/init.ts"
import { keys } from "../../src/cli/keys.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { phraseOf } from "../../src/custody/phrase.ts"
import type { Plan } from "../../src/custody/plan.ts"
import { usualPlan } from "../../src/custody/plan.ts"
import { ORIGIN, policyOf, typedFrom } from "../custody/ceremony.ts"
import { scratch } from "./run.ts"

export const TODAY = new Date().toISOString().slice(0, 10)

const COMMANDS = { keys, charter, init }

export interface Room {
  readonly folder: string
  at(name: string): string
  /** Paths that begin with `./` are relative to the folder. @returns what `--json` prints */
  // biome-ignore lint/suspicious/noExplicitAny: each command's own document
  run(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<any>
  /** The code it is refused with; `status 1` where it ends so. */
  refused(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<string>
  read(name: string): string
}

/** A machine with a plan and a policy, for one test. */
export function room(over: Partial<Plan> = {}): Room {
  return roomIn(scratch(), over)
}

/** The same for a whole file of tests. */
room.outside = (over: Partial<Plan> = {}): Room => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-test-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return roomIn(folder, over)
}

function roomIn(folder: string, over: Partial<Plan>): Room {
  const at = (name: string) => join(folder, name)
  const plan = { ...usualPlan(ORIGIN, "Test organisation", TODAY), ...over }
  writeFileSync(at("plan.json"), JSON.stringify(plan))
  const support = [{ country: "NL", entries: ["A service of this test"], checked: TODAY }]
  writeFileSync(at("policy.json"), encodePolicy(policyOf({ support })))
  let status = 0
  const run: Room["run"] = async (name, ...args) => {
    let said: object = {}
    const full = args.map((arg) => (arg.startsWith("./") ? at(arg.slice(2)) : arg))
    const keep = (json: object) => {
      said = json
    }
    status = await COMMANDS[name](full, { result: keep })
    return said
  }
  return {
    folder,
    at,
    run,
    refused: async (name, ...args) => {
      try {
        await run(name, ...args)
      } catch (error) {
        return (error as { code: string }).code
      }
      return status === 0 ? "taken" : `status ${status}`
    },
    read: (name) => readFileSync(at(name), "utf8"),
  }
}

export const BEGIN = ["new", "--plan", "./plan.json", "--policy", "./policy.json", "--dir", "./c"]

/** Types every sheet of a folder into a file each. @returns the arguments that name them */
export function typeSheets(place: Room, dir = "c"): string[] {
  const sheets = readdirSync(place.at(dir)).filter((name) => name.startsWith("share-"))
  return sheets.flatMap((name) => {
    const share = typedFrom(place.read(`${dir}/${name}/${name}.html`))
    const words = phraseOf(share.value, ALL_LISTS[1] as (typeof ALL_LISTS)[number])
    const path = `typed-${dir}-${name}.txt`
    writeFileSync(place.at(path), `${share.number}\n${share.setId}\n${words.join(" ")}\n`)
    return ["--share", `./${path}`]
  })
}

export const rootKey = (n: number, dir = "c") => ["--key", `./${dir}/root-${n}/root-${n}.key`]

/** All of it. @returns the fingerprint */
export async function held(place: Room): Promise<string> {
  await place.run("charter", ...BEGIN)
  await place.run("keys", "new", "--dir", "./c")
  await place.run("keys", "share", "--dir", "./c")
  await place.run("keys", "drill", "--dir", "./c", "--root", "./c/root-1/root-1.key", ...typeSheets(place))
  const { roots } = JSON.parse(place.read("plan.json"))
  const signing = Array.from({ length: roots }, (_, i) => rootKey(i + 1)).flat()
  await place.run("charter", "sign", "--dir", "./c", ...signing)
  return (await place.run("charter", "verify", "--dir", "./c")).fingerprint
}

export const INIT = (fingerprint: string) => [
  ...["--charter", "./c/server/charter.note", "--policy", "./c/server/policy.json"],
  ...["--fingerprint", fingerprint, "--log-key", "./c/server/log.key", "--data", "./data"],
]
