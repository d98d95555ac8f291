// What is not in the log yet, and what is said against the log: a withdrawal counts whatever is wrong around it, taking one back
// counts only in the log, and what cannot be read allows nothing (PROTOCOL sections 5 and 11, C10).
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { openBlob } from "../../src/cases/sealed.ts"
import { fromBase64 } from "../../src/core/base64.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { changed, withdrawn } from "../fixtures/saying.ts"
import { allowed } from "./allowing.ts"
import { Disk } from "./blobs.ts"
import { bundle, type Carrying, leafOf, logged, person, room, world } from "./world.ts"

async function one() {
  const w = await world()
  const her = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", her.statement)
  const disk = new Disk()
  const bring = async (carrying: Carrying = {}, to = disk) =>
    importBundle(await room(w, to), inMemory(await bundle(w, carrying)))
  await bring({ accounts: [her] })
  return { w, her, disk, bring }
}

test("a withdrawal of which the server broke the promise, or the file, is obeyed: locked, and erased now", async () => {
  for (const broken of ["promise", "missing", "note"] as const) {
    const { w, her, disk, bring } = await one()
    const now = await withdrawn(w.made, her, her.statement, { erase: "now" })
    const other = await withdrawn(w.made, await person(w))
    const path = `pending/${leafOf(now)}`
    const report = await bring({
      pending: [now, other],
      change: (files) => {
        const theirs = files.get(`pending/${leafOf(other)}.promise`) as Uint8Array
        if (broken === "promise") files.set(`${path}.promise`, theirs)
        if (broken === "missing") files.delete(`${path}.promise`)
        if (broken !== "note") return
        // Under another name than its hash gives: nothing but the signature is looked at first.
        files.set(`pending/${"0".repeat(64)}.note`, now)
        files.delete(`${path}.note`)
      },
    })
    expect([broken, report.withdrawn, report.erased]).toEqual([broken, 1, 1])
    expect((await room(w, disk)).store.card(her.keys.subject)).toBeUndefined()
  }
})

test("taken back, but only promised: locked until the log has it", async () => {
  const { w, her, disk, bring } = await one()
  const leaving = await withdrawn(w.made, her)
  await logged(w, "2026-11-23", leaving)
  await bring()
  const back = await changed(w.made, her, "reinstated", leaving)
  const promised = await bring({ pending: [back.statement], records: [back.record] })
  expect(promised).toMatchObject({ reinstated: 0 })
  expect((await room(w, disk)).store.card(her.keys.subject)?.lock).toBe("withdrawn")
  const late = disk.copy()
  await logged(w, "2026-11-24", back.statement)
  expect(await bring({ records: [back.record] })).toMatchObject({ reinstated: 1 })
  // Where the days are over before the log has it, it came too late.
  w.leaves.length -= 8
  await logged(w, "2026-11-26")
  expect(await bring({ pending: [back.statement] }, late)).toMatchObject({ erased: 1 })
})

test("an account of somebody who has withdrawn is not taken in, though the bundle holds it", async () => {
  const w = await world()
  const her = await person(w)
  await logged(w, "2026-11-22", her.statement)
  const inside = await room(w, new Disk())
  const zip = await bundle(w, { accounts: [her], pending: [await withdrawn(w.made, her)] })
  const report = await importBundle(inside, inMemory(zip))
  expect(report).toMatchObject({
    cases: 0,
    leftOut: [{ subject: her.keys.subject, root: her.content.root, code: "withdrawn" }],
  })
  expect(inside.store.outbox.items).toEqual([])
})

test("new decisions that are only promised hold at once, and are what a use then relies on", async () => {
  const { w, her, disk, bring } = await one()
  const next = await changed(w.made, her, "amended", her.statement)
  await bring({ pending: [next.statement], records: [next.record] })
  const desk = deskOver(await room(w, disk))
  expect(await refusalOf(() => desk.reveal(her.keys.subject, "legal_analysis"))).toBe("undecided")
  await desk.reveal(her.keys.subject, "store")
  const note = Buffer.from((await room(w, disk)).store.outbox.items.at(-1)?.note ?? "", "base64").toString()
  expect(note).toContain(`"consent":"${leafOf(next.statement)}"`)
})

test("what another console did and nobody can read: nothing leaves the house", async () => {
  const { w, her, disk, bring } = await one()
  const theirs = disk.copy()
  const other = deskOver(await room(w, theirs, 2))
  await other.reveal(her.keys.subject, "legal_analysis")
  const { store } = await room(w, theirs, 2)
  const used = store.outbox.items.filter(({ console }) => console !== store.outbox.items[0]?.console)
  await logged(w, "2026-11-23", ...used.map(({ note }) => fromBase64(note)))
  const without = await bring()
  expect(without.leftOut).toEqual([{ subject: her.keys.subject, root: null, code: "missing" }])
  const plan = {
    ...{
      purpose: "share_accountability_body" as const,
      recipientId: "example-court",
      note: null,
      words: null,
    },
    ...{ identifiability: "pseudonymised" as const, dataScope: ["account"] as const, fields: [], files: [] },
    ...{ met: ["no_name"] as const, notHappened: [] },
  }
  const ask = async () => deskOver(await room(w, disk)).disclose(her.keys.subject, plan)
  expect(await refusalOf(ask)).toBe("unreadable")
  const file = used[0]?.files[0]
  if (file === undefined) throw new Error("no record")
  const record = await openBlob(store.sealing, file.ref)
  expect(await bring({ records: [record] })).toMatchObject({ leftOut: [] })
  expect(await refusalOf(ask)).toBe("taken")
  expect(deskOver(await room(w, disk)).look(her.keys.subject).uses).toMatchObject([
    { action: "opened", by: "staff-2" },
  ])
})
