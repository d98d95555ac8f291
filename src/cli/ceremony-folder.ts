// A ceremony's folder: its state, and beside it a folder for each holder. Each command takes one step and ends.
import { join } from "node:path"
import { randomBytes } from "../core/webcrypto.ts"
import { beginCeremony, type Stepped, stepOf } from "../custody/ceremony.ts"
import { type Ceremony, decodeCeremony, encodeCeremony } from "../custody/ceremony-state.ts"
import type { Plan } from "../custody/plan.ts"
import { type Step, stepsOf } from "../custody/steps.ts"
import { CliError } from "./errors.ts"
import { isThere, readSmall } from "./files.ts"
import { today } from "./output.ts"
import { beginFolder, keep, settle, throwAway } from "./step-folder.ts"

const STATE = "ceremony.json"

/** Begins one in a new folder. */
export async function begin(dir: string, plan: Plan, policy: Uint8Array): Promise<Ceremony> {
  const begun = beginCeremony(plan, policy, today(), randomBytes)
  if (await isThere(dir)) await settle(dir, STATE)
  await beginFolder(dir)
  await save(dir, begun)
  return begun.ceremony
}

/** Where it stands; what a killed command left is put right first. */
export async function load(dir: string): Promise<Ceremony> {
  await settle(dir, STATE)
  if (!(await isThere(join(dir, STATE))))
    throw new CliError("file", `no ceremony in ${dir}`, "cairn charter new begins one")
  return decodeCeremony(await readSmall(join(dir, STATE), 1024 * 1024))
}

export async function save(dir: string, { ceremony, files }: Stepped): Promise<void> {
  await keep(dir, { name: STATE, text: encodeCeremony(ceremony) }, files)
}

/** Ends a ceremony that is not finished: everything in its folder is overwritten and removed. */
export async function abandon(dir: string): Promise<void> {
  const ceremony = await load(dir)
  if (stepOf(ceremony) === "done")
    throw new CliError("usage", "this ceremony is finished", "hand out its folders, then destroy the disk")
  await throwAway(dir)
}

/** What comes next, as people read it. */
export function nextWords(ceremony: Ceremony): string {
  const step = stepsOf(ceremony).find(({ state }) => state === "now")
  return step === undefined ? "the ceremony is finished\n" : stepText(step)
}

export function stepText({ title, doing, makes, hands, checks }: Step): string {
  const part = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? "" : `  ${name}\n${lines.map((line) => `    - ${line}\n`).join("")}`
  return [
    `${title}\n`,
    part("do", doing),
    part("is made", makes),
    part(
      "goes to",
      hands.map(({ to, what }) => `${to}: ${what}`),
    ),
    part("check aloud", checks),
  ].join("")
}
