// The floor of the disk: accounts and parts stop before it is full, and what was promised before goes on.
import { expect, test } from "vitest"
import { sha256Of } from "../../src/storage/hashing.ts"
import { diskOf, requireRoom } from "../../src/storage/node/room.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { DAY, makeChange, makeSubmission, random } from "./made.ts"
import { filesIn, newFolder } from "./places.ts"

const FULL = { name: "StoreError", code: "storage-full" }
const GIB = 1024 ** 3
const FLOOR = 256 * 1024 ** 2
const ID = "00112233445566778899aabbccddeeff"

test("below it no account and no part is taken; the log, what is known and what is there go on", async () => {
  const folder = newFolder()
  const disk = { free: 5 * GIB, total: 10 * GIB }
  const store = await openNodeStore(folder, { disk: () => disk })
  const first = await makeSubmission()
  await store.putSubmission(first)
  const bytes = random(100)
  const part = { n: 0, size: 100, sha256: await sha256Of(bytes) }
  const before = filesIn(folder)

  const second = await makeSubmission()
  const size = second.container.size + (second.record?.bytes.length ?? 0)
  disk.free = FLOOR + size - 1
  await expect(store.putSubmission(second)).rejects.toMatchObject(FULL)
  disk.free = FLOOR + 99
  await expect(store.putPart(ID, part, bytes, DAY)).rejects.toMatchObject(FULL)
  expect(filesIn(folder)).toEqual(before)
  expect(await store.promiseFor(first.statement.leaf)).toEqual(first.statement.promise)
  await store.putLogFile("checkpoint", random(90))

  disk.free = FLOOR + 100
  expect(await store.putPart(ID, part, bytes, DAY)).toBe("stored")
  disk.free = FLOOR + size
  expect(await store.putSubmission(second)).toEqual({ outcome: "stored" })
  await store.close()
})

test("a change needs room too, and so does a withdrawal that ends nothing; one that does is always taken (C10)", async () => {
  const disk = { free: 5 * GIB, total: 10 * GIB }
  const store = await openNodeStore(newFolder(), { disk: () => disk })
  const given = await makeSubmission()
  await store.putSubmission(given)
  disk.free = 1024
  const { after, body } = given.statement
  const amended = await makeChange(body.subject, after, "amended")
  await expect(store.putConsent(amended.statement, amended.record)).rejects.toMatchObject(FULL)
  await expect(store.putDraft(body.subject, 1, random(100), DAY)).rejects.toMatchObject(FULL)
  const withdrawn = await makeChange(body.subject, after, "withdrawn")
  const spare = { ...withdrawn.statement, isSpare: true }
  await expect(store.putConsent(spare, null)).rejects.toMatchObject(FULL)
  expect(await store.putConsent(withdrawn.statement, null)).toEqual({ outcome: "stored" })
  await store.close()
})

test("a disk that the floor would be much of has none", () => {
  expect(() => requireRoom({ free: 10, total: 2 * GIB - 1 }, 100)).not.toThrow()
  expect(() => requireRoom({ free: FLOOR + 99, total: 2 * GIB }, 100)).toThrow("storage-full")
})

test("a disk with few files left takes none either, unless it never had many", () => {
  const room = (free: number, total: number) => () =>
    requireRoom({ free: 5 * GIB, total: 10 * GIB, files: { free, total } }, 1)
  expect(room(9_999, 80_000)).toThrow("storage-full")
  expect(room(10_000, 80_000)).not.toThrow()
  expect(room(9_999, 79_999)).not.toThrow()
  expect(room(0, 0)).not.toThrow() // such as btrfs, which counts none
})

test("the disk is the one that the folder is on", () => {
  const { free, total, files } = diskOf(newFolder())
  expect(files?.total).toBeGreaterThanOrEqual(files?.free as number)
  expect(free).toBeGreaterThan(0)
  expect(total).toBeGreaterThanOrEqual(free)
})
