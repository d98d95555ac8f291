// Taking a submission (PROTOCOL section 9): its files are written and synced, then put in place, then its rows are
// committed; only rows make it visible. Whatever fails on the way leaves no file behind.
import { type NewSubmission, type Stored, StoreError } from "../port.ts"
import type { Rows } from "../rows.ts"
import { insertSubmission, inTheWay } from "../submission-rows.ts"
import { told } from "./errors.ts"
import { publish, remove, type Written, writeFile } from "./files.ts"
import { hashedFile } from "./places.ts"
import { inTurn } from "./turns.ts"

/** As the port's `putSubmission`. */
export async function putSubmission(data: string, rows: Rows, submission: NewSubmission): Promise<Stored> {
  const known = await inTheWay(rows, submission)
  if (known !== undefined) return known // what cannot be stored is not written first
  const { statement, record, container } = submission
  const { day } = statement
  const places = [
    hashedFile(data, "headers", container.root),
    hashedFile(data, "containers", container.root),
    ...(record === null ? [] : [hashedFile(data, "records", record.sha256)]),
  ]
  const names = [container.root, ...(record === null ? [] : [record.sha256])]
  const written = await writeAll(data, submission)
  return inTurn(names, async () => {
    // Nobody else has these hashes now: without this look, a file of theirs could be replaced and then taken away.
    const met = await inTheWay(rows, submission).catch((error) => undo(written, error, day))
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
      const stored = await insertSubmission(rows, submission, container.header.length)
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

async function writeAll(data: string, { statement, record, container }: NewSubmission): Promise<Written[]> {
  const { header, body, size } = container
  const writing = [
    writeFile(data, header, statement.day),
    writeFile(data, body, statement.day),
    ...(record === null ? [] : [writeFile(data, record.bytes, statement.day)]),
  ]
  const ended = await Promise.allSettled(writing)
  const written = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
  const failed = ended.find((one) => one.status === "rejected")
  if (failed !== undefined) return undo(written, failed.reason, statement.day)
  if (header.length + (written[1]?.size ?? 0) !== size)
    return undo(written, new Error("a container's bytes are not as many as its size says"), statement.day)
  return written
}

function undo(written: readonly Written[], error: unknown, day: string): never {
  remove(
    written.map((one) => one.path),
    day,
  )
  throw error
}
