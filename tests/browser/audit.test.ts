// The auditors' pages over a real server's log: the one it serves, which checks what is public, and the one opened from disk,
// which checks a bundle whole and without a network. A fork made with the log's own key is found by both.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { test as base, expect, type Page } from "@playwright/test"
import { build } from "vite"
import { utf8 } from "../../src/core/bytes.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { peekCheckpoint, signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { startWorld, type World } from "../canary/world.ts"
import { ORIGIN, TESTIMONY } from "../fixtures/account.ts"
import { note, watch } from "./watched.ts"

const CONSENT = join(import.meta.dirname, "../fixtures/consent.json")

interface Audited {
  readonly world: World
  /** The checkpoint of the tree of one leaf. */
  readonly first: string
  /** A checkpoint of the log's size with another root, signed by the log. */
  readonly fork: string
  readonly bundle: string
}

/** A server whose log has one account and one night's batch, and its bundle. */
const test = base.extend<object, { audited: Audited; disk: string }>({
  audited: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const world = await startWorld({ name: "audit" })
      writeFileSync(join(world.hers, "t.json"), JSON.stringify(TESTIMONY))
      const pinned = ["--fingerprint", world.fingerprint]
      const sealed = ["--testimony", "t.json", "--consent", CONSENT, "--out", "x.cairn", "--receipt-out", "r"]
      await world.cairn(["seal", "--charter", world.url, ...pinned, ...sealed])
      await world.cairn(["submit", "x.cairn", "--to", world.url, ...pinned])
      const first = join(world.office, "first")
      writeFileSync(first, Buffer.from(await (await fetch(`${world.url}/log/checkpoint`)).arrayBuffer()))
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
      await world.restart({ clock: tomorrow })
      await world.carryAndOpen("opened")
      const answer = await fetch(`${world.url}/log/checkpoint`)
      const { size } = peekCheckpoint(new Uint8Array(await answer.arrayBuffer()))
      expect(size).toBe(9)
      const log = await parsePrivateKey(readFileSync(join(world.root, "data/log.key"), "utf8").trim())
      const fork = join(world.office, "fork")
      writeFileSync(fork, await signCheckpoint({ origin: ORIGIN, size, root: new Uint8Array(32) }, log))
      await use({ world, first, fork, bundle: join(world.office, "opened.zip") })
      await world.stop()
      world.remove()
    },
    { scope: "worker" },
  ],

  disk: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const folders = [1, 2].map((n) => mkdtempSync(join(tmpdir(), `cairn-audit-${n}-`)))
      const configFile = join(import.meta.dirname, "../../vite.audit.config.ts")
      for (const outDir of folders) await build({ configFile, logLevel: "error", build: { outDir } })
      const [first, second] = folders.map((folder) => readFileSync(join(folder, "audit.html")))
      expect(first?.equals(second as Buffer)).toBe(true) // the same sources give the same bytes
      await use(join(folders[0] as string, "audit.html"))
      for (const folder of folders) rmSync(folder, { recursive: true })
    },
    { scope: "worker" },
  ],
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

async function run(page: Page): Promise<string> {
  await page.locator('[data-act="audit"]').click()
  const result = page.locator("[data-verdict], [data-state='failed']")
  await result.waitFor({ timeout: 60_000 })
  return (await result.getAttribute("data-verdict")) ?? "failed"
}

const found = (page: Page) =>
  page.locator("[data-finding]").evaluateAll((all) => all.map((one) => one.getAttribute("data-finding")))

/** What a button offers to keep. By the page's own call: not every browser tells Playwright of a download from disk. */
async function offered(page: Page, act: string): Promise<string> {
  await page.evaluate(() => {
    const make = URL.createObjectURL
    URL.createObjectURL = (blob: Blob) => {
      Object.assign(globalThis, { offered: blob.text() })
      return make.call(URL, blob)
    }
  })
  await page.locator(`[data-act="${act}"]`).click()
  return page.evaluate(() => (globalThis as unknown as { offered: Promise<string> }).offered)
}

test("the served page checks what is public, says what it could not check, and finds a fork", async ({
  page,
  browser,
  audited: { world, first, fork },
}) => {
  const check = await watch(page, browser, world.url)
  await page.goto(`${world.url}/audit`)
  await expect(page.locator('[data-q="fingerprint"]')).toHaveValue(world.fingerprint)
  expect(await run(page)).toBe("incomplete")
  expect(await found(page)).toEqual([])
  await expect(page.locator(".result")).toContainText("Without an auditor's key")
  await page.locator('[data-q="checkpoints"]').setInputFiles(first)
  expect(await run(page)).toBe("incomplete")
  await expect(
    page.getByRole("img", { name: "had 1 entries when it was last seen, and has 9 now" }),
  ).toBeVisible()
  await page.locator('[data-q="checkpoints"]').setInputFiles(fork)
  expect(await run(page)).toBe("findings")
  expect(await found(page)).toEqual(["fork"])
  await page.locator('[data-q="fingerprint"]').fill("0".repeat(64))
  expect(await run(page)).toBe("failed")
  check()
  note("cases", 4)
})

test("the page from disk audits a bundle whole, asks nobody, and finds a fork", async ({
  page,
  audited: { world, fork, bundle },
  disk,
}) => {
  const requests: string[] = []
  const faults: string[] = []
  page.on("request", (request) => requests.push(request.url()))
  page.on("console", (message) => void faults.push(message.text()))
  page.on("pageerror", (error) => void faults.push(error.message))
  const address = pathToFileURL(disk).href
  await page.goto(address)
  await expect(page.locator('[data-act="audit"]')).toBeDisabled()
  await page.locator('[data-q="fingerprint"]').fill(world.fingerprint.toUpperCase().replace(/(.{8})/g, "$1 "))
  await page.locator('[data-q="bundle"]').setInputFiles(bundle)
  expect(await run(page)).toBe("incomplete") // nobody's identity, nobody's memory
  await page.locator('[data-q="identity"]').setInputFiles(join(world.office, "demo/audit.age-identity"))
  expect(await run(page)).toBe("ok")
  expect(await page.locator("svg.picture circle").count()).toBeGreaterThan(0)
  await expect(page.locator("[data-verdict]")).toBeFocused() // and so in sight
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)

  const report = await offered(page, "save-report")
  expect(report).toContain("Everything that was checked is as it must be.")
  const state = join(world.office, "state")
  writeFileSync(state, await offered(page, "save-state"))
  await page.locator('[data-q="state"]').setInputFiles(state)
  expect(await run(page)).toBe("ok")
  await page.locator('[data-q="checkpoints"]').setInputFiles(fork)
  expect(await run(page)).toBe("findings")
  expect(await found(page)).toEqual(["fork"])

  const bytes = Uint8Array.from(readFileSync(bundle))
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1
  const damaged = join(world.office, "damaged.zip")
  writeFileSync(damaged, bytes)
  await page.locator('[data-q="bundle"]').setInputFiles(damaged)
  expect(["findings", "failed"]).toContain(await run(page))
  const none = join(world.office, "none.zip") // another name: a browser may not notice the same one twice
  writeFileSync(none, utf8("not a zip"))
  await page.locator('[data-q="bundle"]').setInputFiles(none)
  expect(await run(page)).toBe("failed")
  await expect(page.locator('[data-state="failed"]')).toContainText("not an intake bundle")
  expect(requests.filter((url) => url !== address && !url.startsWith("blob:"))).toEqual([])
  expect(faults).toEqual([])
  note("cases", 6)
})
