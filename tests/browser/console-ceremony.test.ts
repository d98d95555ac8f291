// The ceremony in the page from disk: only clicks, files and paper. What comes out is a charter that a stranger takes, and keys that
// fit it; a sheet typed wrongly is named, and nothing is signed before the drill.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "@playwright/test"
import { demoPolicy } from "../../src/cli/demo.ts"
import { fromHex } from "../../src/core/bytes.ts"
import { verifyChain } from "../../src/core/charter/chain.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { test as base, openConsole, press } from "./console-page.ts"
import { fill, give, holdCeremony, keepFiles, save, state, typeSheet } from "./staff.ts"
import { note } from "./watched.ts"

const test = base.extend<{ folder: string; policy: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-ceremony-"))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
  policy: async ({ folder }, use) => {
    const path = join(folder, "policy.json")
    writeFileSync(path, encodePolicy(demoPolicy(new Date().toISOString().slice(0, 10))))
    await use(path)
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

test("a whole ceremony", async ({ page, console: path, folder, policy }) => {
  await keepFiles(page)
  const check = await openConsole(page, path)
  const origin = "demo.cairn.example"
  const { papers, fingerprint } = await holdCeremony(page, folder, { policy, origin, kind: "demonstration" })
  const note1 = Uint8Array.from(readFileSync(join(folder, "record/charter.note")))
  const [charter] = await verifyChain([note1], fingerprint)
  expect(charter?.body.kind).toBe("demonstration")
  expect(charter?.body.consoles).toHaveLength(2)
  expect(readFileSync(join(folder, "console-2/fingerprint.txt"), "utf8")).toBe(`${fingerprint}\n`)
  const log = await parsePrivateKey(readFileSync(join(folder, "server/log.key"), "utf8").trim())
  expect(charter?.body.log).toContain(log.verifier.name)
  expect(readFileSync(join(folder, "server/policy.json"))).toEqual(readFileSync(policy))
  expect(papers).toHaveLength(3)
  for (const { words, setId } of papers) {
    expect(words.split(" ")).toHaveLength(24)
    expect(fromHex(setId.replaceAll(" ", ""))).toHaveLength(4)
  }
  // Nothing is left in the browser.
  const left = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
  expect(left).toEqual([0, 0, ""])
  check()
  note("cases", 1)
})

test("a word that is another, another set's sheet, one sheet twice: each is named", async ({
  page,
  console: path,
  folder,
  policy,
}) => {
  await keepFiles(page)
  const check = await openConsole(page, path)
  await press(page, "ceremony")
  await press(page, "begin")
  await expect(page.locator('[data-refused="ceremony-policy"]')).toBeVisible()
  await give(page, "policy", policy)
  await page.locator('[data-taken="policy"]').waitFor()
  await fill(page, "origin", "log.organisation.org")
  await press(page, "begin")
  await expect(page.locator('[data-refused="policy-notices"]')).toBeVisible() // a demonstration's, for real
  await page.locator("details summary").click()
  await page.locator('[data-q="kind"] input[value="demonstration"]').check()
  await press(page, "begin")
  await state(page, "ceremony-keys").waitFor()
  await press(page, "make")
  await save(page, "save root-2/root-2.key", join(folder, "root-2.key"))
  await press(page, "next")
  await state(page, "ceremony-intake").waitFor()
  await press(page, "make")
  await state(page, "ceremony-intake-hand").waitFor()
  const show = page.locator('[data-act^="show share-"]').first()
  await show.click()
  const number = (await page.locator(".sheet dd").first().textContent()) ?? ""
  const setId = (await page.locator(".sheet dd").nth(1).textContent()) ?? ""
  const words = await page.locator(".sheet ol.words li").allTextContents()
  await expect(page.locator(".sheet svg.qr path")).toHaveCount(2)
  await press(page, "close-sheet")
  await press(page, "next")
  await state(page, "ceremony-drill").waitFor()
  const typed = async (paper: { number?: string; setId?: string; words?: readonly string[] }) => {
    await typeSheet(page, { number, setId, ...paper, words: (paper.words ?? words).join(" ") })
    return page.locator("[data-refused]")
  }
  const wrong = words.map((word, at) => (at === 4 ? "zzzzz" : word))
  await expect(await typed({ words: wrong })).toHaveAttribute("data-refused", "share-words")
  await expect(page.locator("[data-refused]")).toContainText("Word 5.")
  await expect(await typed({ setId: "0000 0000" })).toHaveAttribute("data-refused", "share-set")
  await expect(await typed({ number: "9" })).toHaveAttribute("data-refused", "share-number")
  await typed({})
  await page.locator('[data-shares="1"]').waitFor()
  await expect(await typed({})).toHaveAttribute("data-refused", "share-twice")
  await give(page, "root-key", join(folder, "root-2.key"))
  await expect(page.locator('[data-act="drill"]')).toHaveCount(0) // two sheets are still missing
  check()
  note("cases", 7)
})
