// A folder from a backup may not sign, however it came back, until a bundle has refilled its log; then it is as it was, and
// what was erased since the backup is erased again.
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { refill } from "../../src/cli/refill.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { bench, inDays } from "./commands.ts"
import { integrate } from "./integrating.ts"

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name)
    .sort()

// Not by `cairn submit`, which would ask again and again as it is told to.
async function posted(url: string, path: string): Promise<number> {
  const headers = { "content-type": "application/x-tar" }
  return (await fetch(`${url}/submissions`, { method: "POST", headers, body: readFileSync(path) })).status
}

async function tables(data: string): Promise<string> {
  const store = await openNodeStore(data)
  try {
    return store.offline.digest()
  } finally {
    await store.close()
  }
}

test("from a backup, and refilled from a bundle", { timeout: 300_000 }, async () => {
  const made = await bench()
  for (const name of ["one", "two", "three"]) await made.sealed(name)
  let url = await made.serve()
  const send = (name: string) =>
    made.run("submit", `./${name}.cairn`, "--to", url, "--fingerprint", made.fingerprint)
  await send("one")
  await send("two")
  await made.stop()
  await integrate(made)
  expect((await made.run("backup", "./kept", "--data", "./data")).status).toBe(0)

  // What the backup does not have: a withdrawal and its erasure, new decisions, another account, and one that is only pending.
  url = await made.serve()
  await made.run("consent", "withdraw", ...made.holder("one"))
  await made.run("consent", "amend", "--record", "./c.json", ...made.holder("two"))
  await send("three")
  const pulled = await made.run("carry", "pull", ...made.courier(), "--out", "./before.zip")
  expect(pulled).toMatchObject({ status: 0, json: { containers: 2, notAsked: { withdrawn: 1 } } })
  await made.stop()
  await integrate(made)
  await integrate(made, 4)
  await made.sealed("four")
  url = await made.serve("data", inDays(4))
  await send("four")
  await made.run("carry", "pull", ...made.courier(), "--out", "./newest.zip")
  await made.stop()
  const whole = await tables(made.at("data"))
  const there = { containers: files(made.at("data/containers")), records: files(made.at("data/records")) }
  expect(there.containers.length).toBe(3)

  // Restored: everything of the backup is back, what was erased too, and nothing is signed.
  expect(await made.run("restore", "./kept", "--data", "./again")).toMatchObject({
    status: 0,
    json: { withoutHeader: [] },
  })
  expect(files(made.at("again/containers")).length).toBe(2)
  expect(await made.refused("log", "integrate", "--data", "./again")).toBe("log-stopped")
  url = await made.serve("again")
  await made.sealed("five")
  expect(await posted(url, made.at("five.cairn"))).toBe(503)
  expect(await made.refused("restore", "./newest.zip", "--data", "./again")).toBe("busy")
  const withdrawing = await made.run("consent", "withdraw", ...made.holder("two"))
  expect(withdrawing).toMatchObject({ status: 0, json: { promise: null } })
  await made.stop()
  rmSync(made.at("again"), { recursive: true })

  // Without the headers, nothing in it can be opened, and it says so.
  expect((await made.run("restore", "./kept", "--data", "./again")).status).toBe(0)
  rmSync(made.at("again"), { recursive: true })
  cpSync(made.at("kept"), made.at("alone"))
  const alone = await made.run("restore", "./alone", "--data", "./headless")
  expect([alone.status, alone.json.withoutHeader.length]).toEqual([1, 2])

  // Cut off at any place, it may still sign nothing, and is begun again.
  await made.run("restore", "./kept", "--data", "./cut")
  const bundle = readFileSync(made.at("newest.zip"))
  for (const most of [1, 10, 30, 60, 90]) {
    let reads = 0
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      if (reads++ >= most) throw new Error("cut off")
      return Uint8Array.from(bundle.subarray(offset, offset + length))
    }
    const cut = await refill({ size: bundle.length, read }, made.at("cut")).catch((error: Error) => error)
    if (!(cut instanceof Error)) break
    expect(await made.refused("log", "integrate", "--data", "./cut")).toBe("log-stopped")
  }
  await made.run("restore", "./newest.zip", "--data", "./cut").catch(() => {})
  expect(await tables(made.at("cut"))).toBe(whole)

  // Refilled: a bundle of before the newest does, and then a newer one is not needed; the tables are those of the lost folder.
  await made.run("restore", "./kept", "--data", "./again")
  expect(await made.refused("restore", "./kept.headers", "--data", "./other")).toBe("backup-malformed")
  const refilled = await made.run("restore", "./newest.zip", "--data", "./again")
  expect(refilled).toMatchObject({ status: 0, json: { from: 9, size: 25, lost: [] } })
  expect(await tables(made.at("again"))).toBe(whole)
  expect(files(made.at("again/containers"))).toEqual(there.containers)
  expect(files(made.at("again/records"))).toEqual(there.records)
  for (const path of ["tiles/checkpoint"])
    expect(readFileSync(join(made.at("again"), path))).toEqual(readFileSync(join(made.at("data"), path)))
  expect((await made.run("fsck", "--data", "./again")).json).toMatchObject({ ok: true })
  expect(await made.refused("restore", "./newest.zip", "--data", "./again")).toBe("not-stopped")
  await integrate(made, 5, "again")
  // And the auditor's question: one log.
  url = await made.serve("again", inDays(5))
  const after = await made.run(
    "carry",
    "pull",
    ...made.courier(),
    "--since",
    "./newest.zip",
    "--out",
    "./after.zip",
  )
  expect(after).toMatchObject({ status: 0, json: { since: 25, size: 33, leftOut: [] } })
  await made.stop()
})

test("an old copy put back is noticed by the head outside, and by whoever has seen more", {
  timeout: 300_000,
}, async () => {
  const made = await bench()
  await made.sealed("one")
  let url = await made.serve()
  await made.run("submit", "./one.cairn", "--to", url)
  await made.stop()
  cpSync(made.at("data"), made.at("old"), { recursive: true })
  const head = made.at("head")
  process.env.CAIRN_HEAD = head
  try {
    await integrate(made)
    await made.serve()
    await made.run("carry", "pull", ...made.courier(), "--out", "./seen.zip")
    await made.stop()
    expect(await made.refused("log", "integrate", "--data", "./old")).toBe("log-stopped")
  } finally {
    delete process.env.CAIRN_HEAD
  }
  rmSync(made.at("old"), { recursive: true })
  cpSync(made.at("data"), made.at("old"), { recursive: true })
  await integrate(made)
  await made.serve()
  await made.run("carry", "pull", ...made.courier(), "--out", "./newer.zip")
  await made.stop()
  url = await made.serve("old")
  expect(
    await made.refused("carry", "pull", ...made.courier(), "--since", "./newer.zip", "--out", "./x.zip"),
  ).toBe("log-older")
  await made.sealed("two")
  expect(await posted(url, made.at("two.cairn"))).toBe(503)
  await made.stop()
  // The older bundle does not reach what was seen; the newer one does.
  expect(await made.refused("restore", "./seen.zip", "--data", "./old")).toBe("log-gap")
  expect(await made.run("restore", "./newer.zip", "--data", "./old")).toMatchObject({
    status: 0,
    json: { size: 17 },
  })
})

test("rebuild changes nothing in a whole store, and mends what was changed", {
  timeout: 300_000,
}, async () => {
  const made = await bench()
  for (const name of ["one", "two"]) await made.sealed(name)
  const url = await made.serve()
  for (const name of ["one", "two"]) await made.run("submit", `./${name}.cairn`, "--to", url)
  await made.run("consent", "amend", "--record", "./c.json", ...made.holder("one"))
  await made.stop()
  await integrate(made)
  await made.serve()
  await made.run("consent", "withdraw", ...made.holder("one"))
  await made.run("consent", "withdraw", "--now", ...made.holder("two"))
  await made.stop()
  expect((await made.run("log", "rebuild", "--data", "./data")).json).toMatchObject({
    changed: false,
    subjects: 2,
  })
  await integrate(made, 1)
  await integrate(made, 3)
  expect((await made.run("log", "rebuild", "--data", "./data")).json).toMatchObject({ changed: false })
  const { default: Database } = await import("better-sqlite3")
  for (const spoil of [
    "update subjects set withdrawal_leaf = null, head_seq = 7",
    "update subjects set erased = 0",
    "delete from subjects",
    "update contents set state = 'held' where state = 'withdrawn'",
    "update statements set turn = null, head_seq = null",
  ]) {
    const database = new Database(made.at("data/cairn.db"))
    database.exec(spoil)
    database.close()
    const mended = await made.run("log", "rebuild", "--data", "./data")
    expect([spoil, mended.status, mended.json.changed]).toEqual([spoil, 1, true])
    expect((await made.run("log", "rebuild", "--data", "./data")).json).toMatchObject({ changed: false })
  }
})
