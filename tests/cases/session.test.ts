// One session at a desk: what its operator, its machine or its haste could get past (PROTOCOL sections 6 and 10). Two acts at once, a disk
// that fails, a key of one's own beside the organisation's, a chain that was taken up again.
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver, openDesk } from "../../src/cases/open-desk.ts"
import { Store } from "../../src/cases/store.ts"
import { fromBase64 } from "../../src/core/base64.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import type { Account } from "../fixtures/account.ts"
import { changed, withdrawn } from "../fixtures/saying.ts"
import { allowed } from "./allowing.ts"
import { Crash, Disk, memoryBlobs } from "./blobs.ts"
import { bundle, logged, person, room, session, type World, world } from "./world.ts"

async function some(n: number) {
  const w = await world()
  const people: Account[] = []
  for (let i = 0; i < n; i++) people.push(await person(w, { consent: allowed() }))
  await logged(w, "2026-11-22", ...people.map(({ statement }) => statement))
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: people })))
  const [her] = people as [Account]
  return {
    w,
    people,
    her,
    disk,
    subject: her.keys.subject,
    at: async (on = disk, m = 1) => deskOver(await room(w, on, m)),
  }
}

const waiting = async (w: World, disk: Disk) => (await room(w, disk)).store.outbox.items

test("acts at once: each statement has a number of its own", async () => {
  const { w, people, disk, at } = await some(3)
  const desk = await at()
  await Promise.all(people.map(({ keys }) => desk.reveal(keys.subject, "legal_analysis")))
  expect((await waiting(w, disk)).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5])
})

test("a disk that fails at the log: nothing is shown, then or at the next try, until the store is opened again", async () => {
  const { disk, at, subject } = await some(1)
  const desk = await at()
  disk.stopAt = disk.steps + 2
  await expect(desk.reveal(subject, "legal_analysis")).rejects.toThrow(Crash)
  disk.stopAt = Number.POSITIVE_INFINITY
  expect(await refusalOf(() => desk.reveal(subject, "legal_analysis"))).toBe("store-malformed")
  expect(await refusalOf(() => desk.attachment(subject, 0, "files/001"))).toBe("store-malformed")
  expect(await refusalOf(() => desk.note(subject, "words"))).toBe("store-malformed")
  expect(await refusalOf(async () => (await at()).reveal(subject, "legal_analysis"))).toBe("taken")
})

test("an identity that no charter names opens nothing, whoever brought it to a session", async () => {
  const { w, disk, subject } = await some(1)
  const own = await newIdentity()
  const identities = [
    ...(await parseIdentities(w.made.secrets.get("intake.age-identity") as string)),
    own.identity,
  ]
  const { aead, random, ...rest } = await session(w)
  const both = { unwrap: unwrapWith(identities), recipients: await Promise.all(identities.map(recipientOf)) }
  const blobs = memoryBlobs(disk)
  const desk = await openDesk({ ...rest, ...both, aead, random, blobs })
  await desk.label(subject, ["looked at"])
  const alone = Store.open({ blobs, aead, random }, unwrapWith([own.identity]), [own.recipient])
  expect(await refusalOf(() => alone)).toBe("store-key")
  expect((await room(w, disk)).store.card(subject)?.labels).toEqual(["looked at"])
})

test("a hold that was signed again, after an older store was put back, still holds", async () => {
  const { w, her, disk, subject, at } = await some(1)
  const old = disk.copy()
  await (await at()).reveal(subject, "legal_analysis")
  const request = await (await at(old)).hold(subject, "order of a court")
  await (await at(old)).finish(request.bytes, await (await at(old, 2)).approve(request.bytes))
  await logged(w, "2026-11-23", ...(await waiting(w, disk)).map(({ note }) => fromBase64(note)))
  const imports = async () => importBundle(await room(w, old), inMemory(await bundle(w)))
  expect(await imports()).toMatchObject({ warnings: ["store-older"] })
  await (await at(old)).goOn()
  await logged(w, "2026-11-24", ...(await waiting(w, old)).map(({ note }) => fromBase64(note)))
  await logged(w, "2026-11-25", await withdrawn(w.made, her))
  await logged(w, "2026-11-29")
  expect(await imports()).toMatchObject({ held: 1, erased: 0 })
})

test("new decisions on the same day: the look under them is logged as one of its own", async () => {
  const { w, her, disk, subject, at } = await some(1)
  const opened = async () => (await room(w, disk)).store.card(subject)?.openings.length
  await (await at()).reveal(subject, "legal_analysis")
  await (await at()).reveal(subject, "legal_analysis")
  expect(await opened()).toBe(1)
  const wider = allowed(({ decisions }) =>
    Object.assign(decisions[1] as object, { dataScope: ["account", "identity"] }),
  )
  const next = await changed(w.made, her, "amended", her.statement, wider)
  await logged(w, "2026-11-22", next.statement)
  await importBundle(await room(w, disk), inMemory(await bundle(w, { records: [next.record] })))
  await (await at()).reveal(subject, "legal_analysis")
  expect(await opened()).toBe(2)
})

test("a case's view, and what is known of it, hold no key", async () => {
  const { w, disk, subject, at } = await some(1)
  await (await at()).reveal(subject, "legal_analysis")
  const key = (await room(w, disk)).store.card(subject)?.record?.consentKey ?? ""
  expect(key).toMatch(/^[0-9a-f]{32}$/)
  const desk = await at()
  for (const told of [desk.look(subject), desk.known(subject)])
    expect(JSON.stringify(told)).not.toContain(key)
})
