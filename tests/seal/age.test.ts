// src/seal/age.ts: who it refuses to seal to. What it seals is opened elsewhere: tests/cli/circle.test.ts.
import { bech32 } from "@scure/base"
import { expect, test } from "vitest"
import { parseRecipient, type Recipient } from "../../src/core/age/recipient.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { sealBytes } from "../../src/seal/age.ts"

const refused = (recipients: readonly Recipient[]) =>
  expect(sealBytes(new Uint8Array(1), recipients)).rejects.toMatchObject({ code: "recipients" })

test("nobody, nine, and one twice", async () => {
  const nine = await Promise.all(Array.from({ length: 9 }, async () => (await newIdentity()).recipient))
  await refused([])
  await refused(nine)
  await refused([nine[0] as Recipient, nine[0] as Recipient])
  expect((await sealBytes(new Uint8Array(1), nine.slice(0, 8))).length).toBe(70 + 8 * 1557 + 16 + 17)
})

test("a well-formed recipient whose key is none", async () => {
  const key = bech32.encode("age1pq", bech32.toWords(new Uint8Array(1216).fill(255)), false)
  await refused([parseRecipient(key)])
})
