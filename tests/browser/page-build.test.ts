// What `npm run build` makes of the pages: the same bytes every time, nothing from elsewhere, an integrity on all that a page
// loads, and a first screen that a slow line can carry.
import { createHash, randomBytes } from "node:crypto"
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

/** What is wrong with the first screen of a build, and what it weighs. */
function firstScreen(files: ReadonlyMap<string, Uint8Array>): {
  found: string[]
  bytes: number
  loaded: string[]
} {
  const html = Buffer.from(files.get("index.html") as Uint8Array).toString()
  let bytes = gzipSync(html, { level: 9 }).length
  const found: string[] = []
  const loaded: string[] = []
  for (const [tag, address = ""] of html.matchAll(LOADED)) {
    loaded.push(address)
    if (address === "/site.js" || address === "/icon.svg") continue
    const file = files.get(address.slice(1)) ?? new Uint8Array(0)
    bytes += gzipSync(file, { level: 9 }).length
    const digest = createHash("sha384").update(file).digest("base64")
    if (!tag.includes(`integrity="sha384-${digest}"`)) found.push(`10: ${address} is not what was built`)
  }
  if (loaded.length < 4) found.push(`10: loads only ${loaded.join(", ")}`)
  if (bytes > BUDGET) found.push(`35: ${bytes} bytes`)
  return { found, bytes, loaded }
}

test("requirements 10, 35: a page loads its own files only, each under its digest, and the first screen is small", async ({
  built,
}) => {
  const { found, bytes, loaded } = firstScreen(built.files)
  const scripts = [...built.files].filter(([name]) => name.endsWith(".js"))
  const all = scripts.reduce((sum, [, script]) => sum + gzipSync(script, { level: 9 }).length, 0)
  console.log(`first screen ${bytes} bytes gzipped; all scripts ${all}`)
  expect(found).toEqual([])
  // A build with a picture's weight in its style, with a style that somebody changed, and with a script from elsewhere.
  const style = loaded.find((address) => address.endsWith(".css"))?.slice(1) as string
  const css = built.files.get(style) as Uint8Array
  const html = Buffer.from(built.files.get("index.html") as Uint8Array).toString()
  const but = (name: string, file: Uint8Array) =>
    firstScreen(new Map([...built.files, [name, file]])).found.join()
  expect(but(style, Buffer.concat([css, randomBytes(20_000)]))).toContain("35: ")
  expect(but(style, Buffer.concat([css, Buffer.from(" ")]))).toContain("10: ")
  const more = '<script src="https://example.org/x.js"></script></head>'
  expect(but("index.html", Buffer.from(html.replace("</head>", more)))).toContain("10: ")
  note("cases", loaded.length + 3)
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
