// What the console reads of a file before it shows it: its kind by its bytes, a picture's size by its header, and a name that
// cannot deceive. What browsers then do with it is in browser/console-files.test.ts.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dimensionsOf, MAX_PIXELS } from "../../client/console/viewer/dimensions.ts"
import { alsoHolds, HEAD, isText, KINDS, type Kind, kindOf } from "../../client/console/viewer/kind.ts"
import { plainName, shownName } from "../../client/console/viewer/names.ts"
import { dump, readableText } from "../../client/console/viewer/reading.ts"
import { plantedFiles } from "../browser/planted.ts"

const bytes = (latin1: string): Uint8Array => Uint8Array.from(Buffer.from(latin1, "latin1"))
const code = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe("kinds", () => {
  test.each([
    ["RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"],
    ["RIFF\x00\x00\x00\x00WAVEfmt ", "wav"],
    ["RIFF\x00\x00\x00\x00AVI LIST", "film"],
    ["\x00\x00\x00\x18ftypheic", "picture"],
    ["\x00\x00\x00\x18ftypavif", "picture"],
    ["\x00\x00\x00\x18ftypisom", "mp4"],
    ["\x1a\x45\xdf\xa3\x01", "webm"],
    ["\xff\xfb\x90\x00", "mp3"],
    ["ID3\x04", "mp3"],
    ["\xff\xf1\x50\x80", "aac"],
    ["\xff\xfeh\x00i\x00", "unknown"], // UTF-16, and no sound
    ["BM, she said", "text"],
    ["BM\x00\x01\x00", "picture"],
    ["  <!DOCTYPE html><p>", "html"],
    ["<script>1</script>", "html"],
    ["<!-- a --><SVG onload=x>", "svg"],
    ['<?xml version="1.0"?><a/>', "xml"],
    ["#!/bin/sh\n", "program"],
    ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"],
    ["\x1f\x8b\x08", "packed"],
    ["a\x00b", "unknown"],
    ["", "text"],
  ] satisfies [string, Kind][])("%j is %s", (start, kind) => {
    expect(kindOf(bytes(start))).toBe(kind)
  })

  test("only what can do nothing is drawn or played", () => {
    const shown = (showing: string) => Object.keys(KINDS).filter((kind) => KINDS[kind as Kind] === showing)
    expect(shown("pixels")).toEqual(["png", "jpeg", "gif", "webp"])
    expect(shown("sound")).toEqual(["ogg", "wav", "mp3", "flac", "aac"])
    expect(shown("moving")).toEqual(["webm", "mp4"])
  })

  test("a text cut within a letter is still text; a whole file with half a letter is not", () => {
    const long = Buffer.from(`${"a".repeat(HEAD - 1)}ї`).subarray(0, HEAD)
    expect(isText(long)).toBe(true)
    expect(isText(Buffer.from("aї").subarray(0, 2))).toBe(false)
  })

  test("no bytes make it throw, and each planted file is what it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (any) => {
        const kind = kindOf(any)
        alsoHolds(kind, any, any)
        dump(any)
        readableText(any)
      }),
    )
    for (const { name, bytes: planted, kind } of plantedFiles("http://127.0.0.1:9"))
      expect(kindOf(planted.subarray(0, HEAD)), name).toBe(kind)
  })
})

describe("dimensions", () => {
  const vp8x = (width: number, height: number): Uint8Array => {
    const view = Buffer.alloc(30)
    view.write("RIFF\0\0\0\0WEBPVP8X", "latin1")
    view.writeUIntLE(width - 1, 24, 3)
    view.writeUIntLE(height - 1, 27, 3)
    return view
  }
  test.each([
    ["webp", vp8x(300, 200), { width: 300, height: 200 }],
    ["webp", vp8x(16_000_000, 2), "picture-too-large"],
    ["webp", bytes("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc0\x07\0"), { width: 64, height: 32 }],
    ["webp", bytes("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\0\x20\0"), { width: 64, height: 32 }],
    ["webp", bytes("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\0\0\0\x40\0\x20\0"), "picture-header"],
    [
      "jpeg",
      bytes("\xff\xd8\xff\xff\xff\xc4\0\x02\xff\xc2\0\x11\x08\0\x20\0\x40\x03"),
      { width: 64, height: 32 },
    ],
    ["jpeg", bytes("\xff\xd8\xff\xda\0\x02\xff\xc0\0\x11\x08\0\x20\0\x40"), "picture-header"],
    ["jpeg", bytes("\xff\xd8\xff\xe1\xff\xff"), "picture-header"],
    ["gif", bytes("GIF89a\x40\0\x20\0\0\0\0\x2c\0\0\0\0\x40\0\x20\0"), { width: 64, height: 32 }],
    ["gif", bytes("GIF89a\x04\0\x04\0\0\0\0\x2c\xff\xff\0\0\xff\xff\x20\0"), "picture-too-large"],
    [
      "gif",
      bytes("GIF89a\x40\0\x20\0\x80\0\0abcdef\x21\xf9\x02ab\0\x2c\0\0\0\0\x40\0\x20\0"),
      { width: 64, height: 32 },
    ],
    ["png", bytes("\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\x40\0\0\0\x20"), "picture-header"],
    ["png", bytes("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\x20"), "picture-header"],
    ["png", bytes("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), "picture-header"],
  ] satisfies [Kind, Uint8Array, unknown][])("%s %#", (kind, head, expected) => {
    expect(code(() => dimensionsOf(kind, head))).toEqual(expected)
  })

  test("whatever the bytes, it is a size that can be held, or a refusal", () => {
    const any = fc.tuple(
      fc.constantFrom<Kind>("png", "jpeg", "gif", "webp"),
      fc.uint8Array({ maxLength: 200 }),
    )
    fc.assert(
      fc.property(any, ([kind, head]) => {
        const found = code(() => dimensionsOf(kind, head))
        if (typeof found === "string") return /^picture-(header|too-large)$/.test(found)
        const { width, height } = found as { width: number; height: number }
        return width > 0 && height > 0 && width * height <= MAX_PIXELS
      }),
    )
  })
})

describe("names", () => {
  test.each([
    ["photo\u202egnp.exe", "photo[U+202E]gnp.exe", "exe"],
    ["a\u2066b\u2069.png", "a[U+2066]b[U+2069].png", "png"],
    ["zero\u200bwidth.txt", "zero[U+200B]width.txt", "txt"],
    ["line\u2028two\n.txt", "line[U+2028]two[U+000A].txt", "txt"],
    ["half\ud800.txt", "half[U+D800].txt", "txt"],
    ["صورة.jpg", "صورة.jpg", "jpg"],
    ["می‌خواهم.png", "می‌خواهم.png", "png"], // with a joiner that Persian needs
    ["відео.mp4", "відео.mp4", undefined],
  ])("%j", (name, plain, ending) => {
    expect(plainName(name)).toBe(plain)
    expect(shownName(name).ending).toBe(ending)
  })

  test("nothing unseen is left in any name, and a long one keeps its end", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
        const left = [...plainName(name)].filter((letter) => !["\u200c", "\u200d"].includes(letter))
        return left.every((letter) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u.test(letter))
      }),
    )
    expect(plainName(`${"a".repeat(500)}.png.exe`)).toMatch(/^a{90}…a+\.png\.exe$/)
  })
})
