// Taking hidden details out of pictures: nothing that was planted comes out, what shows stays byte for byte, which way up stays said,
// and what is not as its format says is refused, never half done. Whether browsers show the same is in browser/page-hidden.test.ts.
import { inflateSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { orientationIn } from "../../client/submit/hidden/orientation.ts"
import { bytesOf, HiddenError, type Source, sizeOf } from "../../client/submit/hidden/pieces.ts"
import { withoutHidden } from "../../client/submit/hidden/without.ts"
import {
  EMPTY_JPEG,
  EMPTY_PNG,
  EMPTY_WEBP,
  exif,
  MARK,
  plantedJpeg,
  plantedPng,
  plantedWebp,
} from "../fixtures/pictures.ts"

const LONG = process.env.CAIRN_LONG === "1"

function sourceOf(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    async read(from, to) {
      if (from < 0 || to > bytes.length || from > to) throw new Error("read outside")
      return Uint8Array.from(bytes.subarray(from, to))
    },
  }
}

async function clean(bytes: Uint8Array): Promise<Buffer> {
  const source = sourceOf(bytes)
  const pieces = await withoutHidden(source)
  const out: Uint8Array[] = []
  for await (const part of bytesOf(source, pieces)) out.push(part)
  const all = Buffer.concat(out)
  expect(all.length).toBe(sizeOf(pieces)) // said before sealing
  return all
}

const KINDS = [
  ["JPEG", EMPTY_JPEG, (up: number, colours: boolean) => plantedJpeg(EMPTY_JPEG, up, colours)],
  ["PNG", EMPTY_PNG, (up: number, colours: boolean) => plantedPng(EMPTY_PNG, up, colours)],
  [
    "WebP",
    EMPTY_WEBP,
    (orientation: number, colours: boolean) => plantedWebp(EMPTY_WEBP, { orientation, colours }),
  ],
  [
    "moving WebP",
    EMPTY_WEBP,
    (orientation: number, colours: boolean) =>
      plantedWebp(EMPTY_WEBP, { orientation, colours, moving: true }),
  ],
] as const

describe.each(KINDS)("%s", (kind, empty, plant) => {
  test.each([1, 3, 6, 8])("nothing that was planted comes out; which way up stays said: %i", async (up) => {
    for (const colours of [false, true]) {
      const dirty = plant(up, colours)
      expect(dirty.includes(MARK)).toBe(true)
      const out = await clean(dirty)
      expect(out.includes(MARK)).toBe(false)
      expect(out.includes("SER9")).toBe(false) // maker and model in the head of a colour profile
      const tiff = ["MM\0*", "II*\0"].map((order) => out.indexOf(order)).find((at) => at >= 0) ?? -1
      expect(tiff < 0 ? 1 : orientationIn(out.subarray(tiff))).toBe(up)
      expect(await clean(out)).toEqual(out) // nothing is left to take out
    }
  })

  test("without anything hidden it stays as it is, and the colours that it names stay", async () => {
    if (kind !== "moving WebP") expect(await clean(empty)).toEqual(empty)
    const out = await clean(plant(1, true))
    const at = out.indexOf("iCCP")
    const all = kind === "PNG" ? inflateSync(out.subarray(at + 4 + 3)) : out
    for (const tag of ["rXYZ", "gXYZ", "bXYZ", "rTRC", "acsp"]) expect(all.includes(tag)).toBe(true)
    for (const tag of ["desc", "cprt", "mmod"]) expect(all.includes(tag)).toBe(false)
    expect(all.includes(MARK)).toBe(false)
  })

  test("cut anywhere it is refused, or what comes out has nothing in it", async () => {
    const dirty = plant(6, true)
    for (let end = 0; end < dirty.length; end += LONG ? 1 : 7) {
      const outcome = await clean(dirty.subarray(0, end)).catch((error: unknown) => error)
      if (Buffer.isBuffer(outcome)) expect(outcome.includes(MARK)).toBe(false)
      else expect(outcome).toBeInstanceOf(HiddenError)
    }
  })

  test("with any bytes changed it is refused, or what comes out has nothing in it", async () => {
    const dirty = plant(6, true)
    // Where the coded picture itself ends, only its own code says: a picture's length made longer takes in what stands behind it.
    const length = dirty.indexOf("VP8 ") + 4
    const place = fc.nat(dirty.length - 1).filter((at) => length < 4 || at < length || at >= length + 4)
    const change = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const bytes = Uint8Array.from(dirty)
        for (const [at, value] of changes) bytes[at] = value
        const outcome = await clean(bytes).catch((error: unknown) => error)
        if (Buffer.isBuffer(outcome)) expect(outcome.includes(MARK)).toBe(false)
        else expect(outcome).toBeInstanceOf(HiddenError)
      }),
      LONG ? { numRuns: 50_000 } : { numRuns: 400, seed: 6 }, // the short form is the same for everybody
    )
  })
})

test("what it is counts, not what it is called; of other kinds nothing is promised", async () => {
  for (const other of ["", "GIF89a", "%PDF-1.7", "\0\0\0\x18ftypheic", "RIFF\0\0\0\0WAVE", "\xff\xd8"]) {
    const error = await clean(Buffer.from(other, "latin1")).catch((one: unknown) => one)
    expect((error as HiddenError).code).toBe("hidden-kind")
  }
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(...KINDS),
      async (noise, [, empty]) => {
        const outcome = await clean(Buffer.concat([empty.subarray(0, 12), noise])).catch(
          (one: unknown) => one,
        )
        if (!Buffer.isBuffer(outcome)) expect(outcome).toBeInstanceOf(HiddenError)
      },
    ),
    LONG ? { numRuns: 20_000 } : { numRuns: 300, seed: 7 },
  )
})

const segment = (marker: number, ...body: number[]) => [0xff, marker, 0, body.length + 2, ...body]
test.each([
  ["a table with something behind it", [...segment(0xdb, 0, ...new Array(64).fill(1), 80, 76, 65)]],
  ["a table that says it is longer", [...segment(0xc4, 0, 9, ...new Array(15).fill(0), 1)]],
  ["a frame with more than its parts", [...segment(0xc0, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 65, 65)]],
  ["a restart interval with more than one", [...segment(0xdd, 0, 1, 65)]],
  ["a segment that no picture is made of", [...segment(0xf7, 65, 65)]],
  ["bytes that are no segment", [...segment(0xfe, 1), 65, 65]],
  ["a segment shorter than its length", [0xff, 0xdb, 0, 1]],
])("of a JPEG is refused: %s", async (_, bytes) => {
  const bad = Buffer.concat([EMPTY_JPEG.subarray(0, 2), Buffer.from(bytes), EMPTY_JPEG.subarray(2)])
  await expect(clean(bad)).rejects.toMatchObject({ code: "hidden-form" })
})

test("which way up is read as Exif has it, and anything else is upright", () => {
  for (const up of [1, 2, 3, 4, 5, 6, 7, 8])
    for (const little of [true, false]) expect(orientationIn(exif(up, "x", little))).toBe(up)
  for (const other of [0, 9, 255]) expect(orientationIn(exif(other, "x"))).toBe(1)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) =>
      [1, 2, 3, 4, 5, 6, 7, 8].includes(orientationIn(bytes)),
    ),
  )
})
