// Erased means gone (PROTOCOL section 8): bytes and the rows that told of them are searched for in every file of the data
// folder, the journal and freed pages included; and an erasure that was cut off is finished at the next start.
import { execFileSync } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { eraseRows } from "../../src/storage/erasure-rows.ts"
import { sha256Of } from "../../src/storage/hashing.ts"
import { openDatabase } from "../../src/storage/node/database.ts"
import { hashedFile } from "../../src/storage/node/places.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import type { Due, Store } from "../../src/storage/port.ts"
import { batchOf, started } from "./contract-log.ts"
import { DAY, type Made, makeChange, makeEntry, makeSubmission, random } from "./made.ts"
import { newFolder } from "./places.ts"
import { sound } from "./says.ts"

const LATER = "2026-11-25"
const ID = "00112233445566778899aabbccddeeff"

// In a process of its own: one that opened and closed SQLite's files beside the store would let its locks go.
const SEARCH = `
  const { readdirSync, readFileSync } = require("node:fs"), { join } = require("node:path")
  const [folder, ...needles] = process.argv.slice(1)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const found = needles.map(() => [])
  for (const one of files) {
    const path = join(one.parentPath, one.name), bytes = readFileSync(path)
    for (const [n, needle] of needles.entries())
      if (bytes.includes(Buffer.from(needle, "hex"))) found[n].push(one.name.slice(0, 12))
  }
  console.log(JSON.stringify(found))`

/** For each needle, the files in which it stands as bytes, as hex text, or as base64 from its start. */
function search(folder: string, needles: readonly Uint8Array[]): string[][] {
  const forms = needles.flatMap((bytes) => {
    const base64 = Buffer.from(bytes.subarray(0, 21)).toString("base64")
    return [hex(bytes), hex(Buffer.from(hex(bytes))), hex(Buffer.from(base64))]
  })
  const said = execFileSync(process.execPath, ["-e", SEARCH, folder, ...forms], { encoding: "utf8" })
  const found = JSON.parse(said) as string[][]
  return needles.map((_, n) => found.slice(3 * n, 3 * n + 3).flat())
}

interface Hers {
  readonly made: Made
  readonly due: Due
  /** Pieces of what must go, and what its rows told of it. */
  readonly bytes: readonly Uint8Array[]
  readonly told: readonly Uint8Array[]
}

async function withdrawn(store: Store): Promise<Hers> {
  await started(store)
  const made = await makeSubmission({ body: random(80_000) })
  const { subject } = made.statement.body
  await store.putPart(ID, { n: 0, size: 80_000, sha256: await sha256Of(made.whole) }, made.whole, DAY)
  await store.putSubmission(made)
  await store.dropUpload(ID)
  const [old, draft, reply] = [random(66_000), random(66_000), random(17_000)]
  await store.putDraft(subject, 1, old, DAY)
  await store.putDraft(subject, 2, draft, DAY)
  await store.putReply(subject, 1, reply, DAY)
  const stop = await makeChange(subject, await store.standing(subject), "withdrawn", { erase: "now" })
  await store.putConsent(stop.statement, null)
  await store.placeBatch(await batchOf(store, 1))
  const [due] = await store.due(LATER, DAY, 9)
  if (due === undefined) throw new Error("nothing is due")
  const piece = (bytes: Uint8Array) => bytes.slice(1000, 1024)
  const { header } = made.container
  const record = made.record?.bytes ?? random(0)
  const bytes = [header, made.whole.subarray(header.length), draft, reply].map(piece)
  const hashes = await Promise.all([old, draft, reply].map(sha256Of))
  return {
    made,
    due,
    bytes: [...bytes, record.slice(500, 524)],
    told: hashes.map((one) => Uint8Array.from(Buffer.from(one, "hex"))),
  }
}

test("nothing that was erased is found in any file, while the store is open and after", async () => {
  const folder = newFolder("real")
  const store = await openNodeStore(folder)
  const other = await makeSubmission()
  await store.putSubmission(other)
  const { due, bytes, told } = await withdrawn(store)
  const kept = [other.whole.slice(1000, 1024)]
  const aside = join(folder, "lost+found", "containers") // a copy that an older database had left
  mkdirSync(aside, { recursive: true })
  copyFileSync(hashedFile(folder, "containers", due.content[0] ?? ""), join(aside, due.content[0] ?? ""))
  // The same search finds what stands, so it would find what is left.
  for (const files of search(folder, [...bytes, ...told.slice(1), ...kept])) expect(files).not.toEqual([])
  const said = await makeEntry({ kind: "erasure", subject: due.subject })
  expect(await store.erase(due, [said])).toBe(true)
  expect(existsSync(join(folder, "cairn.db-wal"))).toBe(true)
  expect(search(folder, [...bytes, ...told])).toEqual([...bytes, ...told].map(() => []))
  expect(search(folder, kept)[0]).toHaveLength(1)
  await sound(store)
  await store.close()
  expect(search(folder, [...bytes, ...told])).toEqual([...bytes, ...told].map(() => []))
})

test("an erasure that was cut off between rows and bytes is finished at the next start", async () => {
  const folder = newFolder("real")
  const store = await openNodeStore(folder)
  const { made, due, bytes, told } = await withdrawn(store)
  await store.close()
  const said = await makeEntry({ kind: "erasure", subject: due.subject })
  const database = openDatabase(folder, () => DAY)
  expect(await eraseRows(database.rows, due, [said])).toBe(true)
  database.close()
  expect(search(folder, bytes).every((files) => files.length > 0)).toBe(true)
  const again = await openNodeStore(folder)
  expect(again.leftovers).toBe(5) // header, body, record, draft, reply
  expect(search(folder, [...bytes, ...told])).toEqual([...bytes, ...told].map(() => []))
  expect((await again.holding(made.container.root))?.state).toBe("erased")
  await sound(again)
  await again.close()
})

test("a file that cannot be removed keeps no other, and goes at a later tidying", async () => {
  const folder = newFolder("real")
  const store = await openNodeStore(folder)
  const { made, due, bytes } = await withdrawn(store)
  const [container, record] = [
    hashedFile(folder, "containers", made.container.root),
    hashedFile(folder, "records", made.record?.sha256 ?? ""),
  ]
  const stuck = [container, record].map((path) => ({ path, was: readFileSync(path) }))
  for (const { path } of stuck) {
    rmSync(path)
    mkdirSync(join(path, "x"), { recursive: true }) // a file system that says no
  }
  await expect(
    store.erase(due, [await makeEntry({ kind: "erasure", subject: due.subject })]),
  ).rejects.toThrow()
  expect((await store.holding(made.container.root))?.state).toBe("erased")
  await expect(store.dropUploadsBefore(DAY)).rejects.toThrow() // it is told again for as long as it lasts
  for (const { path, was } of stuck) {
    rmSync(path, { recursive: true })
    writeFileSync(path, was)
  }
  const found = search(folder, bytes)
  expect(found.filter((files) => files.length > 0)).toHaveLength(2) // header, draft and reply went at once
  await store.dropUploadsBefore(DAY)
  expect(search(folder, bytes)).toEqual(bytes.map(() => []))
  await store.close()
})

test("a record that could not be removed, and came again for the auditors, is not removed later", async () => {
  const folder = newFolder("real")
  const store = await openNodeStore(folder)
  const { made, due } = await withdrawn(store)
  const { sha256, bytes } = made.record as NonNullable<Made["record"]>
  const path = hashedFile(folder, "records", sha256)
  rmSync(path)
  mkdirSync(join(path, "x"), { recursive: true })
  await expect(
    store.erase(due, [await makeEntry({ kind: "erasure", subject: due.subject })]),
  ).rejects.toThrow()
  rmSync(path, { recursive: true })
  const { leaf, body } = made.statement
  const used = { custody: { action: "used", consent: leaf }, subject: body.subject } as const
  const console = { key: "cc".repeat(32), seq: 0, prev: null }
  await store.putEntry(await makeEntry({ ...used, console }), null)
  expect(await store.putRecord({ sha256, bytes })).toBe("stored")
  await store.dropUploadsBefore(DAY)
  await sound(store)
  expect((await store.readRecord(sha256))?.size).toBe(bytes.length)
  expect(existsSync(path)).toBe(true)
  await store.close()
})

test("files of an erased row, or of a draft or reply without one, are found as nobody's", async () => {
  const folder = newFolder()
  const store = await openNodeStore(folder)
  const { made, due } = await withdrawn(store)
  await store.erase(due, [await makeEntry({ kind: "erasure", subject: due.subject })])
  const { root } = made.container
  const loose = [
    [hashedFile(folder, "headers", root), root],
    [hashedFile(folder, "records", made.record?.sha256 ?? ""), made.record?.sha256],
    [join(folder, "drafts", `${due.subject}.3`), `${due.subject}.3`],
    [join(folder, "replies", `${due.subject}.1`), `${due.subject}.1`],
  ] as const
  for (const [path] of loose) writeFileSync(path, "left")
  const found: string[] = []
  for await (const { code, about } of store.problems(false)) found.push(`${code} ${about}`)
  expect(found.sort()).toEqual(loose.map(([, about]) => `unclaimed-file ${about}`).sort())
  await store.close()
  const again = await openNodeStore(folder)
  expect(again.leftovers).toBe(4)
  await again.close()
})
