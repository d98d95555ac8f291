// Saying it out loud, with a microphone that the browser makes up: recorded in memory, paused, listened to, taken out again, and what
// is sent comes out byte for byte. Leaving in the middle lets go of the microphone. In Chromium and Firefox, against the real server.
import { createHash } from "node:crypto"
import { expect, mergeTests, type Page } from "@playwright/test"
import { chromiumOptions, firefoxPath } from "./find-browser.ts"
import { act, arrived, test as standIn, stopAndSend } from "./form.ts"
import { test as real } from "./real.ts"
import { walk } from "./walk.ts"
import { note } from "./watched.ts"

const test = mergeTests(real, standIn).extend({
  launchOptions: [
    async ({ browserName }, use) => {
      if (browserName === "firefox") {
        const firefoxUserPrefs = {
          "media.navigator.streams.fake": true,
          "media.navigator.permission.disabled": true,
        }
        return use({ executablePath: firefoxPath() ?? "", firefoxUserPrefs })
      }
      const { args = [], ...rest } = chromiumOptions()
      const fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
      return use({ ...rest, args: [...args, ...fake] })
    },
    { scope: "worker" },
  ],
})

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same in Chromium")
})

/** Goes to the recording, and keeps from now on the hash of every recording that is shown, and every track. */
async function toVoice(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Promise<string>[] = []
    const tracks: MediaStreamTrack[] = []
    Object.assign(globalThis, { seen, tracks })
    const create = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (blob: Blob) => {
      const hash = async (): Promise<string> => {
        const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))
        return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
      }
      seen.push(hash())
      return create(blob)
    }
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted)
      tracks.push(...stream.getTracks())
      return stream
    }
  })
  await walk(page, { plan: { safety: [] }, until: "account_voice" })
}

const live = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      (globalThis as unknown as { tracks: MediaStreamTrack[] }).tracks.filter(
        ({ readyState }) => readyState === "live",
      ).length,
  )

async function record(page: Page): Promise<void> {
  const before = await page.locator("audio").count()
  await act(page, "record")
  await page.locator('[data-act="end"]').waitFor()
  expect(await live(page)).toBe(1)
  await page.locator('.field [data-act="pause"]').first().click()
  await act(page, "resume")
  await page.waitForTimeout(400) // a recording of no length is none
  await act(page, "end")
  await expect(page.locator("audio")).toHaveCount(before + 1)
  expect(await live(page)).toBe(0)
}

test("recorded, paused, played back, taken out, sent: what comes out is what was recorded", async ({
  form,
  opened,
}) => {
  const page = await form()
  await toVoice(page)
  await record(page)
  const audio = page.locator("audio").first()
  await audio.evaluate((one: HTMLAudioElement) => void one.play())
  await expect.poll(() => audio.evaluate((one: HTMLAudioElement) => one.currentTime > 0)).toBe(true)
  await record(page)
  await page.locator('.files [data-act="remove"]').first().click()
  await expect(page.locator("audio")).toHaveCount(1)
  const hashes = await page.evaluate(() =>
    Promise.all((globalThis as unknown as { seen: Promise<string>[] }).seen),
  )
  await stopAndSend(page)
  await act(page, "send")
  const { words } = await arrived(page)
  const account = await opened(words)
  expect(account.answers).toEqual({ account_voice: ["files/001"] })
  const part = account.parts.at(-1)
  expect(part).toMatchObject({ name: "files/001", hidden: "kept" })
  expect(part?.type).toMatch(/^audio\/(webm|ogg|mp4)$/)
  const file = account.file("files/001")
  expect(file.length).toBeGreaterThan(100)
  const hash = createHash("sha256").update(file).digest("hex")
  expect(hashes).toContain(hash)
  expect(hash).not.toBe(hashes[0]) // the first was taken out
  note("cases", 1)
})

test("requirements 2, 3: leaving while recording lets go of the microphone, and Back finds nothing", async ({
  serve,
  visit,
}) => {
  const exit = { url: "/away", title: "Page" }
  const stand = await serve({ policy: { exit: { en: exit, ar: exit } } })
  const page = await visit(stand.url, [/net::ERR_|Failed to load resource/])
  await page.locator(".mark").waitFor()
  await toVoice(page)
  await act(page, "record")
  await page.locator('[data-act="end"]').waitFor()
  const left = await page.evaluate(() => {
    document.querySelector<HTMLElement>('button[data-act="exit"]')?.click()
    const { tracks } = globalThis as unknown as { tracks: MediaStreamTrack[] }
    return {
      text: document.body.textContent,
      live: tracks.filter(({ readyState }) => readyState === "live").length,
    }
  })
  expect(left).toEqual({ text: "There is nothing on this page.", live: 0 })
  await page.waitForURL(/\/away$/)
  await page.goBack().catch(() => null)
  expect(await page.locator("audio, textarea").count()).toBe(0)
  note("cases", 1)
})
