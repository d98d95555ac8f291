// What both ends of the air gap check alike, where a bundle cannot show it: charters after the first.
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { openFirstTree, requirePromise } from "../../src/core/carried.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { encodeVkey, parsePrivateKey, signerFromSeed } from "../../src/core/note/vkey.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { encodeEntries } from "../../src/core/tlog/tile.ts"
import { refusalOf } from "../core/refusal.ts"
import { ORIGIN, organisation, TODAY } from "../fixtures/account.ts"

test("a charter that demands cosignatures stops it: nothing checks them yet", async () => {
  const made = await organisation()
  const log = await parsePrivateKey(made.logKey)
  const leaf = leafHash(made.note)
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size: 1, root: leaf }, log)
  const files = { checkpoint, hashes: leaf, entries: encodeEntries([made.note]) }
  expect(await refusalOf(() => openFirstTree(files, [made.charter]))).toBe("taken")
  const { charter } = made
  const strict = { ...charter, body: { ...charter.body, witnessQuorum: 1 } }
  expect(await refusalOf(() => openFirstTree(files, [strict]))).toBe("witnesses")
  expect(await refusalOf(() => openFirstTree(files, [charter, strict]))).toBe("witnesses")
})

test("a promise by a log key that the organisation had before is one; by a key it never had, none", async () => {
  const made = await organisation()
  const [old, now] = [
    await parsePrivateKey(made.logKey),
    await signerFromSeed(ORIGIN, new Uint8Array(32).fill(3)),
  ]
  const next: Charter = { ...made.charter, body: { ...made.charter.body, log: encodeVkey(now.verifier) } }
  const statement = new TextEncoder().encode("any bytes")
  const leaf = hex(leafHash(statement))
  for (const [signer, charters, said] of [
    [old, [made.charter, next], "taken"],
    [now, [made.charter, next], "taken"],
    [now, [made.charter], "signature"],
    [await signerFromSeed(ORIGIN, new Uint8Array(32).fill(4)), [made.charter, next], "signature"],
  ] as const) {
    const promise = await signPromise(ORIGIN, leaf, TODAY, 24, signer)
    expect(await refusalOf(() => requirePromise(promise, statement, charters))).toBe(said)
  }
})
