// A full disk: a coded error, nothing half visible, nothing lost, and all is well when there is room again.
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { sha256Of } from "../../src/storage/hashing.ts"
import { openDatabase } from "../../src/storage/node/database.ts"
import { told } from "../../src/storage/node/errors.ts"
import { makeFolders } from "../../src/storage/node/leftovers.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { putSubmission } from "../../src/storage/node/submissions.ts"
import type { Store, StoreProblem } from "../../src/storage/port.ts"
import { DAY, makeSubmission, random } from "./made.ts"
import { filesIn, newFolder } from "./places.ts"

const FULL = { name: "StoreError", code: "storage-full" }
const ID = "00112233445566778899aabbccddeeff"
const mounted: string[] = []
afterAll(() => {
  for (const folder of mounted) {
    execFileSync("umount", ["-l", folder]) // also under a store that a failed test left open
    rmdirSync(folder)
  }
})

/** A disk of `size`; undefined, or an error if everything is asked for, where none can be mounted. */
function smallDisk(size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "disk-"))
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "pipe" })
    mounted.push(folder)
    return folder
  } catch (cause) {
    rmdirSync(folder)
    if (process.env.CAIRN_ALL === "1") throw new Error("no small disk can be mounted", { cause })
    return undefined
  }
}

async function sound(store: Store): Promise<void> {
  const found: StoreProblem[] = []
  for await (const problem of store.problems(true)) found.push(problem)
  expect(found).toEqual([])
}

const hashed = (folder: string) =>
  filesIn(folder).filter((name) => /^(headers|containers|records|tmp|uploads)\//.test(name))

describe("a small disk", () => {
  test("that a body does not fit on, and that is full to the brim", async ({ skip }) => {
    const disk = smallDisk("6m")
    if (disk === undefined) return skip("no small disk can be mounted here: run as root")
    const data = join(disk, "data")
    const store = await openNodeStore(data)
    const first = await makeSubmission()
    await store.putSubmission(first)
    const before = hashed(data)

    const large = await makeSubmission({ body: random(8 * 1024 * 1024) })
    await expect(store.putSubmission(large)).rejects.toMatchObject(FULL)
    expect(hashed(data)).toEqual(before)

    const filler = join(disk, "filler")
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(filler, new Uint8Array(Number(bavail) * Number(bsize)))
    const small = await makeSubmission()
    await expect(store.putSubmission(small)).rejects.toMatchObject(FULL)
    const bytes = random(100)
    const part = { n: 0, size: 100, sha256: await sha256Of(bytes) }
    await expect(store.putPart(ID, part, bytes, DAY)).rejects.toMatchObject(FULL)
    await expect(store.putLogFile("checkpoint", bytes)).rejects.toMatchObject(FULL)
    expect(hashed(data)).toEqual(before)
    expect(await store.promiseFor(small.statement.leaf)).toBeUndefined()
    expect(await store.parts(ID)).toEqual([])
    expect(await store.promiseFor(first.statement.leaf)).toBeDefined()

    rmSync(filler)
    expect(await store.putSubmission(small)).toEqual({ outcome: "stored" })
    await sound(store)
    await store.close()
    const again = await openNodeStore(data)
    expect((await again.holdings("", 10)).length).toBe(2)
    await again.close()
  })

  test("with room for files but none for rows", async ({ skip }) => {
    const disk = smallDisk("6m")
    if (disk === undefined) return skip("no small disk can be mounted here: run as root")
    const data = join(disk, "data")
    const store = await openNodeStore(data)
    const filler = join(disk, "filler")
    const made = await makeSubmission()
    const before = hashed(data)
    // The disk fills after the body was written and before the rows are: the body is the last to be read.
    const body = (async function* () {
      yield made.whole.subarray(made.container.header.length)
      const { bavail, bsize } = statfsSync(disk)
      writeFileSync(filler, new Uint8Array(Number(bavail) * Number(bsize)))
    })()
    await expect(
      store.putSubmission({ ...made, container: { ...made.container, body } }),
    ).rejects.toMatchObject(FULL)
    expect(hashed(data)).toEqual(before)
    rmSync(filler)
    expect(await store.putSubmission(made)).toEqual({ outcome: "stored" })
    await sound(store)
    await store.close()
  })
})

test("a database that may not grow: the files go again, those that fitted stay", async () => {
  const data = newFolder()
  const database = openDatabase(data, () => DAY)
  await makeFolders(data, DAY)
  const pages = database.raw.pragma("page_count", { simple: true }) as number
  database.raw.pragma(`max_page_count = ${pages + 12}`)
  const ended: string[] = []
  for (let n = 0; n < 40; n++) {
    const made = await makeSubmission({ body: random(100), header: random(50) })
    try {
      ended.push((await putSubmission(data, database.rows, made)).outcome)
    } catch (error) {
      ended.push((told(error) as { code: string }).code)
    }
  }
  expect(new Set(ended)).toEqual(new Set(["stored", "storage-full"]))
  const stored = ended.filter((one) => one === "stored").length
  expect(hashed(data).length).toBe(3 * stored)
  database.close()
  const store = await openNodeStore(data)
  expect((await store.holdings("", 100)).length).toBe(stored)
  expect(store.leftovers).toBe(0)
  await sound(store)
  await store.close()
})
