// What a second console puts its name to (PROTOCOL section 6): the very disclosure that is made, and once. The first console's
// operator is the one who would cheat here, or somebody who swaps the file on the way.
import { expect, test } from "vitest"
import type { DisclosurePlan } from "../../src/cases/desk.ts"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { openRequest, sealRequest } from "../../src/cases/request.ts"
import { collect } from "../../src/core/chunks.ts"
import type { CustodyRecord } from "../../src/core/custody/record.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { allowed } from "./allowing.ts"
import { Disk } from "./blobs.ts"
import { bundle, logged, person, room, world } from "./world.ts"

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
const shared = one()

/** The first console's request, made anew with another record over the same plan. */
async function swapped(over: Partial<CustodyRecord>): Promise<Uint8Array> {
  const { w, disk, at, subject } = await shared
  const { bytes } = await (await at()).disclose(subject, PLAN)
  const here = await room(w, disk)
  const { record, plan } = await openRequest(here, bytes)
  return (await sealRequest(here, { ...record, ...over }, plan)).bytes
}

test.each<[string, Partial<CustodyRecord>]>([
  ["another recipient", { recipientId: "example-partner" }],
  ["another purpose", { purpose: "share_partner" }],
  ["more plainly", { identifiability: "identified" }],
  ["more of it", { dataScope: ["account", "time_place", "identity"] }],
  ["less of it", { dataScope: ["account"] }],
  ["another note", { note: "for the file" }],
  ["an opening", { action: "opened" }],
  [
    "a reply",
    { action: "replied", purpose: null, recipientId: null, identifiability: null, decisionId: null },
  ],
])("a record that says %s than the plan that is judged: nobody signs it", async (_, over) => {
  const { at } = await shared
  const bytes = await swapped(over)
  expect(await refusalOf(async () => (await at(2)).approve(bytes))).toBe("request-malformed")
  const review = refusalOf(async () => (await at(2)).review(bytes))
  expect(await review.then((code) => (code === "taken" ? reviewed(bytes) : code))).toBe("request-malformed")
})

const reviewed = async (bytes: Uint8Array) =>
  (await (await shared).at(2)).review(bytes).then(({ code }) => code)

test("words that nobody approved do not go along under another purpose", async () => {
  const { at, subject } = await shared
  const plan = { ...PLAN, fields: [], dataScope: ["time_place" as const], words: "all of her account, typed" }
  expect(await refusalOf(async () => (await at()).disclose(subject, plan))).toBe("content")
})

test("the second console is shown what goes along, and what the first one answers for", async () => {
  const { at, subject } = await shared
  const { bytes } = await (await at()).disclose(subject, PLAN)
  const { plan, code } = await (await at(2)).review(bytes)
  expect({ plan, code }).toEqual({ plan: PLAN, code: null })
})

test("stopped between the log and the copy: the same request gives it again, stated once, until the log has it", async () => {
  const { w, disk, at, subject } = await one()
  const { bytes } = await (await at()).disclose(subject, PLAN)
  const approval = await (await at(2)).approve(bytes)
  const first = await (await at()).finish(bytes, approval)
  const waiting = (await room(w, disk)).store.outbox.items.length
  const again = await (await at()).finish(bytes, approval)
  expect(again.leaf).toBe(first.leaf)
  const text = async ({ files }: typeof first) =>
    Promise.all(
      files.map(async ({ name, bytes: one_ }) => [name, Buffer.from(await collect(one_, 1e6)).toString()]),
    )
  expect(await text(again)).toEqual(await text(first))
  const { store } = await room(w, disk)
  expect(store.outbox.items).toHaveLength(waiting)
  await logged(w, "2026-11-23", ...store.outbox.items.map(({ note }) => Buffer.from(note, "base64")))
  await importBundle(await room(w, disk), inMemory(await bundle(w)))
  expect(await refusalOf(async () => (await at()).finish(bytes, approval))).toBe("request-changed")
})

test("of a young person's files whatever may be a picture stays closed, whatever its type says", async () => {
  const bytes = Buffer.from("not a picture, but nobody can know")
  const file = (type: string) => ({
    ...{ original: "IMG_1.HEIC", type, size: bytes.length, hidden: "kept" as const },
    bytes: () => [bytes],
  })
  const { at, subject } = await one({
    testimony: { format: "cairn-testimony/1", answers: { over18: "under_18", account_text: "text" } },
    attachments: [file(""), file("application/octet-stream")],
    consent: allowed(({ decisions }) =>
      Object.assign(decisions[2] as object, { dataScope: ["account", "documents"] }),
    ),
  })
  const desk = await at()
  expect(desk.look(subject).quarantine).not.toBeNull()
  await desk.reveal(subject, "legal_analysis")
  for (const name of ["files/001", "files/002"])
    expect(await refusalOf(() => desk.attachment(subject, 0, name))).toBe("quarantined")
  const plan = { ...PLAN, dataScope: ["account" as const, "documents" as const], files: ["1:files/001"] }
  expect(await refusalOf(() => desk.disclose(subject, plan))).toBe("quarantined")
  await desk.quarantine(subject, false, "looked at by whoever may")
  expect(await refusalOf(() => desk.disclose(subject, plan))).toBe("taken")
})

test("she is asked about nobody of whom the policy says nothing", async () => {
  const { at, subject } = await shared
  const ask = (recipientId: string | null) => async () =>
    (await at()).reply(subject, {
      ...{ language: "en", text: "May we?" },
      asks: { purpose: "share_partner", recipientId, sha256: null },
    })
  expect(await refusalOf(ask("nobody-we-know"))).toBe("no-recipient")
  expect(await refusalOf(ask(null))).toBe("no-recipient")
  expect(await refusalOf(ask("example-partner"))).toBe("taken")
})

test("a yes for one use: who approved one console's request does not approve another's in the same days", async () => {
  const { w, disk, at, subject } = await one()
  const [first, second] = [disk.copy(), disk.copy()] // stores of their own, which know nothing of each other
  const ask = async (on: Disk, note: string) =>
    deskOver(await room(w, on)).disclose(subject, { ...PLAN, note })
  const [a, b] = [await ask(first, "one"), await ask(second, "another")]
  const approver = async () => deskOver(await room(w, disk, 2))
  await (await approver()).approve(a.bytes)
  expect(await refusalOf(async () => (await approver()).approve(a.bytes))).toBe("taken") // the same, once more
  expect(await refusalOf(async () => (await approver()).approve(b.bytes))).toBe("spent")
  expect(await (await approver()).review(b.bytes)).toMatchObject({ code: "spent" })
  await logged(w, "2026-11-25")
  await importBundle(await room(w, disk), inMemory(await bundle(w)))
  await importBundle(await room(w, second), inMemory(await bundle(w)))
  // Days later the first one was not used, or the log would say so: it cannot be any more either.
  expect(await refusalOf(async () => (await at(2)).approve(a.bytes))).toBe("request-changed")
  expect(await refusalOf(async () => (await approver()).approve((await ask(second, "later")).bytes))).toBe(
    "taken",
  )
})

test("an approval is not kept for later", async () => {
  const { w, disk, at, subject } = await one()
  const { bytes } = await (await at()).disclose(subject, PLAN)
  const approval = await (await at(2)).approve(bytes)
  await logged(w, "2026-11-25")
  await importBundle(await room(w, disk), inMemory(await bundle(w)))
  expect(await refusalOf(async () => (await at()).finish(bytes, approval))).toBe("request-changed")
})
