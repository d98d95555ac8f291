// A package that was cut or changed anywhere is refused with a code, and nothing of it is published.
import fc from "fast-check"
import { beforeAll, expect, test } from "vitest"
import type { Unwrap } from "../../src/core/age/open.ts"
import { hex } from "../../src/core/bytes.ts"
import { CodedError } from "../../src/core/errors.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { type Account, account, openWith, organisation } from "../fixtures/account.ts"
import { MemoryPlace } from "../fixtures/place.ts"

const LONG = process.env.CAIRN_LONG === "1" // every byte takes six minutes

let made: Organisation
let good: Account
let unwrap: Unwrap

beforeAll(async () => {
  made = await organisation()
  good = await account(made.charter)
  const real = unwrapWith(await parseIdentities(made.secrets.get("intake.age-identity") as string))
  const known = new Map<string, Promise<Uint8Array>>()
  // The two headers of the whole package are unwrapped once; a changed one goes the real way.
  unwrap = (header) => {
    const name = hex(header)
    const fileKey = known.get(name) ?? real(header)
    if (known.size < 2) known.set(name, fileKey)
    return fileKey
  }
  await openWith(made, good.package, { unwrap })
})

/** Opens `file`, which must be refused with a code and publish nothing. @returns the code */
async function refusalOf(file: Uint8Array): Promise<string> {
  const place = new MemoryPlace()
  try {
    await openWith(made, file, { unwrap, placeFor: async () => place })
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    expect(place.state).not.toBe("published")
    expect(place.files.size).toBe(0)
    return error.code
  }
  throw new Error("a damaged package was opened")
}

test("the whole package opens", async () => {
  const { place, opened } = await openWith(made, good.package)
  expect(place.state).toBe("published")
  expect(opened.submission.subject).toBe(good.keys.subject)
})

test("cut at any byte, it is refused", { timeout: 1_200_000 }, async () => {
  const codes = new Map<string, number>()
  for (let length = 0; length < good.package.length; length++) {
    // Every byte of headers, statement and the files' ends; inside the sealed bytes a prime step.
    const near = length % 512 < 2 || length < 2048 || good.package.length - length < 2048
    if (!LONG && !near && length % 61 !== 0) continue
    const code = await refusalOf(good.package.subarray(0, length))
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  console.log(`cut at ${[...codes.values()].reduce((a, b) => a + b)} places:`, Object.fromEntries(codes))
  expect(
    [...codes.keys()].every((code) => code === "truncated" || code === "tar-malformed" || code === "damaged"),
  ).toBe(true)
})

test("with one bit flipped anywhere, it is refused", { timeout: 600_000 }, async () => {
  const codes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.nat(good.package.length * 8 - 1), async (bit) => {
      const file = Uint8Array.from(good.package)
      const at = Math.floor(bit / 8)
      file[at] = (file[at] as number) ^ (1 << (bit % 8))
      const code = await refusalOf(file)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }),
    { numRuns: LONG ? 40_000 : 2000 },
  )
  console.log("one bit flipped:", Object.fromEntries(codes))
})

test("with anything after its end, it is refused", async () => {
  expect(await refusalOf(Buffer.concat([good.package, new Uint8Array(1)]))).toBe("trailing-data")
  expect(await refusalOf(Buffer.concat([good.package, new Uint8Array(512)]))).toBe("trailing-data")
})
