// What two consoles do: disclose only what consent covers, and logged before it is given; hold against an erasure that came later,
// and no other; and a store that was put back in time signs nothing (PROTOCOL sections 6 and 11).
import { expect, test } from "vitest"
import type { DisclosurePlan } from "../../src/cases/desk.ts"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { fromBase64 } from "../../src/core/base64.ts"
import { fromUtf8 } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import type { Account } from "../fixtures/account.ts"
import { changed, withdrawn } from "../fixtures/saying.ts"
import { allowed } from "./allowing.ts"
import { Disk } from "./blobs.ts"
import { bundle, logged, person, room, type World, world } from "./world.ts"

const PLAN: DisclosurePlan = {
  ...{ purpose: "share_accountability_body", recipientId: "example-court", note: null, words: null },
  ...{ identifiability: "pseudonymised", dataScope: ["account", "time_place"] },
  ...{ fields: ["account_text"], files: [], met: ["no_name"], notHappened: [] },
}

async function one(over: Parameters<typeof person>[1] = {}) {
  const w = await world()
  const her = await person(w, { consent: allowed(), ...over })
  await logged(w, "2026-11-22", her.statement)
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [her] })))
  const at = async (n = 1) => deskOver(await room(w, disk, n))
  return { w, her, disk, at, subject: her.keys.subject }
}

/** All statements that wait, in their order, as the server would log them. */
async function statements(w: World, disk: Disk): Promise<Uint8Array[]> {
  return (await room(w, disk)).store.outbox.items.map(({ note }) => fromBase64(note))
}

const imports = async (
  w: World,
  disk: Disk,
  accounts: readonly Account[] = [],
  records: readonly Uint8Array[] = [],
) => importBundle(await room(w, disk), inMemory(await bundle(w, { accounts, records })))

test.each<[string, Partial<DisclosurePlan>, string]>([
  ["as she allowed", {}, "taken"],
  ["to somebody who is not in the policy", { recipientId: "somebody" }, "no-recipient"],
  ["to nobody", { recipientId: null }, "no-recipient"],
  ["to another of the policy", { recipientId: "example-partner" }, "recipient"],
  ["for another purpose", { purpose: "share_partner", recipientId: "example-partner" }, "undecided"],
  ["more plainly", { identifiability: "identified" }, "identifiability"],
  ["more than its scope", { dataScope: ["account", "identity"] }, "scope"],
  ["an answer that its scope does not take in", { fields: ["call_me"] }, "scope"],
  ["her condition not kept", { met: [] }, "conditions"],
  ["a file that is not there", { files: ["1:files/001"] }, "no-case"],
  ["what she refused", { purpose: "publish_quote", recipientId: null, words: "words" }, "refused"],
  ["for a purpose of the house", { purpose: "legal_analysis", recipientId: null }, "purpose"],
])("disclosing %s", async (_, over, code) => {
  const { at, subject } = await shared
  expect(await refusalOf(async () => (await at()).disclose(subject, { ...PLAN, ...over }))).toBe(code)
})
const shared = one()

test("two names, then the log, then the copy; and what changed in between stops it", async () => {
  const { w, her, disk, at, subject } = await one()
  const request = await (await at()).disclose(subject, PLAN)
  expect(fromUtf8(request.bytes.subarray(0, 22))).toBe("age-encryption.org/v1\n")
  const approval = await (await at(2)).approve(request.bytes)
  const before = disk.copy()
  const copy = await (await at()).finish(request.bytes, approval)
  const files = new Map(copy.files.map(({ name, bytes }) => [name, bytes]))
  const sheet = fromUtf8(await collect(files.get("custody.txt") ?? [], 100_000))
  expect(sheet).toContain(copy.leaf)
  expect(sheet).toContain("Approved by       console-2")
  expect(sheet).toContain("WHAT THIS DOES NOT SHOW")
  expect((await room(w, disk)).store.outbox.items.at(-1)?.leaf).toBe(copy.leaf)
  expect(await refusalOf(async () => (await at()).disclose(subject, PLAN))).toBe("spent")

  // The same request, where she decided anew in between; and where she withdrew.
  const next = await changed(w.made, her, "amended", her.statement)
  await logged(w, "2026-11-23", next.statement)
  const amended = before.copy()
  await imports(w, amended, [], [next.record])
  const finish = async (on: Disk) => deskOver(await room(w, on)).finish(request.bytes, approval)
  expect(await refusalOf(() => finish(amended))).toBe("request-changed")
  await logged(w, "2026-11-23", await withdrawn(w.made, her, next.statement))
  const gone = before.copy()
  await imports(w, gone, [], [next.record])
  expect(await refusalOf(() => finish(gone))).toBe("locked")
  const review = await deskOver(await room(w, gone, 2)).review(request.bytes)
  expect(review).toMatchObject({ code: "locked", by: "staff-1" })
  expect(await refusalOf(async () => (await at()).review(new Uint8Array(40)))).toBe("request-malformed")
})

test("a hold keeps the copy, locked, only where the log has it before the withdrawal; released, it goes", async () => {
  const { w, her, disk, at, subject } = await one()
  const late = disk.copy()
  const request = await (await at()).hold(subject, "order of a court")
  const approval = await (await at(2)).approve(request.bytes)
  await (await at()).finish(request.bytes, approval)
  expect(await refusalOf(async () => (await at()).hold(subject, "again"))).toBe("held-already")
  const waiting = await statements(w, disk)
  await logged(w, "2026-11-23", ...waiting)
  await logged(w, "2026-11-24", await withdrawn(w.made, her))
  await imports(w, disk)
  await logged(w, "2026-11-28")
  const later = late.copy()
  expect(await imports(w, disk)).toMatchObject({ held: 1, erased: 0 })
  expect(await refusalOf(async () => (await at()).reveal(subject, "store"))).toBe("locked")
  expect((await room(w, disk)).store.card(subject)).toMatchObject({ lock: "withdrawn" })
  // The store that never knew of the hold erases; so would one whose hold the log has later.
  expect(await imports(w, later)).toMatchObject({ erased: 1 })
  const release = await (await at()).release(subject, "the court is done")
  await (await at()).finish(release.bytes, await (await at(2)).approve(release.bytes))
  expect(await imports(w, disk)).toMatchObject({ held: 0, erased: 1 })
  expect(await refusalOf(async () => (await at()).release(subject, "once more"))).toBe("no-case")
})

test("a hold that came after the withdrawal holds nothing", async () => {
  const { w, her, disk, at, subject } = await one()
  const request = await (await at()).hold(subject, "order of a court")
  await (await at()).finish(request.bytes, await (await at(2)).approve(request.bytes))
  await logged(w, "2026-11-23", await withdrawn(w.made, her))
  await logged(w, "2026-11-24", ...(await statements(w, disk)))
  await imports(w, disk)
  expect(await refusalOf(async () => (await at()).hold(subject, "now"))).toBe("locked")
  await logged(w, "2026-11-27")
  expect(await imports(w, disk)).toMatchObject({ held: 0, erased: 1 })
})

test("an older copy of the store put back: told, withdrawals obeyed, nothing signed until it goes on from the log", async () => {
  const { w, her, disk, at, subject } = await one()
  const old = disk.copy()
  await (await at()).reveal(subject, "legal_analysis")
  await logged(w, "2026-11-23", ...(await statements(w, disk)))
  const other = await person(w, { consent: allowed() })
  const now = await withdrawn(w.made, her, her.statement, { erase: "now" })
  await logged(w, "2026-11-24", other.statement, now)
  const report = await imports(w, old, [other])
  expect(report).toMatchObject({ warnings: ["store-older"], withdrawn: 1, erased: 1, cases: 1 })
  const desk = deskOver(await room(w, old))
  expect(desk.about()).toMatchObject({ stopped: "store-older", waiting: 0 })
  const reveal = () => desk.reveal(other.keys.subject, "legal_analysis")
  expect(await refusalOf(reveal)).toBe("store-older")
  await desk.goOn()
  await reveal()
  const seqs = (await room(w, old)).store.outbox.items.map(({ seq }) => seq)
  expect(seqs).toEqual([2, 3]) // the erasing that could not be stated, and the use
  // The import that was not answered while it was stopped is answered at the next.
  await logged(w, "2026-11-25", ...(await statements(w, old)))
  expect(await imports(w, old)).toMatchObject({ warnings: [], acknowledged: 2 })
  expect((await room(w, old)).store.outbox.items.map(({ seq }) => seq)).toEqual([4])
})

test("a dispatch holds what waits, in order, with what it needs, and is the same again", async () => {
  const { disk, at, subject, w } = await one()
  const desk = await at()
  await desk.reveal(subject, "legal_analysis")
  await desk.reply(subject, { language: "en", text: "words", asks: null })
  const written = async () => {
    const chunks: Uint8Array[] = []
    const sum = await (await at()).dispatch((chunk) => void chunks.push(Uint8Array.from(chunk)))
    return { sum, zip: Buffer.concat(chunks) }
  }
  const first = await written()
  expect(first.sum).toEqual({ statements: 3, records: 3, replies: 1, left: 0 })
  expect((await written()).zip.equals(first.zip)).toBe(true)
  await logged(w, "2026-11-23", ...(await statements(w, disk)))
  expect(await imports(w, disk)).toMatchObject({ acknowledged: 3 })
  const { store } = await room(w, disk)
  expect(store.outbox).toEqual({ items: [], replies: [] })
  expect(disk.blobs.size).toBeLessThan(12)
})

test("two statements of one number: nothing is dispatched until what waits is signed again, after the log's", async () => {
  const { w, disk, at, subject } = await one()
  const old = disk.copy()
  await (await at()).reveal(subject, "legal_analysis")
  await logged(w, "2026-11-23", ...(await statements(w, disk)))
  await deskOver(await room(w, old)).reply(subject, { language: "en", text: "words", asks: null })
  expect(await imports(w, old)).toMatchObject({ warnings: ["store-older"], acknowledged: 1 })
  const desk = deskOver(await room(w, old))
  const write = () => desk.dispatch(() => {})
  expect(await refusalOf(write)).toBe("store-older")
  await desk.goOn()
  expect(await write()).toMatchObject({ statements: 1, replies: 1, left: 0 })
  const { items, replies } = (await room(w, old)).store.outbox
  expect(items.map(({ seq }) => seq)).toEqual([2])
  expect(replies.map(({ after }) => after)).toEqual(items.map(({ leaf }) => leaf))
  await logged(w, "2026-11-24", ...(await statements(w, old)))
  expect(await imports(w, old)).toMatchObject({ warnings: [], acknowledged: 1 })
})
