// src/cases/rotating.ts: a store is sealed to a new key only where that key is at hand, and then it opens with nothing else.
import { expect, test } from "vitest"
import { importBundle } from "../../src/cases/import.ts"
import { type Opening, rotating } from "../../src/cases/rotating.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { type Identity, parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { Disk, memoryBlobs } from "./blobs.ts"
import { bundle, logged, person, room, world } from "./world.ts"

test("re-wrapped with both keys it opens with the new one alone; without the new one it stays as it was", async () => {
  const w = await world()
  const one = await person(w)
  await logged(w, "2026-11-22", one.statement)
  const disk = new Disk()
  await importBundle(await room(w, disk), inMemory(await bundle(w, { accounts: [one] })))
  const [old] = (await parseIdentities(w.made.secrets.get("intake.age-identity") as string)) as [Identity]
  const { identity: fresh, recipient: to } = await newIdentity()
  const from = await recipientOf(old)
  const opening = async (some: readonly Identity[]): Promise<Opening> => ({
    ...{ blobs: memoryBlobs(disk), aead: nodeAead, random: randomBytes, unwrap: unwrapWith(some) },
    recipients: await Promise.all(some.map(recipientOf)),
  })
  expect(await refusalOf(() => rotating([old], opening).rewrap(from, to))).toBe("store-key")
  expect((await rotating([old], opening).standing(from)).needing).toBe(1) // it opens as before
  expect((await rotating([old, fresh], opening).rewrap(from, to)).needing).toBe(0)
  expect(await refusalOf(() => rotating([old], opening).standing(from))).toBe("store-key")
  expect(await rotating([fresh], opening).standing(from)).toMatchObject({ needing: 0, day: "2026-11-22" })
})
