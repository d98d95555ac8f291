// `npm run pictures`: every screen of the survivor's pages in each language, as one sheet a language in docs/pictures/, small enough to
// keep and large enough to see what is ugly, cut off or crowded. Not a test: nobody but a person can judge it.
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type Browser, chromium, type Page } from "@playwright/test"
import { type Built, buildPages } from "../browser/built.ts"
import { chromiumOptions } from "../browser/find-browser.ts"
import { startStandIn } from "../browser/stand-in.ts"
import { ALL, stateOf, walk } from "../browser/walk.ts"
import { takeReturning } from "./returning.ts"

const OUT = join(import.meta.dirname, "../../docs/pictures")
const PHONE = { width: 360, height: 640 }
const COLUMNS = 13
const SCALE = 0.4
const ONE_BY_ONE = join(import.meta.dirname, "../../test-results/pictures")

interface Picture {
  readonly name: string
  readonly png: Buffer
}

async function main(): Promise<void> {
  await mkdir(OUT, { recursive: true })
  const built = await buildPages()
  const browser = await chromium.launch(chromiumOptions())
  const only = process.argv[2]
  for (const [language, dark] of [
    ["en", false],
    ["ar", false],
    ["en", true],
  ] as const) {
    for (const way of ["submit", "return"] as const) {
      const name = `${way}-${language}${dark ? "-dark" : ""}`
      if (only !== undefined && only !== name) continue
      const pictures = await take(browser, built, way, language, dark)
      await mkdir(join(ONE_BY_ONE, name), { recursive: true })
      for (const [at, picture] of pictures.entries())
        await writeFile(join(ONE_BY_ONE, name, `${String(at + 1).padStart(2, "0")}.png`), picture.png)
      await writeFile(join(OUT, `${name}.jpg`), await sheet(browser, pictures, dark))
      console.log(`${name}: ${pictures.length} screens`)
    }
  }
  await browser.close()
  await built.remove()
}

async function take(
  browser: Browser,
  built: Built,
  way: "submit" | "return",
  language: string,
  dark: boolean,
): Promise<Picture[]> {
  const page = await browser.newPage({
    viewport: PHONE,
    locale: language,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  })
  const pictures: Picture[] = []
  const shoot = async (name: string): Promise<void> => {
    pictures.push({ name, png: await whole(page) })
  }
  if (way === "return") await takeReturning(built, page, language, shoot)
  else await takeForm(built, page, shoot)
  await page.close()
  return pictures
}

async function takeForm(built: Built, page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  const { url, close } = await startStandIn(built)
  await page.goto(`${url}/`)
  await page.locator(".mark").waitFor()
  await page.locator('[data-act="real"]').click()
  await shoot("real")
  await page.locator('[data-act="previous"]').click()
  await page.locator('[data-state="safety"]').waitFor()
  const file = { name: "photo of the street.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(2_400_000) }
  await walk(page, {
    plan: { ...ALL, files: [] },
    answered: async (state) => {
      if (state === "files") {
        await page.locator('[data-q="files"]').setInputFiles(file)
        await page.locator('[data-q="hidden-1"] input[value="removed"]').check()
        await page.waitForFunction(() =>
          /JPEG|جاي|quite|تماما/.test(document.querySelector(".files .notice")?.textContent ?? ""),
        )
      }
      await shoot(state)
    },
  })
  await shoot("send")
  await page.locator('[data-act="pause"]').click()
  await shoot("pause")
  await page.locator('[data-act="keep"]').click()
  await page.locator('[data-state="kept"]').waitFor()
  await shoot("kept")
  await page.locator('[data-act="go-on"]').click()
  await page.locator('[data-state="send"]').waitFor()
  await page.locator('[data-act="send"]').click()
  for (const state of ["sent", "after"]) {
    await page.locator(`[data-state="${state}"]`).waitFor()
    await shoot(state)
    if (state === "sent") await page.locator('main [data-act="next"]').click()
  }
  await page.goto(`${url}/`)
  await page.locator(".mark").waitFor()
  await page.locator('[data-act="resume"]').click()
  await shoot("resume")
  await page.locator('[data-act="previous"]').click()
  await page.locator('[data-state="safety"]').waitFor()
  const young = { ...ALL, over18: [["over18", "under_18"]] } as const
  await walk(page, { plan: young, until: "young" })
  await shoot(await stateOf(page))
  await page.locator('[data-act="stop-delete"]').click()
  await page.locator('[data-state="deleted"]').waitFor()
  await shoot("deleted")
  await close()
}

/** The whole length of a screen, with the bar where it stands at the top. */
async function whole(page: Page): Promise<Buffer> {
  await page.evaluate(() => scrollTo(0, 0))
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: PHONE.width, height: Math.max(PHONE.height, height) })
  const png = await page.screenshot()
  await page.setViewportSize(PHONE)
  return png
}

async function sheet(browser: Browser, pictures: readonly Picture[], dark: boolean): Promise<Buffer> {
  const width = Math.round(PHONE.width * SCALE)
  const page = await browser.newPage({ viewport: { width: COLUMNS * (width + 8) + 8, height: 800 } })
  const columns = Array.from({ length: COLUMNS }, () => ({ height: 0, figures: "" }))
  for (const { name, png } of pictures) {
    const column = columns.toSorted((a, b) => a.height - b.height)[0] as (typeof columns)[number]
    const address = `data:image/png;base64,${png.toString("base64")}`
    column.figures += `<figure><img width="${width}" src="${address}"><figcaption>${name}</figcaption></figure>`
    column.height += png.readUInt32BE(20) // the height in a PNG's header
  }
  await page.setContent(`<style>
    body { margin: 8px; display: flex; gap: 8px; background: ${dark ? "#000" : "#888"}; font: 10px sans-serif; color: #fff }
    div { inline-size: ${width}px } figure { margin: 0 0 8px } img { display: block } figcaption { overflow: hidden }
  </style>${columns.map(({ figures }) => `<div>${figures}</div>`).join("")}`)
  const jpeg = await page.screenshot({ fullPage: true, type: "jpeg", quality: 60 })
  await page.close()
  return jpeg
}

await main()
