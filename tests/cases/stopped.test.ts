// The machine stops at any write of an import or of a use: nothing is lost, nothing is half there, and again finishes it.
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { inMemory } from "../courier/carrying.ts"
import { withdrawn } from "../fixtures/saying.ts"
import { allowed } from "./allowing.ts"
import { Crash, Disk } from "./blobs.ts"
import { bundle, logged, person, room, type World, world } from "./world.ts"

/** What a store says of itself, without what is drawn at random. */
async function told(w: World, disk: Disk) {
  const { store } = await room(w, disk)
  const cards = [...store.cards()].map((card) => ({
    ...{ subject: card.subject, lock: card.lock, record: card.record?.ref, leaves: card.leaves },
    containers: card.containers.map(({ root, body, imported }) => [root, body !== null, imported !== null]),
    ...{
      replies: card.replies.length,
      openings: card.openings,
      earlier: card.earlier.map(({ record }) => record?.action),
    },
  }))
  const waiting = store.outbox.items.map(({ seq, files }) => [seq, files.length])
  const { size, chains } = store.state ?? {}
  const seqs = Object.values(chains ?? {}).map(({ seq }) => seq)
  return {
    cards: cards.sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    waiting,
    size,
    seqs,
    blobs: disk.blobs.size,
  }
}

/** Runs `act` once to its end, then once for each step at which it is stopped, and again after that. */
async function everyStop(
  start: Disk,
  act: (disk: Disk) => Promise<unknown>,
  check: (disk: Disk) => Promise<void>,
) {
  const whole = start.copy()
  await act(whole)
  await check(whole)
  const steps = whole.steps
  for (let at = 1; at <= steps; at++) {
    const disk = start.copy()
    disk.stopAt = at
    await expect(act(disk)).rejects.toThrow(Crash)
    disk.stopAt = Number.POSITIVE_INFINITY
    await act(disk)
    await check(disk)
  }
  return steps
}

test("an import that takes in two, erases one and locks one, stopped at every write", {
  timeout: 120_000,
}, async () => {
  const w = await world()
  const [a, b, c, d] = [await person(w), await person(w), await person(w), await person(w)]
  await logged(w, "2026-11-22", a.statement, b.statement)
  const before = new Disk()
  await importBundle(await room(w, before), inMemory(await bundle(w, { accounts: [a, b] })))
  const now = await withdrawn(w.made, a, a.statement, { erase: "now" })
  await logged(w, "2026-11-23", c.statement, d.statement, now, await withdrawn(w.made, b))
  const zip = await bundle(w, { accounts: [c, d] })
  const start = before.copy()
  let first: Awaited<ReturnType<typeof told>> | undefined
  const steps = await everyStop(
    start,
    async (disk) => importBundle(await room(w, disk), inMemory(zip)),
    async (disk) => {
      const now_ = await told(w, disk)
      first ??= now_
      expect(now_.cards).toEqual(first.cards)
      expect(now_.blobs).toBe(first.blobs)
      // Two imports, one erasing, two imports: a chain without a gap, each once.
      expect(now_.waiting.map(([seq]) => seq)).toEqual([0, 1, 2, 3, 4])
      expect(now_.seqs).toEqual([4])
    },
  )
  expect(steps).toBeGreaterThan(10)
})

test("opening is logged before anything is shown, wherever it stops; a reply is sent once", {
  timeout: 120_000,
}, async () => {
  const w = await world()
  const a = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", a.statement)
  const start = new Disk()
  await importBundle(await room(w, start), inMemory(await bundle(w, { accounts: [a] })))
  await everyStop(
    start.copy(),
    async (disk) => {
      const shown = await deskOver(await room(w, disk)).reveal(a.keys.subject, "legal_analysis")
      expect(shown.answers.length).toBeGreaterThan(0)
    },
    async (disk) => {
      const { waiting, cards } = await told(w, disk)
      expect(waiting).toEqual([
        [0, 0],
        [1, 2],
      ])
      expect(cards[0]).toMatchObject({ earlier: ["opened"] })
    },
  )
})
