// Parts of uploads as files (PROTOCOL section 9): a part that has arrived never changes, an upload that nobody claims
// goes by its day.
import { mkdir, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { StoreError, type UploadedPart } from "../port.ts"
import type { Rows } from "../rows.ts"
import { deleteUpload, insertPart, partOf, partsOf, samePart, uploadsBefore } from "../upload-rows.ts"
import { dateAll } from "./days.ts"
import { told } from "./errors.ts"
import { publish, remove, syncFolder, writeFile } from "./files.ts"
import { partFile, uploadFolder } from "./places.ts"
import { read } from "./reading.ts"
import { inTurn } from "./turns.ts"

/** As the port's `putPart`. */
export async function putPart(
  data: string,
  rows: Rows,
  id: string,
  part: UploadedPart,
  bytes: Uint8Array,
  day: string,
): Promise<"stored" | "repeated" | "conflict"> {
  const place = partFile(data, id, part.n)
  const before = await partOf(rows, id, part.n)
  if (before !== undefined) return samePart(before, part) ? "repeated" : "conflict"
  const written = await writeFile(data, bytes, day)
  return inTurn([`upload ${id}`], async () => {
    try {
      const stands = await partOf(rows, id, part.n)
      if (stands !== undefined) {
        remove([written.path], day)
        return samePart(stands, part) ? "repeated" : "conflict"
      }
      const folder = dirname(place)
      if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) {
        await syncFolder(dirname(folder))
        dateAll([dirname(folder)], day)
      }
      await publish([[written, place]], day)
      return await insertPart(rows, id, part, day)
    } catch (error) {
      remove(told(error) instanceof StoreError ? [written.path, place] : [written.path], day) // as in submissions.ts
      throw error
    }
  })
}

/** As the port's `readUpload`. */
export async function* readUpload(
  data: string,
  rows: Rows,
  id: string,
  count: number,
): AsyncGenerator<Uint8Array> {
  const parts = await partsOf(rows, id)
  for (let n = 0; n < count; n++) {
    const part = parts[n]
    if (part?.n !== n) throw new Error("a part of the upload has not arrived")
    yield* read([{ path: partFile(data, id, n), from: 0, to: part.size }])
  }
}

/** As the port's `dropUpload`. Rows go first: a file without a row is cleaned up at start, a row without a file is a loss. */
export async function dropUpload(data: string, rows: Rows, id: string, today: string): Promise<void> {
  const folder = uploadFolder(data, id)
  await inTurn([`upload ${id}`], async () => {
    await deleteUpload(rows, id)
    await rm(folder, { recursive: true, force: true })
    dateAll([dirname(folder)], today)
  })
}

/** As the port's `dropUploadsBefore`. */
export async function dropUploadsBefore(
  data: string,
  rows: Rows,
  day: string,
  today: string,
): Promise<number> {
  const ids = await uploadsBefore(rows, day)
  for (const id of ids) await dropUpload(data, rows, id, today)
  return ids.length
}
