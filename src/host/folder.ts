// What stands in a data folder beside the store: the charters as notes, and which clock counts there.
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Charter, parseCharter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import type { Store } from "../storage/port.ts"

export class FolderError extends CodedError<"charter-missing" | "clock"> {}

export type Kind = Charter["body"]["kind"]

/** The notes `charter/1.note` on, in order. @throws {FolderError} `charter-missing` */
export async function charterFiles(data: string): Promise<Uint8Array[]> {
  const folder = join(data, "charter")
  const numbers = (await readdir(folder)).flatMap((name) => /^([1-9][0-9]*)\.note$/.exec(name)?.[1] ?? [])
  const sorted = numbers.map(Number).sort((a, b) => a - b)
  if (sorted.length === 0) throw new FolderError("charter-missing", "no charter in the data folder")
  return Promise.all(sorted.map(async (n) => new Uint8Array(await readFile(join(folder, `${n}.note`)))))
}

/** Puts the charters that stand as files into the store. @returns all that the store knows, oldest first */
export async function enterCharterFiles(
  store: Pick<Store, "charters" | "putCharter">,
  notes: readonly Uint8Array[],
  origin: string,
): Promise<Charter[]> {
  for (const [i, note] of notes.entries()) await store.putCharter(i + 1, note)
  return (await store.charters()).map((note) => parseCharter(note, origin))
}

/**
 * Seconds since 1970. Only a demonstration can be told another time.
 * @param start `CAIRN_CLOCK`, an RFC 3339 instant
 * @throws {FolderError} `clock`
 */
export function clockOf(start: string | undefined, kind: Kind): () => number {
  if (start === undefined || kind !== "demonstration") return () => Math.floor(Date.now() / 1000)
  const ahead = Date.parse(start) - Date.now()
  if (Number.isNaN(ahead) || !/^\d{4}-\d{2}-\d{2}T/.test(start))
    throw new FolderError("clock", "CAIRN_CLOCK is not an RFC 3339 instant")
  return () => Math.floor((Date.now() + ahead) / 1000)
}
