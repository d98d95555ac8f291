// Intake bundles that somebody changed on the way: what is wrong with the zip, its index, the chain or the log stops
// everything; what is wrong with one item is named, and nothing of it is opened.
import { beforeAll, expect, test } from "vitest"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { CONSENT, type ConsentBody } from "../../src/core/consent/statement.ts"
import { parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { refusalOf } from "../core/refusal.ts"
import { type Account, account, ORIGIN, TODAY } from "../fixtures/account.ts"
import { lineTo, opened, pulled } from "./carrying.ts"
import { serve, withPolicy } from "./server.ts"
import { type Around, type Entry, entriesOf, reindexed, zipOf } from "./zips.ts"

let made: Organisation
let log: Signer
let accounts: Account[]
let good: Entry[]
let zip: Buffer

beforeAll(async () => {
  made = await withPolicy()
  log = await parsePrivateKey(made.logKey)
  let stop = (): void => {}
  const server = await serve(made, (end) => {
    stop = end
  })
  accounts = [await account(made.charter), await account(made.charter)]
  for (const { statement, record, container } of accounts) await server.keep(statement, record, container)
  zip = (await pulled(made, lineTo(server.url))).zip
  good = entriesOf(zip)
  stop()
})

test("the bundle that is tampered with below opens whole", async () => {
  expect(await opened(made, zip)).toMatchObject({ opened: 2, refused: [] })
  expect(await opened(made, zipOf(good))).toMatchObject({ opened: 2, refused: [] })
  expect(await opened(made, zipOf(reindexed(good)))).toMatchObject({ opened: 2, refused: [] })
})

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const flipped = (bytes: Uint8Array): Uint8Array => {
  const out = Uint8Array.from(bytes)
  const at = Math.floor(out.length / 2)
  out[at] = (out[at] as number) ^ 1
  return out
}
type Change = (entries: Entry[]) => Entry[] | Promise<Entry[]>
const change =
  (name: RegExp, to: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>): Change =>
  async (entries) => {
    const at = entries.findIndex((entry) => name.test(entry.name))
    const entry = entries[at] as Entry
    return entries.with(at, { ...entry, bytes: await to(entry.bytes) })
  }
const over =
  (name: RegExp, parts: Partial<Entry>): Change =>
  (entries) => {
    const at = entries.findIndex((entry) => name.test(entry.name))
    return entries.with(at, { ...(entries[at] as Entry), ...parts })
  }
const index =
  (to: (value: Record<string, unknown>) => object): Change =>
  (entries) =>
    change(/^bundle/, (bytes) => utf8(JSON.stringify(to(JSON.parse(text(bytes))))))(entries)
const first =
  (...more: Entry[]): Change =>
  (entries) => [...more, ...entries]
const without =
  (name: RegExp): Change =>
  (entries) => {
    const at = entries.findIndex((entry) => name.test(entry.name))
    return entries.toSpliced(at, 1)
  }
const listed =
  (name: string, bytes = utf8("x")): Change =>
  (entries) =>
    reindexed([{ name, bytes }, ...entries])
const renamed = (name: RegExp, to: string): Change => over(name, { name: to })

async function stopOf(bytes: Uint8Array, fingerprint?: string): Promise<string> {
  const places: unknown[] = []
  const code = await refusalOf(async () => {
    const outcome = await opened(made, bytes, fingerprint)
    places.push(...outcome.places)
  })
  expect(places).toEqual([])
  return code
}

const X = "ab".repeat(32)
const ZIP: [what: string, code: string, change: Change, around?: Around][] = [
  ["a charter changed", "bundle-mismatch", change(/^charters/, flipped)],
  ["the policy changed", "bundle-mismatch", change(/^policy/, flipped)],
  ["the checkpoint changed", "bundle-mismatch", change(/^log\/checkpoint/, flipped)],
  ["the hashes changed", "bundle-mismatch", change(/^log\/tile\/0/, flipped)],
  ["the entries changed", "bundle-mismatch", change(/^log\/tile\/entries/, flipped)],
  [
    "the index changed",
    "bundle-malformed",
    change(/^bundle/, (b) => utf8(text(b).replace("format", "formas"))),
  ],
  [
    "a charter's hash in the index changed",
    "bundle-mismatch",
    change(/^bundle/, (b) =>
      utf8(text(b).replace(/("charters\/1.note":\{"sha256":")[0-9a-f]{64}/, `$1${X}`)),
    ),
  ],
  ["the index in another form", "bundle-malformed", change(/^bundle/, (b) => utf8(`${text(b)} `))],
  ["an entry added", "bundle-mismatch", first({ name: `records/${X}.age`, bytes: utf8("x") })],
  ["an entry added that has no place", "bundle-mismatch", first({ name: "setup.exe", bytes: utf8("x") })],
  ["an entry removed", "bundle-mismatch", without(/^containers/)],
  ["the index removed", "bundle-malformed", without(/^bundle/)],
  ["an entry renamed", "bundle-mismatch", renamed(/^records/, `records/${X}.age`)],
  ["an entry twice", "bundle-malformed", (e) => [e[0] as Entry, ...e]],
  [
    "an entry twice, the other different",
    "bundle-malformed",
    (e) => [{ ...(e[0] as Entry), bytes: utf8("x") }, ...e],
  ],
  ["the index not last", "bundle-malformed", (e) => [e.at(-1) as Entry, ...e.slice(0, -1)]],
  ["a folder", "bundle-malformed", first({ name: "containers/", bytes: utf8("") })],
  ["a name that leaves", "bundle-malformed", first({ name: "../../x", bytes: utf8("x") })],
  ["a name that leaves, listed", "bundle-malformed", listed("log/../../x")],
  ["a name from the root, listed", "bundle-malformed", listed("/etc/passwd")],
  ["a name of another system, listed", "bundle-malformed", listed("records\\x")],
  ["an odd name, listed", "bundle-malformed", listed("log/other")],
  ["another name beside the data", "bundle-malformed", over(/^charters/, { localName: "charters/2.note" })],
  ["a compressed entry", "bundle-malformed", over(/^policy/, { method: 8 })],
  ["an encrypted entry", "bundle-malformed", over(/^policy/, { flags: 1 })],
  ["a bomb", "bundle-malformed", first({ name: `records/${X}.age`, bytes: Buffer.alloc(5e6), method: 8 })],
  ["an entry larger than the file", "bundle-malformed", over(/^policy/, { size: 2 ** 31 })],
  [
    "entries that lie over each other",
    "bundle-malformed",
    (e) => {
      const at = e.findIndex(({ name }) => name.startsWith("containers"))
      const more = Array.from({ length: 4 }, (_, i) => ({
        ...(e[at] as Entry),
        name: `records/${i}${X.slice(1)}.age`,
      }))
      return reindexed([...e, ...more.map((one) => ({ ...one, offset: 0, hollow: true }))])
    },
  ],
  ["something before it", "bundle-malformed", (e) => e, { before: Buffer.alloc(10) }],
  ["something after it", "bundle-malformed", (e) => e, { after: Buffer.alloc(1) }],
  ["an empty zip", "bundle-malformed", () => []],
  [
    "another size in the index",
    "bundle-mismatch",
    index((v) => ({
      ...v,
      files: Object.fromEntries(
        Object.entries(v.files as Record<string, { size: number }>).map(([k, f]) => [
          k,
          { ...f, size: f.size + 1 },
        ]),
      ),
    })),
  ],
  ["a dispatch bundle", "bundle-malformed", index((v) => ({ ...v, format: "cairn-dispatch-bundle/1" }))],
  ["another version", "bundle-malformed", index((v) => ({ ...v, format: "cairn-intake-bundle/2" }))],
  ["another key in the index", "bundle-malformed", index((v) => ({ ...v, more: 1 }))],
  ["another log in the index", "bundle-mismatch", index((v) => ({ ...v, origin: "other.example" }))],
  ["another size of the log in the index", "bundle-mismatch", index((v) => ({ ...v, size: 2 }))],
]

test.each(ZIP)("%s: %s, and nothing is opened", async (_what, code, fault, around) => {
  expect(await stopOf(zipOf(await fault(good), around))).toBe(code)
})

test("a byte changed anywhere in the zip itself opens nothing that was changed", {
  timeout: 300_000,
}, async () => {
  const codes = new Map<string, number>()
  const steps = process.env.CAIRN_ALL === "1" ? 2000 : 60
  for (let i = 0; i < steps; i++) {
    const bytes = Buffer.from(zip)
    // Half of them in the directory and the small entries, where a byte says more.
    const at =
      i % 2 === 0 ? Math.floor((i * zip.length) / steps) : zip.length - 1 - Math.floor((i * 3000) / steps)
    bytes[at] = (bytes[at] as number) ^ (1 << (i % 8))
    const {
      opened: count,
      refused,
      published,
    } = await opened(made, bytes).catch((error) => ({
      opened: 0,
      refused: [{ code: error.code as string, root: null }],
      published: new Map<string, unknown>(),
    }))
    for (const { code } of refused) codes.set(code, (codes.get(code) ?? 0) + 1)
    expect(published.size).toBe(count)
    expect(refused.length > 0 || count === 2).toBe(true)
  }
  console.log("one bit of the zip flipped:", Object.fromEntries(codes))
  expect(codes.size).toBeGreaterThan(2)
})

test("a descriptor after the data that says something else", async () => {
  const bytes = Buffer.from(zip)
  const at = bytes.indexOf(Buffer.from([0x50, 0x4b, 7, 8]))
  expect(at).toBeGreaterThan(0)
  bytes[at + 5] = (bytes[at + 5] as number) ^ 1 // its CRC
  expect(await stopOf(bytes)).toBe("bundle-malformed")
})

test("cut at any place, it is no bundle", async () => {
  for (const share of [0, 0.1, 0.5, 0.9, 0.999])
    expect(await stopOf(zip.subarray(0, Math.floor(zip.length * share)))).toBe("bundle-malformed")
})

const stranger = await signerFromSeed(ORIGIN, new Uint8Array(32).fill(9))
const INSIDE: readonly (readonly [what: string, code: string, change: Change])[] = [
  [
    "another organisation's charter",
    "charter-fingerprint",
    change(/^charters/, async () => (await withPolicy()).note),
  ],
  [
    "a charter signed otherwise",
    "charter-signatures",
    change(/^charters/, (b) =>
      utf8(text(b).replace(/(— root-1 \S{20})./, (_, s) => `${s}${text(b).includes(`${s}A`) ? "B" : "A"}`)),
    ),
  ],
  ["no charter", "charter-chain", without(/^charters/)],
  ["a charter whose number skips", "bundle-mismatch", renamed(/^charters/, "charters/2.note")],
  ["another policy", "policy-mismatch", change(/^policy/, flipped)],
  ["no policy", "missing", without(/^policy/)],
  ["no checkpoint", "missing", without(/^log\/checkpoint/)],
  [
    "a checkpoint changed",
    "signature",
    change(/^log\/checkpoint/, (b) => utf8(text(b).replace("\n1\n", "\n2\n"))),
  ],
  [
    "another's checkpoint",
    "signature",
    change(/^log\/checkpoint/, () =>
      signCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(made.note) }, stranger),
    ),
  ],
  [
    "another root",
    "log-mismatch",
    change(/^log\/checkpoint/, () =>
      signCheckpoint({ origin: ORIGIN, size: 1, root: new Uint8Array(32) }, log),
    ),
  ],
  [
    "another size",
    "bundle-mismatch",
    change(/^log\/checkpoint/, () =>
      signCheckpoint({ origin: ORIGIN, size: 2, root: leafHash(made.note) }, log),
    ),
  ],
  ["other hashes", "log-mismatch", change(/^log\/tile\/0/, flipped)],
  ["other entries", "log-mismatch", change(/^log\/tile\/entries/, flipped)],
]

test.each(INSIDE)("%s, with an index that fits: %s, and nothing is opened", async (_what, code, fault) => {
  expect(await stopOf(zipOf(reindexed(await fault(good))))).toBe(code)
})

test("another fingerprint", async () => {
  expect(await stopOf(zip, X)).toBe("charter-fingerprint")
})

/** The paths that belong to the first account. */
const own = () => {
  const one = accounts[0] as Account
  const leaf = hex(leafHash(one.statement))
  return {
    one,
    leaf,
    note: new RegExp(`^pending/${leaf}.note`),
    promise: new RegExp(`^pending/${leaf}.promise`),
  }
}
const container = () => new RegExp(`^containers/${own().one.content.root}`)
const unclaimed = () => ({ subject: null, root: own().one.content.root, code: "unclaimed" })
const mine = (code: string) => {
  const { one } = own()
  return { subject: one.keys.subject, root: one.content.root, code }
}
const nobody = (code: string) => ({ subject: null, root: null, code })
const record = () => {
  const { body } = JSON.parse(`{"body":${text(own().one.statement).split("\n")[1]}}`) as { body: ConsentBody }
  return new RegExp(`^records/${body.record?.sha256}`)
}
const otherEntry = (kind: RegExp, not: RegExp): Entry =>
  good.find(({ name }) => kind.test(name) && !not.test(name)) as Entry

type Item = readonly [what: string, refit: boolean, change: () => Change, refused: () => object[]]
const ITEMS: readonly Item[] = [
  [
    "a statement changed",
    false,
    () => change(own().note, (b) => utf8(text(b).replace('"seq":0', '"seq":1'))),
    () => [nobody("note-malformed")],
  ],
  [
    "a statement's hash not the index's",
    false,
    () =>
      index((v) => ({
        ...v,
        files: {
          ...(v.files as object),
          [`pending/${own().leaf}.note`]: { sha256: X, size: own().one.statement.length },
        },
      })),
    () => [mine("bundle-mismatch")],
  ],
  [
    "a statement signed otherwise",
    true,
    () => change(own().note, (b) => utf8(text(b).replace('"seq":0', '"seq":0 '))),
    () => [nobody("note-malformed")],
  ],
  [
    "another day in a statement",
    true,
    () => change(own().note, (b) => utf8(text(b).replace(TODAY, "2026-11-20"))),
    () => [nobody("signature")],
  ],
  [
    "a statement under another name",
    true,
    () => renamed(own().note, `pending/${X}.note`),
    () => [mine("leaf-hash")],
  ],
  ["a promise changed", false, () => change(own().promise, flipped), () => [mine("bundle-mismatch")]],
  [
    "a promise for another",
    true,
    () => change(own().promise, () => otherEntry(/promise$/, own().promise).bytes),
    () => [mine("promise-mismatch")],
  ],
  [
    "a promise by another",
    true,
    () => change(own().promise, () => signPromise(ORIGIN, own().leaf, TODAY, 24, stranger)),
    () => [mine("signature")],
  ],
  ["no promise", true, () => without(own().promise), () => [mine("missing")]],
  ["a record changed", false, () => change(record(), flipped), () => [mine("bundle-mismatch")]],
  ["a record changed, and the index", true, () => change(record(), flipped), () => [mine("record-mismatch")]],
  [
    "another's record",
    true,
    () => change(record(), () => otherEntry(/^records/, record()).bytes),
    () => [mine("record-mismatch")],
  ],
  ["no record", true, () => without(record()), () => [mine("missing")]],
  ["a container changed", false, () => change(container(), flipped), () => [mine("damaged")]],
  ["a container changed, and the index", true, () => change(container(), flipped), () => [mine("damaged")]],
  [
    "another's container",
    true,
    () => change(container(), () => otherEntry(/^containers/, container()).bytes),
    () => [mine("root-mismatch")],
  ],
  [
    "a container cut short",
    true,
    () => change(container(), (b) => b.subarray(0, -1)),
    () => [mine("size-mismatch")],
  ],
  [
    "a container's hash not the index's",
    false,
    () =>
      index((v) => ({
        ...v,
        files: {
          ...(v.files as object),
          [`containers/${own().one.content.root}.age`]: { sha256: X, size: own().one.container.length },
        },
      })),
    () => [mine("bundle-mismatch")],
  ],
  ["no container", true, () => without(container()), () => [mine("missing")]],
]
const leavesUnclaimed = new Set(["note-malformed", "signature", "leaf-hash", "promise-mismatch"])

test("a bad item is named and left out, and the other account opens", async () => {
  for (const [what, refit, fault, refused] of ITEMS) {
    const changed = await fault()(good)
    const outcome = await opened(made, zipOf(refit ? reindexed(changed) : changed))
    const rest = outcome.refused.filter(({ code }) => code !== "unclaimed")
    expect([what, outcome.opened, rest]).toEqual([what, 1, refused()])
    expect([what, [...outcome.published.keys()]]).toEqual([what, [accounts[1]?.content.root]])
    expect(
      outcome.places.filter(({ state }) => state === "discarded").every(({ files }) => files.size === 0),
    ).toBe(true)
    const orphan = rest.some(({ code, subject }) => subject === null || leavesUnclaimed.has(code))
    if (orphan) expect(outcome.refused).toContainEqual(unclaimed())
  }
})

test("files that belong to nobody are named", async () => {
  const extra = [`containers/${X}.age`, `records/${X}.age`, `pending/${X}.promise`, "log/tile/1/000"]
  const entries = reindexed([...extra.map((name) => ({ name, bytes: utf8("x") })), ...good])
  const { opened: count, refused } = await opened(made, zipOf(entries))
  expect(count).toBe(2)
  expect(refused).toEqual([
    { subject: null, root: X, code: "unclaimed" },
    ...Array(3).fill({ subject: null, root: null, code: "unclaimed" }),
  ])
})

/** A withdrawal by the first account's holder, and a promise for it. */
async function withdrawal(over: Partial<ConsentBody> = {}): Promise<[Entry, Entry]> {
  const { one, leaf } = own()
  const nothing = { until: null, record: null, content: null, erase: null }
  const body = {
    subject: one.keys.subject,
    seq: 1,
    prev: leaf,
    action: "withdrawn",
    day: TODAY,
    ...nothing,
    charter: made.charter.hash,
    ...over,
  }
  const bytes = await signStatement(CONSENT, ORIGIN, body as ConsentBody, [
    await signerFromSeed("holder", one.keys.holderSeed),
  ])
  const at = hex(leafHash(bytes))
  const promise = await signPromise(ORIGIN, at, TODAY, 24, log)
  return [
    { name: `pending/${at}.note`, bytes },
    { name: `pending/${at}.promise`, bytes: promise },
  ]
}

test("a pending withdrawal locks all of its subject's accounts, and no other's", async () => {
  const entries = reindexed([...(await withdrawal()), ...good])
  const outcome = await opened(made, zipOf(entries))
  expect(outcome.opened).toBe(1)
  expect(outcome.refused).toEqual([mine("withdrawn")])
  expect([...outcome.published.keys()]).toEqual([accounts[1]?.content.root])
  expect(outcome.places.length).toBe(1)
})

test("a withdrawal whose signature is good is obeyed, whatever else is wrong with it", async () => {
  const [note, promise] = await withdrawal()
  const cases: [string, Entry[]][] = [
    ["promise-mismatch", [note, { ...promise, bytes: otherEntry(/promise$/, own().promise).bytes }]],
    ["leaf-hash", [{ ...note, name: `pending/${X}.note` }, promise]],
    ["charter-unknown", await withdrawal({ charter: X })],
  ]
  for (const [code, more] of cases) {
    const outcome = await opened(made, zipOf(reindexed([...more, ...good])))
    const codes = outcome.refused.map((one) => one.code).filter((one) => one !== "unclaimed")
    expect([code, outcome.opened, codes.sort()]).toEqual([code, 1, [code, "withdrawn"].sort()])
  }
  // A server that may not sign takes it without a promise.
  const alone = await opened(made, zipOf(reindexed([note, ...good])))
  expect(alone).toMatchObject({ opened: 1, refused: [mine("withdrawn")] })
  const entries = reindexed([note, promise, ...good])
  const lied = entries.with(
    -1,
    (
      await change(/^bundle/, (b) =>
        utf8(text(b).replace(/("pending\/[0-9a-f]{64}\.note":\{"sha256":")[0-9a-f]{64}/g, `$1${X}`)),
      )([entries.at(-1) as Entry])
    )[0] as Entry,
  )
  expect((await opened(made, zipOf(lied))).opened).toBe(0)
})

test("a withdrawal that somebody else signed locks nothing", async () => {
  const other = accounts[1] as Account
  const [{ bytes }] = await withdrawal()
  const forged = await signStatement(CONSENT, ORIGIN, JSON.parse(text(bytes).split("\n")[1] as string), [
    await signerFromSeed("holder", other.keys.holderSeed),
  ])
  const name = `pending/${hex(leafHash(forged))}.note`
  const outcome = await opened(made, zipOf(reindexed([{ name, bytes: forged }, ...good])))
  expect(outcome).toMatchObject({ opened: 2, refused: [nobody("signature")] })
})
