// The values in an SQLite file, whole: in the file a long one is cut at the end of every page, and Firefox packs those of its
// local storage with Snappy. Rows that were deleted are not here; their bytes, if any are left, are in the file itself.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "better-sqlite3"

/** Every table's values one after another, from a copy of the file and its journal. Nothing if it is no database. */
export function tablesOf(path: string): { readonly kind: string; readonly bytes: Buffer }[] {
  const folder = mkdtempSync(join(tmpdir(), "cairn-copy-")) // opening would change the file, and empty its journal
  try {
    const copy = join(folder, "db")
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    const database = new Database(copy)
    try {
      const names = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .pluck()
        .all() as string[]
      return names.flatMap(
        (name) => tried(() => [{ kind: `table ${name}`, bytes: valuesOf(database, name) }]) ?? [],
      )
    } finally {
      database.close()
    }
  } catch {
    return [] // half written, or encrypted: what is there was searched as it stands
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function valuesOf(database: Database.Database, table: string): Buffer {
  const rows = database
    .prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`)
    .raw()
    .all() as unknown[][]
  const parts = rows.flat().flatMap((value) => {
    if (typeof value === "string") return [Buffer.from(value), Buffer.of(0)]
    if (!Buffer.isBuffer(value)) return []
    return [value, Buffer.of(0), tried(() => unsnap(value)) ?? Buffer.alloc(0), Buffer.of(0)]
  })
  return Buffer.concat(parts)
}

function tried<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

const OUT_MAX = 64 * 1024 * 1024

/** One block of Snappy (google/snappy, format_description.txt). @throws {RangeError} if it is none */
export function unsnap(block: Buffer): Buffer {
  let [at, size, shift] = [0, 0, 0]
  for (let more = true; more; shift += 7) {
    const byte = block.readUInt8(at++)
    size += (byte & 127) * 2 ** shift
    more = byte > 127
  }
  if (size > OUT_MAX) throw new RangeError("too large")
  const out = Buffer.alloc(size)
  let to = 0
  while (at < block.length) {
    const tag = block.readUInt8(at++)
    let [length, back] = [(tag >> 2) + 1, 0]
    if ((tag & 3) === 0) {
      const extra = length - 60 // bytes that hold a longer length
      if (extra > 0) {
        length = block.readUIntLE(at, extra) + 1
        at += extra
      }
      if (at + length > block.length || to + length > size) throw new RangeError("cut")
      block.copy(out, to, at, at + length)
      at += length
      to += length
      continue
    }
    if ((tag & 3) === 1) {
      length = ((tag >> 2) & 7) + 4
      back = ((tag >> 5) << 8) | block.readUInt8(at++)
    } else {
      const wide = (tag & 3) === 2 ? 2 : 4
      back = block.readUIntLE(at, wide)
      at += wide
    }
    if (back === 0 || back > to || to + length > size) throw new RangeError("outside")
    for (const end = to + length; to < end; to++) out[to] = out[to - back] as number
  }
  if (to !== size) throw new RangeError("short")
  return out
}
