// Sealed drafts, replies and records that come back, as files: `drafts/<subject>.<version>`, `replies/<subject>.<number>`.
// A file that is replaced or dropped goes after its row: one without a row is cleaned up at start.
import { readFile } from "node:fs/promises"
import { holdAgain, returning } from "../entry-rows.ts"
import { sha256Of } from "../hashing.ts"
import {
  deleteDraft,
  draftOf,
  draftsBefore,
  insertReply,
  type KeptRow,
  replaceDraft,
  repliesOf,
  replyOf,
} from "../kept-rows.ts"
import { type Kept, type NewRecord, type Store, StoreError } from "../port.ts"
import { type Rows, recordOf } from "../rows.ts"
import { told } from "./errors.ts"
import { publish, remove, writeFile } from "./files.ts"
import { hashedFile, keptFile } from "./places.ts"
import { inTurn } from "./turns.ts"

/** The name under which a subject's drafts, or replies, are placed and taken away one at a time. */
export const turnOf = (kind: "drafts" | "replies", subject: string): string => `${kind} ${subject}`

/** As the port's `putDraft`. */
export async function putDraft(
  data: string,
  rows: Rows,
  subject: string,
  version: number,
  bytes: Uint8Array,
  day: string,
): ReturnType<Store["putDraft"]> {
  const row = { subject, number: version, sha256: await sha256Of(bytes), size: bytes.length }
  return inTurn([turnOf("drafts", subject)], async () => {
    const stands = await draftOf(rows, subject)
    if (stands !== undefined && stands.number >= version) return replaceDraft(rows, row, day) // says why not
    const place = keptFile(data, "drafts", subject, version)
    const outcome = await placed(data, bytes, place, day, () => replaceDraft(rows, row, day))
    if (stands !== undefined) remove([keptFile(data, "drafts", subject, stands.number)], day)
    return outcome
  })
}

/** As the port's `putReply`. */
export async function putReply(
  data: string,
  rows: Rows,
  subject: string,
  number: number,
  bytes: Uint8Array,
  day: string,
): ReturnType<Store["putReply"]> {
  const row = { subject, number, sha256: await sha256Of(bytes), size: bytes.length }
  return inTurn([turnOf("replies", subject)], async () => {
    if ((await replyOf(rows, subject, number)) !== undefined) return insertReply(rows, row, day) // says which
    const place = keptFile(data, "replies", subject, number)
    return placed(data, bytes, place, day, () => insertReply(rows, row, day))
  })
}

/** As the port's `putRecord`. */
export async function putRecord(
  data: string,
  rows: Rows,
  { sha256, bytes }: NewRecord,
  day: string,
): ReturnType<Store["putRecord"]> {
  return inTurn([sha256], async () => {
    const known = await returning(rows, sha256)
    if (known !== "welcome") return known
    if ((await recordOf(rows, sha256))?.size !== bytes.length) return "unknown"
    return placed(data, bytes, hashedFile(data, "records", sha256), day, async () => {
      await holdAgain(rows, sha256)
      return "stored" as const
    })
  })
}

// A file in its place, then its row; unless the row says "stored", no file.
async function placed<Outcome extends string>(
  data: string,
  bytes: Uint8Array,
  place: string,
  day: string,
  insert: () => Promise<Outcome>,
): Promise<Outcome> {
  const written = await writeFile(data, bytes, day)
  try {
    await publish([[written, place]], day)
    const outcome = await insert()
    if (outcome !== "stored") remove([place], day)
    return outcome
  } catch (error) {
    remove(told(error) instanceof StoreError ? [written.path, place] : [written.path], day) // as in submissions.ts
    throw error
  }
}

/** As the port's `draft`. */
export async function readDraft(data: string, rows: Rows, subject: string): Promise<Kept | undefined> {
  return inTurn([turnOf("drafts", subject)], async () => {
    const row = await draftOf(rows, subject)
    return row && keptOf(data, "drafts", row)
  })
}

/** As the port's `replies`. */
export async function readReplies(data: string, rows: Rows, subject: string): Promise<Kept[]> {
  return inTurn([turnOf("replies", subject)], async () =>
    Promise.all((await repliesOf(rows, subject)).map((row) => keptOf(data, "replies", row))),
  )
}

async function keptOf(data: string, kind: "drafts" | "replies", { subject, number }: KeptRow): Promise<Kept> {
  return { number, bytes: new Uint8Array(await readFile(keptFile(data, kind, subject, number))) }
}

/** As the port's `dropDraft`. @param before only one that was last saved before this day */
export async function dropDraft(
  data: string,
  rows: Rows,
  subject: string,
  today: string,
  before?: string,
): Promise<number> {
  return inTurn([turnOf("drafts", subject)], async () => {
    const row = await deleteDraft(rows, subject, before)
    if (row === undefined) return 0
    remove([keptFile(data, "drafts", subject, row.number)], today)
    return 1
  })
}

/** As the port's `dropDraftsBefore`. */
export async function dropDraftsBefore(
  data: string,
  rows: Rows,
  day: string,
  today: string,
): Promise<number> {
  let dropped = 0
  for (const subject of await draftsBefore(rows, day))
    dropped += await dropDraft(data, rows, subject, today, day)
  return dropped
}
