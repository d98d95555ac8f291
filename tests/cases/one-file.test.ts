// A store as one file: saved as a zip that others can read, opened again, changed, saved as slices of what was there.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { oneFile, savedBytes } from "../../src/cases/one-file.ts"
import { deskOver } from "../../src/cases/open-desk.ts"
import { Store } from "../../src/cases/store.ts"
import { collect } from "../../src/core/chunks.ts"
import { scratch, spawned } from "../cli/run.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { allowed } from "./allowing.ts"
import { Disk } from "./blobs.ts"
import { bundle, logged, person, room, world } from "./world.ts"

const keep = async (bytes: Parameters<typeof collect>[0]) => {
  const piece = Uint8Array.from(await collect(bytes, Number.POSITIVE_INFINITY))
  return { piece, bytes: () => [piece] }
}

test("begun, saved, opened again, changed, saved: what it was, and unzip agrees", async () => {
  const w = await world()
  const a = await person(w, { consent: allowed() })
  await logged(w, "2026-11-22", a.statement)
  const zip = await bundle(w, { accounts: [a] })
  const { store, ...session } = await room(w, new Disk())
  const opened = async (file: Uint8Array | null) => {
    const access = file === null ? null : inMemory(file)
    const blobs = await oneFile(access, keep)
    const sealing = { ...store.sealing, blobs }
    const inside = await Store.open(sealing, session.unwrap, store.recipients, w.made.charter.hash)
    const save = async () =>
      collect(
        savedBytes(blobs.parts(), access, (piece: Uint8Array) => [piece]),
        Number.POSITIVE_INFINITY,
      )
    return { ...session, store: inside, blobs, save }
  }
  const one = await opened(null)
  await importBundle(one, inMemory(zip))
  const first = await one.save()
  const two = await opened(first)
  expect(two.blobs.dirty()).toBe(false)
  expect(await two.save()).toEqual(first)
  const desk = deskOver(two)
  await desk.label(a.keys.subject, ["urgent"])
  expect((await desk.reveal(a.keys.subject, "legal_analysis")).answers).not.toEqual([])
  expect(two.blobs.dirty()).toBe(true)
  const slices = two.blobs.parts().filter((part) => "slice" in part)
  expect(slices.length).toBeGreaterThan(0) // the container's bytes were not read
  const second = await two.save()
  const three = await opened(second)
  expect(deskOver(three).look(a.keys.subject)).toMatchObject({ labels: ["urgent"], read: true })
  const path = join(scratch(), "store.zip")
  writeFileSync(path, second)
  expect(await spawned("unzip", ["-tq", path], ".")).toMatchObject({ status: 0 })
  const cut = second.slice(0, second.length - 30)
  expect(await refusalOf(() => opened(cut))).toBe("store-malformed")
})
