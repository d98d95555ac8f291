// A server, or a courier, that means harm (PROTOCOL section 11). It has the log's key, it reads and writes every bundle, and everybody's
// public keys are known to it; it has no key of a console and none of a survivor.
import { expect, test } from "vitest"
import type { DisclosurePlan } from "../../src/cases/desk.ts"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { parseRecipients } from "../../src/core/age/recipient.ts"
import { fromBase64 } from "../../src/core/base64.ts"
import { equal, hex } from "../../src/core/bytes.ts"
import { type CustodyRecord, encodeCustodyRecord } from "../../src/core/custody/record.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { CUSTODY, type CustodyBody } from "../../src/core/statement/custody.ts"
import type { ErasureBody } from "../../src/core/statement/erasure.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { type Account, ORIGIN } from "../fixtures/account.ts"
import { erasure } from "../fixtures/log.ts"
import { changed, withdrawn } from "../fixtures/saying.ts"
import { allowed } from "./allowing.ts"
import { Disk } from "./blobs.ts"
import { bundle, type Carrying, leafOf, logged, person, room, type World, world } from "./world.ts"

async function one() {
  const w = await world()
  const her = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", her.statement)
  const disk = new Disk()
  await imports(w, disk, { accounts: [her] })
  return { w, her, disk, subject: her.keys.subject }
}

const imports = async (w: World, disk: Disk, carrying: Carrying = {}) =>
  importBundle(await room(w, disk), inMemory(await bundle(w, carrying)))

const lockOf = async (w: World, disk: Disk, subject: string) =>
  (await room(w, disk)).store.card(subject)?.lock

/** The log's word that somebody is gone. */
function gone({ log }: World, her: Account, reason: ErasureBody["reason"]): Promise<Uint8Array> {
  const { subject } = her.keys
  return erasure(
    { subject, consent: leafOf(her.statement), content: [her.content.root], records: [], reason },
    log,
  )
}

test("a tick of a day far ahead: nobody's account is destroyed for it", async () => {
  const { w, her, disk, subject } = await one()
  const other = await person(w)
  await logged(w, "2026-11-23", other.statement, await withdrawn(w.made, her))
  await imports(w, disk, { accounts: [other] })
  await logged(w, "2099-01-01")
  w.day = "2026-11-24"
  expect(await imports(w, disk)).toMatchObject({ erased: 0, expired: 0 })
  expect(await lockOf(w, disk, subject)).toBe("withdrawn")
  expect(await lockOf(w, disk, other.keys.subject)).toBe("expired")
  w.day = "2026-11-26" // by this machine's own clock the cooling is over
  expect(await imports(w, disk)).toMatchObject({ erased: 1, expired: 0 })
})

test("an erasure that she did not ask for locks, and is told; it destroys nothing, and hides no account", async () => {
  const { w, her, disk, subject } = await one()
  const unseen = await person(w)
  const erasures = [await gone(w, her, "withdrawn"), await gone(w, unseen, "expired")]
  await logged(w, "2026-11-23", unseen.statement, ...erasures)
  const report = await imports(w, disk)
  expect(report).toMatchObject({ erased: 0, expired: 0 })
  expect(report.leftOut.map((item) => [item.subject, item.code]).sort()).toEqual(
    [
      [subject, "erased"],
      [unseen.keys.subject, "erased"],
    ].sort(),
  )
  expect(await lockOf(w, disk, subject)).toBe("erased")
  await logged(w, "2026-11-24", await withdrawn(w.made, her))
  expect(await imports(w, disk)).toMatchObject({ erased: 1 }) // she did
})

test("that a console has imported it, only a console can say", async () => {
  const w = await world()
  const her = await person(w)
  await logged(w, "2026-11-22", her.statement, await gone(w, her, "imported"))
  const { leftOut } = await imports(w, new Disk(), { records: [her.record] })
  expect(leftOut).toEqual([{ subject: her.keys.subject, root: her.content.root, code: "missing" }])
})

test.each(["pending", "logged"])(
  "her withdrawal, taken back since, brought once more as if it were new: %s",
  async (how) => {
    const { w, her, disk, subject } = await one()
    const leaving = await withdrawn(w.made, her, her.statement, { erase: "now" })
    const back = await changed(w.made, her, "reinstated", leaving)
    await logged(w, "2026-11-23", leaving, back.statement)
    const before = disk.copy()
    expect(await imports(w, before, { records: [back.record] })).toMatchObject({ erased: 0 })
    if (how === "logged") await logged(w, "2026-11-24", leaving)
    for (const on of [before, disk]) {
      const pending = how === "pending" ? [leaving] : []
      expect(await imports(w, on, { records: [back.record], pending })).toMatchObject({
        erased: 0,
        withdrawn: 0,
      })
      expect(await lockOf(w, on, subject)).toBeNull()
    }
  },
)

test("a withdrawal that came damaged stays obeyed when the next bundle says nothing of it", async () => {
  const { w, her, disk, subject } = await one()
  const leaving = await withdrawn(w.made, her)
  const lying: typeof nodeSha256 = () => {
    const hash = nodeSha256()
    let all = Buffer.alloc(0)
    return {
      update(bytes) {
        all = Buffer.concat([all, bytes])
        hash.update(bytes)
      },
      digest: () => (equal(all, leaving) ? new Uint8Array(32) : hash.digest()),
    }
  }
  await imports(w, disk, { pending: [leaving], newSha256: lying })
  expect(await lockOf(w, disk, subject)).toBe("withdrawn")
  const next = await imports(w, disk)
  expect(next).toMatchObject({ reinstated: 0, warnings: ["log-withheld"] })
  expect(next.leftOut).toEqual([{ subject, root: null, code: "withheld" }])
  expect(await lockOf(w, disk, subject)).toBe("withdrawn")
})

test("a statement that no console signed, promised all the same: it forks no chain and spends nothing", async () => {
  const { w, her, disk, subject } = await one()
  const console_ = await parsePrivateKey(w.made.secrets.get("console-1.key") as string)
  const { signer } = await newSigningKey("console-1")
  const sealed = await forgery(w, her, { action: "disclosed", recipientId: "example-court" })
  const body: CustodyBody = {
    ...{ console: hex(console_.verifier.key), seq: 900, prev: "0".repeat(64), subject, action: "used" },
    ...{ consent: leafOf(her.statement), log: 9 },
    record: { sha256: nodeHash(sealed), size: sealed.length },
  }
  const forged = await signStatement(CUSTODY, ORIGIN, body, [signer])
  const report = await imports(w, disk, { pending: [forged], records: [sealed] })
  expect(report.warnings).toEqual([])
  expect(report.leftOut.map(({ code }) => code)).toContain("signature")
  const here = await room(w, disk)
  expect(here.store.state?.stopped).toEqual([])
  expect(here.store.card(subject)?.earlier).toEqual([])
})

test("another record in place of the one that a console's statement names: what was spent stays spent", async () => {
  const { w, her, disk, subject } = await one()
  const theirs = disk.copy() // the other console's own store
  const first = deskOver(await room(w, disk))
  const { bytes } = await first.disclose(subject, PLAN)
  await first.finish(bytes, await deskOver(await room(w, theirs, 2)).approve(bytes))
  const items = (await room(w, disk)).store.outbox.items
  await logged(w, "2026-11-23", ...items.map(({ note }) => fromBase64(note)))
  const path = items.at(-1)?.files[0]?.path ?? ""
  const opened = await forgery(w, her, { action: "opened", purpose: "legal_analysis" })
  const { leftOut } = await importBundle(
    await room(w, theirs, 2),
    inMemory(await bundle(w, { change: (files) => void files.set(path, opened) })),
  )
  expect(leftOut).toContainEqual({ subject, root: null, code: "record-mismatch" })
  const second = deskOver(await room(w, theirs, 2))
  expect(await refusalOf(() => second.disclose(subject, PLAN))).toBe("unreadable")
})

const PLAN: DisclosurePlan = {
  ...{ purpose: "share_accountability_body", recipientId: "example-court", note: null, words: null },
  ...{ identifiability: "pseudonymised", dataScope: ["account", "time_place"] },
  ...{ fields: ["account_text"], files: [], met: ["no_name"], notHappened: [] },
}

/** A custody record as anybody can seal it: the intake's recipient is public. */
async function forgery({ made }: World, her: Account, over: Partial<CustodyRecord>): Promise<Uint8Array> {
  const record: CustodyRecord = {
    ...{ format: "cairn-custody/1", subject: her.keys.subject, action: "disclosed" },
    ...{ purpose: "share_accountability_body", recipientId: null, decisionId: null },
    ...{ identifiability: "pseudonymised", dataScope: ["account"], objects: [], consentKey: null },
    ...{ by: "console-1", day: "2026-11-22", note: null, approval: null },
    ...over,
  }
  const to = parseRecipients(made.charter.body.intake.map(({ recipient }) => recipient))
  return sealBytes(encodeCustodyRecord(record), to, nodeAead)
}

function nodeHash(bytes: Uint8Array): string {
  const hash = nodeSha256()
  hash.update(bytes)
  return hex(hash.digest())
}

test("an account that is made to weigh: lists do not carry it, and it is named where it is too much", async () => {
  const w = await world()
  const heavy = "x".repeat(600 * 1024)
  const place = { text: heavy, kind: "town_or_village" }
  const wide = await person(w, {
    consent: allowed(),
    testimony: { format: "cairn-testimony/1", answers: { where: place, account_text: "text" } } as never,
  })
  const long = await person(w, {
    consent: allowed(({ parties }) => Object.assign(parties[1] as object, { name: heavy })),
  })
  await logged(w, "2026-11-22", wide.statement, long.statement)
  const disk = new Disk()
  const report = await imports(w, disk, { accounts: [wide, long] })
  expect(report).toMatchObject({
    cases: 1,
    leftOut: [{ subject: long.keys.subject, root: long.content.root, code: "too-large" }],
  })
  const desk = deskOver(await room(w, disk))
  expect(JSON.stringify(await desk.list()).length).toBeLessThan(2000)
  const { answers } = await desk.reveal(wide.keys.subject, "legal_analysis")
  expect(answers.find(({ field }) => field === "where")?.value).toEqual(place) // whole, for whoever reads
})

test("however much people wrote, one change writes a few megabytes", async () => {
  const disk = new Disk()
  const { store } = await room(await world(), disk)
  const notes = [{ text: "x".repeat(500_000) }]
  for (let n = 0; n < 40; n++)
    store.put({ ref: `R-${n}`, subject: `${n}`, notes, containers: [], record: null } as never)
  await store.commit()
  expect(Math.max(...[...disk.blobs.values()].map(({ length }) => length))).toBeLessThan(6_000_000)
})
