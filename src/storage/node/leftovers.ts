// What an interrupted process left: temporary files, and files that no row claims. Taken away or set aside at start, before
// anybody is served; what a row claims and is not there is left to `fsck` to tell.
import { mkdir, readdir, rm } from "node:fs/promises"
import { basename, join, sep } from "node:path"
import { contentsAfter, recordsAfter } from "../every-row.ts"
import { everyDraft, everyReply } from "../kept-rows.ts"
import type { Rows } from "../rows.ts"
import { partsOf, uploadIds } from "../upload-rows.ts"
import { DATABASE } from "./database.ts"
import { dateAll, dayOfFile } from "./days.ts"
import { syncFolder } from "./files.ts"
import { hashedFile, KINDS, type Kind, keptFile, SHELVES, temporaryFolder } from "./places.ts"
import { type Aside, isErased, setAside, sortAsides } from "./set-aside.ts"

/** Thrown when a folder holds sealed bytes and a database that does not know them: going on would hide what was lost. */
export class LostDatabaseError extends Error {
  readonly code: "database-missing" | "database-older"

  constructor(code: LostDatabaseError["code"]) {
    super(`${code}: ${WORDS[code]}`)
    this.name = "LostDatabaseError"
    this.code = code
  }
}
const WORDS = {
  "database-missing": "the folder holds containers, and its database is empty or gone",
  "database-older": "the folder holds containers that came after its database",
}

/** Makes the folders of a data folder that are not there yet, so that writing never has to. */
export async function makeFolders(data: string, day: string): Promise<void> {
  for (const kind of [...KINDS, ...FLAT, "tmp"])
    await mkdir(join(data, kind), { recursive: true, mode: 0o700 })
  for (const kind of KINDS) {
    const there = new Set(await readdir(join(data, kind)))
    const missing = SHELVES.filter((shelf) => !there.has(shelf)).map((shelf) => join(data, kind, shelf))
    await Promise.all(missing.map((shelf) => mkdir(shelf, { mode: 0o700 })))
    if (missing.length > 0) await syncFolder(join(data, kind))
    dateAll([...missing, join(data, kind)], day)
  }
  await syncFolder(data)
  const flat = FLAT.map((kind) => join(data, kind))
  dateAll([...flat, temporaryFolder(data), join(data, "lock.db"), data], day)
}
const FLAT = ["uploads", "drafts", "replies", "tiles"]

/**
 * A database that is gone is not made anew over sealed bytes: nothing would claim them, and they would be taken away.
 * @throws {LostDatabaseError}
 */
export async function requireDatabase(data: string): Promise<void> {
  const there = new Set(await readdir(data))
  if (there.has(DATABASE)) return
  for (const kind of KINDS)
    for (const shelf of SHELVES)
      if ((await readdir(join(data, kind, shelf))).length > 0) throw new LostDatabaseError("database-missing")
}

/** Files that nothing claims, as paths below the data folder. */
export async function* unclaimed(data: string, rows: Rows): AsyncGenerator<string> {
  for (const kind of KINDS)
    for (const shelf of SHELVES) {
      const names = await readdir(join(data, kind, shelf))
      if (names.length === 0) continue
      const claimed = await claimedOn(rows, kind, shelf)
      for (const name of names) if (!claimed.has(name)) yield join(kind, shelf, name)
    }
  for (const [kind, kept] of [
    ["drafts", await everyDraft(rows)],
    ["replies", await everyReply(rows)],
  ] as const) {
    const claimed = new Set(
      kept.map(({ subject, number }) => basename(keptFile(data, kind, subject, number))),
    )
    for (const name of await readdir(join(data, kind))) if (!claimed.has(name)) yield join(kind, name)
  }
  const known = new Set(await uploadIds(rows))
  for (const id of await readdir(join(data, "uploads"))) {
    if (!known.has(id)) {
      yield join("uploads", id)
      continue
    }
    const parts = new Set((await partsOf(rows, id)).map((part) => `${part.n}`))
    for (const name of await readdir(join(data, "uploads", id)))
      if (!parts.has(name)) yield join("uploads", id, name)
  }
}

// All hashes that begin with the shelf's two digits.
async function claimedOn(rows: Rows, kind: Kind, shelf: string): Promise<Set<string>> {
  const claimed = new Set<string>()
  for (let after = shelf; ; ) {
    const page =
      kind === "records"
        ? (await recordsAfter(rows, after, PAGE)).map(({ sha256, state }) => ({ hash: sha256, state }))
        : (await contentsAfter(rows, after, PAGE)).map(({ root, state }) => ({ hash: root, state }))
    // What is erased and still there was left by a crash between rows and bytes.
    for (const { hash, state } of page) if (hash.startsWith(shelf) && state !== "erased") claimed.add(hash)
    const last = page.at(-1)?.hash
    if (last === undefined || !last.startsWith(shelf) || page.length < PAGE) return claimed
    after = last
  }
}
const PAGE = 500

/**
 * Takes temporary files and parts of nobody's upload away, and sets aside every sealed file that no row claims: a process
 * that was cut off leaves a few of those, an older database put back leaves all that came after it.
 * @throws {LostDatabaseError} where there are more than a process can have left; then nothing was touched
 */
export async function removeLeftovers(data: string, rows: Rows, day: string): Promise<number> {
  await sortAsides(data, rows, day)
  const away = (await readdir(temporaryFolder(data))).map((name) => join("tmp", name))
  const loose: Aside[] = []
  for await (const path of unclaimed(data, rows)) {
    const [kind, , hash] = path.split(sep)
    const known = KINDS.find((one) => one === kind)
    if (known === undefined || hash === undefined) away.push(path)
    else if (await isErased(rows, { kind: known, hash })) away.push(path)
    else loose.push({ kind: known, hash })
  }
  if (!isBelievable(data, loose)) {
    const knowsNone = (await contentsAfter(rows, "", 1)).length === 0
    throw new LostDatabaseError(knowsNone ? "database-missing" : "database-older")
  }
  for (const path of away) {
    await rm(join(data, path), { recursive: true, force: true })
    dateAll([join(data, path, "..")], day)
  }
  for (const one of loose) await setAside(data, one, day)
  return away.length + loose.length
}

// What one process can leave that was cut off: containers of the day it was cut off on, perhaps of the day before, and no
// more than a server has lines. Each start clears up, so what came on more days came after the database.
function isBelievable(data: string, loose: readonly Aside[]): boolean {
  const containers = loose.filter(({ kind }) => kind === "containers")
  const days = new Set(containers.map(({ hash }) => dayOfFile(hashedFile(data, "containers", hash))))
  return containers.length <= MOST_LINES && days.size <= 2
}
const MOST_LINES = 2000
