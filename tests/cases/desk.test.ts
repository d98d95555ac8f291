// At the desk: what may be read and why not, what is logged before it is shown, and what staff keep (PROTOCOL section 6).
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { fromUtf8 } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import type { Account } from "../fixtures/account.ts"
import { changed } from "../fixtures/saying.ts"
import { allowed } from "./allowing.ts"
import { Disk } from "./blobs.ts"
import { canOpen, readReply, recipients } from "./opening.ts"
import { bundle, logged, person, room, type World, world } from "./world.ts"

const ANSWERS = {
  ...{ lang: "uk", account_text: "a sample that tells of nobody", ongoing: "yes_now", call_me: "Sample" },
  ...{ contact_ok: "yes", contact_detail: "a sample way", harm: ["H05"] },
  where: { text: "Sampletown", kind: "town_or_village" },
}

const PICTURE = new Uint8Array(3000).fill(7)

function testimony(more: object = {}): Testimony {
  return { format: "cairn-testimony/1", answers: { ...ANSWERS, ...more } } as never
}

async function desk(w: World, people: readonly Account[], n = 1, disk = new Disk()) {
  const inside = await room(w, disk, n)
  await importBundle(inside, inMemory(await bundle(w, { accounts: people })))
  return { desk: deskOver(inside), inside, disk, again: async (m = n) => deskOver(await room(w, disk, m)) }
}

test("with only keeping allowed: contact and danger, and nothing else anywhere", async () => {
  const w = await world()
  const one = await person(w, { testimony: testimony() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, inside } = await desk(w, [one])
  const [line] = await at.list()
  expect(line).toMatchObject({ danger: "yes_now", contact: "yes", harm: null, place: null, readable: false })
  for (const filter of [{ harm: "H05" }, { place: "sample" }, { text: "nobody" }, { text: "sampletown" }])
    expect(await at.list(filter)).toEqual([])
  expect(await refusalOf(() => at.reveal(one.keys.subject, "legal_analysis"))).toBe("undecided")
  expect(inside.store.outbox.items).toHaveLength(1) // the import alone
  const shown = await at.reveal(one.keys.subject, "store")
  expect(shown.only).toBe("triage")
  expect(shown.answers.map(({ field }) => field).sort()).toEqual(["contact_detail", "contact_ok", "ongoing"])
  expect(shown.files).toEqual([])
  expect(inside.store.outbox.items).toHaveLength(2)
})

test("a wider consent shows what its scope takes in; logged once a person, case and day", async () => {
  const w = await world()
  const one = await person(w, { testimony: testimony({ perp_detail: "somebody tall" }), consent: allowed() })
  const less = allowed((draft) => Object.assign(draft.decisions[1] as object, { dataScope: ["contact"] }))
  const other = await person(w, { testimony: testimony(), consent: less })
  await logged(w, "2026-11-22", one.statement, other.statement)
  const { desk: at, inside, again } = await desk(w, [one, other])
  expect(await at.list({ text: "tall" })).toEqual([]) // nor is who did it
  const narrow = (await at.list()).find(({ subject }) => subject === other.keys.subject)
  expect(narrow).toMatchObject({ readable: true, harm: null, place: null })
  expect(await at.list({ text: "nobody" })).toHaveLength(1)
  const ref = (await at.list({ harm: "H05", place: "SAMPLE", text: "nobody" }))[0]?.ref ?? ""
  expect(ref).toMatch(/^[A-Z]{3}-[A-Z]{3}$/)
  const shown = await at.reveal(ref, "legal_analysis")
  expect(shown.only).toBeNull()
  expect(shown.answers.map(({ field }) => field)).toContain("account_text")
  expect(shown.answers.map(({ field }) => field)).not.toContain("call_me") // identity is not in her scope
  await at.reveal(ref, "legal_analysis")
  expect(inside.store.outbox.items).toHaveLength(3)
  const second = await again(2)
  await second.reveal(ref, "legal_analysis")
  expect(second.about().waiting).toBe(4)
  w.day = "2026-11-23"
  await (await again()).reveal(ref, "legal_analysis")
  expect((await again()).about().waiting).toBe(5)
})

test("old knowledge, a clock that is behind, another key: nothing is opened, and nothing signed", async () => {
  const w = await world()
  const one = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, inside } = await desk(w, [one])
  const reveal = () => at.reveal(one.keys.subject, "legal_analysis")
  const plan = { ...PLAN, fields: [] }
  w.day = "2026-11-21"
  expect(await refusalOf(reveal)).toBe("clock-behind")
  w.day = "2026-11-25"
  expect(await refusalOf(() => at.disclose(one.keys.subject, plan))).toBe("stale")
  w.day = "2026-11-30"
  expect(await refusalOf(reveal)).toBe("stale")
  w.day = "2026-11-22"
  const theirs = await room(await world(), new Disk())
  const stranger = deskOver({ ...inside, signer: theirs.signer })
  expect(await refusalOf(() => stranger.reveal(one.keys.subject, "legal_analysis"))).toBe("not-a-console")
  expect(inside.store.outbox.items).toHaveLength(1)
})

const PLAN = {
  ...{ purpose: "share_accountability_body" as const, recipientId: "example-court", note: null, words: null },
  ...{ identifiability: "pseudonymised" as const, dataScope: ["account", "time_place"] as const },
  ...{ fields: ["account_text"], files: [], met: ["no_name"] as const, notHappened: [] },
}

test("pictures of somebody under 18 stay closed until a person lifts it; then they are what she sent", async () => {
  const w = await world()
  const attachments = [
    {
      original: "a.jpg",
      type: "image/jpeg",
      hidden: "kept" as const,
      size: PICTURE.length,
      bytes: () => [PICTURE],
    },
    {
      original: "b.txt",
      type: "text/plain",
      hidden: "kept" as const,
      size: 5,
      bytes: () => [Buffer.from("hello")],
    },
  ]
  const minor = testimony({ over18: "under_18", files: ["files/001", "files/002"] })
  const one = await person(w, { testimony: minor, consent: allowed(), attachments })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at } = await desk(w, [one])
  const [line] = await at.list()
  const ref = line?.ref ?? ""
  expect(line).toMatchObject({ minor: true, files: 2, quarantine: { by: "import" } })
  expect(await refusalOf(() => at.attachment(ref, 0, "files/001"))).toBe("covered")
  await at.reveal(ref, "legal_analysis")
  expect(await refusalOf(() => at.attachment(ref, 0, "files/001"))).toBe("quarantined")
  const text = await at.attachment(ref, 0, "files/002")
  expect(fromUtf8(await collect(text.bytes, 10))).toBe("hello")
  await at.quarantine(ref, false, "looked at by whoever may")
  const picture = await at.attachment(ref, 0, "files/001")
  expect(picture).toMatchObject({ type: "image/jpeg", original: "a.jpg" })
  expect(Uint8Array.from(await collect(picture.bytes, 10_000))).toEqual(PICTURE)
})

test("labels, notes, fields and who has it are kept, sealed, and found again", async () => {
  const w = await world()
  const one = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, disk, again } = await desk(w, [one])
  const ref = (await at.list())[0]?.ref ?? ""
  await at.label(ref, ["urgent", "urgent"])
  await at.note(ref, "a remark of staff")
  await at.staff(ref, { riskLevel: "high", nextReview: "2026-12-24" })
  await at.handOver(ref, "staff-2", "please take over")
  expect(await refusalOf(() => at.staff(ref, { nextReview: "soon" } as never))).toBe("field-value")
  const later = await again()
  expect(later.look(ref)).toMatchObject({
    ...{ labels: ["urgent"], heldBy: "staff-2", staff: { riskLevel: "high", nextReview: "2026-12-24" } },
    ...{ reviewAt: "2026-12-01", notes: [{ text: "a remark of staff" }, { text: "please take over" }] },
  })
  expect(await later.list({ label: "urgent", heldBy: "staff-2", text: "REMARK" })).toHaveLength(1)
  expect(await later.list({ reviewBy: "2026-11-30" })).toEqual([])
  for (const word of ["urgent", "a remark", "staff-2", ref]) expect(disk.bytes.includes(word)).toBe(false)
})

test("a reply is hers alone to read, numbered, and the case does not wait any more until she writes again", async () => {
  const w = await world()
  const one = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, inside, disk } = await desk(w, [one])
  const ref = (await at.list({ waiting: true }))[0]?.ref ?? ""
  const asks = { purpose: "share_partner" as const, recipientId: "example-partner", sha256: null }
  expect(await at.reply(ref, { language: "uk", text: "words for her", asks })).toMatchObject({ n: 1 })
  expect(await at.reply(ref, { language: "uk", text: "more words", asks: null })).toMatchObject({ n: 2 })
  expect(await at.list({ waiting: true })).toEqual([])
  expect(disk.bytes.includes("words for her")).toBe(false)
  const [first] = inside.store.outbox.replies
  const note = await readReply(w, one, inside, first)
  expect(note).toMatchObject({ n: 1, text: "words for her", asks })
  const unfit = {
    language: "uk",
    text: "x",
    asks: { purpose: "publish_quote" as const, recipientId: null, sha256: null },
  }
  expect(await refusalOf(() => at.reply(ref, unfit))).toBe("note-malformed")
  expect(inside.store.outbox.replies).toHaveLength(2)
})

test("her history hidden: what is sealed of a use is not for her key, and as many may open it", async () => {
  const w = await world()
  const hidden = await person(w, { consent: allowed((draft) => Object.assign(draft, { history: "hide" })) })
  const open = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", hidden.statement, open.statement)
  const { desk: at, inside } = await desk(w, [hidden, open])
  for (const one of [hidden, open]) await at.reveal(one.keys.subject, "legal_analysis")
  const used = inside.store.outbox.items.filter(({ files }) => files.length > 0)
  const record = async (subject: string) => {
    const item = used.find(({ note }) => Buffer.from(note, "base64").includes(subject))
    return item?.files.find(({ path }) => path.startsWith("records/"))
  }
  expect(await canOpen(inside, await record(hidden.keys.subject), hidden)).toBe(false)
  expect(await canOpen(inside, await record(open.keys.subject), open)).toBe(true)
  expect(await recipients(inside, await record(hidden.keys.subject))).toBe(3)
  expect(await recipients(inside, await record(open.keys.subject))).toBe(3)
})

test("new decisions replace the old: what she takes back is refused from that import on", async () => {
  const w = await world()
  const one = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, disk } = await desk(w, [one])
  await at.reveal(one.keys.subject, "legal_analysis")
  const next = await changed(w.made, one, "amended", one.statement)
  await logged(w, "2026-11-23", next.statement)
  const later = deskOver(await room(w, disk))
  const zip = await bundle(w, { records: [next.record] })
  expect(await later.import(inMemory(zip))).toMatchObject({ changed: 1 })
  expect(await refusalOf(() => later.reveal(one.keys.subject, "legal_analysis"))).toBe("undecided")
  // And where the new record is not there, nothing is allowed at all.
  const third = deskOver(await room(w, disk))
  const more = await changed(w.made, one, "amended", next.statement)
  await logged(w, "2026-11-24", more.statement)
  const without = await third.import(inMemory(await bundle(w)))
  expect(without.leftOut).toEqual([{ subject: one.keys.subject, root: null, code: "missing" }])
  expect(await refusalOf(() => third.reveal(one.keys.subject, "store"))).toBe("no-consent")
})

test("one compartment erased: it, the file key and the bytes are gone for good, the others stay", async () => {
  const w = await world()
  const one = await person(w, { testimony: testimony(), consent: allowed() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, disk, again } = await desk(w, [one])
  const ref = (await at.list())[0]?.ref ?? ""
  expect(disk.bytes.includes(Buffer.from(one.container.subarray(1627)))).toBe(true)
  await at.erase(ref, "contact")
  expect(disk.bytes.includes(Buffer.from(one.container.subarray(1627)))).toBe(false)
  const later = await again()
  const shown = await later.reveal(ref, "legal_analysis")
  expect(shown.answers.map(({ compartment }) => compartment)).not.toContain("contact")
  expect(shown.answers.map(({ field }) => field)).toContain("account_text")
  expect((await later.list())[0]).toMatchObject({ contact: null, harm: ["H05"] })
  const { store } = await room(w, disk)
  expect(store.card(ref)?.containers[0]).toMatchObject({
    body: null,
    compartments: { contact: null, files: null },
  })
  // And the same bundle again does not bring it back.
  const same = await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [one] })))
  expect(same).toMatchObject({ kind: "again", added: 0 })
})

test("two changes at once are both kept, and both openings logged", async () => {
  const w = await world()
  const one = await person(w, { testimony: testimony(), consent: allowed() })
  await logged(w, "2026-11-22", one.statement)
  const { desk: at, again } = await desk(w, [one])
  const ref = (await at.list())[0]?.ref ?? ""
  await Promise.all([
    ...[1, 2, 3].map((n) => at.note(ref, `remark ${n}`)),
    ...[at.label(ref, ["urgent"]), at.reveal(ref, "legal_analysis"), at.reveal(ref, "store")],
    at.reply(ref, { language: "en", text: "words", asks: null }),
  ])
  const later = await again()
  const { notes, labels, uses } = later.look(ref)
  expect(notes.map(({ text }) => text)).toEqual(["remark 1", "remark 2", "remark 3"])
  expect(labels).toEqual(["urgent"])
  expect(uses.map(({ action }) => action)).toEqual(["opened", "opened", "replied"])
  expect(later.about().waiting).toBe(4)
})
