// Importing: what comes in, what is told, and that withdrawals go before everything else (PROTOCOL section 11).
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { Store } from "../../src/cases/store.ts"
import { collect } from "../../src/core/chunks.ts"
import { CONSENT } from "../../src/core/consent/statement.ts"
import { readPackage } from "../../src/core/package.ts"
import { parseStatement } from "../../src/core/statement/frame.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { type Forgery, forge, honest, json, manifestOf } from "../fixtures/forge.ts"
import { changed, withdrawn } from "../fixtures/saying.ts"
import { Disk } from "./blobs.ts"
import { bundle, leafOf, logged, person, room, world } from "./world.ts"

test("two accounts come in, once; again is told as again", async () => {
  const w = await world()
  const [a, b] = [await person(w), await person(w)]
  await logged(w, "2026-11-22", a.statement, b.statement)
  const disk = new Disk()
  const zip = await bundle(w, { accounts: [a, b] })
  const one = await importBundle(await room(w, disk), inMemory(zip))
  expect(one).toMatchObject({ kind: "first", cases: 2, added: 0, leftOut: [], size: 9, day: "2026-11-22" })
  const again = await room(w, disk)
  expect(again.store.size).toBe(2)
  expect(again.store.outbox.items.map(({ seq }) => seq)).toEqual([0, 1])
  expect([...again.store.cards()].map(({ subject }) => subject).sort()).toEqual(
    [a.keys.subject, b.keys.subject].sort(),
  )
  const two = await importBundle(again, inMemory(zip))
  expect(two).toMatchObject({ kind: "again", cases: 0, added: 0, changed: 0, leftOut: [] })
  expect(again.store.outbox.items).toHaveLength(2)
})

test("nothing on the disk is plaintext, nor the header that the intake identity would open", async () => {
  const w = await world()
  const a = await person(w)
  await logged(w, "2026-11-22", a.statement)
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [a] })))
  const bytes = disk.bytes
  for (const text of [a.keys.subject, a.content.root, "Приклад", "account_text", w.made.charter.hash])
    expect(bytes.includes(Buffer.from(text))).toBe(false)
  expect(bytes.includes(Buffer.from(a.container.subarray(0, 1627)))).toBe(false)
  expect(bytes.includes(Buffer.from(a.container.subarray(1627)))).toBe(true) // its bytes are kept as they were
})

test("one bad container among the good ones is named and left out; the next bundle brings it", async () => {
  const w = await world()
  const people = [await person(w), await person(w), await person(w)] as const
  await logged(w, "2026-11-22", ...people.map(({ statement }) => statement))
  const disk = new Disk()
  const bad = people[1]
  const zip = await bundle(w, {
    accounts: people,
    change: (files) => {
      const bytes = Buffer.from(bad.container)
      bytes[5000] = (bytes[5000] as number) ^ 1
      files.set(`containers/${bad.content.root}.age`, bytes)
    },
  })
  const report = await importBundle(await room(w, disk), inMemory(zip))
  expect(report).toMatchObject({
    cases: 2,
    leftOut: [{ subject: bad.keys.subject, root: bad.content.root, code: "damaged" }],
  })
  const left = disk.blobs.size
  await room(w, disk) // takes away whatever nothing names
  expect(disk.blobs.size).toBe(left)
  const next = await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: people })))
  expect(next).toMatchObject({ kind: "next", cases: 1, leftOut: [] })
})

test("older, another organisation's, one that withholds a container or a withdrawal, a rewritten log: each has its code", async () => {
  const w = await world()
  const [a, b] = [await person(w), await person(w)]
  const early = await bundle(w)
  await logged(w, "2026-11-22", a.statement)
  const first = await bundle(w, { accounts: [a] })
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(first))
  expect(await refusalOf(async () => importBundle(await room(w, disk), inMemory(early)))).toBe("log-older")
  const other = await world()
  await logged(other, "2026-11-22", (await person(other)).statement)
  const theirs = await bundle(other)
  expect(await refusalOf(async () => importBundle(await room(w, disk), inMemory(theirs)))).toBe(
    "charter-fingerprint",
  )
  const fork = { ...w, leaves: w.leaves.slice(0, 1) }
  await logged(fork, "2026-11-22", b.statement)
  await logged(fork, "2026-11-23")
  const forked = await bundle(fork)
  expect(await refusalOf(async () => importBundle(await room(w, disk), inMemory(forked)))).toBe("log-fork")
  await logged(w, "2026-11-23", b.statement)
  const without = await importBundle(await room(w, disk), inMemory(await bundle(w, { records: [b.record] })))
  expect(without.leftOut).toEqual([{ subject: b.keys.subject, root: b.content.root, code: "missing" }])
  const leaving = await withdrawn(w.made, a)
  const pending = await importBundle(
    await room(w, disk),
    inMemory(await bundle(w, { accounts: [b], pending: [leaving] })),
  )
  expect(pending).toMatchObject({ withdrawn: 1, cases: 1, leftOut: [] })
  const silent = await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [b] })))
  expect(silent).toMatchObject({ warnings: ["log-withheld"], reinstated: 0 })
  expect(silent.leftOut).toEqual([{ subject: a.keys.subject, root: null, code: "withheld" }])
  expect((await room(w, disk)).store.card(a.keys.subject)?.lock).toBe("withdrawn")
})

test("withdrawn: locked at once, erased when the cooling days are over in the log; reinstated in time: whole again", async () => {
  const w = await world()
  const [a, b] = [await person(w), await person(w)]
  await logged(w, "2026-11-22", a.statement, b.statement)
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [a, b] })))
  const [leaving, wavering] = [await withdrawn(w.made, a), await withdrawn(w.made, b)]
  await logged(w, "2026-11-23", leaving, wavering)
  const locking = await importBundle(await room(w, disk), inMemory(await bundle(w)))
  expect(locking).toMatchObject({ withdrawn: 2, erased: 0 })
  const back = await changed(w.made, b, "reinstated", wavering)
  await logged(w, "2026-11-25", back.statement)
  const one = await importBundle(await room(w, disk), inMemory(await bundle(w, { records: [back.record] })))
  expect(one).toMatchObject({ reinstated: 1, erased: 0, changed: 1 })
  const whole = (await room(w, disk)).store.card(b.keys.subject)
  expect(whole).toMatchObject({ lock: null, record: { leaf: leafOf(back.statement) } })
  expect(whole?.containers[0]?.body).not.toBeNull()
  const copy = disk.copy()
  await logged(w, "2026-11-26")
  const two = await importBundle(await room(w, disk), inMemory(await bundle(w)))
  expect(two).toMatchObject({ erased: 1, withdrawn: 0 })
  // At once, not at the next opening, which takes away whatever nothing names.
  expect(disk.bytes.includes(Buffer.from(a.container.subarray(1627)))).toBe(false)
  const after = await room(w, disk)
  expect(after.store.card(a.keys.subject)).toBeUndefined()
  expect(after.store.outbox.items.at(-1)?.seq).toBe(2)
  expect(disk.bytes.includes(Buffer.from(a.container.subarray(1627)))).toBe(false)
  expect(copy.bytes.includes(Buffer.from(a.container.subarray(1627)))).toBe(true)
})

test("erase now is obeyed at the import that brings it, pending too; past its time as well", async () => {
  const w = await world()
  const [a, b] = [await person(w), await person(w)]
  await logged(w, "2026-11-22", a.statement, b.statement)
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [a, b] })))
  const now = await withdrawn(w.made, a, a.statement, { erase: "now" })
  expect(
    await importBundle(await room(w, disk), inMemory(await bundle(w, { pending: [now] }))),
  ).toMatchObject({
    withdrawn: 1,
    erased: 1,
  })
  await logged(w, "2028-12-02", now)
  expect(await importBundle(await room(w, disk), inMemory(await bundle(w)))).toMatchObject({
    expired: 1,
    erased: 0,
  })
  expect((await room(w, disk)).store.size).toBe(0)
})

test("the store of another identity, and of another organisation, are told apart", async () => {
  const [w, other] = [await world(), await world()]
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w)))
  const theirs = await room(other, new Disk())
  expect(
    await refusalOf(() => Store.open(theirs.store.sealing, theirs.unwrap, theirs.store.recipients)),
  ).toBe("nothing-imported")
  const open = async (unwrap: typeof theirs.unwrap, fingerprint: string) => {
    const ours = await room(w, disk)
    return Store.open(ours.store.sealing, unwrap, ours.store.recipients, fingerprint)
  }
  expect(await refusalOf(() => open(theirs.unwrap, w.made.charter.hash))).toBe("store-key")
  expect(await refusalOf(async () => open((await room(w, disk)).unwrap, other.made.charter.hash))).toBe(
    "store-other",
  )
})

test.each<[string, (forgery: Forgery) => Promise<void> | void, string]>([
  [
    "names another holder inside",
    async (forgery) => {
      const other = `${"0".repeat(63)}1`
      const submission = JSON.parse(Buffer.from(forgery.members[0]?.bytes ?? []).toString())
      const members = [
        json("submission.json", { ...submission, subject: other }),
        ...forgery.members.slice(1, -1),
      ]
      forgery.members = [...members, await manifestOf(members)]
    },
    "subject",
  ],
  [
    "names another reply recipient than its record",
    async (forgery) => {
      const other = await replyRecipient((await honest()).keys)
      const submission = JSON.parse(Buffer.from(forgery.members[0]?.bytes ?? []).toString())
      const members = [
        json("submission.json", { ...submission, reply: other }),
        ...forgery.members.slice(1, -1),
      ]
      forgery.members = [...members, await manifestOf(members)]
    },
    "reply-mismatch",
  ],
  [
    "has a record of another holder",
    (forgery) => void Object.assign(forgery.record, { holder: "0".repeat(64) }),
    "subject",
  ],
  [
    "has a file that is not in its manifest",
    (forgery) => void forgery.members.splice(2, 1),
    "manifest-mismatch",
  ],
  [
    "goes on after its end",
    (forgery) => void Object.assign(forgery, { tail: (size: number) => new Uint8Array(size).fill(1) }),
    "inside-malformed",
  ],
])("an account that %s is left out, and leaves nothing", async (_, change, code) => {
  const w = await world()
  const forgery = await honest()
  await change(forgery)
  const pack = await readPackage([await forge(w.made.charter, forgery)])
  if (!("bytes" in pack.container) || pack.record === null) throw new Error("not whole")
  const container = await collect(pack.container.bytes, 1e9)
  const { body } = parseStatement(CONSENT, pack.statement)
  await logged(w, "2026-11-22", pack.statement)
  const account = { ...pack, container, content: body.content } as never
  const disk = new Disk()
  const inside = await room(w, disk)
  const report = await importBundle(inside, inMemory(await bundle(w, { accounts: [account] })))
  expect(report).toMatchObject({ cases: 0, leftOut: [{ subject: body.subject, code }] })
  expect(inside.store.outbox.items).toEqual([])
  await room(w, disk)
  expect(disk.bytes.includes(Buffer.from(container.subarray(-1000)))).toBe(false)
})
