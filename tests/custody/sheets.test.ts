// src/custody/qr.ts, sheet.ts and sheets.ts: another program reads each code, nothing is unescaped, nothing is loaded, and a sheet
// says all that its holder needs.
import jsQR from "jsqr"
import { describe, expect, test } from "vitest"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { phraseOf } from "../../src/custody/phrase.ts"
import { qrSvg } from "../../src/custody/qr.ts"
import { readShareLine } from "../../src/custody/share-text.ts"
import { splitIdentity } from "../../src/custody/shares.ts"
import {
  auditSheet,
  fingerprintSheet,
  passphraseSheet,
  recordSheet,
  shareSheet,
} from "../../src/custody/sheets.ts"
import { finished, sheetsIn, TODAY, textOf, typedFrom, usual } from "./ceremony.ts"

const SCALE = 4
const decode = jsQR as unknown as typeof jsQR.default // its types and its module disagree

/** What a camera would see of an SVG that is drawn in whole squares. */
function photographed(html: string): { data: Uint8ClampedArray; width: number } {
  const size = Number(/viewBox="0 0 ([0-9]+) /.exec(html)?.[1])
  const width = size * SCALE
  const data = new Uint8ClampedArray(4 * width * width).fill(255)
  const path = /fill="#000" d="([^"]*)"/.exec(html)?.[1] as string
  for (const [, x, y, length] of path.matchAll(/M([0-9]+) ([0-9]+)h([0-9]+)v1h-\3z/g))
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let at = Number(x) * SCALE; at < (Number(x) + Number(length)) * SCALE; at++)
        data.fill(0, 4 * (row * width + at), 4 * (row * width + at) + 3)
  return { data, width }
}

function scanned(html: string): string | undefined {
  const { data, width } = photographed(html)
  return decode(data, width, width)?.data
}

const frame = { organisation: "Org <b>&\"'", day: TODAY, demonstration: false }

test("every share's code is read by another program, for every plan", async () => {
  const { identity } = await newIdentity()
  for (const [k, n] of [
    [2, 2],
    [2, 3],
    [3, 5],
    [7, 7],
  ] as const) {
    const { set, shares } = await splitIdentity(identity, k, n)
    for (const share of shares) {
      const line = scanned(shareSheet(frame, share, set, ALL_LISTS[1] as never))
      expect(readShareLine(line as string)).toEqual({ share, k, n, shares: set.shares })
    }
  }
})

test("texts of every length are read, and a white frame of four is around them", () => {
  for (let length = 1; length < 400; length += 37) {
    const text = "A1 ".repeat(length).slice(0, length)
    expect(scanned(qrSvg(text, "x"))).toBe(text)
  }
  const xs = [...qrSvg("A", "x").matchAll(/M([0-9]+) ([0-9]+)h/g)]
    .slice(1)
    .flatMap(([, x, y]) => [Number(x), Number(y)])
  expect(Math.min(...xs)).toBe(4)
})

test("what is typed from a sheet is the share, in every list", async () => {
  const { set, shares } = await splitIdentity((await newIdentity()).identity, 2, 2)
  for (const list of ALL_LISTS.filter(({ language }) => !language.startsWith("zh"))) {
    const html = shareSheet(frame, shares[0] as never, set, list)
    expect(typedFrom(html)).toEqual(shares[0])
    expect(html).toContain(`lang="${list.language}"`)
  }
})

describe("a sheet", async () => {
  const { set, shares } = await splitIdentity((await newIdentity()).identity, 2, 3)
  const over = await finished(usual({ roots: 1, threshold: 1 }))
  const all = {
    share: shareSheet(frame, shares[0] as never, set, ALL_LISTS[1] as never),
    passphrase: passphraseSheet(frame, "<one> two", "abcdef01", "en"),
    fingerprint: fingerprintSheet(frame, over.charter),
    audit: auditSheet(frame, over.charter),
    record: recordSheet(frame, over.charter, set),
  }

  test.each(Object.entries(all))("%s: nothing to load, no script, all escaped", (_, html) => {
    expect(html).toContain("default-src 'none'; style-src 'sha256-")
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\son[a-z]+=|href=|src=|url\(|@import|<one>|<b>/)
    expect(html).toContain("Org &lt;b&gt;&amp;&quot;&#39;")
    expect(html.startsWith("<!doctype html>")).toBe(true)
  })

  test("of a share says which, of how many, and the checks of all", () => {
    const { number } = shares[0] as { number: number }
    expect(all.share).toContain(`<dt>Number</dt><dd>${number}</dd>`)
    expect(all.share).toContain("<dt>Needed</dt><dd>2 of 3</dd>")
    for (const { check } of set.shares) expect(all.share.replaceAll(" ", "")).toContain(check)
    for (const other of shares.slice(1)) {
      expect(all.share).not.toContain(Buffer.from(other.value).toString("hex").toUpperCase())
      expect(all.share).not.toContain(
        phraseOf(other.value, ALL_LISTS[1] as never)
          .map((word) => `<li>${word}</li>`)
          .join(""),
      )
    }
  })

  test("of the record names every key and no secret", () => {
    for (const name of ["root-1", "console-1", "console-2", "courier-1", "auditor-1", "release-1"])
      expect(all.record).toContain(`>${name}<`)
    const record = textOf(over, "record/record.html")
    for (const share of sheetsIn(over)) {
      expect(record).not.toMatch(
        new RegExp(
          phraseOf(share.value, ALL_LISTS[1] as never)
            .slice(0, 3)
            .join("\\W+"),
          "i",
        ),
      )
      expect(record.toLowerCase()).not.toContain(Buffer.from(share.value).toString("hex"))
    }
    expect(all.fingerprint.replaceAll(" ", "")).toContain(over.charter.hash)
    expect(scanned(all.fingerprint)?.toLowerCase()).toBe(over.charter.hash)
  })

  test("of a demonstration says so", () => {
    expect(fingerprintSheet({ ...frame, demonstration: true }, over.charter)).toContain("It protects nobody.")
    expect(all.fingerprint).not.toContain("It protects nobody.")
  })
})
