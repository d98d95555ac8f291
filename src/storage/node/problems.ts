// Comparing a data folder's rows with its bytes, for `fsck`: every file that a row claims is there, of its size and, if
// asked, of its hash; every file is claimed.
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import type BetterSqlite3 from "better-sqlite3"
import { everyContent, everyRecord, statementsWithoutContent } from "../every-row.ts"
import { sha256Of, treeOf } from "../hashing.ts"
import { everyDraft, everyReply } from "../kept-rows.ts"
import type { StoreProblem } from "../port.ts"
import type { ContentRow, Rows } from "../rows.ts"
import { partsOf, uploadIds } from "../upload-rows.ts"
import { DATABASE } from "./database.ts"
import { isMissing } from "./errors.ts"
import { unclaimed } from "./leftovers.ts"
import { hashedFile, keptFile, partFile } from "./places.ts"
import { read } from "./reading.ts"
import { asides, isClaimed } from "./set-aside.ts"

/** As the port's `problems`. */
export async function* problems(
  data: string,
  raw: BetterSqlite3.Database,
  rows: Rows,
  deep: boolean,
): AsyncGenerator<StoreProblem> {
  if (deep && raw.pragma("integrity_check", { simple: true }) !== "ok")
    yield { code: "changed-file", about: DATABASE }
  for (const leaf of await statementsWithoutContent(rows)) yield { code: "missing-row", about: leaf }
  for await (const row of everyContent(rows))
    if (row.state !== "erased") yield* problemOf(row.root, await container(data, row, deep))
  for await (const row of everyRecord(rows)) {
    if (row.state === "erased") continue
    const path = hashedFile(data, "records", row.sha256)
    yield* problemOf(row.sha256, await whole(path, row.size, row.sha256, deep))
  }
  for (const [kind, kept] of [
    ["drafts", await everyDraft(rows)],
    ["replies", await everyReply(rows)],
  ] as const)
    for (const { subject, number, size, sha256 } of kept) {
      const found = await whole(keptFile(data, kind, subject, number), size, sha256, deep)
      yield* problemOf(`${subject}.${number}`, found)
    }
  for (const id of await uploadIds(rows))
    for (const part of await partsOf(rows, id)) {
      const found = await whole(partFile(data, id, part.n), part.size, part.sha256, deep)
      yield* problemOf(`${id}/${part.n}`, found)
    }
  for await (const path of unclaimed(data, rows)) yield { code: "unclaimed-file", about: basename(path) }
  for await (const one of asides(data))
    if (!(await isClaimed(rows, one))) yield { code: "set-aside", about: one.hash }
}

type Found = "missing-file" | "changed-file" | undefined

function problemOf(about: string, code: Found): StoreProblem[] {
  return code === undefined ? [] : [{ code, about }]
}

async function container(data: string, row: ContentRow, deep: boolean): Promise<Found> {
  const header = hashedFile(data, "headers", row.root)
  const body = hashedFile(data, "containers", row.root)
  const bodySize = row.size - row.headerSize
  const found = (await ofSize(header, row.headerSize)) ?? (await ofSize(body, bodySize))
  if (found !== undefined || !deep) return found
  const tree = await treeOf(
    read([
      { path: header, from: 0, to: row.headerSize },
      { path: body, from: 0, to: bodySize },
    ]),
  )
  return tree.root === row.root ? undefined : "changed-file"
}

async function whole(path: string, size: number, sha256: string, deep: boolean): Promise<Found> {
  const found = await ofSize(path, size)
  if (found !== undefined || !deep) return found
  const bytes = new Uint8Array(size) // records and parts are a few mebibytes at most
  let at = 0
  for await (const chunk of read([{ path, from: 0, to: size }])) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return (await sha256Of(bytes)) === sha256 ? undefined : "changed-file"
}

async function ofSize(path: string, size: number): Promise<Found> {
  try {
    return (await stat(path)).size === size ? undefined : "changed-file"
  } catch (error) {
    if (isMissing(error)) return "missing-file"
    throw error
  }
}
