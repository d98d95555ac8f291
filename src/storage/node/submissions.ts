// Taking what comes with files (PROTOCOL section 9): they are written and synced, then put in place, then the rows are
// committed; only rows make it visible. Whatever fails on the way leaves no file behind.
import type { Bytes } from "../../core/chunks.ts"
import { entryInTheWay, insertEntry } from "../entry-rows.ts"
import {
  type AcceptedStatement,
  type NewEntry,
  type NewRecord,
  type NewSubmission,
  type Store,
  type Stored,
  StoreError,
} from "../port.ts"
import type { Rows } from "../rows.ts"
import { insertChange, insertSubmission, inTheWay } from "../submission-rows.ts"
import { told } from "./errors.ts"
import { publish, remove, type Written, writeFile } from "./files.ts"
import { hashedFile } from "./places.ts"
import { inTurn } from "./turns.ts"

/** A file on its way in, and the name that nobody else may have meanwhile. */
interface Arriving {
  readonly name: string
  readonly place: string
  readonly bytes: Bytes | Uint8Array
  readonly size: number
}

/** As the port's `putSubmission`. */
export function putSubmission(data: string, rows: Rows, submission: NewSubmission): Promise<Stored> {
  const { statement, record, container } = submission
  const { root: name, size, header, body } = container
  const files: Arriving[] = [
    { name, place: hashedFile(data, "headers", name), bytes: header, size: header.length },
    { name, place: hashedFile(data, "containers", name), bytes: body, size: size - header.length },
  ]
  return take(data, statement.day, files.concat(recordFile(data, record)), {
    look: () => inTheWay(rows, submission),
    insert: () => insertSubmission(rows, submission, header.length),
  })
}

/** As the port's `putConsent`. */
export function putConsent(
  data: string,
  rows: Rows,
  statement: AcceptedStatement,
  record: NewRecord | null,
): Promise<Stored> {
  return take(data, statement.day, recordFile(data, record), {
    look: () => inTheWay(rows, { statement, record }),
    insert: () => insertChange(rows, statement, record),
  })
}

/** As the port's `putEntry`. */
export function putEntry(
  data: string,
  rows: Rows,
  entry: NewEntry,
  record: NewRecord | null,
): ReturnType<Store["putEntry"]> {
  return take(data, entry.day, recordFile(data, record), {
    look: () => entryInTheWay(rows, entry, record),
    insert: () => insertEntry(rows, entry, record),
  })
}

function recordFile(data: string, record: NewRecord | null): Arriving[] {
  if (record === null) return []
  const { sha256: name, bytes } = record
  return [{ name, place: hashedFile(data, "records", name), bytes, size: bytes.length }]
}

/**
 * @param rows `look` says what would stand in the way, `insert` decides: its outcome is `stored`, or no file is kept
 */
async function take<Outcome extends { readonly outcome: string }>(
  data: string,
  day: string,
  files: readonly Arriving[],
  rows: { look(): Promise<Outcome | undefined>; insert(): Promise<Outcome> },
): Promise<Outcome> {
  const known = await rows.look()
  if (known !== undefined) return known // what cannot be stored is not written first
  if (files.length === 0) return rows.insert()
  const places = files.map((one) => one.place)
  const written = await writeAll(data, files, day)
  return inTurn([...new Set(files.map((one) => one.name))], async () => {
    // Nobody else has these hashes now: without this look, a file of theirs could be replaced and then taken away.
    const met = await rows.look().catch((error) => undo(written, error, day))
    if (met !== undefined) {
      remove(
        written.map((one) => one.path),
        day,
      )
      return met
    }
    try {
      await publish(
        written.map((one, i) => [one, places[i] as string] as const),
        day,
      )
      const stored = await rows.insert()
      if (stored.outcome !== "stored") remove(places, day)
      return stored
    } catch (error) {
      // Only where it is certain that no row was committed. After a failed sync of the database it is not: then the files
      // stay, and if no row claims them after all, the next start takes them away.
      if (told(error) instanceof StoreError) remove(places, day)
      return undo(written, error, day)
    }
  })
}

async function writeAll(data: string, files: readonly Arriving[], day: string): Promise<Written[]> {
  const ended = await Promise.allSettled(files.map(({ bytes }) => writeFile(data, bytes, day)))
  const written = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
  const failed = ended.find((one) => one.status === "rejected")
  if (failed !== undefined) return undo(written, failed.reason, day)
  if (files.some(({ size }, i) => written[i]?.size !== size))
    return undo(written, new Error("a container's bytes are not as many as its size says"), day)
  return written
}

function undo(written: readonly Written[], error: unknown, day: string): never {
  remove(
    written.map((one) => one.path),
    day,
  )
  throw error
}
