// What `fsck` finds, what the start cleans up, and what a backup is made of.
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { describe, expect, test } from "vitest"
import { type Bytes, collect } from "../../src/core/chunks.ts"
import { sha256Of } from "../../src/storage/hashing.ts"
import { hashedFile } from "../../src/storage/node/places.ts"
import { snapshot } from "../../src/storage/node/snapshot.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import type { Store } from "../../src/storage/port.ts"
import { DAY, type Made, makeSubmission, random, randomHex } from "./made.ts"
import { everything, filesIn, newFolder } from "./places.ts"

const ID = "00112233445566778899aabbccddeeff"

async function found(store: Store, deep: boolean): Promise<string[]> {
  const all: string[] = []
  for await (const { code, about } of store.problems(deep)) all.push(`${code} ${about}`)
  return all.sort()
}

async function bytesOf(stream: Bytes): Promise<Uint8Array> {
  return collect(stream, 1_000_000)
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
    const root = made[0]?.container.root ?? ""
    const before = filesIn(folder)
    const looking = await openNodeStore(folder, { leftovers: "leave" })
    const unclaimed = [loose, root, root].map((hash) => `unclaimed-file ${hash}`)
    expect(await found(looking, true)).toEqual(
      [`missing-row ${made[0]?.statement.leaf}`, ...unclaimed].sort(),
    )
    await looking.close()
    expect(filesIn(folder)).toEqual(before) // who looks takes nothing away first
    const again = await openNodeStore(folder)
    expect(await found(again, true)).toEqual(
      [
        `missing-row ${made[0]?.statement.leaf}`,
        ...[loose, root, root].map((hash) => `set-aside ${hash}`),
      ].sort(),
    )
    expect(filesIn(join(folder, "lost+found")).length).toBe(3)
    await again.close()
  })
})

describe("at start", () => {
  test("temporary files are taken away, what no row claims is set aside, and nothing else", async () => {
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
    expect(await found(again, true)).toEqual(Array(3).fill(`set-aside ${root}`))
    await again.close()
    const aside = ["containers", "headers", "records"].map((kind) => `lost+found/${kind}/${root}`)
    expect(filesIn(folder)).toEqual([...before, ...aside].sort())
    for (const [name, stat] of everything(folder)) expect(stat.mtimeMs % 86_400_000, name).toBe(0)
  })

  test("what was set aside goes back once a row claims it, and goes away where it is there already or erased", async () => {
    const folder = newFolder()
    const { store, made } = await three(folder)
    await store.close()
    const older = join(newFolder(), "older.db")
    execFileSync("cp", [join(folder, "cairn.db"), older])
    const second = await openNodeStore(folder)
    const later = await makeSubmission()
    await second.putSubmission(later)
    await second.close()
    const newer = join(newFolder(), "newer.db")
    execFileSync("cp", [join(folder, "cairn.db"), newer])

    execFileSync("cp", [older, join(folder, "cairn.db")])
    const restored = await openNodeStore(folder)
    const { root } = later.container
    const aside = [root, root, later.record?.sha256].map((hash) => `set-aside ${hash}`)
    expect(await found(restored, true)).toEqual(aside.sort())
    expect((await restored.holdings("", 10)).length).toBe(3)
    await restored.close()

    execFileSync("cp", [newer, join(folder, "cairn.db")])
    const whole = await openNodeStore(folder)
    expect(await found(whole, true)).toEqual([])
    expect(await bytesOf(await whole.readContainer(root, 0, later.whole.length))).toEqual(later.whole)

    // The same account again, while a copy lies aside: it goes with the hourly sweep, or an erasure would miss it.
    const twin = join(folder, "lost+found", "containers", root)
    const erased = made[0]?.container.root ?? ""
    writeFileSync(twin, "twin")
    expect(await found(whole, true)).toEqual([]) // a copy of what is there is nothing that is wrong
    writeFileSync(join(folder, "lost+found", "headers", erased), "header")
    await whole.close()
    const database = new BetterSqlite3(join(folder, "cairn.db"))
    database.prepare("UPDATE contents SET state = 'erased' WHERE root = ?").run(erased)
    database.close()
    for (const kind of ["headers", "containers"] as const) rmSync(hashedFile(folder, kind, erased))
    const last = await openNodeStore(folder)
    expect(filesIn(join(folder, "lost+found"))).toEqual([])
    writeFileSync(twin, "twin")
    await last.dropUploadsBefore("2026-01-01")
    expect(existsSync(twin)).toBe(false)
    expect(existsSync(hashedFile(folder, "containers", root))).toBe(true)
    await last.close()
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

  test.each([
    ["none", "database-missing"],
    ["some others", "database-older"],
  ])(
    "containers of many days and a database that knows %s: %s, and nothing is touched",
    async (knows, code) => {
      const folder = newFolder()
      if (knows === "none") await (await openNodeStore(folder)).close()
      else await (await three(folder)).store.close()
      const roots = Array.from({ length: 6 }, () => randomHex())
      for (const [n, root] of roots.entries()) {
        const path = hashedFile(folder, "containers", root)
        writeFileSync(path, "sealed")
        const day = new Date(`2026-11-2${n % 3}T00:00:00Z`)
        utimesSync(path, day, day)
      }
      const before = filesIn(folder)
      for (let n = 0; n < 2; n++) await expect(openNodeStore(folder)).rejects.toMatchObject({ code })
      expect(filesIn(folder)).toEqual(before)
      for (const n of [2, 5]) rmSync(hashedFile(folder, "containers", roots[n] as string))
      await (await openNodeStore(folder)).close() // what a process that was cut off at midnight leaves
      expect(filesIn(join(folder, "lost+found")).length).toBe(4)
    },
  )

  test("more containers than a server has lines: database-older, even of one day", async () => {
    const folder = newFolder()
    await (await three(folder)).store.close()
    for (let n = 0; n < 2001; n++) writeFileSync(hashedFile(folder, "containers", randomHex()), "")
    await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "database-older" })
    expect(existsSync(join(folder, "lost+found"))).toBe(false)
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
