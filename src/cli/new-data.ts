// A new data folder: what it is made of, written beside its place and then given its name; `init` of a demonstration and of a real
// organisation share it.
import { mkdir, readdir, rename, rmdir, utimes } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fromUtf8 } from "../core/bytes.ts"
import type { Bytes } from "../core/chunks.ts"
import type { Organisation } from "../custody/organisation.ts"
import { type MergePlan, parseMergePlan } from "../host/merge-plan.ts"
import { logFile } from "../storage/node/places.ts"
import { CliError } from "./errors.ts"
import { makeFolder, syncFolder, writePrivate } from "./files.ts"
import { firstTree } from "./first-tree.ts"

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

/** New private files of a new folder, by their names in it. */
export async function writeAll(folder: string, files: Record<string, string | Bytes>): Promise<void> {
  await makeFolder(folder)
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    if (dirname(path) !== folder) await makeFolder(dirname(path))
    await writePrivate(path, text)
  }
}

/** Gives a written folder its name. */
export async function publish(part: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await rename(part, folder) // an empty folder of that name gives way, any other refuses
  await syncFolder(dirname(folder))
}

/** @throws {CliError} `exists` unless nothing, or an empty folder, has this name */
export async function requireEmpty(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  try {
    await rmdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return
    throw new CliError("exists", `there already: ${folder}`, "choose another folder, or move it away")
  }
}

/** @throws {CliError} `usage` */
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
