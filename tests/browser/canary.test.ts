// The canary in real browsers: an account from the page leaves nothing in the server's folder and output, on the line, in the
// temporary folder, or in a profile that keeps sessions as everyday browsers do. Leaks on purpose are found by that search.
// What Chromium keeps encrypted (Sessions_Encrypted, cookies) cannot be searched; it keeps the same sessions in the clear too.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test"
import { identityCanary, plantFile, receiptCanaries } from "../canary/account.ts"
import { type Leak, leaks, planted, type Script, word, writeLeaks } from "../canary/plant.ts"
import { type Canary, type Found, type Searched, searchFor, told } from "../canary/search.ts"
import { PLACES, type Plan, searchWorld, startWorld, type World } from "../canary/world.ts"
import { act, arrived, stopAndSend, write } from "./form.ts"
import { killBrowser, withProfile } from "./own-browser.ts"
import { note } from "./watched.ts"

interface Own {
  readonly world: World
  readonly profile: string
  readonly context: BrowserContext
}

interface Fixtures {
  readonly start: (js?: boolean, plan?: Plan) => Promise<Own>
  /** A folder that is gone after the test. */
  readonly scratch: string
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  scratch: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-canary-"))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
  start: async ({ browserName }, use, { project }) => {
    test.skip(project.name === "chromium without JIT", "the same profile as Chromium's")
    const standing: Own[] = []
    await use(async (js, plan) => {
      const world = await startWorld({ name: "canary", ...plan })
      const profile = join(world.root, "profile")
      const own = { world, profile, context: await withProfile(browserName, profile, world.env, js) }
      standing.push(own)
      return own
    })
    for (const { world, context } of standing) {
      await context.close().catch(() => {})
      await world.stop()
      world.remove()
    }
  },
})

interface Account {
  readonly text: string
  readonly files: readonly string[]
  readonly canaries: readonly Canary[]
}

function plantAccount(world: World): Account {
  const { text, canaries } = planted("text")
  const files = [plantFile(world.hers, "file 1", 3_000_000), plantFile(world.hers, "file 2", 2000)]
  return {
    text,
    files: files.map(({ path }) => path),
    canaries: [...canaries, ...files.flatMap((file) => file.canaries), identityCanary(world.office)],
  }
}

async function fillIn(page: Page, url: string, { text, files }: Account): Promise<void> {
  await page.goto(`${url}/`)
  await write(page, { text })
  const field = page.locator('[data-q="account_text"]')
  await field.press("End")
  await field.pressSequentially(" and so on")
  await write(page, { files: [] })
  await page.locator('input[data-q="files"]').setInputFiles([...files])
  await page.locator("ul.files li").nth(1).waitFor()
}

/**
 * Waits until the browser wrote down a session after now: an ordinary field in another tab tells.
 * @returns the control, which that field held and the profile now holds
 */
async function sessionKept({ context, world, profile }: Own): Promise<Canary> {
  const control = { name: "an ordinary field", value: word() }
  const page = await context.newPage()
  await page.goto(`${world.url}/away`)
  await page.evaluate(() => {
    const field = document.createElement("textarea")
    field.id = "ordinary"
    document.body.append(field)
  })
  await page.locator("#ordinary").fill(control.value)
  const search = searchFor([control])
  await expect
    .poll(async () => (await search.path("profile", profile)).found.length, {
      timeout: 60_000,
    })
    .toBeGreaterThan(0)
  return control
}

/** The same without JavaScript: the address of a tab tells that the session was written down. */
async function plainSessionKept({ context, world, profile }: Own): Promise<Canary> {
  const control = { name: "an address", value: word() }
  const page = await context.newPage()
  await page.goto(`${world.url}/away?${control.value}`)
  const search = searchFor([control])
  await expect
    .poll(async () => (await search.path("profile", profile)).found.length, { timeout: 60_000 })
    .toBeGreaterThan(0)
  return control
}

/** Where canaries were found, each place once. */
function where(results: readonly Searched[]): string[] {
  const all = results.flatMap(({ place, found }) => found.map((hit: Found) => `${hit.canary}: ${place}`))
  return [...new Set(all)].sort()
}

async function searchAll({ world, profile }: Own, canaries: readonly Canary[]): Promise<Searched[]> {
  const results = await searchWorld(world, canaries, { profile: [profile] })
  console.log(`${canaries.length} canaries\n${told(results)}`)
  expect(results.map(({ place }) => place)).toEqual([...PLACES, "profile"])
  note("cases", results.length)
  return results
}

test("a sent account and its receipt are found nowhere", async ({ start }) => {
  const own = await start()
  const { world, context } = own
  const account = plantAccount(world)
  const page = context.pages()[0] ?? (await context.newPage())
  await fillIn(page, world.url, account)
  const controls = [await sessionKept(own)]
  await page.bringToFront()
  const uncover = page.locator('[data-act="uncover"]')
  if (await uncover.isVisible()) await uncover.click()
  await stopAndSend(page)
  await act(page, "send")
  const { words, digits } = await arrived(page)
  controls.push(await sessionKept(own))
  const canaries = [...account.canaries, ...(await receiptCanaries(words, digits))]
  const running = await searchWorld(world, canaries, { profile: [own.profile] })
  await context.close()
  const opened = await world.carryAndOpen("opened")
  await world.stop()
  expect(where([...running, ...(await searchAll(own, canaries))])).toEqual([])
  // Not because the browser kept nothing: what stood in an ordinary field is there.
  const { found } = await searchFor(controls).path("profile", own.profile)
  expect(found.length).toBeGreaterThan(0)
  const { found: sent } = await searchFor(account.canaries).path("office", opened)
  expect(new Set(sent.map(({ canary }) => canary)).size).toBe(account.canaries.length - 1) // all but the identity
})

test("a browser that dies over a written account keeps nothing of it", async ({ start }) => {
  const own = await start()
  const account = plantAccount(own.world)
  const page = own.context.pages()[0] ?? (await own.context.newPage())
  await fillIn(page, own.world.url, account)
  const control = await sessionKept(own)
  await killBrowser(own.context, own.profile)
  await own.world.stop()
  expect(where(await searchAll(own, [...account.canaries, control]))).toEqual(["an ordinary field: profile"])
})

test("a .cairn file's own name goes over the line from the form without JavaScript, and stays nowhere", async ({
  start,
}) => {
  const own = await start(false)
  const { world, context } = own
  const name = planted("name of the package")
  const file = plantFile(world.hers, "file", 5000)
  writeFileSync(
    join(world.hers, "t.json"),
    JSON.stringify({ format: "cairn-testimony/1", answers: { account_text: "x" } }),
  )
  const consent = join(import.meta.dirname, "../fixtures/consent.json")
  const charter = ["--charter", `${world.url}/charter`, "--fingerprint", world.fingerprint]
  const given = ["--testimony", "t.json", "--consent", consent, "--file", file.name]
  const made = ["--out", `${name.text}.cairn`, "--receipt-out", "r.txt"]
  await world.cairn(["seal", ...charter, ...given, ...made])
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${world.url}/`)
  await page.locator('input[name="package"]').setInputFiles(join(world.hers, `${name.text}.cairn`))
  await page.locator('[data-act="send"]').press("Enter")
  await page.waitForURL(`${world.url}/answer`)
  const control = await plainSessionKept(own)
  await context.close()
  await world.stop()
  const results = await searchAll(own, [...name.canaries, ...file.canaries])
  expect(where(results)).toEqual(name.canaries.map((canary) => `${canary.name}: line`).sort())
  // Not because the browser kept nothing: the address of a page in another tab is there.
  expect((await searchFor([control]).path("profile", own.profile)).found.length).toBeGreaterThan(0)
})

const LATIN_ONLY: readonly Script[] = ["latin"]

test("a leak in any place and any form is found there", async ({ start, scratch }) => {
  const some = (place: string, scripts: readonly Script[] = ["latin", "arabic"]): Leak[] =>
    scripts.flatMap((script) => leaks(place, script))
  const planned = {
    data: some("data"),
    server: some("server"),
    "line, header": leaks("header").filter(({ bytes }) => !bytes.includes(0)), // no browser sends such a header
    "line, body": some("body"),
    tmp: some("tmp"),
    "profile, localStorage": some("localStorage", LATIN_ONLY),
  }
  const file = join(scratch, "leaks.json")
  writeLeaks(file, { file: planned.data, stdout: planned.server, temporary: planned.tmp }, "data/leak")
  const own = await start(true, { leaks: file })
  const { world, context } = own
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${world.url}/`)
  const sent = (leaked: readonly Leak[]): string[] => leaked.map(({ bytes }) => bytes.toString("latin1"))
  await page.evaluate(
    async ({ headers, bodies, kept }) => {
      const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
      for (const leak of headers) await fetch("/health", { headers: { "x-leak": leak } })
      for (const leak of bodies) await fetch("/submissions", { method: "POST", body: bytesOf(leak) })
      for (const [n, leak] of kept.entries()) localStorage.setItem(`leak-${n}`, leak)
    },
    {
      headers: sent(planned["line, header"]),
      bodies: sent(planned["line, body"]),
      kept: sent(planned["profile, localStorage"]),
    },
  )
  await context.close()
  for (const [n, { bytes }] of planned.data.entries())
    writeFileSync(join(world.root, `data/leak-${n}`), bytes)
  for (const [n, { bytes }] of planned.tmp.entries()) writeFileSync(join(world.root, `tmp/leak-${n}`), bytes)
  writeFileSync(join(world.root, "server/leak"), Buffer.concat(planned.server.map(({ bytes }) => bytes)))
  await world.stop()
  const all = Object.values(planned).flat()
  const results = await searchAll(own, all)
  for (const [name, leaked] of Object.entries(planned)) {
    const place = name.split(",")[0]
    const found = results.find((result) => result.place === place)?.found ?? []
    const missed = leaked.filter((leak) => !found.some((hit) => hit.canary === leak.name))
    expect({ name, missed: missed.map((leak) => leak.name) }).toEqual({ name, missed: [] })
  }
  note("cases", all.length)
})
