// The signature rule in Node: outside vectors, ordinary signatures, and the byte checks on their own. The same vectors
// in browsers: tests/browser/signatures.test.ts.
import { ed25519 } from "@noble/curves/ed25519.js"
import fc from "fast-check"
import { afterEach, describe, expect, it, vi } from "vitest"
import { fromHex, utf8 } from "../../../src/core/bytes.ts"
import type { SignatureCheck } from "../../../src/core/note/ed25519.ts"
import * as rule from "../../../src/core/note/ed25519.ts"
import { acceptedByFlags, cctvVectors } from "./cctv.ts"

const vectors = cctvVectors()

const CHECKS: [string, SignatureCheck][] = [
  ["the product's", rule.isSignature],
  ["the platform's", rule.isSignatureByPlatform],
  ["noble's", rule.isSignatureByNoble],
]

async function acceptedBy(check: SignatureCheck): Promise<number[]> {
  const accepted: number[] = []
  for (const { number, key, msg, sig } of vectors ?? []) {
    if (await check(fromHex(key), utf8(msg), fromHex(sig))) accepted.push(number)
  }
  return accepted
}

/** The module as it loads on a platform whose WebCrypto has these methods instead. */
async function onPlatform(methods: Record<string, unknown>): Promise<typeof rule> {
  vi.resetModules()
  vi.stubGlobal("crypto", { subtle: methods, getRandomValues: crypto.getRandomValues.bind(crypto) })
  return import("../../../src/core/note/ed25519.ts")
}

afterEach(() => vi.unstubAllGlobals())

const L = ed25519.Point.Fn.ORDER
const notSupported = () => Promise.reject(new DOMException("no such algorithm", "NotSupportedError"))

function fromBigint(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0")).reverse()
}

function toBigint(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`)
}

describe.skipIf(vectors === undefined)("the 914 CCTV vectors", () => {
  const expected = acceptedByFlags(vectors ?? [])

  it("43 are to be accepted", () => {
    expect([vectors?.length, expected.length]).toEqual([914, 43])
  })

  it.each(CHECKS)("%s verdict is the rule's", async (_, check) => {
    expect(await acceptedBy(check)).toEqual(expected)
  })

  it("the product's verdict stays the same on a platform without Ed25519", async () => {
    const verify = vi.fn(notSupported)
    const without = await onPlatform({ importKey: notSupported, verify })
    expect(await without.platformHasEd25519()).toBe(false)
    expect(await acceptedBy(without.isSignature)).toEqual(expected)
    expect(verify).not.toHaveBeenCalled()
  })

  it("the product asks the platform where it can", async () => {
    const { subtle } = crypto
    const verify = vi.fn(subtle.verify.bind(subtle))
    const { isSignature } = await onPlatform({ importKey: subtle.importKey.bind(subtle), verify })
    expect(await acceptedBy(isSignature)).toEqual(expected)
    expect(verify.mock.calls.length).toBeGreaterThan(expected.length)
  })
})

describe("ordinary signatures", () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const signed = fc.tuple(seed, fc.uint8Array({ maxLength: 200 })).map(([secret, message]) => ({
    key: ed25519.getPublicKey(secret),
    message,
    signature: ed25519.sign(message, secret),
  }))

  it.each(CHECKS)("%s: valid as made, not with any bit changed", async (_, check) => {
    await fc.assert(
      fc.asyncProperty(signed, fc.nat(), async ({ key, message, signature }, at) => {
        expect(await check(key, message, signature)).toBe(true)
        const whole = Uint8Array.from([...key, ...signature, ...message])
        const bit = at % (whole.length * 8)
        whole[bit >> 3] = (whole[bit >> 3] as number) ^ (1 << (bit & 7))
        const [k, s, m] = [whole.subarray(0, 32), whole.subarray(32, 96), whole.subarray(96)]
        expect(await check(k, m, s)).toBe(false)
      }),
      { numRuns: 40 },
    )
  })

  it("a key that is no point of the curve signs nothing, whoever checks", async () => {
    const key = fromHex(`02${"00".repeat(31)}`)
    expect(() => ed25519.Point.fromBytes(key)).toThrow()
    const signature = ed25519.sign(utf8("x"), new Uint8Array(32).fill(7))
    for (const [, check] of CHECKS) expect(await check(key, utf8("x"), signature)).toBe(false)
    const throwing = { importKey: () => Promise.reject(new DOMException("not a point", "DataError")) }
    expect(await (await onPlatform(throwing)).isSignatureByPlatform(key, utf8("x"), signature)).toBe(false)
  })

  it("a platform without Ed25519 is an error there, never a verdict", async () => {
    const { isSignatureByPlatform } = await onPlatform({ importKey: notSupported })
    const secret = new Uint8Array(32).fill(7)
    const call = isSignatureByPlatform(
      ed25519.getPublicKey(secret),
      utf8("x"),
      ed25519.sign(utf8("x"), secret),
    )
    await expect(call).rejects.toThrow("no such algorithm")
  })
})

// Platforms differ in what they let pass, so each byte check is tried against one that lets everything pass.
describe("the byte checks, on a platform that says yes to everything", () => {
  const secret = new Uint8Array(32).fill(7)
  const key = ed25519.getPublicKey(secret)
  const signature = ed25519.sign(utf8("x"), secret)
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
  const p = 2n ** 255n - 19n
  const small = ed25519.Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
  const order = (n: number) => small.multiplyUnsafe(BigInt(n)).toBytes() // all eight points of small order
  const join = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))
  const points: [string, Uint8Array][] = [
    ...Array.from({ length: 8 }, (_, n): [string, Uint8Array] => [`point ${n} of small order`, order(n)]),
    ["the neutral point with its sign set", fromBigint(1n + 2n ** 255n)],
    ["y = -1 with its sign set", fromBigint(p - 1n + 2n ** 255n)],
    ["y = p", fromBigint(p)],
    ["y = p + 1", fromBigint(p + 1n)],
    ["y = p + 3", fromBigint(p + 3n)], // 3 is the y of a point of large order: only the canonical check refuses this
    ["y = p with its sign set", fromBigint(p + 2n ** 255n)],
    ["all ones", new Uint8Array(32).fill(0xff)],
  ]
  const cases: [string, Uint8Array, Uint8Array][] = [
    ...points.map(([name, point]): [string, Uint8Array, Uint8Array] => [`key: ${name}`, point, signature]),
    ...points.map(([name, point]): [string, Uint8Array, Uint8Array] => [`R: ${name}`, key, join(point, s)]),
    ["S = L", key, join(r, fromBigint(L))],
    ["S + L", key, join(r, fromBigint(toBigint(s) + L))],
    ["S with its top bits set", key, join(r, fromBigint(toBigint(s) + 2n ** 255n))],
    ["a key of 31 bytes", key.subarray(1), signature],
    ["a key of 33 bytes", join(key, Uint8Array.of(0)), signature],
    ["a signature of 63 bytes", key, signature.subarray(0, 63)],
    ["a signature of 65 bytes", key, join(signature, Uint8Array.of(0))],
    ["nothing at all", new Uint8Array(0), new Uint8Array(0)],
  ]

  it.each(cases)("%s", async (_, badKey, badSignature) => {
    const yes = await onPlatform({ importKey: async () => ({}), verify: async () => true })
    expect(await yes.isSignatureByPlatform(key, utf8("x"), signature)).toBe(true)
    expect(await yes.isSignatureByPlatform(badKey, utf8("x"), badSignature)).toBe(false)
    expect(await rule.isSignatureByNoble(badKey, utf8("x"), badSignature)).toBe(false)
  })

  it("the largest S is still one", async () => {
    const yes = await onPlatform({ importKey: async () => ({}), verify: async () => true })
    expect(await yes.isSignatureByPlatform(key, utf8("x"), join(r, fromBigint(L - 1n)))).toBe(true)
  })
})
