// What was answered with 2xx was synced before: shown by strace, for a sample of every way in, and that the same look
// finds servers that were made careless. (ARCHITECTURE, "Storage port"; a power loss itself cannot be had here.)
import { spawn, spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect } from "vitest"
import { collect } from "../../src/core/chunks.ts"
import { encodePackage } from "../../src/core/package.ts"
import { putPart, submit } from "./asking.ts"
import { copyOf, needs, scratch } from "./needs.ts"
import { serve } from "./process.ts"
import { type Answered, type Call, callsOf, emptiedInOrder, STRACE, tooLate } from "./trace.ts"
import { expectWhole } from "./whole.ts"
import { accounts, newWorld, type Sent, type World } from "./world.ts"

const test = needs("strace", spawnSync("strace", ["-V"]).status === 0)
const MUTANT = join(import.meta.dirname, "mutant.ts")

let world: World
let sample: Sent[]

beforeAll(async () => {
  world = await newWorld(scratch())
  sample = await accounts(world.charter, 9)
})

interface Traced {
  readonly answered: readonly Answered[]
  readonly calls: readonly Call[]
  readonly data: string
}

/** Runs a server under strace on a fresh copy of the data folder and sends it something. */
async function traced(mutant: string, send: (url: string) => Promise<Answered[]>): Promise<Traced> {
  const data = copyOf(world.data)
  const log = join(scratch(), "trace")
  const careless = mutant !== "" && { node: ["--import", MUTANT], env: { CAIRN_MUTANT: mutant } }
  const server = await serve(data, { under: [...STRACE, "-o", log], ...careless })
  const answered = await send(server.url).finally(() => server.stop())
  expect((await server.ended).status).toBe(0)
  return { answered, data, calls: callsOf(readFileSync(log, "latin1")) }
}

/** Posts a package and says what its answer stands for. */
async function posted(url: string, one: Sent, body = one.package, type?: string): Promise<Answered> {
  const headers = { "content-type": type ?? "application/x-tar" }
  const { status, port } = await submit(url, body, { headers })
  expect(status).toBe(201)
  const shelf = (kind: string, hash: string): string => `${kind}/${hash.slice(0, 2)}/${hash}`
  const files = [shelf("headers", one.root), shelf("containers", one.root), shelf("records", one.sha256)]
  return { port, files, row: one.leaf }
}

/** The container in parts, and then the package that claims them. */
async function inParts(url: string, one: Sent): Promise<Answered[]> {
  const id = randomBytes(16).toString("hex")
  const { status, port } = await putPart(url, id, 0, one.container)
  expect(status).toBe(204)
  const container = { id, root: one.root, size: one.container.length }
  const body = await collect(encodePackage({ ...one, container }), Number.POSITIVE_INFINITY)
  return [{ port, files: [`uploads/${id}/0`], row: id }, await posted(url, one, body)]
}

function inForm(url: string, one: Sent): Promise<Answered> {
  const head = '--x\r\ncontent-disposition: form-data; name="package"; filename="a.cairn"\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), one.package, Buffer.from("\r\n--x--\r\n")])
  return posted(url, one, body, "multipart/form-data; boundary=x")
}

describe("before the 2xx leaves", () => {
  test("files, their folders and the journal are synced, in every way in, and alone or together", async () => {
    const [first, second, third, fourth, ...together] = sample as [Sent, Sent, Sent, Sent, ...Sent[]]
    const { answered, calls, data } = await traced("", async (url) => [
      await posted(url, first),
      await posted(url, second),
      await inForm(url, third),
      ...(await inParts(url, fourth)),
      ...(await Promise.all(together.map((one) => posted(url, one)))),
    ])
    expect(answered).toHaveLength(10)
    for (const one of answered) expect(tooLate(calls, data, one)).toEqual([])
    const emptied = emptiedInOrder(calls, data)
    expect(emptied.times).toBeGreaterThan(0)
    expect(emptied.early).toBe(0)
  })

  const files = ["file: headers", "file: containers", "file: records"]
  const folders = ["folder: headers", "folder: containers", "folder: records", "folder: new"]
  test.each([
    ["synchronous=OFF", ["database: journal"], true],
    ["synchronous=NORMAL", ["database: journal"], false],
    ["skips=files", files, false],
    ["skips=folders", folders, false],
  ] as const)("a server with %s is found out", async (mutant, found, early) => {
    const { answered, calls, data } = await traced(mutant, async (url) => [
      await posted(url, sample[0] as Sent),
      await posted(url, sample[1] as Sent),
    ])
    for (const one of answered) expect(tooLate(calls, data, one).sort()).toEqual([...found].sort())
    expect(emptiedInOrder(calls, data).early > 0).toBe(early)
  })
})

describe("a sync that fails", () => {
  // Attached to a running server: what the disk says to fsync is made up, everything else is as it is.
  async function withFailingSync(pid: number, act: () => Promise<void>): Promise<void> {
    const which = ["-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"]
    const strace = spawn("strace", ["-f", "-o", "/dev/null", ...which, "-p", String(pid)], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    await once(strace.stderr, "data") // "attached"
    await act().finally(() => strace.kill("SIGINT"))
    await once(strace, "exit")
  }

  test("is never answered with 2xx, and nothing of it is seen", async () => {
    const server = await serve(copyOf(world.data))
    const one = sample[0] as Sent
    await withFailingSync(server.pid, async () => {
      expect((await submit(server.url, one.package)).status).toBe(500)
    })
    expect(await expectWhole(server.url, world.courier, [{ sent: one, promise: undefined }])).toBe(0)
    const again = await submit(server.url, one.package)
    expect(again.status).toBe(201)
    expect(await expectWhole(server.url, world.courier, [{ sent: one, promise: "" }])).toBe(1)
    expect((await server.stop()).status).toBe(0)
  })
})
