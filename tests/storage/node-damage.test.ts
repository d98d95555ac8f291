// What `fsck` finds, what the start cleans up, and what a backup is made of.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { describe, expect, test } from "vitest"
import { sha256Of } from "../../src/storage/hashing.ts"
import { hashedFile } from "../../src/storage/node/places.ts"
import { snapshot } from "../../src/storage/node/snapshot.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import type { Store } from "../../src/storage/port.ts"
import { DAY, type Made, makeSubmission, random, randomHex } from "./made.ts"
import { filesIn, newFolder } from "./places.ts"

const ID = "00112233445566778899aabbccddeeff"

async function found(store: Store, deep: boolean): Promise<string[]> {
  const all: string[] = []
  for await (const { code, about } of store.problems(deep)) all.push(`${code} ${about}`)
  return all.sort()
}

function flip(path: string): void {
  chmodSync(path, 0o600)
  const bytes = readFileSync(path)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

async function three(folder: string): Promise<{ store: Store; made: Made[]; part: string }> {
  const store = await openNodeStore(folder)
  const made = await Promise.all([1, 2, 3].map(() => makeSubmission()))
  for (const one of made) await store.putSubmission(one)
  const bytes = random(100)
  await store.putPart(ID, { n: 0, size: 100, sha256: await sha256Of(bytes) }, bytes, DAY)
  return { store, made, part: join(folder, "uploads", ID, "0") }
}

describe("problems", () => {
  test.each(["headers", "containers", "records", "part"] as const)("a bit changed: %s", async (kind) => {
    const folder = newFolder()
    const { store, made, part } = await three(folder)
    const [first] = made
    const hash = (kind === "records" ? first?.record?.sha256 : first?.container.root) ?? ""
    flip(kind === "part" ? part : hashedFile(folder, kind, hash))
    expect(await found(store, false)).toEqual([])
    expect(await found(store, true)).toEqual([`changed-file ${kind === "part" ? `${ID}/0` : hash}`])
    await store.close()
  })

  test.each(["headers", "containers", "records", "part"] as const)(
    "a byte shorter, and gone: %s",
    async (kind) => {
      const folder = newFolder()
      const { store, made, part } = await three(folder)
      const [first] = made
      const hash = (kind === "records" ? first?.record?.sha256 : first?.container.root) ?? ""
      const about = kind === "part" ? `${ID}/0` : hash
      const path = kind === "part" ? part : hashedFile(folder, kind, hash)
      truncateSync(path, readFileSync(path).length - 1)
      expect(await found(store, false)).toEqual([`changed-file ${about}`])
      rmSync(path)
      expect(await found(store, false)).toEqual([`missing-file ${about}`])
      await store.close()
    },
  )

  test("a file that nothing claims, and a statement whose container's row is gone", async () => {
    const folder = newFolder()
    const { store, made } = await three(folder)
    const loose = randomHex()
    writeFileSync(hashedFile(folder, "records", loose), "x")
    await store.close()
    const database = new BetterSqlite3(join(folder, "cairn.db"))
    database.prepare("DELETE FROM contents WHERE root = ?").run(made[0]?.container.root)
    database.close()
    const again = await openNodeStore(folder)
    const root = made[0]?.container.root ?? ""
    expect(existsSync(hashedFile(folder, "records", loose))).toBe(false)
    expect(existsSync(hashedFile(folder, "containers", root))).toBe(false)
    writeFileSync(hashedFile(folder, "records", loose), "x")
    expect(await found(again, false)).toEqual(
      [`missing-row ${made[0]?.statement.leaf}`, `unclaimed-file ${loose}`].sort(),
    )
    await again.close()
  })
})

describe("at start", () => {
  test("temporary files and what no row claims are taken away, and nothing else", async () => {
    const folder = newFolder()
    const { store } = await three(folder)
    await store.close()
    const before = filesIn(folder)
    const root = randomHex()
    for (const kind of ["headers", "containers", "records"] as const)
      writeFileSync(hashedFile(folder, kind, root), "half")
    writeFileSync(join(folder, "tmp", "half"), "half")
    writeFileSync(join(folder, "uploads", ID, "7"), "half")
    mkdirSync(join(folder, "uploads", "stranger"))
    writeFileSync(join(folder, "uploads", "stranger", "0"), "half")
    const again = await openNodeStore(folder)
    expect(again.leftovers).toBe(6)
    expect(await found(again, true)).toEqual([])
    await again.close()
    expect(filesIn(folder)).toEqual(before)
  })

  test("a database that is gone is not made anew over what is sealed", async () => {
    const folder = newFolder()
    await (await openNodeStore(folder)).close()
    const root = randomHex()
    writeFileSync(hashedFile(folder, "containers", root), "sealed")
    rmSync(join(folder, "cairn.db"))
    await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "database-missing" })
    expect(existsSync(hashedFile(folder, "containers", root))).toBe(true)
    await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "database-missing" }) // and not `busy`
  })

  test("many containers and a database that knows none: nothing is taken away, and it is said", async () => {
    const folder = newFolder()
    await (await openNodeStore(folder)).close()
    const roots = Array.from({ length: 65 }, () => randomHex())
    for (const root of roots) writeFileSync(hashedFile(folder, "containers", root), "sealed")
    await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "database-missing" })
    for (const root of roots) expect(existsSync(hashedFile(folder, "containers", root))).toBe(true)
  })
})

test("a snapshot beside a running store names what its rows claim, without uploads", async () => {
  const folder = newFolder()
  const { store, made } = await three(folder)
  await store.putLogFile("tile/0/000", random(32))
  const copy = join(newFolder(), "rows.db")
  const { files, headers } = await snapshot(folder, copy)
  expect(headers).toEqual(made.map(({ container: { root } }) => `headers/${root.slice(0, 2)}/${root}`).sort())
  const all = filesIn(folder).filter((name) => /^(containers|records|tiles)\//.test(name))
  expect(files).toEqual(all)
  await store.putSubmission(await makeSubmission()) // its locks still hold
  await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "busy" })
  await store.close()

  const restored = newFolder()
  await (await openNodeStore(restored)).close()
  for (const name of [...files, ...headers]) {
    mkdirSync(join(restored, name, ".."), { recursive: true })
    writeFileSync(join(restored, name), readFileSync(join(folder, name)))
  }
  writeFileSync(join(restored, "cairn.db"), readFileSync(copy))
  const again = await openNodeStore(restored)
  expect((await again.holdings("", 10)).length).toBe(3)
  expect(await found(again, true)).toEqual([])
  await again.close()
})

test("an erased container is told of only as erased, and its missing bytes are no fault", async () => {
  const folder = newFolder()
  const { store, made } = await three(folder)
  await store.close()
  const { root = "", size = 0 } = made[0]?.container ?? {}
  const database = new BetterSqlite3(join(folder, "cairn.db"))
  database.prepare("UPDATE contents SET state = 'erased' WHERE root = ?").run(root)
  database.close()
  for (const kind of ["headers", "containers"] as const) rmSync(hashedFile(folder, kind, root))
  const again = await openNodeStore(folder)
  expect((await again.holding(root))?.state).toBe("erased")
  expect((await again.holdings("", 10)).map((one) => one.root)).not.toContain(root)
  await expect(again.readContainer(root, 0, size)).rejects.toThrow("no such container")
  expect(await found(again, true)).toEqual([])
  const { files, headers } = await snapshot(folder, join(newFolder(), "rows.db"))
  expect([...files, ...headers].filter((name) => name.endsWith(root))).toEqual([])
  // Its root stays taken: the bytes may not come back under another name.
  const { header } = made[0]?.container ?? { header: random(1) }
  const thief = await makeSubmission({ header, body: made[0]?.whole.subarray(header.length) ?? random(1) })
  expect(await again.putSubmission(thief)).toEqual({ outcome: "foreign-root" })
  await again.close()
})
