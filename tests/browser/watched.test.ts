// The watch that every browser test keeps (requirement 10) is shown to see: each fault is planted in a page of the form, and found.
import { expect, type Page } from "@playwright/test"
import { test } from "./form.ts"
import { startLine } from "./proxy.ts"
import { note, watch } from "./watched.ts"

test.skip(({ browserName: _ }) => test.info().project.name.includes("JIT"), "the same watch")

const PLANTED: readonly (readonly [
  what: string,
  plant: (page: Page, elsewhere: string) => Promise<unknown>,
])[] = [
  ["an error in the console", (page) => page.evaluate(() => console.error("x"))],
  ["a warning in the console", (page) => page.evaluate(() => console.warn("x"))],
  [
    "an error that nobody catches",
    (page) => page.evaluate(() => void setTimeout(() => Promise.reject(new Error("x")))),
  ],
  ["a request to another site", (page, url) => page.evaluate((to) => fetch(to).catch(() => null), url)],
  [
    "a picture from another site",
    (page, url) => page.evaluate((to) => document.body.append(Object.assign(new Image(), { src: to })), url),
  ],
  [
    "a script that no policy allows",
    (page) =>
      page
        .evaluate(() => {
          document.body.appendChild(document.createElement("script")).append("1")
        })
        .catch(() => null),
  ],
  [
    "a style that no policy allows",
    (page) => page.evaluate(() => document.body.setAttribute("style", "color: red")),
  ],
  [
    "markup made of text",
    (page) =>
      page
        .evaluate(() => {
          document.body.innerHTML = "x"
        })
        .catch(() => null),
  ],
]

test("requirement 10: the watch sees each fault that is planted", async ({ context, browser, serve }) => {
  const stand = await serve()
  const elsewhere = await startLine(stand.port) // the same answers, from another origin
  for (const [what, plant] of PLANTED) {
    const page = await context.newPage()
    const check = await watch(page, browser, stand.url)
    await page.goto(`${stand.url}/`)
    await page.locator(".mark").waitFor()
    check()
    await plant(page, elsewhere.url)
    await expect.poll(() => sees(check), { message: what, timeout: 30_000 }).toBe(true)
    await page.close()
  }
  await elsewhere.close()
  note("cases", PLANTED.length)
})

function sees(check: () => void): boolean {
  try {
    check()
    return false
  } catch {
    return true
  }
}
