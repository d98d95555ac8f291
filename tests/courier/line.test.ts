// What the courier does with a line and a server that misbehave: tries again where that can help, says a stable code
// where it cannot, and never takes more, or elsewhere, than it asked for.
import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { fromHex, hex } from "../../src/core/bytes.ts"
import { PART } from "../../src/core/container/parts.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { nodeHash } from "../../src/core/tlog/merkle.ts"
import { ask } from "../../src/courier/line.ts"
import { refusalOf } from "../core/refusal.ts"
import { type Account, account, ORIGIN } from "../fixtures/account.ts"
import { lineTo, opened, pulled } from "./carrying.ts"
import { type Fault, serve, withPolicy } from "./server.ts"

async function carried(attachment = 0) {
  const made = await withPolicy()
  const server = await serve(made)
  const file = { original: "x", type: "text/plain", hidden: "kept", size: attachment } as const
  const bytes = () => [new Uint8Array(attachment).fill(7)]
  const attachments = attachment > 0 ? [{ ...file, bytes }] : []
  const one = await account(made.charter, { attachments })
  await server.keep(one.statement, one.record, one.container)
  return { made, server, one }
}

const PATHS = [
  "/charter?after=0",
  "/policy",
  "/log/checkpoint",
  "/log/tile/0/000.p/1",
  "/log/tile/entries/000.p/1",
  "/pending?after=",
] as const
const recordHash = ({ record }: Account): string => createHash("sha256").update(record).digest("hex")
const pathsOf = (one: Account): string[] => [
  ...PATHS,
  `/records/${recordHash(one)}`,
  `/containers/${one.content.root}/hashes`,
  `/containers/${one.content.root}/0`,
]

// Faults that pass, at every path the pull asks for; the bundle must be the same as without them.
const PASSING: readonly (readonly [what: string, fault: Fault])[] = [
  ["the line is cut before the answer", "drop"],
  ["the line is cut in the middle of it", "short"],
  ["nothing comes", "silent"],
  ["a 500 without words", { status: 500 }],
  ["a 503 busy", { status: 503, code: "busy" }],
  ["a 429 slow-down", { status: 429, code: "slow-down", headers: { "retry-after": "1" } }],
  ["a proxy's page", { status: 502, text: "<html>bad gateway" }],
  ["a length that is a lie", { length: 1_000_000_000 }],
]

test.each(PASSING.filter(([, fault]) => typeof fault !== "object" || !("length" in fault)))(
  "%s, once at every path: it is asked again, and the bundle is the same",
  async (_what, fault) => {
    const { made, server, one } = await carried()
    const now = () => Date.parse("2026-11-22T12:00:00Z")
    server.now = () => now() / 1000
    const good = await pulled(made, lineTo(server.url, { now }))
    server.asked.length = 0
    server.fault = ({ before }) => (before === 0 ? fault : undefined)
    const line = lineTo(server.url, { now, silenceMs: fault === "silent" ? 1000 : 10_000 })
    const again = await pulled(made, line)
    expect(again.leftOut).toEqual([])
    expect(again.zip.equals(good.zip)).toBe(true)
    expect(line.pauses.length).toBe(pathsOf(one).length)
  },
)

test("a wish to wait is granted, up to a minute", async () => {
  const { made, server } = await carried()
  server.fault = ({ path, before }) =>
    path === "/policy" && before < 2
      ? { status: 429, code: "slow-down", headers: { "retry-after": before === 0 ? "7" : "99999" } }
      : undefined
  const line = lineTo(server.url)
  await pulled(made, line)
  expect(line.pauses).toEqual([7000, 60_000])
})

const LASTING: readonly (readonly [what: string, code: string, tries: number, fault: Fault])[] = [
  ["the line is cut before the answer", "network", 6, "drop"],
  ["the line is cut in the middle of it", "network", 6, "short"],
  ["nothing comes", "network", 6, "silent"],
  ["a 500 without words", "network", 6, { status: 500 }],
  ["a 503 busy", "busy", 6, { status: 503, code: "busy" }],
  ["a 507 storage-full", "storage-full", 1, { status: 507, code: "storage-full" }],
  ["a 404 without words", "network", 1, { status: 404 }],
  ["a 404 not-found", "not-found", 1, { status: 404, code: "not-found" }],
  ["a code that is none", "network", 1, { status: 400, code: "No\u001b[31m such" }],
  ["a redirect", "redirected", 1, { status: 302, headers: { location: "/policy" } }],
  ["a redirect for good", "redirected", 1, { status: 308, headers: { location: "https://example.org/" } }],
  ["a length that is a lie", "answer-too-large", 1, { length: 1_000_000_000 }],
  ["a body without an end", "answer-too-large", 1, "endless"],
]

test.each(LASTING)("%s, for ever: %s after %i tries", async (_what, code, tries, fault) => {
  const made = await withPolicy()
  const server = await serve(made)
  server.fault = () => fault
  // Short only where silence is the fault: on a busy machine an honest answer may take longer.
  const line = lineTo(server.url, { silenceMs: fault === "silent" ? 60 : 10_000 })
  expect(await refusalOf(() => ask(line, { method: "GET", path: "/policy", max: 100_000 }))).toBe(code)
  expect(server.asked.length).toBe(tries)
  expect(server.asked.every(({ path }) => path === "/policy")).toBe(true)
})

test("a byte now and then is no answer", async () => {
  const made = await withPolicy()
  const server = await serve(made)
  server.fault = ({ before }) => (before === 0 ? "trickle" : undefined)
  const line = lineTo(server.url, { silenceMs: 250 })
  await ask(line, { method: "GET", path: "/policy", max: 100_000 })
  expect(line.pauses.length).toBe(1)
})

test("a body may be no longer than was expected, even by one byte", async () => {
  const made = await withPolicy()
  const server = await serve(made)
  const line = lineTo(server.url)
  server.fault = () => ({ body: Buffer.alloc(1000) })
  expect((await ask(line, { method: "GET", path: "/policy", max: 1000 })).length).toBe(1000)
  expect(await refusalOf(() => ask(line, { method: "GET", path: "/policy", max: 999 }))).toBe(
    "answer-too-large",
  )
})

test("what a server says beside its code is not passed on", async () => {
  const made = await withPolicy()
  const server = await serve(made)
  server.fault = () => ({ status: 404, code: "not-found", text: "words-of-a-server" })
  const asked = ask(lineTo(server.url), { method: "GET", path: "/policy", max: 10 })
  await expect(asked).rejects.toThrow("not-found: the server refused it (404)")
})

test.each([-4000, 4000, 86_400])("a clock that is %i seconds off is put right, once", async (off) => {
  const { made, server } = await carried()
  const line = lineTo(server.url, { now: () => Date.now() - 1000 * off })
  const { leftOut } = await pulled(made, line)
  expect(leftOut).toEqual([])
  expect(Math.abs((line.offset ?? 0) - off)).toBeLessThan(3)
  const asked = (path: string) => server.asked.filter((one) => one.path.startsWith(path)).length
  expect([asked("/pending"), asked("/log/tile/entries")]).toEqual([2, 1])
  expect(line.pauses).toEqual([])
})

test("a server whose clock is never right is told from one whose is", async () => {
  const { made, server } = await carried()
  server.fault = ({ path }) =>
    path.startsWith("/pending") ? { status: 401, code: "clock", now: 1000 } : undefined
  expect(await refusalOf(() => pulled(made, lineTo(server.url)))).toBe("clock")
  expect(server.asked.filter(({ path }) => path.startsWith("/pending")).length).toBe(2)
})

test("a clock error to a question that nobody signed changes nothing", async () => {
  const made = await withPolicy()
  const server = await serve(made)
  server.fault = () => ({ status: 401, code: "clock", now: 1000 })
  const line = lineTo(server.url)
  expect(await refusalOf(() => ask(line, { method: "GET", path: "/policy", max: 10 }))).toBe("clock")
  expect(line.offset).toBeUndefined()
})

test("another's key is refused before anything is asked in its name", async () => {
  const { made, server } = await carried()
  const courier: Signer = await parsePrivateKey(made.secrets.get("auditor.key") as string)
  expect(await refusalOf(() => pulled(made, lineTo(server.url), { courier }))).toBe("not-a-courier")
  expect(server.asked.map(({ path }) => path)).toEqual(["/charter?after=0"])
})

test("a part that is wrong is asked for again, alone", async () => {
  const { made, server, one } = await carried(3 * PART)
  const wrong = `/containers/${one.content.root}/1`
  server.fault = ({ path, before }) =>
    path === wrong && before < 2 ? { change: (b) => b.fill((b[0] as number) ^ 1, 0, 1) } : undefined
  const { leftOut, zip } = await pulled(made, lineTo(server.url))
  expect(leftOut).toEqual([])
  const parts = server.asked.filter(({ path }) => path.startsWith("/containers")).map(({ path }) => path)
  expect(parts.filter((path) => path === wrong).length).toBe(3)
  expect(new Set(parts).size).toBe(parts.length - 2)
  expect(await opened(made, zip)).toMatchObject({ opened: 1, refused: [] })
})

// What a server may do to one item: it is named, the rest goes on, and the console opens nothing of it.
type Spoil = (one: Account) => (path: string) => Fault | undefined
const at = (of: (one: Account) => string, fault: Fault): Spoil => {
  return (one) => (path) => (path === of(one) ? fault : undefined)
}
const part = (n: number) => (one: Account) => `/containers/${one.content.root}/${n}`
const hashes = (one: Account) => `/containers/${one.content.root}/hashes`
const record = (one: Account) => `/records/${recordHash(one)}`
const flip = { change: (b: Buffer) => b.fill((b[99] as number) ^ 1, 99, 100) }
const hashFlip = {
  change: (b: Buffer) =>
    Buffer.from(b.toString().replace(/([0-9a-f])"([,\]])/, (_, d, end) => `${d === "0" ? 1 : 0}"${end}`)),
}
type Hashes = { size: number; hashes: string[] }
const said = (to: (value: Hashes) => Hashes): Fault => ({
  change: (b) => Buffer.from(JSON.stringify(to(JSON.parse(b.toString()) as Hashes))),
})
// The first two under their common node: the same root, one hash less.
const inner = said(({ size, hashes: [a = "", b = "", ...rest] }) => ({
  size,
  hashes: [hex(nodeHash(fromHex(a), fromHex(b))), ...rest],
}))
const ITEMS: readonly (readonly [what: string, kind: string, code: string, refused: string, Spoil])[] = [
  ["a changed record", "record", "record-mismatch", "missing", at(record, flip)],
  ["no record", "record", "not-found", "missing", at(record, { status: 404, code: "not-found" })],
  ["other hashes", "container", "root-mismatch", "missing", at(hashes, hashFlip)],
  ["nodes for hashes", "container", "root-mismatch", "missing", at(hashes, inner)],
  [
    "another size",
    "container",
    "root-mismatch",
    "missing",
    at(
      hashes,
      said((v) => ({ ...v, size: v.size - 1 })),
    ),
  ],
  [
    "too many hashes",
    "container",
    "answer-too-large",
    "missing",
    at(hashes, { body: Buffer.alloc(9999, 97) }),
  ],
  [
    "a container withdrawn",
    "container",
    "withdrawn",
    "missing",
    at(hashes, { status: 409, code: "withdrawn" }),
  ],
  ["a container erased", "container", "erased", "missing", at(hashes, { status: 410, code: "erased" })],
  ["a first part changed", "container", "part-mismatch", "size-mismatch", at(part(0), flip)],
  ["a later part changed", "container", "part-mismatch", "size-mismatch", at(part(1), flip)],
  [
    "a part too long",
    "container",
    "answer-too-large",
    "size-mismatch",
    at(part(1), { body: Buffer.alloc(PART + 1) }),
  ],
  [
    "a part too short",
    "container",
    "part-mismatch",
    "size-mismatch",
    at(part(1), { body: Buffer.alloc(PART - 1) }),
  ],
  [
    "withdrawn meanwhile",
    "container",
    "withdrawn",
    "size-mismatch",
    at(part(1), { status: 409, code: "withdrawn" }),
  ],
]

test.each(ITEMS)("%s: %s left out, %s; opening says %s", async (_what, kind, code, refused, spoil) => {
  const { made, server, one } = await carried(2 * PART)
  const other = await account(made.charter)
  await server.keep(other.statement, other.record, other.container)
  const spoiled = spoil(one)
  server.fault = ({ path }) => spoiled(path)
  const { leftOut, zip } = await pulled(made, lineTo(server.url))
  const hash = kind === "record" ? recordHash(one) : one.content.root
  expect(leftOut).toEqual([{ kind, hash, code }])
  const outcome = await opened(made, zip)
  expect(outcome.opened).toBe(1)
  expect([...outcome.published.keys()]).toEqual([other.content.root])
  const [first] = outcome.refused
  expect(first).toEqual({ subject: one.keys.subject, root: one.content.root, code: refused })
})

const ENDING: readonly (readonly [what: string, code: string, path: string, fault: Fault])[] = [
  ["no charter", "charter-chain", "/charter?after=0", { body: Buffer.from('{"charters":[],"proof":""}') }],
  [
    "charters that are none",
    "answer-malformed",
    "/charter?after=0",
    { body: Buffer.from('{"charters":[1]}') },
  ],
  ["charters that are no JSON", "answer-malformed", "/charter?after=0", { body: Buffer.from("{") }],
  ["another policy", "policy-mismatch", "/policy", flip],
  ["a checkpoint changed", "signature", "/log/checkpoint", { change: (b) => b.fill("7", 19, 20) }],
  ["another leaf 0", "charter-unknown", "/log/tile/entries/000.p/1", flip],
  ["entries that are none", "tile-malformed", "/log/tile/entries/000.p/1", { change: (b) => b.subarray(1) }],
  ["holdings that are none", "answer-malformed", "/holdings?after=", { body: Buffer.from("[]") }],
  ["pending that is none", "answer-malformed", "/pending?after=", { body: Buffer.from("[]") }],
  ["a line that fails at the end", "network", "/containers", "drop"],
  ["a key the server does not take", "unauthorised", "/containers", { status: 401, code: "unauthorised" }],
]

test.each(ENDING)("%s: ends the pull, %s", async (_what, code, at, fault) => {
  const { made, server } = await carried()
  server.fault = ({ path }) =>
    path === at || (at === "/containers" && path.startsWith(at)) ? fault : undefined
  expect(await refusalOf(() => pulled(made, lineTo(server.url)))).toBe(code)
})

test("another organisation's server", async () => {
  const { server } = await carried()
  const other = await withPolicy()
  expect(await refusalOf(() => pulled(other, lineTo(server.url)))).toBe("charter-fingerprint")
  expect(server.asked.length).toBe(1)
})

test("statements whose signature, hash or promise is not good are left out", async () => {
  const { made, server, one } = await carried()
  const [leaf] = [...server.pending.keys()] as [string]
  const good = server.pending.get(leaf) as { note: string; promise: string }
  const second = await account(made.charter)
  await server.keep(second.statement, second.record, second.container)
  const other = [...server.pending].find(([key]) => key !== leaf)?.[1] as typeof good
  const spoiled: [string, typeof good][] = [
    ["statement-mismatch", { ...good, note: other.note }],
    ["statement-mismatch", { ...good, note: good.note.replace('"seq":0', '"seq":1') }],
    ["promise-mismatch", { ...good, promise: other.promise }],
    ["signature", { ...good, promise: good.promise.replace(/20\d\d-/, "2031-") }],
  ]
  for (const [code, value] of spoiled) {
    server.pending.set(leaf, value)
    const { leftOut, statements, containers } = await pulled(made, lineTo(server.url))
    expect(leftOut).toEqual([{ kind: "statement", hash: leaf, code }])
    expect([statements, containers]).toEqual([1, 1])
  }
  expect(one.keys.subject).not.toBe(second.keys.subject)
})

test("a list that goes round in circles, or backwards, ends", async () => {
  const { made, server } = await carried()
  const [[leaf, item]] = [...server.pending] as [[string, { note: string; promise: string }]]
  const page = (items: string[], next: string | null): Fault => ({
    body: Buffer.from(JSON.stringify({ items: items.map((one) => ({ leaf: one, ...item })), next })),
  })
  const pages: Fault[] = [
    page([leaf], leaf),
    page([leaf, leaf], null),
    page(["f".repeat(64), leaf], null),
    page([], leaf),
  ]
  for (const fault of pages) {
    server.fault = ({ path }) => (path.startsWith("/pending") ? fault : undefined)
    expect(["statement-mismatch", "too-many"]).toContain(
      await refusalOf(() => pulled(made, lineTo(server.url))),
    )
  }
})

test("a sink that fails ends the pull with its own error", async () => {
  const { made, server } = await carried(2 * PART)
  const full = new Error("no room")
  let taken = 0
  const sink = (chunk: Uint8Array): void => {
    taken += chunk.length
    if (taken > PART) throw full
  }
  await expect(pulled(made, lineTo(server.url), { sink })).rejects.toBe(full)
  expect(ORIGIN).toBe(made.charter.origin)
})
