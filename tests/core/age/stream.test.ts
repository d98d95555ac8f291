// src/core/age/stream.ts and aead.ts: the payload is age's, the same bytes from every implementation, at every boundary.
import { createHash, hkdfSync } from "node:crypto"
import { Decrypter } from "age-encryption"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { nodeAead } from "../../../src/cli/native.ts"
import { type Aead, nobleAead, platformAead, webAead } from "../../../src/core/age/aead.ts"
import { openPayload, payloadSize, plaintextSize, sealPayload } from "../../../src/core/age/stream.ts"
import { concat, equal } from "../../../src/core/bytes.ts"
import { type Bytes, collect } from "../../../src/core/chunks.ts"
import { newIdentity } from "../../../src/custody/keys.ts"
import { sealBytes } from "../../../src/seal/age.ts"
import { refusalOf } from "../refusal.ts"

const AEADS: Aead[] = [nobleAead, webAead, nodeAead]
const CHUNK = 65_536
const MAX = 4_000_000
const fileKey = Uint8Array.from({ length: 16 }, (_, i) => i)
const nonce = Uint8Array.from({ length: 16 }, (_, i) => 100 + i)

function noise(size: number): Uint8Array {
  const out = new Uint8Array(size)
  for (let at = 0, n = 0; at < size; at += 64, n++) {
    out.set(
      createHash("sha512")
        .update(String(n))
        .digest()
        .subarray(0, Math.min(64, size - at)),
      at,
    )
  }
  return out
}
const NOISE = noise(18 * CHUNK + 100)

const seal = (source: Bytes, aead: Aead = nodeAead) => collect(sealPayload(aead, fileKey, nonce, source), MAX)
const open = (source: Bytes, aead: Aead = nodeAead, key = fileKey) =>
  collect(openPayload(aead, key, nonce, source), MAX)

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? bytes.length)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** Sizes around the ends of chunks, and around the number of chunks under way at once. */
const sizes = () =>
  fc.oneof(
    fc.nat(200),
    fc
      .tuple(fc.constantFrom(1, 2, 3, 15, 16, 17), fc.integer({ min: -20, max: 20 }))
      .map(([n, d]) => n * CHUNK + d),
  )

test("every implementation gives the same bytes, and opens them again, however they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes(),
      fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 5 }),
      async (size, cuts) => {
        const plain = NOISE.subarray(0, size)
        const [a, b, c] = await Promise.all(AEADS.map((aead) => seal(cut(plain, cuts), aead)))
        if (a === undefined || b === undefined || c === undefined) throw new Error("nothing sealed")
        expect(equal(a, b) && equal(a, c)).toBe(true)
        expect(16 + a.length).toBe(payloadSize(size))
        for (const aead of AEADS)
          expect(equal(await open(cut(a, [...cuts].reverse()), aead), plain)).toBe(true)
      },
    ),
    { numRuns: 12 },
  )
})

test("typage opens what is sealed, at every boundary", async () => {
  const { identity, recipient } = await newIdentity()
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  for (const size of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7]) {
    const plain = NOISE.subarray(0, size)
    expect(equal(await decrypter.decrypt(await sealBytes(plain, [recipient], nodeAead)), plain)).toBe(true)
  }
})

test("an error in what is being sealed comes out as it is", async () => {
  const source = (async function* () {
    yield NOISE.subarray(0, 5 * CHUNK)
    throw new Error("gone")
  })()
  await expect(seal(source, webAead)).rejects.toThrow("gone")
})

test("the platform's implementation is one that gives these bytes", async () => {
  const aead = await platformAead()
  console.log(`AEAD of this platform: ${aead.name}`)
  expect(equal(await seal([NOISE.subarray(0, 70_000)], aead), await seal([NOISE.subarray(0, 70_000)]))).toBe(
    true,
  )
})

describe.each(AEADS)("$name refuses", (aead) => {
  const refused = async (change: (sealed: Uint8Array) => Uint8Array, size = 2 * CHUNK + 10) => {
    const sealed = await seal([NOISE.subarray(0, size)])
    return refusalOf(() => open([change(Uint8Array.from(sealed))], aead))
  }
  const flipped = (at: number) => (sealed: Uint8Array) => {
    sealed[at] = (sealed.at(at) as number) ^ 1
    return sealed
  }
  const SEALED = CHUNK + 16

  test("nothing, when nothing was changed", async () => {
    expect(await refused((sealed) => sealed)).toBe("taken")
    expect(await refused((sealed) => sealed, 0)).toBe("taken")
  })

  test("a changed bit: first chunk, second, last, and in a tag", async () => {
    for (const at of [0, SEALED - 1, SEALED, 2 * SEALED + 3, 2 * SEALED + 25]) {
      expect(await refused(flipped(at))).toBe("damaged")
    }
  })

  test("a payload that ends too early, at every kind of place", async () => {
    for (const length of [
      0,
      1,
      15,
      16,
      17,
      SEALED - 1,
      SEALED,
      SEALED + 1,
      SEALED + 16,
      2 * SEALED,
      2 * SEALED + 16,
    ]) {
      expect(await refused((sealed) => sealed.subarray(0, length)), String(length)).toBe("damaged")
    }
  })

  test("more after the end, of a short last chunk and of a full one", async () => {
    for (const more of [1, 16, 17, SEALED]) {
      expect(await refused((sealed) => concat(sealed, new Uint8Array(more)))).toBe("damaged")
      expect(await refused((sealed) => concat(sealed, new Uint8Array(more)), CHUNK)).toBe("damaged")
    }
  })

  test("chunks in another order, or one of them twice", async () => {
    const [first, second] = [
      [0, SEALED],
      [SEALED, 2 * SEALED],
    ] as const
    expect(
      await refused((s) => concat(s.subarray(...second), s.subarray(...first), s.subarray(2 * SEALED))),
    ).toBe("damaged")
    expect(await refused((s) => concat(s.subarray(...first), s))).toBe("damaged")
  })

  test("an empty last chunk after a full one, which would be a second file for one plaintext", async () => {
    const key = await aead.key(new Uint8Array(hkdfSync("sha256", fileKey, nonce, "payload", 32)))
    const counter = (index: number, last: number) =>
      Uint8Array.from({ length: 12 }, (_, i) => (i === 10 ? index : i === 11 ? last : 0))
    const full = await key.seal(counter(0, 0), NOISE.subarray(0, CHUNK))
    const empty = await key.seal(counter(1, 1), new Uint8Array(0))
    expect(await refusalOf(() => open([full, empty], aead))).toBe("damaged")
    const one = await key.seal(counter(1, 1), NOISE.subarray(0, 1))
    expect((await open([full, one], aead)).length).toBe(CHUNK + 1)
  })

  test("another file key", async () => {
    const sealed = await seal([NOISE.subarray(0, 100)])
    expect(await refusalOf(() => open([sealed], aead, new Uint8Array(16)))).toBe("damaged")
  })
})

test("payloadSize and plaintextSize undo each other, and no other size has a plaintext", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        sizes(),
        fc.maxSafeNat().map((n) => n % 2 ** 45),
      ),
      (n) => plaintextSize(payloadSize(n)) === n,
    ),
  )
  fc.assert(
    fc.property(fc.oneof(sizes(), fc.integer({ min: -100, max: 100 })), (n) => {
      const plain = plaintextSize(n)
      return plain === -1 || (plain >= 0 && payloadSize(plain) === n)
    }),
  )
  for (const n of [-1, 0, 15, 16, 31, payloadSize(CHUNK) + 1, payloadSize(CHUNK) + 16])
    expect(plaintextSize(n)).toBe(-1)
  expect(plaintextSize(32)).toBe(0)
})
