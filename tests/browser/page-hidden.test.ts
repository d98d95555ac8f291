// Photos whose hidden details she has taken out: what arrives at the organisation says nothing any more, and shows in a browser what
// the photo showed, the same way up. What cannot be cleaned is told, and not sent unless she says so.
import { expect, type Page } from "@playwright/test"
import { MARK, plantedJpeg, plantedPng, plantedWebp } from "../fixtures/pictures.ts"
import { act, arrived, stopAndSend, write } from "./form.ts"
import { test } from "./real.ts"
import { note } from "./watched.ts"

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same in Chromium")
})

const [WIDTH, HEIGHT] = [48, 32]

/** A picture that the browser draws and encodes itself; undefined where it cannot encode this kind. */
async function drawn(page: Page, type: string): Promise<Buffer | undefined> {
  const base64 = await page.evaluate(
    async ([kind, width, height]) => {
      const canvas = new OffscreenCanvas(width, height)
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D
      for (let x = 0; x < width; x++)
        for (let y = 0; y < height; y++) {
          context.fillStyle = `rgb(${x * 5}, ${y * 7}, ${(x * y) % 256})`
          context.fillRect(x, y, 1, 1)
        }
      const blob = await canvas.convertToBlob({ type: kind, quality: 0.9 })
      if (blob.type !== kind) return
      return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())))
    },
    [type, WIDTH, HEIGHT] as const,
  )
  return base64 === undefined ? undefined : Buffer.from(base64, "base64")
}

/** Size and pixels of a picture, as the browser shows it. */
async function shown(page: Page, bytes: Buffer, type: string): Promise<{ size: string; pixels: string }> {
  return page.evaluate(
    async ([base64, kind]) => {
      const raw = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
      const image = new Image()
      image.src = URL.createObjectURL(new Blob([raw], { type: kind }))
      await image.decode()
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data))
      return { size: `${canvas.width} ${canvas.height}`, pixels: [...hash].join(" ") }
    },
    [bytes.toString("base64"), type] as const,
  )
}

test("a photo, a screenshot and a WebP arrive without hidden details, and look the same", async ({
  form,
  opened,
}) => {
  const page = await form()
  const pictures: { name: string; mimeType: string; buffer: Buffer }[] = []
  const add = async (type: string, plant: (picture: Buffer) => Buffer, name: string): Promise<void> => {
    const picture = await drawn(page, type)
    if (picture !== undefined) pictures.push({ name, mimeType: type, buffer: plant(picture) })
  }
  await add("image/jpeg", (one) => plantedJpeg(one, 6, true), "turned.jpg")
  await add("image/jpeg", (one) => plantedJpeg(one, 1), "upright.jpg")
  await add("image/png", (one) => plantedPng(one, 1, true), "screenshot.png")
  const size = { width: WIDTH, height: HEIGHT }
  await add("image/webp", (one) => plantedWebp(one, { ...size, colours: true }), "a.webp")
  expect(pictures.length).toBeGreaterThanOrEqual(3)
  await write(page, { files: pictures })
  for (const [at] of pictures.entries())
    await page.locator(`[data-q="hidden-${at + 1}"] input[value="removed"]`).check()
  await expect(page.locator(".files .notice", { hasText: "They are taken out here" })).toHaveCount(
    pictures.length,
  )
  await stopAndSend(page)
  await act(page, "send")
  const { words } = await arrived(page)
  const account = await opened(words)
  expect(account.parts.slice(-pictures.length).map(({ hidden }) => hidden)).toEqual(
    pictures.map(() => "removed"),
  )
  for (const [at, { buffer, mimeType, name }] of pictures.entries()) {
    const file = account.file(`files/00${at + 1}`)
    expect(buffer.includes(MARK)).toBe(true)
    expect(file.includes(MARK)).toBe(false)
    expect([name, await shown(page, file, mimeType)]).toEqual([name, await shown(page, buffer, mimeType)])
  }
  expect((await shown(page, account.file("files/001"), "image/jpeg")).size).toBe(`${HEIGHT} ${WIDTH}`) // turned
  note("cases", pictures.length)
})

test("what cannot be cleaned is told, and not sent unless she says to keep its details", async ({
  form,
  opened,
}) => {
  const page = await form()
  const photo = (await drawn(page, "image/jpeg")) as Buffer
  const files = [
    { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.from("\0\0\0\x18ftypmp42") },
    { name: "cut.jpg", mimeType: "image/jpeg", buffer: plantedJpeg(photo).subarray(0, 400) },
    { name: "kept.jpg", mimeType: "image/jpeg", buffer: plantedJpeg(photo) },
    { name: "unsure.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") },
  ]
  await write(page, { files })
  const choose = (n: number, what: string) =>
    page.locator(`[data-q="hidden-${n}"] input[value="${what}"]`).check()
  await choose(1, "removed")
  await choose(2, "removed")
  await choose(3, "removed")
  const told = (n: number) =>
    page
      .locator(".files > li")
      .nth(n - 1)
      .locator(".notice")
  await expect(told(1)).toContainText("JPEG, PNG and WebP")
  await expect(told(2)).toContainText("not quite as it should be")
  await expect(told(3)).toContainText("taken out here")
  await choose(3, "kept")
  await choose(4, "unsure")
  await expect(told(4)).toContainText("kept")
  await stopAndSend(page)
  await expect(page.locator('[data-state="send"] .notice.marked')).toContainText("2 files are not sent")
  await act(page, "send")
  const { words } = await arrived(page)
  const account = await opened(words)
  expect(account.parts.slice(-2).map(({ name, hidden }) => [name, hidden])).toEqual([
    ["files/001", "kept"],
    ["files/002", "unsure"],
  ])
  expect(account.answers.files).toEqual(["files/001", "files/002"])
  expect(account.file("files/001").equals(files[2]?.buffer as Buffer)).toBe(true)
  note("cases", 4)
})
