// What `npm run build` makes of the pages: the same bytes every time, nothing from elsewhere, an integrity on all that a page
// loads, and a first screen that a slow line can carry.
import { createHash } from "node:crypto"
import { gzipSync } from "node:zlib"
import { expect } from "@playwright/test"
import { buildPages } from "./built.ts"
import { test } from "./form.ts"
import { note } from "./watched.ts"

const BUDGET = 45_000 // bytes that the page itself names, gzipped; with a language's words: page-wire.test.ts
const LOADED = /<(?:script|link)\b[^>]*?(?:src|href)="([^"]+)"[^>]*>/g

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name !== "chromium", "needs no browser: once is enough")
})

const digests = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files].map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")])

test("the same sources give the same bytes", async ({ built }) => {
  const again = await buildPages()
  expect(digests(again.files)).toEqual(digests(built.files))
  await again.remove()
  note("cases", built.files.size)
})

test("a page loads its own files only, each under its digest, and the first screen is small", async ({
  built,
}) => {
  const html = Buffer.from(built.files.get("index.html") as Uint8Array).toString()
  let first = gzipSync(html, { level: 9 }).length
  const loaded: string[] = []
  for (const [tag, address = ""] of html.matchAll(LOADED)) {
    loaded.push(address)
    if (address === "/site.js" || address === "/icon.svg") continue
    const bytes = built.files.get(address.slice(1)) as Uint8Array
    first += gzipSync(bytes, { level: 9 }).length
    const digest = createHash("sha384").update(bytes).digest("base64")
    expect(tag).toContain(`integrity="sha384-${digest}"`)
  }
  expect(loaded).toHaveLength(6)
  const scripts = [...built.files].filter(([name]) => name.endsWith(".js"))
  const all = scripts.reduce((sum, [, bytes]) => sum + gzipSync(bytes, { level: 9 }).length, 0)
  console.log(`first screen ${first} bytes gzipped; all scripts ${all}`)
  expect(first).toBeLessThanOrEqual(BUDGET)
  note("cases", loaded.length)
})

test("no page holds a script, a style or an address of elsewhere", async ({ built }) => {
  for (const [name, bytes] of built.files) {
    if (!/\.(html|css|svg)$/.test(name)) continue
    const text = Buffer.from(bytes).toString()
    expect(text).not.toMatch(/<style|\bstyle=|<script(?![^>]*\bsrc=)|\bon\w+="|url\(|@import/)
    const bare = text.replaceAll("http://www.w3.org/2000/svg", "").replaceAll(/ integrity="[^"]*"/g, "") // base64 has slashes
    expect(bare).not.toMatch(/(https?:)?\/\/[a-z]/i)
  }
  note("cases", 1)
})
