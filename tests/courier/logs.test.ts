// Bundles that hold a log: carried whole or from what was seen, opened by its rules in its order, with withdrawals obeyed
// wherever they stand; and what a server or a stick that lies about it gets.
import { beforeAll, expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { readSeen } from "../../src/courier/pending.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { refusalOf } from "../core/refusal.ts"
import { type Account, account, ORIGIN, TODAY } from "../fixtures/account.ts"
import { batch, erasure, logFiles, tick } from "../fixtures/log.ts"
import { bodyOf, changed, withdrawn } from "../fixtures/saying.ts"
import { inMemory, lineTo, opened, pulled } from "./carrying.ts"
import { serve, type TestServer, withPolicy } from "./server.ts"
import { type Entry, entriesOf, reindexed, zipOf } from "./zips.ts"

const LATER = "2026-11-22"
let made: Organisation
let log: Signer
let one: Account
let other: Account

beforeAll(async () => {
  made = await withPolicy()
  log = await parsePrivateKey(made.logKey)
  one = await account(made.charter)
  other = await account(made.charter)
})

/** A server whose log holds both accounts. */
async function logged(): Promise<TestServer> {
  const server = await serve(made)
  for (const { statement, record, container } of [one, other]) await server.keep(statement, record, container)
  await server.integrate(TODAY)
  return server
}

async function pull(server: TestServer, since?: Uint8Array) {
  const line = lineTo(server.url)
  if (since === undefined) return pulled(made, line)
  return pulled(made, line, {
    since: (charters) => readSeen(since[0] === 0x50 ? inMemory(since) : since, charters),
  })
}

const mine = (code: string, whose = one) => ({
  ...{ subject: whose.keys.subject, root: whose.content.root, code },
})
const roots = (published: Map<string, unknown>): string[] => [...published.keys()].sort()
const leaf = (note: Uint8Array): string => hex(leafHash(note))

test("accounts come out of the log as they went in", async () => {
  const server = await logged()
  const { zip, ...outcome } = await pull(server)
  expect(outcome).toMatchObject({ size: 9, since: 0, statements: 2, records: 2, containers: 2, leftOut: [] })
  const { refused, published } = await opened(made, zip)
  expect(refused).toEqual([])
  expect(roots(published)).toEqual([one.content.root, other.content.root].sort())
  expect(entriesOf(zip).some(({ name }) => name.startsWith("pending/"))).toBe(false)
})

test("only what is new is carried after a bundle, or after its checkpoint alone", async () => {
  const server = await logged()
  const before = await pull(server)
  const third = await account(made.charter)
  await server.keep(third.statement, third.record, third.container)
  await server.integrate(LATER)
  const checkpoint = entriesOf(before.zip).find(({ name }) => name === "log/checkpoint")?.bytes as Uint8Array
  for (const since of [before.zip, Buffer.from(checkpoint)]) {
    const asked = server.asked.length
    const { zip, ...outcome } = await pull(server, since)
    expect(outcome).toMatchObject({
      size: 17,
      since: 9,
      statements: 1,
      records: 1,
      containers: 1,
      leftOut: [],
    })
    const names = entriesOf(zip).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith("containers/"))).toEqual([
      `containers/${third.content.root}.age`,
    ])
    const { refused, published } = await opened(made, zip, made.charter.hash, [before.zip])
    expect(refused).toEqual([])
    expect(roots(published)).toEqual([third.content.root])
    expect(server.asked.length).toBeGreaterThan(asked)
  }
})

test("nothing new is an empty bundle, and opens", async () => {
  const server = await logged()
  const before = await pull(server)
  const { zip, ...outcome } = await pull(server, before.zip)
  expect(outcome).toMatchObject({ size: 9, since: 9, statements: 0, records: 0, containers: 0, leftOut: [] })
  expect(await opened(made, zip, made.charter.hash, [before.zip])).toMatchObject({ opened: 0, refused: [] })
})

test("a log of hundreds of leaves is carried in tiles, whole and after any part of it", {
  timeout: 120_000,
}, async () => {
  const server = await serve(made)
  const ticks: Uint8Array[] = []
  for (let i = 0; i < 600; i++) ticks.push(await tick(TODAY, log))
  const leaves = [made.note, one.statement, ...ticks]
  server.records.set(bodyOf(one.statement).record?.sha256 as string, one.record)
  server.containers.set(one.content.root, one.container)
  let before: Buffer | undefined
  for (const size of [1, 3, 255, 256, 257, 512, 600]) {
    await server.publish(leaves.slice(0, size))
    const whole = (await pull(server)).zip
    expect((await opened(made, whole)).refused).toEqual([])
    if (before !== undefined) {
      const { zip } = await pull(server, before)
      const outcome = await opened(made, zip, made.charter.hash, [before])
      expect([size, outcome.refused]).toEqual([size, []])
    }
    before = whole
  }
})

test("the courier tells the server what it has seen, and asks for nothing that was taken back", async () => {
  const server = await logged()
  const before = await pull(server)
  const note = await withdrawn(made, one)
  await server.keep(note)
  server.taken.set(one.content.root, "withdrawn")
  const asked = server.asked.length
  const { zip, ...outcome } = await pull(server, before.zip)
  expect(outcome).toMatchObject({ statements: 1, records: 0, containers: 0, leftOut: [] })
  expect(server.asked.slice(asked).some(({ path }) => /containers|records/.test(path))).toBe(false)
  const refused = [mine("withdrawn")]
  expect(await opened(made, zip, made.charter.hash, [before.zip])).toMatchObject({ opened: 0, refused })
  const whole = await pull(server)
  expect(whole).toMatchObject({ containers: 1, notAsked: { withdrawn: 1, erased: 0 }, leftOut: [] })
  expect(await opened(made, whole.zip)).toMatchObject({ opened: 1, refused })
})

test("a withdrawal locks as a leaf, pending, out of sequence and forked", async () => {
  const amended = await changed(made, one, "amended", one.statement)
  const far = await withdrawn(made, one, one.statement, { seq: 7, prev: "ab".repeat(32) })
  const unknown = await withdrawn(made, one, one.statement, { charter: "cd".repeat(32) })
  const forked = await withdrawn(made, one)
  for (const note of [forked, far, unknown])
    for (const pending of [false, true]) {
      const server = await logged()
      await server.keep(amended.statement, amended.record)
      await server.integrate(LATER)
      await server.keep(note)
      if (!pending) await server.integrate(LATER)
      const { refused, published } = await opened(made, (await pull(server)).zip)
      expect(refused).toContainEqual(mine("withdrawn"))
      expect(roots(published)).toEqual([other.content.root])
    }
})

test("reinstated in the log, everything is back; while it is pending, nothing is shown", async () => {
  const server = await logged()
  const gone = await withdrawn(made, one)
  await server.keep(gone)
  await server.integrate(LATER)
  const locked = await pull(server)
  const back = await changed(made, one, "reinstated", gone)
  await server.keep(back.statement, back.record)
  const waiting = await opened(made, (await pull(server)).zip)
  expect(waiting).toMatchObject({ opened: 1, refused: [mine("withdrawn")] })
  await server.integrate(LATER)
  expect(await opened(made, (await pull(server)).zip)).toMatchObject({ opened: 2, refused: [] })
  // Carried again after a bundle that had it locked.
  const news = await pull(server, locked.zip)
  expect(news).toMatchObject({ statements: 1, records: 1, containers: 1 })
  const outcome = await opened(made, news.zip, made.charter.hash, [locked.zip])
  expect(outcome).toMatchObject({ opened: 1, refused: [] })
  expect(roots(outcome.published)).toEqual([one.content.root])
})

test("a withdrawal and its taking back, both pending: she is withdrawn until the log says otherwise", async () => {
  const server = await logged()
  const gone = await withdrawn(made, one)
  const back = await changed(made, one, "reinstated", gone)
  await server.keep(gone)
  await server.keep(back.statement, back.record)
  const { refused } = await opened(made, (await pull(server)).zip)
  expect(refused).toContainEqual(mine("withdrawn"))
})

test("erased and expired accounts are refused, and nothing of them is asked for", async () => {
  const server = await logged()
  const gone = await withdrawn(made, one)
  await server.keep(gone)
  await server.integrate(LATER)
  const record = bodyOf(one.statement).record?.sha256 as string
  const about = { subject: one.keys.subject, consent: leaf(gone), content: [one.content.root] }
  await server.integrate(
    "2026-11-26",
    await erasure({ ...about, records: [record], reason: "withdrawn" }, log),
  )
  server.taken.set(one.content.root, "erased")
  server.records.delete(record)
  const asked = await pull(server)
  expect(asked).toMatchObject({ containers: 1, notAsked: { withdrawn: 0, erased: 1 }, leftOut: [] })
  expect((await opened(made, asked.zip)).refused).toEqual([mine("erased")])
  // Kept until November 2028: the last day counts, the day after does not.
  await server.integrate("2028-11-30")
  expect((await opened(made, (await pull(server)).zip)).refused).toEqual([mine("erased")])
  await server.integrate("2028-12-01")
  const { refused, published } = await opened(made, (await pull(server)).zip)
  expect(refused).toEqual([mine("erased"), mine("expired", other)])
  expect(published.size).toBe(0)
})

test("what was imported and dropped is not missing, and what was never taken back is", async () => {
  const server = await logged()
  const about = { subject: one.keys.subject, consent: leaf(one.statement), content: [one.content.root] }
  await server.integrate(LATER, await erasure({ ...about, records: [], reason: "imported" }, log))
  server.taken.set(one.content.root, "erased")
  expect((await pull(server)).leftOut).toEqual([])
  expect(await opened(made, (await pull(server)).zip)).toMatchObject({ opened: 1, refused: [] })
  server.containers.delete(other.content.root)
  const { leftOut, zip } = await pull(server)
  expect(leftOut).toEqual([{ kind: "container", hash: other.content.root, code: "missing" }])
  expect((await opened(made, zip)).refused).toEqual([mine("missing", other)])
  server.taken.set(other.content.root, "withdrawn")
  server.containers.set(other.content.root, other.container)
  expect((await pull(server)).leftOut).toEqual([
    { kind: "container", hash: other.content.root, code: "withdrawn" },
  ])
})

test("a withdrawal that was pending once, and is neither leaf nor pending now, is told and obeyed", async () => {
  const server = await logged()
  const note = await withdrawn(made, one)
  await server.keep(note)
  const before = await pull(server)
  server.pending.clear()
  await server.integrate(LATER)
  const { leftOut, zip } = await pull(server, before.zip)
  expect(leftOut).toEqual([{ kind: "statement", hash: leaf(note), code: "withheld" }])
  // The courier carries it on; and where the courier was not asked to look, opening sees it.
  expect(await opened(made, zip, made.charter.hash, [before.zip])).toMatchObject({
    refused: [mine("withdrawn")],
  })
  const blind = await pull(server)
  expect((await opened(made, blind.zip)).opened).toBe(2)
  const { refused, published } = await opened(made, blind.zip, made.charter.hash, [before.zip])
  expect(refused).toEqual([{ subject: one.keys.subject, root: null, code: "withheld" }, mine("withdrawn")])
  expect(roots(published)).toEqual([other.content.root])
})

test("an older bundle is told for what it is, and so is an older or other server", async () => {
  const server = await logged()
  const old = await pull(server)
  const leaves = server.leaves.slice()
  await server.integrate(LATER)
  const now = await pull(server)
  const since = [now.zip]
  expect(await refusalOf(() => opened(made, old.zip, made.charter.hash, since))).toBe("log-older")
  await server.publish(leaves)
  expect(await refusalOf(() => pull(server, now.zip))).toBe("log-older")
  // Grown again, to the same size and past it, with other leaves.
  for (const day of [LATER, LATER]) {
    await server.integrate(day)
    expect(await refusalOf(() => pull(server, now.zip))).toBe("log-fork")
    const fork = await pull(server)
    expect(await refusalOf(() => opened(made, fork.zip, made.charter.hash, since))).toBe("log-fork")
  }
})

test("a part of a log says that it is one", async () => {
  const server = await serve(made)
  const many = [made.note]
  for (let i = 0; i < 300; i++) many.push(await tick(TODAY, log))
  await server.publish(many)
  const before = await pull(server)
  await server.publish([...many, ...(await batch(LATER, [], log))])
  const { zip } = await pull(server, before.zip)
  expect(await refusalOf(() => opened(made, zip))).toBe("log-gap")
  expect(await opened(made, zip, made.charter.hash, [before.zip])).toMatchObject({ refused: [] })
})

const swapped = (leaves: Uint8Array[], a: number, b: number): Uint8Array[] =>
  leaves.with(a, leaves[b] as Uint8Array).with(b, leaves[a] as Uint8Array)

test("leaves removed, changed, put in or in another order do not add up to the root", async () => {
  const server = await logged()
  const { zip } = await pull(server)
  const honest = server.leaves.slice()
  const faults: [string, Uint8Array[]][] = [
    ["removed", honest.toSpliced(3, 1)],
    ["removed and another in its place", [...honest.toSpliced(3, 1), await tick(TODAY, log)]],
    ["changed", honest.with(2, Buffer.from(String(honest[2]).replace("a", "b")))],
    ["swapped", swapped(honest, 2, 3)],
    ["put in", honest.toSpliced(4, 0, await tick(TODAY, log))],
  ]
  for (const [what, leaves] of faults) {
    // Entries and tiles of other leaves under the honest checkpoint, in a bundle whose index fits, and from a server.
    const files = await logFiles(leaves, log)
    const checkpoint = entriesOf(zip).find(({ name }) => name === "log/checkpoint")?.bytes as Uint8Array
    const size = 9
    const entries: Entry[] = entriesOf(zip).map((entry) => {
      const path = entry.name.replace("log/", "").replace(`.p/${size}`, `.p/${leaves.length}`)
      return {
        ...entry,
        bytes: entry.name === "log/checkpoint" ? checkpoint : (files.get(path) ?? entry.bytes),
      }
    })
    const code = await refusalOf(() => opened(made, zipOf(reindexed(entries))))
    expect([what, ["log-mismatch", "tile-malformed"].includes(code)]).toEqual([what, true])
    for (const [path, bytes] of files)
      if (path !== "checkpoint")
        server.files.set(`/log/${path.replace(`.p/${leaves.length}`, `.p/${size}`)}`, bytes)
    const pulling = await refusalOf(() => pull(server))
    expect([what, ["log-mismatch", "tile-malformed"].includes(pulling)]).toEqual([what, true])
  }
})

test("hashes beside the leaves that are not theirs", async () => {
  const { zip } = await pull(await logged())
  const entries = entriesOf(zip)
  const at = entries.findIndex(({ name }) => name.startsWith("log/tile/0/"))
  const bytes = Buffer.from((entries[at] as Entry).bytes)
  bytes[40] = (bytes[40] as number) ^ 1
  const lied = reindexed(entries.with(at, { ...(entries[at] as Entry), bytes }))
  expect(await refusalOf(() => opened(made, zipOf(lied)))).toBe("log-mismatch")
  expect(await refusalOf(() => opened(made, zipOf(reindexed(entries.toSpliced(at, 1)))))).toBe("missing")
})

test("the log of another origin, and one that does not begin with the charter", async () => {
  const server = await logged()
  const stranger = await signerFromSeed("other.example", new Uint8Array(32).fill(7))
  await server.publish(server.leaves.slice(), stranger)
  expect(await refusalOf(() => pull(server))).toBe("signature")
  await server.publish([await tick(TODAY, log), made.note], log)
  expect(await refusalOf(() => pull(server))).toBe("charter-unknown")
})

test("a leaf that breaks a rule is named and counts for nothing; all else opens", async () => {
  const stolen = await changed(made, other, "amended", other.statement)
  const cases: [string, Uint8Array, string | null][] = [
    [
      "head-moved",
      (await changed(made, one, "amended", await withdrawn(made, one))).statement,
      one.keys.subject,
    ],
    ["head-moved", one.statement, one.keys.subject],
    [
      "signature",
      Buffer.from(String(Buffer.from(stolen.statement)).replace(/(holder \S{20})./, "$1x")),
      null,
    ],
    ["field-unknown", Buffer.from(String(Buffer.from(stolen.statement)).replace("/v1", "/v2")), null],
    ["signature", await tick(LATER, await signerFromSeed(ORIGIN, new Uint8Array(32).fill(4))), null],
    ["log-mismatch", await tick("2026-11-20", log), null],
  ]
  for (const [code, note, subject] of cases) {
    const server = await logged()
    await server.publish([...server.leaves.slice(), note])
    const outcome = await opened(made, (await pull(server)).zip)
    const refused = outcome.refused.map((each) => [each.code, each.subject])
    expect([code, outcome.opened, refused]).toEqual([code, 2, [[code, subject]]])
  }
})

test("the newest record is beside each account", async () => {
  const server = await logged()
  const amended = await changed(made, one, "amended", one.statement)
  await server.keep(amended.statement, amended.record)
  const { published } = await opened(made, (await pull(server)).zip)
  const consent = (whose: Account) =>
    JSON.parse(Buffer.from(published.get(whose.content.root)?.files.get("consent.json") ?? []).toString())
  expect(consent(one).events.at(-1)).toMatchObject({ type: "corrected", prevHash: leaf(one.statement) })
  expect(consent(other).events.at(-1).prevHash).toBe("0".repeat(64))
})

test("what is pending counts only with the promise that it will be a leaf", async () => {
  const server = await logged()
  const third = await account(made.charter)
  await server.keep(third.statement, third.record, third.container)
  const [at] = [...server.pending.keys()] as [string]
  const { note } = server.pending.get(at) as { note: string }
  const by = await signPromise(
    ORIGIN,
    at,
    TODAY,
    24,
    await signerFromSeed(ORIGIN, new Uint8Array(32).fill(4)),
  )
  server.pending.set(at, { note, promise: Buffer.from(by).toString() })
  expect((await pull(server)).leftOut).toEqual([{ kind: "statement", hash: at, code: "signature" }])
  server.pending.set(at, { note, promise: null })
  expect((await pull(server)).leftOut).toEqual([{ kind: "statement", hash: at, code: "missing" }])
  const gone = await withdrawn(made, third)
  await server.keep(gone)
  server.pending.set(leaf(gone), { note: Buffer.from(gone).toString(), promise: null })
  expect((await pull(server)).statements).toBe(3)
})
