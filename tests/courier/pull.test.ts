// Pulling an intake bundle over a line that works, and opening it: byte for byte, in a fixed form, readable by others.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { scratch, spawned } from "../cli/run.ts"
import { account, TESTIMONY } from "../fixtures/account.ts"
import { lineTo, opened, pulled } from "./carrying.ts"
import { serve, withPolicy } from "./server.ts"

async function full(count = 2) {
  const made = await withPolicy()
  const server = await serve(made)
  const accounts = await Promise.all(Array.from({ length: count }, () => account(made.charter)))
  for (const { statement, record, container } of accounts) await server.keep(statement, record, container)
  return { made, server, accounts }
}

test("every account comes through and opens", async () => {
  const { made, server, accounts } = await full()
  const { zip, ...outcome } = await pulled(made, lineTo(server.url))
  expect(outcome).toEqual({
    ...{ size: 1, since: 0, statements: 2, records: 2, containers: 2 },
    ...{ notAsked: { withdrawn: 0, erased: 0 }, leftOut: [] },
  })
  const { opened: count, refused, published } = await opened(made, zip)
  expect({ count, refused }).toEqual({ count: 2, refused: [] })
  for (const { content } of accounts) {
    const files = published.get(content.root)?.files
    expect(JSON.parse(Buffer.from(files?.get("testimony.json") as Uint8Array).toString())).toEqual(TESTIMONY)
    expect(files?.has("consent.json")).toBe(true)
  }
})

test("a bundle with nothing in it is a bundle", async () => {
  const { made, server } = await full(0)
  const { zip, ...outcome } = await pulled(made, lineTo(server.url))
  expect(outcome).toMatchObject({ statements: 0, records: 0, containers: 0, leftOut: [] })
  expect(await opened(made, zip)).toMatchObject({ opened: 0, refused: [] })
})

test("the same state gives the same bytes, in the fixed order and without a time", async () => {
  const { made, server, accounts } = await full()
  const day = Date.parse("2026-11-22T00:00:00Z")
  server.now = () => day / 1000
  const [one, two] = [
    await pulled(made, lineTo(server.url, { now: () => day })),
    await pulled(made, lineTo(server.url, { now: () => day + 120_000 })),
  ]
  expect(one.zip.equals(two.zip)).toBe(true)
  const folder = scratch()
  writeFileSync(join(folder, "intake.zip"), one.zip)
  const listed = await spawned("python3", ["-c", LIST], folder)
  const rows = listed.stdout
    .toString()
    .trim()
    .split("\n")
    .map((row) => row.split(" "))
  const leaves = [...server.pending.keys()].sort()
  const sorted = <T>(of: (a: (typeof accounts)[number]) => T): T[] => accounts.map(of).sort()
  expect(rows.map(([name]) => name)).toEqual([
    ...["charters/1.note", "policy.json", "log/checkpoint", "log/tile/entries/000.p/1", "log/tile/0/000.p/1"],
    ...leaves.flatMap((leaf) => [`pending/${leaf}.note`, `pending/${leaf}.promise`]),
    ...[...server.records.keys()].sort().map((sha256) => `records/${sha256}.age`),
    ...sorted(({ content }) => content.root).map((root) => `containers/${root}.age`),
    "bundle.json",
  ])
  expect(new Set(rows.map(([, ...rest]) => rest.join(" ")))).toEqual(new Set(["1980-1-1-0-0-0 0 0 0"]))
})
const LIST = `import zipfile
for i in zipfile.ZipFile("intake.zip").infolist():
  print(i.filename, "-".join(map(str, i.date_time)), i.compress_type, i.external_attr, i.create_system)`

test("others read the zip", async () => {
  const { made, server } = await full(1)
  const { zip } = await pulled(made, lineTo(server.url))
  const folder = scratch()
  writeFileSync(join(folder, "intake.zip"), zip)
  const program = (await spawned("sh", ["-c", "command -v unzip"], folder)).status === 0
  if (!program) console.log("no unzip here: python's zipfile alone")
  const readers: [string, string[]][] = [["python3", ["-m", "zipfile", "-t", "intake.zip"]]]
  if (program) readers.push(["unzip", ["-tq", "intake.zip"]])
  for (const [name, args] of readers) expect(await spawned(name, args, folder)).toMatchObject({ status: 0 })
})

test("pages of pending statements are read to their end", async () => {
  const { made, server } = await full(3)
  for (const pageSize of [1, 2, 3]) {
    server.pageSize = pageSize
    expect(await pulled(made, lineTo(server.url))).toMatchObject({ statements: 3, containers: 3 })
  }
})

test("progress is told in bytes of containers, up to the whole", async () => {
  const { made, server, accounts } = await full()
  const total = accounts.reduce((sum, { container }) => sum + container.length, 0)
  const told: number[] = []
  await pulled(made, lineTo(server.url), {
    progress: (done, of) => {
      expect(of).toBe(total)
      told.push(done)
    },
  })
  expect(told.at(-1)).toBe(total)
  expect(told).toEqual([...told].sort((a, b) => a - b))
})
