// `cairn backup FILE`: a copy of a data folder while its server runs (PROTOCOL section 8, "Erasure"). Two tars: FILE has
// everything but the containers' age headers, FILE.headers has those. Without the second nothing in the first can be
// opened, and it is to be destroyed after the charter's erasureDays, so that old copies do not outlive an erasure.
import { readdir, readFile, rm, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { TAR_END, tarFill, tarHeader } from "../core/container/tar.ts"
import { snapshot } from "../storage/node/snapshot.ts"
import { CliError } from "./errors.ts"
import { besides, isThere, readStream, requireAbsent, writePrivate } from "./files.ts"
import { guard, release } from "./leftovers.ts"
import type { Output } from "./output.ts"
import { dataFolder } from "./serve.ts"

// Beside what the store claims. Not the uploads: parts that nobody claimed are gone in two days anyway.
export const FILES = ["site.json", "policy.json", "log.key"]

/** @returns the exit status */
export async function backup(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: "string" } },
  })
  const [file, more] = positionals
  if (file === undefined || more !== undefined)
    throw new CliError("usage", "backup takes one file", "cairn --help")
  const data = resolve(values.data ?? dataFolder())
  if (!(await isThere(join(data, "cairn.db")))) throw new CliError("file", `no store there: ${data}`)
  const [whole, headers] = [resolve(file), `${resolve(file)}.headers`]
  await requireAbsent(whole)
  await requireAbsent(headers)
  const rows = besides(whole)
  guard(rows)
  try {
    const stored = await snapshot(data, rows)
    const plan = (await isThere(join(data, "merge"))) ? ["merge"] : []
    const charters = (await readdir(join(data, "charter"))).map((name) => join("charter", name))
    await writePrivate(headers, tar(data, stored.headers))
    try {
      await writePrivate(whole, tar(data, [...FILES, ...plan, ...charters.sort(), ...stored.files], rows))
    } catch (error) {
      await rm(headers, { force: true }) // headers of nothing
      throw error
    }
  } finally {
    await rm(rows, { force: true })
    release(rows)
  }
  const days = await erasureDays(data)
  output.result(
    { file: whole, headers, destroyHeadersAfterDays: days },
    `backed up to ${whole}\nand ${headers}: keep it apart, and destroy it after ${days} days\n`,
  )
  return 0
}

async function* tar(data: string, names: readonly string[], rows?: string): AsyncGenerator<Uint8Array> {
  if (rows !== undefined) yield* entry("cairn.db", rows)
  for (const name of names) yield* entry(name, join(data, name))
  yield TAR_END
}

// A file that an erasure took away meanwhile is left out; any other that is missing is for fsck to tell.
async function* entry(name: string, path: string): AsyncGenerator<Uint8Array> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  )
  if (size === undefined) return
  yield await tarHeader(name, size)
  let seen = 0
  for await (const chunk of readStream(path)) {
    seen += chunk.length
    yield chunk
  }
  if (seen !== size) throw new CliError("file", `changed while it was copied: ${name}`, "run it again")
  yield tarFill(size)
}

async function erasureDays(data: string): Promise<number> {
  const notes = (await readdir(join(data, "charter"))).map((name) => Number.parseInt(name, 10))
  const newest = await readFile(join(data, "charter", `${Math.max(...notes)}.note`), "utf8")
  const body = JSON.parse(newest.split("\n")[1] ?? "{}") as { erasureDays?: number }
  return body.erasureDays ?? 0
}
