// `cairn init --demo`: a demonstration organisation. What a server would hold goes to one folder, the offline keys to
// another; both appear whole or not at all. With `--charter`, a real one's data folder: init-real.ts.
import { createHash } from "node:crypto"
import { mkdir, readdir, rename, rm, rmdir, utimes } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import type { Bytes } from "../core/chunks.ts"
import { addDays } from "../core/day.ts"
import { encodePolicy } from "../core/policy.ts"
import { isOrigin } from "../core/statement/frame.ts"
import { makeOrganisation, type Organisation } from "../custody/organisation.ts"
import { type MergePlan, parseMergePlan } from "../host/merge-plan.ts"
import { logFile } from "../storage/node/places.ts"
import { DEMO_ORGANISATION, DEMO_README, demoPolicy } from "./demo.ts"
import { CliError } from "./errors.ts"
import { besides, makeFolder, syncFolder, writePrivate } from "./files.ts"
import { firstTree } from "./first-tree.ts"
import { type Output, today } from "./output.ts"

const CHARTER_DAYS = 365

/** @returns the exit status */
export async function init(args: string[], output: Output): Promise<number> {
  if (!args.includes("--demo")) return (await import("./init-real.ts")).initReal(args, output)
  const { values } = parseArgs({
    args,
    options: {
      demo: { type: "boolean" },
      data: { type: "string", default: process.env.CAIRN_DATA ?? "data" },
      "demo-dir": { type: "string", default: "demo" },
      merge: { type: "string", default: "daily" },
      origin: { type: "string", default: "demo.cairn.example" },
    },
  })
  if (!isOrigin(values.origin)) throw new CliError("usage", "an origin has no scheme, no space and no +")
  const merge = planOf(values.merge)
  const [data, demo] = [resolve(values.data), resolve(values["demo-dir"])]
  await requireEmpty(data)
  await requireEmpty(demo)
  const day = today()
  const policy = encodePolicy(demoPolicy(day))
  const organisation = await makeOrganisation({
    origin: values.origin,
    organisation: DEMO_ORGANISATION,
    kind: "demonstration",
    today: day,
    roots: 1,
    consoles: 2,
    threshold: 1,
    policy: { sha256: createHash("sha256").update(policy).digest("hex") },
    erasureDays: 3,
    graceDays: 90,
    freshDays: 7,
    mergeDelayHours: mergeHours(merge),
    expires: addDays(day, CHARTER_DAYS),
  })
  await writeFolders(data, demo, organisation, fromUtf8(policy), day, values.merge)
  const fingerprint = organisation.charter.hash
  output.result(
    { origin: values.origin, fingerprint, data, demo, kind: "demonstration" },
    `made a demonstration organisation, which protects nobody\n` +
      `  what a server holds   ${data}\n  the offline keys      ${demo}\n  fingerprint           ${fingerprint}\n`,
  )
  return 0
}

/** Writes both folders of a new organisation, or neither. `day` is the time that everything in `data` gets. */
export async function writeFolders(
  data: string,
  demo: string,
  made: Organisation,
  policy: string,
  day: string,
  merge = "daily",
): Promise<void> {
  const parts = [besides(data), besides(demo)] as const
  try {
    await writeData(parts[0], { ...made, policy, merge }, day)
    const secrets = Object.fromEntries([...made.secrets].map(([name, text]) => [name, `${text}\n`]))
    const fingerprint = `${made.charter.hash}\n`
    await writeAll(parts[1], { ...secrets, "fingerprint.txt": fingerprint, README: DEMO_README })
    await publish(parts[1], demo)
    await publish(parts[0], data)
  } catch (error) {
    for (const part of parts) await rm(part, { recursive: true, force: true })
    throw error
  }
}

/** What a new data folder is made of. */
export interface NewData extends Pick<Organisation, "charter" | "note" | "logKey"> {
  readonly policy: string
  readonly merge: string
}

/** Everything a server begins with, its first tree included. */
export async function writeData(folder: string, made: NewData, day: string): Promise<void> {
  const { charter, note, logKey, policy, merge } = made
  const fingerprint = charter.hash
  const pinned = { version: 1, sha256: fingerprint }
  const site = { origin: charter.origin, fingerprint, charter: pinned, publicUrls: [] }
  const log = await firstTree(charter.origin, note, logKey)
  await writeAll(folder, {
    "log.key": `${logKey}\n`,
    "charter/1.note": fromUtf8(note),
    "policy.json": policy,
    merge: `${merge}\n`,
    "site.json": `${JSON.stringify(site)}\n`,
    ...Object.fromEntries([...log].map(([path, bytes]) => [logFile("", path), [bytes]])),
  })
  await dateAll(folder, day)
}

/** Nothing in a data folder is finer than a day, its files' times included. */
export async function dateAll(folder: string, day: string): Promise<void> {
  const midnight = new Date(`${day}T00:00:00Z`)
  for (const name of await readdir(folder, { recursive: true }))
    await utimes(join(folder, name), midnight, midnight)
  await utimes(folder, midnight, midnight)
}

async function writeAll(folder: string, files: Record<string, string | Bytes>): Promise<void> {
  await makeFolder(folder)
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    if (dirname(path) !== folder) await makeFolder(dirname(path))
    await writePrivate(path, text)
  }
}

export async function publish(part: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await rename(part, folder) // an empty folder of that name gives way, any other refuses
  await syncFolder(dirname(folder))
}

export async function requireEmpty(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  try {
    await rmdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return
    throw new CliError("exists", `there already: ${folder}`, "choose another folder, or move it away")
  }
}

export function planOf(text: string): MergePlan {
  try {
    return parseMergePlan(text)
  } catch (cause) {
    throw new CliError("usage", "--merge is immediate, daily or a number of minutes", undefined, { cause })
  }
}

// The longest wait of each plan, which the charter promises; the server goes by the plan itself.
export function mergeHours(plan: MergePlan): number {
  if (plan === "daily") return 24
  return plan === "immediate" ? 1 : Math.ceil(plan.minutes / 60)
}
