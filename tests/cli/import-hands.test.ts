// Threads beside an import: the same cards as one thread makes, the same codes for what is wrong, and a store that opens again.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Held } from "../../src/cases/hands.ts"
import { importBundle } from "../../src/cases/import.ts"
import type { ImportReport } from "../../src/cases/report.ts"
import { Store } from "../../src/cases/store.ts"
import { threads } from "../../src/cli/import-hands.ts"
import { storeFolder } from "../../src/cli/store-folder.ts"
import { parseIdentities } from "../../src/open/identity.ts"
import { Disk } from "../cases/blobs.ts"
import { bundle, logged, person, room, world } from "../cases/world.ts"
import { inMemory } from "../courier/carrying.ts"
import { scratch } from "./run.ts"

const sorted = ({ leftOut }: ImportReport) => leftOut.map(({ code, root }) => `${code} ${root}`).sort()

test("four accounts, two of them damaged, by threads and without", { timeout: 120_000 }, async () => {
  const w = await world()
  const people = [await person(w), await person(w), await person(w), await person(w)] as const
  await logged(w, "2026-11-22", ...people.map(({ statement }) => statement))
  const bad = people[1].content.root
  const zip = await bundle(w, {
    accounts: people,
    change: (files) => {
      const bytes = Buffer.from(people[1].container)
      bytes[9000] = (bytes[9000] as number) ^ 1
      files.set(`containers/${bad}.age`, bytes)
    },
  })
  // A stick that fails: the fourth one's record is not what the zip's own checksum says.
  const record = people[3].record.subarray(2000, 2064)
  const at = Buffer.from(zip).indexOf(record)
  zip[at] = (zip[at] as number) ^ 1
  const folder = scratch()
  const [path, place] = [join(folder, "intake.zip"), join(folder, "store")]
  writeFileSync(path, zip)
  const { store: plain, ...session } = await room(w, new Disk())
  const alone = await importBundle({ ...session, store: plain }, inMemory(zip))
  const identities = await parseIdentities(w.made.secrets.get("intake.age-identity") as string)
  const open = async () => {
    const sealing = { ...plain.sealing, blobs: await storeFolder(place) }
    return Store.open(sealing, session.unwrap, plain.recipients, w.made.charter.hash)
  }
  const store = await open()
  const beside = threads({ bundle: path, store: place, identities })
  let asked = 0
  const hands = (_: number, from: Held) => {
    asked++
    return beside.hands(1000, from) // as if there were as many
  }
  const helped = await importBundle({ ...session, store, hands, atOnce: 8 }, inMemory(zip))
  await beside.end()
  await store.sealing.blobs.close()
  expect(asked).toBe(1)
  expect({ ...helped, leftOut: sorted(helped) }).toEqual({ ...alone, leftOut: sorted(alone) })
  expect(new Set(helped.leftOut)).toEqual(
    new Set([
      { subject: people[1].keys.subject, root: bad, code: "damaged" },
      { subject: people[3].keys.subject, root: people[3].content.root, code: "bundle-malformed" },
    ]),
  )
  const again = await open()
  const known = (one: Store) =>
    [...one.cards()]
      .map(({ subject, record, facts, containers }) => [
        subject,
        record?.value,
        facts,
        containers.map(({ root }) => root),
      ])
      .sort()
  expect(known(again)).toEqual(known(plain))
  await again.sealing.blobs.close()
})
