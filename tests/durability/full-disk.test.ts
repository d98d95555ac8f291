// A full disk: accounts are refused with `storage-full` or taken whole, whatever the last free page was used for; what was
// taken stays, reading goes on, and with room again so does taking. On a small tmpfs of its own (root is needed for it).
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect } from "vitest"
import { ask, codeOf, putPart, submit } from "./asking.ts"
import { needs, scratch } from "./needs.ts"
import { run, serve } from "./process.ts"
import { expectFiles, expectWhole, type Outcome } from "./whole.ts"
import { accounts, newWorld, type Sent, type World } from "./world.ts"

const MIB = 1024 * 1024
const PAGE = 4096

let world: World
let sample: Sent[]
const mounts: string[] = []

beforeAll(async () => {
  world = await newWorld(scratch())
  sample = await accounts(world.charter, 60)
})
afterAll(() => {
  for (const place of mounts) spawnSync("umount", ["-l", place])
})

/** Puts a disk of `size` bytes at `place`, or makes the one there so large. */
function disk(place: string, size: number): boolean {
  const again = mounts.includes(place) ? "remount," : ""
  mkdirSync(place, { recursive: true })
  const ran = spawnSync("mount", ["-t", "tmpfs", "-o", `${again}size=${size}`, "cairn-test", place])
  if (ran.status === 0 && again === "") mounts.push(place)
  return ran.status === 0
}

const test = needs("a right to mount", disk(join(scratch(), "try"), MIB))

/** The data folder on a disk of its own. */
function onDisk(size: number): { place: string; data: string } {
  const place = join(scratch(), "disk")
  if (!disk(place, size)) throw new Error("no disk could be mounted")
  const data = join(place, "data")
  cpSync(world.data, data, { recursive: true, preserveTimestamps: true })
  return { place, data }
}

/** Fills the disk up to `free` bytes. */
function fill(place: string, free: number): void {
  const path = join(place, "filler")
  rmSync(path, { force: true })
  const { bavail, bsize } = statfsSync(place)
  writeFileSync(path, Buffer.alloc(bavail * bsize - free, 1))
}

async function sent(url: string, one: Sent): Promise<Outcome> {
  const answer = await submit(url, one.package)
  if (answer.status === 201) return { sent: one, promise: answer.body.toString("utf8") }
  expect([answer.status, codeOf(answer)]).toEqual([507, "storage-full"])
  return { sent: one, promise: undefined }
}

test("accounts until it is full, one by one and many at once; then a larger disk", async () => {
  const { place, data } = onDisk(4 * MIB)
  const server = await serve(data)
  let all: Outcome[] = []
  for (const one of sample) {
    all.push(await sent(server.url, one))
    if (all.at(-1)?.promise === undefined) break
  }
  expect(all.at(-1)?.promise).toBeUndefined()
  expect(all.length).toBeGreaterThan(5)
  const rest = sample.slice(all.length - 1)
  all = [...all.slice(0, -1), ...(await Promise.all(rest.map((one) => sent(server.url, one))))]
  const taken = all.filter(({ promise }) => promise !== undefined)
  expect(taken.length).toBeLessThan(sample.length)
  expect(await expectWhole(server.url, world.courier, all)).toBe(taken.length)
  expectFiles(
    data,
    taken.map((one) => one.sent),
  )
  expect((await ask(`${server.url}/charter?after=0`, {})).status).toBe(200)

  expect(disk(place, 32 * MIB)).toBe(true)
  const after = await Promise.all(all.map((one) => sent(server.url, one.sent)))
  for (const [i, { promise }] of after.entries()) expect(promise).toBe(all[i]?.promise ?? promise)
  expect(await expectWhole(server.url, world.courier, after)).toBe(sample.length)
  expect((await server.stop()).status).toBe(0)
  const fsck = await run(["fsck", "--data", data])
  expect([fsck.status, fsck.stdout]).toEqual([0, `all well: ${data}\n`])
})

test("whatever meets the last page: file, folder, journal", { timeout: 300_000 }, async () => {
  const { place, data } = onDisk(6 * MIB)
  const server = await serve(data)
  const all: Outcome[] = []
  let [full, taken] = [0, 0]
  // From no room at all to room for one account and its rows, a page more each time.
  for (let free = 0; taken < 3; free += PAGE) {
    fill(place, free)
    const one = await sent(
      server.url,
      sample[all.filter(({ promise }) => promise !== undefined).length] as Sent,
    )
    if (one.promise === undefined) full++
    else {
      all.push(one)
      taken++
    }
    expectFiles(
      data,
      all.map((each) => each.sent),
    )
  }
  expect(full).toBeGreaterThan(10)
  rmSync(join(place, "filler"))
  expect(await expectWhole(server.url, world.courier, all)).toBe(taken)
  expect((await server.stop()).status).toBe(0)
  expect((await run(["fsck", "--data", data])).status).toBe(0)
})

test("parts of an upload, and killed while it is full", async () => {
  const { place, data } = onDisk(6 * MIB)
  const server = await serve(data)
  const [first, second] = sample as [Sent, Sent]
  const before = await sent(server.url, first)
  const id = "0123456789abcdef0123456789abcdef"
  fill(place, 8 * PAGE)
  const refused = await putPart(server.url, id, 0, second.container)
  expect([refused.status, codeOf(refused)]).toEqual([507, "storage-full"])
  const none = await ask(`${server.url}/uploads/${id}`, {})
  expect(JSON.parse(none.body.toString("utf8"))).toEqual({ parts: [] })
  expect((await sent(server.url, second)).promise).toBeUndefined()
  await server.stop("SIGKILL")

  // With not one page free it may not start, but says so; with room it does, and all is as it was.
  fill(place, 0)
  const stuck = await serve(data).then(
    (again) => again.stop(),
    (error: Error) => error,
  )
  if (stuck instanceof Error) expect(stuck.message).toContain("cairn: error: storage-full:")
  rmSync(join(place, "filler"))
  const again = await serve(data)
  expect(await expectWhole(again.url, world.courier, [before])).toBe(1)
  expect((await putPart(again.url, id, 0, second.container)).status).toBe(204)
  expect((await sent(again.url, second)).promise).toBeDefined()
  expect((await again.stop()).status).toBe(0)
  expect((await run(["fsck", "--data", data])).status).toBe(0)
})
