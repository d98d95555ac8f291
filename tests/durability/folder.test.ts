// A data folder that somebody else touches: a second process is refused in words, and a changed, cut or missing file is
// found by `fsck` and never carried out as if it were what was sent.
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { asCourier, submit } from "./asking.ts"
import { copyOf, scratch } from "./needs.ts"
import { run, type Serving, serve } from "./process.ts"
import { accounts, newWorld, type Sent, type World } from "./world.ts"

let world: World
let sample: Sent[]
let filled: string // a data folder with all of the sample in it

beforeAll(async () => {
  world = await newWorld(scratch())
  writeFileSync(join(world.data, "../courier.key"), `${world.courierKey}\n`)
  sample = await accounts(world.charter, 4)
  filled = copyOf(world.data)
  const server = await serve(filled)
  for (const one of sample) expect((await submit(server.url, one.package)).status).toBe(201)
  expect((await server.stop()).status).toBe(0)
})

describe("two processes on one data folder", () => {
  test.each([[["serve", "--port", "0"]], [["fsck"]]])(
    "%j beside a server is refused, and the server goes on",
    async ([command = "", ...more]) => {
      const data = copyOf(filled)
      const server = await serve(data)
      const ran = await run([command, ...more, "--data", data])
      expect(ran.stderr).toContain(`cairn: error: busy: another process has ${data}\ncairn: hint: `)
      expect([ran.status, ran.stdout]).toEqual([2, ""])
      const again = await submit(server.url, (sample[0] as Sent).package)
      expect(again.status).toBe(201)
      expect((await server.stop()).status).toBe(0)
      expect((await run(["fsck", "--data", data])).status).toBe(0)
    },
  )

  test("two at the same moment: one serves", async () => {
    const data = copyOf(filled)
    const both = await Promise.allSettled([serve(data), serve(data)])
    const up = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
    expect(up).toHaveLength(1)
    expect((await (up[0] as Serving).stop()).status).toBe(0)
  })
})

type Kind = "headers" | "containers" | "records"
const place = (data: string, kind: Kind, hash: string): string => join(data, kind, hash.slice(0, 2), hash)

const DAMAGES: readonly [name: string, code: string, damage: (path: string) => void][] = [
  ["one bit", "changed-file", flip],
  ["its end cut off", "changed-file", (path) => truncateSync(path, statSync(path).size - 1)],
  ["gone", "missing-file", (path) => rmSync(path)],
]

function flip(path: string): void {
  const bytes = readFileSync(path)
  const at = bytes.length >> 1
  bytes[at] = (bytes[at] as number) ^ 1
  writeFileSync(path, bytes)
}

test.each(["headers", "containers", "records"] as const)(
  "files of %s with one bit changed, cut off and gone: found, and not given out as what they were",
  async (kind) => {
    const data = copyOf(filled)
    const well = sample[DAMAGES.length] as Sent
    const hurt = DAMAGES.map(([name, code, damage], i) => {
      const sent = sample[i] as Sent
      const hash = kind === "records" ? sent.sha256 : sent.root
      damage(place(data, kind, hash))
      return { name, code, hash, was: kind === "records" ? sent.record : sent.container }
    })
    const fsck = await run(["fsck", "--data", data, "--json"])
    expect(fsck.status).toBe(1)
    const { problems } = JSON.parse(fsck.stdout) as { problems: { code: string; about: string }[] }
    const found = problems.map(({ code, about }) => `${code} ${about}`)
    expect(found.sort()).toEqual(hurt.map(({ code, hash }) => `${code} ${hash}`).sort())

    const server = await serve(data)
    for (const { name, hash, was } of hurt) {
      const path = kind === "records" ? `/records/${hash}` : `/containers/${hash}`
      const { status, body } = await asCourier(server.url, path, world.courier)
      // The server does not hash what it gives out, it is asked by hash: whoever asks sees at once that it is not that.
      if (name === "one bit")
        expect([status, body.length, body.equals(was)]).toEqual([200, was.length, false])
      else expect(status).toBe(500)
    }
    const { body } = await asCourier(server.url, `/containers/${well.root}`, world.courier)
    expect(body.equals(well.container)).toBe(true)
    expect((await server.stop()).status).toBe(0)
  },
)

// What the courier makes of it. One kind of damage each: a pull tries again for a while before it leaves something out.
test.each([
  ["containers", "one bit", "root-mismatch: container"],
  ["records", "its end cut off", "fault: record"],
] as const)("%s, %s: `carry pull` leaves that one out and says so", async (kind, name, said) => {
  const data = copyOf(filled)
  const [hurt] = sample as [Sent]
  const hash = kind === "records" ? hurt.sha256 : hurt.root
  DAMAGES.find((one) => one[0] === name)?.[2](place(data, kind, hash))
  const server = await serve(data)
  const where = ["--from", server.url, "--key", join(world.data, "../courier.key")]
  const out = join(scratch(), "intake.zip")
  const pulled = await run(["carry", "pull", ...where, "--fingerprint", world.charter.hash, "--out", out])
  expect(pulled.stderr).toContain(`cairn: left out: ${said} ${hash}\n`)
  expect(pulled.stdout).toContain(kind === "records" ? "3 records, 4 containers" : "4 records, 3 containers")
  expect(pulled.status).toBe(1)
  expect((await server.stop()).status).toBe(0)
})
