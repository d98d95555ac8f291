// src/core/container/padding.ts: Padmé against the formula in whole numbers of any size, and which sizes there can be.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { headerSize } from "../../../src/core/age/header.ts"
import { payloadSize } from "../../../src/core/age/stream.ts"
import {
  fill,
  paddedTarSize,
  padme,
  requireContainerSize,
  requireRecordSize,
  sealedSize,
  unfill,
} from "../../../src/core/container/padding.ts"
import { refusalOf } from "../refusal.ts"

function floorLog2(n: bigint): bigint {
  let e = 0n
  while (n >> (e + 1n) > 0n) e++
  return e
}

/** PROTOCOL section 1, word for word, in BigInt. */
function padmeByBits(n: number): number {
  const e = floorLog2(BigInt(n))
  const z = e - (floorLog2(e) + 1n)
  if (z <= 0n) return n
  return Number(((BigInt(n) + (1n << z) - 1n) >> z) << z)
}

const MOST = 2 ** 45
const KIB = 1024

describe("padme", () => {
  test("is the formula, for every small number and around every power of two", () => {
    for (let n = 2; n <= 20_000; n++) expect(padme(n)).toBe(padmeByBits(n))
    for (let e = 1; e <= 52; e++) {
      for (const n of [2 ** e - 1, 2 ** e, 2 ** e + 1]) if (n >= 2) expect(padme(n)).toBe(padmeByBits(n))
    }
    expect(padme(Number.MAX_SAFE_INTEGER)).toBe(padmeByBits(Number.MAX_SAFE_INTEGER))
  })

  test("is the formula, up to 2^45, and pads once and for all by at most 12 percent", () => {
    const numbers = fc.tuple(fc.integer({ min: 1, max: 45 }), fc.double({ min: 0, max: 1, noNaN: true }))
    fc.assert(
      fc.property(numbers, ([e, part]) => {
        const n = Math.min(MOST, 2 ** e + Math.floor(part * 2 ** e))
        const padded = padme(n)
        expect(padded).toBe(padmeByBits(n))
        expect(padded).toBeGreaterThanOrEqual(n)
        expect(padded / n).toBeLessThanOrEqual(1.12)
        expect(padme(padded)).toBe(padded)
      }),
      { numRuns: 3000 },
    )
  })

  test("never makes the larger smaller", () => {
    fc.assert(fc.property(fc.nat(2 ** 40), fc.nat(1000), (n, more) => padme(n) <= padme(n + more)))
  })

  test("nought and one stay", () => {
    expect([padme(0), padme(1)]).toEqual([0, 1])
  })
})

test("a tar is filled up to 64 KiB at least", () => {
  for (const size of [0, 1024, 65_535, 65_536]) expect(paddedTarSize(size)).toBe(65_536)
  expect(paddedTarSize(65_537)).toBe(67_584)
})

describe("the size of a container", () => {
  const code = (size: number, recipients = 1) => refusalOf(() => requireContainerSize(size, recipients))

  test("is taken for every tar there can be and any number of recipients", async () => {
    const cases = fc.tuple(fc.nat(2 ** 44), fc.integer({ min: 1, max: 8 }))
    await fc.assert(
      fc.asyncProperty(cases, async ([tar, recipients]) => {
        const size = sealedSize(paddedTarSize(tar), recipients)
        expect(size).toBe(headerSize(recipients) + payloadSize(paddedTarSize(tar)))
        expect(await code(size, recipients)).toBe("taken")
        for (const near of [-16, -1, 1, 16])
          expect(await code(size + near, recipients)).toBe("size-not-padded")
      }),
      { numRuns: 300 },
    )
  })

  test("is no other one: all sizes up to 100 000 bytes", async () => {
    const taken: number[] = []
    for (let size = 0; size <= 100_000; size++) if ((await code(size)) === "taken") taken.push(size)
    const expected: number[] = []
    for (let tar = 65_536; tar <= 100_000; tar++)
      if (padmeByBits(tar) === tar) expected.push(sealedSize(tar, 1))
    expect(taken).toEqual(expected.filter((size) => size <= 100_000))
    expect(taken.length).toBeGreaterThan(5)
  })

  test.each([
    ["negative", -1],
    ["the header alone", headerSize(1)],
    ["a tar below 64 KiB, itself padded", sealedSize(32_768, 1)],
    ["a tar of 64 KiB and one byte", sealedSize(65_537, 1)],
    ["a tar one block larger than padded", sealedSize(65_536 + 512, 1)],
    ["that of two recipients", sealedSize(65_536, 2)],
    ["no number", Number.NaN],
  ])("%s is refused", async (_, size) => {
    expect(await code(size)).toBe("size-not-padded")
  })
})

describe("the size of a record", () => {
  const code = (plain: number) => refusalOf(() => requireRecordSize(sealedSize(plain, 2), 2))

  test.each([32, 64, 128, 256, 2048])("%d KiB is taken", async (kib) => {
    expect(await code(kib * KIB)).toBe("taken")
  })

  test.each([0, 1, 16 * KIB, 32 * KIB - 1, 32 * KIB + 1, 48 * KIB, 96 * KIB, 64 * KIB + 1, 160 * KIB])(
    "%d bytes are refused",
    async (plain) => {
      expect(await code(plain)).toBe("size-not-padded")
    },
  )

  test("a size that no plaintext has is refused", async () => {
    for (const size of [-1, 0, sealedSize(32 * KIB, 2) + 1, sealedSize(32 * KIB, 2) + 8, Number.NaN]) {
      expect(await refusalOf(() => requireRecordSize(size, 2))).toBe("size-not-padded")
    }
    expect(await refusalOf(() => requireRecordSize(sealedSize(32 * KIB, 2), 3))).toBe("size-not-padded")
  })
})

describe("what was filled up", () => {
  const BRACE = 0x7d

  test("is given back, wherever in memory it lies", () => {
    const cases = fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(80), fc.nat(20))
    fc.assert(
      fc.property(cases, ([text, spaces, before]) => {
        const ended = Uint8Array.of(...text, BRACE)
        const filled = fill(ended, ended.length + spaces)
        const lying = new Uint8Array(before + filled.length + 3).fill(BRACE)
        lying.set(filled, before)
        expect(unfill(lying.subarray(before, before + filled.length), BRACE)).toEqual(ended)
      }),
      { numRuns: 1000 },
    )
  })

  test("is refused where anything but spaces follows it, at every place", async () => {
    for (let at = 1; at < 40; at++) {
      const filled = fill(Uint8Array.of(BRACE), 40)
      filled[at] = 0x21
      expect(await refusalOf(() => unfill(filled, BRACE)), String(at)).toBe("size-not-padded")
    }
    for (const nothing of [new Uint8Array(0), new Uint8Array(40).fill(0x20)])
      expect(await refusalOf(() => unfill(nothing, BRACE))).toBe("size-not-padded")
  })
})
