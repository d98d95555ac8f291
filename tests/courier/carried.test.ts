// What both ends of the air gap check alike, where a bundle cannot show it: log keys after the first, and witnesses.
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { openCarriedCheckpoint, requireLogKey, requirePromise } from "../../src/core/carried.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { encodeVkey, parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { addSignatures, cosign } from "../../src/core/tlog/cosignature.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { refusalOf } from "../core/refusal.ts"
import { ORIGIN, organisation, TODAY } from "../fixtures/account.ts"

const seeded = (name: string, byte: number): Promise<Signer> =>
  signerFromSeed(name, new Uint8Array(32).fill(byte))

/** The same charter with another body: nobody here looks at its signatures. */
function also(made: Organisation, body: Partial<Charter["body"]>): Charter {
  return { ...made.charter, body: { ...made.charter.body, ...body } }
}

async function judged(bytes: Uint8Array, charters: readonly Charter[], newest: Charter): Promise<string> {
  return refusalOf(async () => requireLogKey(bytes, await openCarriedCheckpoint(bytes, charters), newest))
}

test("a checkpoint counts by the log key of the newest charter in the log", async () => {
  const made = await organisation()
  const [old, now] = [await parsePrivateKey(made.logKey), await seeded(ORIGIN, 3)]
  const next = also(made, { log: encodeVkey(now.verifier) })
  const head = { origin: ORIGIN, size: 1, root: leafHash(made.note) }
  const chain = [made.charter, next]
  const [byOld, byNow, byBoth] = [
    await signCheckpoint(head, old),
    await signCheckpoint(head, now),
    await signCheckpoint(head, old, now),
  ]
  expect(await judged(byOld, chain, made.charter)).toBe("taken")
  expect(await judged(byBoth, chain, made.charter)).toBe("taken")
  expect(await judged(byBoth, chain, next)).toBe("taken")
  expect(await judged(byNow, chain, next)).toBe("taken")
  expect(await judged(byOld, chain, next)).toBe("log-key")
  expect(await judged(byNow, [made.charter], made.charter)).toBe("signature")
})

test("as many witnesses as its charter demands, each counted once", async () => {
  const made = await organisation()
  const log = await parsePrivateKey(made.logKey)
  const bytes = await signCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(made.note) }, log)
  const witnesses = [await seeded("a.example", 5), await seeded("b.example", 6), await seeded("c.example", 7)]
  const listed = witnesses
    .slice(0, 2)
    .map(({ verifier }) => ({ vkey: encodeVkey(verifier), url: "https://x" }))
  const strict = also(made, { witnesses: listed, witnessQuorum: 2 })
  const text = Buffer.from(bytes).toString().split("\n\n")[0] as string
  const lines = await Promise.all(witnesses.map((witness) => cosign(`${text}\n`, 1_795_000_000, witness)))
  const [a, b, c] = lines as [(typeof lines)[0], (typeof lines)[0], (typeof lines)[0]]
  const cases = [
    ["witnesses", []],
    ["witnesses", [a]],
    ["witnesses", [a, c]],
    ["witnesses", [a, a]],
    ["taken", [a, b]],
    ["taken", [a, c, b]],
    ["cosignature", [a, { ...b, bytes: a.bytes }]],
  ] as const
  for (const [said, some] of cases)
    expect([said, await judged(addSignatures(bytes, some), [strict], strict)]).toEqual([said, said])
})

test("a promise by a log key that the organisation had before is one; by a key it never had, none", async () => {
  const made = await organisation()
  const [old, now] = [await parsePrivateKey(made.logKey), await seeded(ORIGIN, 3)]
  const next = also(made, { log: encodeVkey(now.verifier) })
  const statement = new TextEncoder().encode("any bytes")
  const leaf = hex(leafHash(statement))
  for (const [signer, charters, said] of [
    [old, [made.charter, next], "taken"],
    [now, [made.charter, next], "taken"],
    [now, [made.charter], "signature"],
    [await seeded(ORIGIN, 4), [made.charter, next], "signature"],
  ] as const) {
    const promise = await signPromise(ORIGIN, leaf, TODAY, 24, signer)
    expect(await refusalOf(() => requirePromise(promise, statement, charters))).toBe(said)
  }
})
