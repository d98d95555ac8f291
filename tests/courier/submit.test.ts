// Posting a package over a line that misbehaves: whole or in parts, resumed, and believed only with a good promise.
import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { parseAgeHeader } from "../../src/core/age/header.ts"
import { hex } from "../../src/core/bytes.ts"
import type { Bytes } from "../../src/core/chunks.ts"
import { collect } from "../../src/core/chunks.ts"
import { PART } from "../../src/core/container/parts.ts"
import { encodePackage } from "../../src/core/package.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { askCharters } from "../../src/courier/charters.ts"
import type { Line } from "../../src/courier/line.ts"
import { checkPackage, INLINE_MAX, submitPackage } from "../../src/courier/submit.ts"
import { refusalOf } from "../core/refusal.ts"
import { type Account, account, packageOf } from "../fixtures/account.ts"
import { lineTo } from "./carrying.ts"
import { type Fault, serve, type TestServer, withPolicy } from "./server.ts"

async function at(attachment: number) {
  const made = await withPolicy()
  const server = await serve(made)
  const bytes = () => [new Uint8Array(attachment).fill(7)]
  const file = { original: "x", type: "text/plain", hidden: "kept", size: attachment, bytes } as const
  const one = await account(made.charter, { attachments: attachment > 0 ? [file] : [] })
  return { made, server, one }
}

async function submitted(line: Line, file: Uint8Array, told: number[] = []) {
  const checked = await checkPackage([file])
  const charters = await askCharters(line, undefined)
  const progress = (done: number): void => void told.push(done)
  return submitPackage({ line, charters, checked, file: () => [file], random: randomBytes, progress })
}

const puts = (server: TestServer): string[] =>
  server.asked.filter(({ method }) => method === "PUT").map(({ path }) => path.split("/")[3] as string)
const LARGE = INLINE_MAX + 1

test("a small one goes whole, and again gets the same bytes", async () => {
  const { server, one } = await at(0)
  const { promise, note } = await submitted(lineTo(server.url), one.package)
  expect(promise.leaf).toBe(hex(leafHash(one.statement)))
  expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /charter?after=0",
    "POST /submissions",
  ])
  const again = await submitted(lineTo(server.url), one.package)
  expect(Buffer.from(again.note).equals(note)).toBe(true)
})

test("a large one goes in parts, each once, in order, with progress; and arrives whole", async () => {
  const { server, one } = await at(LARGE)
  const told: number[] = []
  await submitted(lineTo(server.url), one.package, told)
  const count = Math.ceil(one.container.length / PART)
  expect(puts(server)).toEqual(Array.from({ length: count }, (_, n) => String(n)))
  expect(told.at(-1)).toBe(one.container.length)
  expect(Buffer.from(server.containers.get(one.content.root) as Uint8Array).equals(one.container)).toBe(true)
})

test("cut at any part, it is taken up there: no finished part is sent again", async () => {
  const { server, one } = await at(LARGE)
  const count = Math.ceil(one.container.length / PART)
  for (let cut = 1; cut < count; cut += 2) {
    server.asked.length = 0
    server.fault = ({ method, path }) => (method === "PUT" && path.endsWith(`/${cut}`) ? "drop" : undefined)
    expect(await refusalOf(() => submitted(lineTo(server.url), one.package))).toBe("network")
    const sent = puts(server).filter((n) => n !== String(cut))
    expect(sent).toEqual(cut === 1 ? ["0"] : [String(cut - 2), String(cut - 1)])
  }
  server.fault = () => undefined
  server.asked.length = 0
  await submitted(lineTo(server.url), one.package)
  expect(puts(server).length).toBeLessThanOrEqual(2)
  expect(server.uploads.size).toBe(1)
  expect(server.pending.size).toBe(1)
})

const FLAKY: readonly (readonly [string, Fault])[] = [
  ["dropped", "drop"],
  ["without words", { status: 500 }],
  ["busy", { status: 503, code: "busy" }],
  ["cut in the middle", "short"],
]
test.each(FLAKY)("%s once at every step, it gets through", async (_what, fault) => {
  const { server, one } = await at(LARGE)
  server.fault = ({ before, method }) =>
    before === 0 && (method !== "PUT" || fault !== "short") ? fault : undefined
  await submitted(lineTo(server.url), one.package)
  expect(server.pending.size).toBe(1)
})

test("other bytes under its id: another id, and all of it", async () => {
  const { server, one } = await at(LARGE)
  const line = lineTo(server.url)
  server.fault = ({ method, path }) => (method === "PUT" && path.endsWith("/2") ? "drop" : undefined)
  expect(await refusalOf(() => submitted(line, one.package))).toBe("network")
  const [[id, parts]] = [...server.uploads] as [[string, Map<number, Buffer>]]
  parts.set(0, Buffer.alloc(PART))
  server.fault = () => undefined
  await submitted(line, one.package)
  expect([...server.uploads.keys()].length).toBe(2)
  expect([...server.uploads.keys()][0]).toBe(id)
})

test("the id of an upload is the package's own, and not to be guessed from what is public", async () => {
  const { server, one } = await at(LARGE)
  server.fault = ({ method, path }) => (method === "PUT" && path.endsWith("/1") ? "drop" : undefined)
  for (const _ of [1, 2])
    expect(await refusalOf(() => submitted(lineTo(server.url), one.package))).toBe("network")
  const [id, more] = [...server.uploads.keys()]
  expect(more).toBeUndefined()
  const of = (...bytes: (string | Uint8Array)[]) => {
    const hash = createHash("sha256")
    for (const one of bytes) hash.update(one)
    return hash.digest("hex").slice(0, 32)
  }
  // What couriers and auditors read of a statement, and the statement itself, do not give it; the sealed header does.
  const open = [one.content.root, one.keys.subject, hex(leafHash(one.statement)), one.statement]
  for (const known of open) {
    expect(Buffer.from(known).toString()).not.toContain(id)
    for (const label of ["", "cairn/upload/v1\n"]) expect(of(label, known)).not.toBe(id)
  }
  const header = one.container.subarray(0, parseAgeHeader(one.container).size)
  expect(of("cairn/upload/v1\n", header, one.statement)).toBe(id)
})

const LYING: readonly (readonly [what: string, code: string, path: string, fault: Fault])[] = [
  ["a promise that is none", "note-malformed", "/submissions", { body: Buffer.from("yes") }],
  [
    "a promise for another day",
    "signature",
    "/submissions",
    { change: (b) => Buffer.from(b.toString().replace('"by":"20', '"by":"21')) },
  ],
  ["a promise without an end", "answer-too-large", "/submissions", "endless"],
  ["a refusal", "head-moved", "/submissions", { status: 409, code: "head-moved" }],
  [
    "a redirect",
    "redirected",
    "/submissions",
    { status: 307, headers: { location: "https://example.org/" } },
  ],
  ["no charter", "charter-chain", "/charter?after=0", { body: Buffer.from('{"charters":[],"proof":""}') }],
]
test.each(LYING)("%s: %s", async (_what, code, path, fault) => {
  const { server, one } = await at(0)
  server.fault = (asked) => (asked.path === path ? fault : undefined)
  expect(await refusalOf(() => submitted(lineTo(server.url), one.package))).toBe(code)
})

test("a promise for another statement is none", async () => {
  const { made, server, one } = await at(0)
  const other = await account(made.charter)
  const promise = await server.keep(other.statement)
  server.fault = ({ path }) => (path === "/submissions" ? { body: Buffer.from(promise) } : undefined)
  expect(await refusalOf(() => submitted(lineTo(server.url), one.package))).toBe("promise-mismatch")
})

test("a server of another organisation gets nothing of it", async () => {
  const { one } = await at(0)
  const { server } = await at(0)
  expect(await refusalOf(() => submitted(lineTo(server.url), one.package))).toBe("charter-unknown")
  const elsewhere = await serve(await withPolicy({ origin: "other.example" }))
  expect(await refusalOf(() => submitted(lineTo(elsewhere.url), one.package))).toBe("origin")
  for (const { asked } of [server, elsewhere]) expect(asked.map(({ method }) => method)).toEqual(["GET"])
})

const part = (one: Account, parts: Partial<Parameters<typeof packageOf>[0]>) =>
  packageOf({ ...one, ...parts })
const flip = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes, (b, i) => (i === 5000 ? b ^ 1 : b))
const REFUSED: readonly (readonly [
  what: string,
  code: string,
  (one: Account, other: Account) => Bytes | Promise<Uint8Array>,
])[] = [
  ["cut short", "truncated", (one) => [one.package.subarray(0, -600)]],
  ["with more at its end", "trailing-data", (one) => [one.package, new Uint8Array(1)]],
  ["another's container", "root-mismatch", (one, other) => part(one, { container: other.container })],
  ["a container changed", "root-mismatch", (one) => part(one, { container: flip(one.container) })],
  [
    "a container of another size",
    "root-mismatch",
    (one) => part(one, { container: one.container.subarray(1) }),
  ],
  ["another's record", "record-mismatch", (one, other) => part(one, { record: other.record })],
  ["no record", "record-mismatch", (one) => part(one, { record: null })],
  [
    "a statement changed",
    "signature",
    (one) =>
      part(one, {
        statement: Buffer.from(Buffer.from(one.statement).toString().replace("2026-11-21", "2026-11-22")),
      }),
  ],
  [
    "an upload of something else",
    "root-mismatch",
    (one) =>
      collect(
        encodePackage({
          ...one,
          container: { id: "0".repeat(32), root: "0".repeat(64), size: one.content.size },
        }),
        1e6,
      ),
  ],
]
test.each(REFUSED)("%s: %s, before anything is sent", async (_what, code, spoil) => {
  const made = await withPolicy()
  const [one, other] = [await account(made.charter), await account(made.charter)]
  const spoiled = await spoil(one, other)
  const file = spoiled instanceof Uint8Array ? [spoiled] : spoiled
  expect(await refusalOf(() => checkPackage(file))).toBe(code)
})
