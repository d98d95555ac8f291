// Entering the return words: whatever their dress, and what is told of those that do not fit, before anything is derived or asked.
import { expect, type Page } from "@playwright/test"
import { wordlist as english } from "@scure/bip39/wordlists/english.js"
import { wordlist as french } from "@scure/bip39/wordlists/french.js"
import {
  newReceipt,
  type Receipt,
  type ReceiptError,
  readReceipt,
  receiptWords,
} from "../../src/core/receipt/receipt.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import type { Coming } from "./coming.ts"
import { act, at, enter, pick, REFUSED, test, text } from "./returning.ts"
import { note } from "./watched.ts"

test.use({ locale: "en" })
test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(
    project.name !== "chromium",
    "the reading is tests/core/receipt, and the walk is in every browser",
  )
})

const EN = { language: "en", words: english }
const FR = { language: "fr", words: french }

/** What is said of them, once it is: the word before may stand for a moment. */
async function expectTold(page: Page, words: string, said: string): Promise<void> {
  await page.locator('[data-q="receipt"]').fill(words)
  await act(page, "open")
  await expect(page.locator('main[data-state="enter"] .notice.marked')).toContainText(said, {
    timeout: 60_000,
  })
}

const asked = ({ requests }: Coming): number => requests.filter((one) => one.includes("/subjects/")).length

test("words, digits of any script, pasted and broken over lines, and words of another list", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming)
  const arabic = her.digits.replace(/[0-9]/g, (digit) => String.fromCharCode(0x660 + Number(digit)))
  const inFrench = receiptWords(her.receipt, FR).join(" ")
  const dresses = [her.words.replaceAll(" ", "-"), her.digits.replaceAll(" ", ""), arabic, inFrench]
  for (const dress of dresses) {
    await page.goto(`${coming.url}/return`)
    await enter(page, dress)
    expect(await page.content()).not.toContain(dress)
  }
  // Pasting is not prevented, and nothing says how the words must be cut.
  await page.goto(`${coming.url}/return`)
  await page.locator('[data-q="receipt"]').focus()
  await page.keyboard.insertText(her.words.replaceAll(" ", "\n"))
  await act(page, "open")
  await at(page, "home")
  note("cases", dresses.length + 1)
})

test("what does not fit is told by its place, calmly, and nothing is asked of the server", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming)
  const words = her.words.split(" ")
  const wrong = english.find((word) => fails([...words.slice(0, 8), word].join(" "))) as string
  await expectTold(page, "", "not nine words or thirty digits")
  await expectTold(page, words.slice(1).join(" "), "not nine words or thirty digits")
  await expectTold(page, [...words.slice(0, 4), "zzzz", ...words.slice(5)].join(" "), "Word 5")
  await expectTold(page, [...words.slice(0, 8), wrong].join(" "), "does not fit with the others")
  await expectTold(page, "9".repeat(30), "No return words have this number")
  expect(await page.content()).not.toMatch(/your fault|invalid|error|wrong/i)
  expect(asked(coming)).toBe(0)
  note("cases", 6)
})

function fails(words: string): boolean {
  try {
    readReceipt(words, [EN, FR])
    return false
  } catch (error) {
    return (error as ReceiptError).code === "receipt-checksum"
  }
}

test("words that nobody gave are never called deleted, and words of two languages are asked about", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const [inBoth, receipt] = ambiguous()
  await coming.give({ receipt })
  const page = await visit(coming, REFUSED)
  const nobody = receiptWords(newReceipt(randomBytes), EN).join(" ")
  await expectTold(page, nobody, "We find nothing with these words. Please check them.")
  expect(await page.locator("main").innerText()).not.toMatch(/deleted|erased/i)
  await expectTold(page, inBoth, "more than one language")
  expect(await page.locator('[data-q="language"] input:checked').count()).toBe(0)
  await pick(page, "language", "fr")
  await act(page, "open")
  await at(page, "home")
  expect(await text(page)).toContain("It is kept")
  note("cases", 2)
})

/** Nine words of both lists that check out in both, and what they are in French. */
function ambiguous(): [string, Receipt] {
  const shared = english.filter((word) => french.includes(word))
  for (;;) {
    const bytes = randomBytes(9)
    const words = Array.from(bytes, (byte) => shared[byte % shared.length]).join(" ")
    try {
      readReceipt(words, [EN, FR])
    } catch (error) {
      if ((error as ReceiptError).code === "receipt-ambiguous") return [words, readReceipt(words, [FR])]
    }
  }
}

test("what is written or pasted before the page has begun stays", async ({ come, visit }) => {
  const coming = await come()
  const page = await visit(coming)
  await page.addInitScript(() => {
    const watching = new MutationObserver(() => {
      const field = document.querySelector<HTMLTextAreaElement>('[data-q="receipt"]')
      if (field === null) return
      watching.disconnect()
      field.value = "abandon ability"
      field.dispatchEvent(new Event("input", { bubbles: true }))
    })
    watching.observe(document, { childList: true, subtree: true })
  })
  await page.goto(`${coming.url}/return`)
  await page.locator(".mark").waitFor()
  await expect(page.locator('[data-q="receipt"]')).toHaveValue("abandon ability")
  note("cases", 1)
})
