// What somebody could send to harm whoever opens it: the console shows each as pixels, sound, text or bytes, and nothing of it
// runs, loads or unpacks.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, type Page } from "@playwright/test"
import { test as base, openConsole, press } from "./console-page.ts"
import { type Planted, plantedFiles } from "./planted.ts"
import { note } from "./watched.ts"

interface Trap {
  readonly files: readonly Planted[]
  readonly asked: () => number
}

const test = base.extend<{ trap: Trap }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  trap: async ({}, use) => {
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      response.end()
    }).on("connection", () => {
      asked++
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    await use({ files: plantedFiles(`http://127.0.0.1:${port}`), asked: () => asked })
    await new Promise((resolve) => server.close(resolve))
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

async function look(page: Page, { name, bytes }: Planted): Promise<void> {
  const buffer = Buffer.from(bytes)
  await page.locator('[data-q="look-file"]').setInputFiles({ name, mimeType: "image/svg+xml", buffer })
  await press(page, "open-file")
  await page.locator('.opened:not([data-kind=""])').waitFor()
}

test("a file is what its bytes are, and does nothing", async ({ page, console: path, trap }) => {
  const check = await openConsole(page, path)
  await press(page, "look")
  for (const planted of trap.files) {
    await look(page, planted)
    const opened = page.locator(".opened")
    await expect(opened, planted.name).toHaveAttribute("data-kind", planted.kind)
    if (planted.drawn !== undefined)
      await expect(page.locator(`[data-drawn="${planted.drawn}"]`), planted.name).toBeVisible()
    if (planted.failed !== undefined)
      await expect(page.locator(`[data-failed="${planted.failed}"]`), planted.name).toBeVisible()
    if (planted.also !== undefined)
      await expect(page.locator(`[data-also="${planted.also}"]`), planted.name).toBeVisible()
    // Nothing but our own elements, and no address among them but of this page's memory.
    const made = await opened.evaluate((element) =>
      [...element.querySelectorAll("*")].map((one) => `${one.localName} ${one.getAttribute("src") ?? ""}`),
    )
    const own = /^(p|pre|canvas|button|span|video|track) (blob:.*)?$/
    expect(
      made.filter((one) => !own.test(one)),
      planted.name,
    ).toEqual([])
    note("cases", 1)
  }
  expect(trap.asked()).toBe(0)
  check()
})

test("a picture becomes pixels, first without colour; sound waits to be played", async ({
  page,
  console: path,
  trap,
}) => {
  const check = await openConsole(page, path)
  await press(page, "look")
  const file = (name: string): Planted => trap.files.find((one) => one.name === name) as Planted
  await look(page, file("small.png"))
  const canvas = page.locator("canvas")
  await expect(page.locator("[data-drawn]")).toBeVisible()
  await expect(canvas).toHaveClass(/grey/)
  const pixel = await canvas.evaluate((one) => {
    const data = (one as HTMLCanvasElement).getContext("2d")?.getImageData(5, 5, 1, 1).data
    return [...(data ?? [])]
  })
  expect(pixel).toEqual([0x40, 0x40, 0x40, 255])
  await press(page, "colour")
  await expect(canvas).not.toHaveClass(/grey/)
  await look(page, file("voice.wav"))
  const video = page.locator("video")
  await expect.poll(() => video.evaluate((one) => (one as HTMLVideoElement).readyState)).toBeGreaterThan(0)
  const state = await video.evaluate((one) => {
    const { paused, muted, autoplay } = one as HTMLVideoElement
    return { paused, muted, autoplay }
  })
  expect(state).toEqual({ paused: true, muted: true, autoplay: false })
  await press(page, "close-file")
  await expect(page.locator("video, canvas, pre")).toHaveCount(0)
  check()
})

test("a name that turns the line around is spelled out", async ({ page, console: path, trap }) => {
  await openConsole(page, path)
  await press(page, "look")
  await look(page, trap.files.find(({ kind }) => kind === "program") as Planted)
  await expect(page.locator(".name")).toHaveText("photoU+202Egnp.exe (its name ends in .exe)")
  const notes = trap.files.find(({ name }) => name === "notes.txt") as Planted
  await look(page, notes)
  await expect(page.locator("pre.text")).toHaveText("שלום[U+202E]abc\nمرحبا\n")
})
