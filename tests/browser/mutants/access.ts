// Who cannot see, hear, point or read small print, and who reads another language (requirements 29 to 31, 36, 37).
import { notices as arabic } from "../../../src/i18n/notices/1/ar.ts"
import { askAxe } from "../axe.ts"
import { focusFaults, keyFaults, modeFaults } from "../keys.ts"
import { drive, toSend } from "./drive.ts"
import { type Proof, patched, spoiled } from "./proof.ts"

const AXE: Proof = {
  requirements: [29],
  what: "axe finds nothing",
  async look({ page, open, spoil }) {
    await open()
    await drive(page, "account_text")
    await spoil()
    return (await askAxe(page)).map((what) => `29: ${what}`)
  },
  mutants: [
    spoiled(29, "a button without a name", () => {
      const button = document.querySelector('[data-act="next"]')
      if (button !== null) button.textContent = ""
    }),
    spoiled(29, "a field without a name", () =>
      document.querySelector("textarea")?.removeAttribute("aria-labelledby"),
    ),
    spoiled(29, "pale words", () => style("#help", "color: #ccc")),
    spoiled(29, "a page without a language", () => document.documentElement.removeAttribute("lang")),
  ],
}

const KEYS: Proof = {
  requirements: [29, 30],
  what: "by keyboard alone: focus is at the question, goes on in order, is seen, and is never caught",
  async look({ page, open, spoil }) {
    await open()
    await drive(page, "who")
    await spoil()
    return [
      ...(await focusFaults(page)).map((what) => `29: ${what}`),
      ...(await keyFaults(page)).map((what) => `29: ${what}`),
    ]
  },
  mutants: [
    patched(
      29,
      "focus that stays behind",
      "client/ui/screen.tsx",
      "heading.current?.focus({",
      "MUTANT || heading.current?.focus({",
    ),
    spoiled(29, "focus that nobody sees", () => sheet("*, * :focus-within { outline: none !important }")),
    spoiled(29, "an order that jumps", () => set('[data-act="stop-delete"]', "tabindex", "1")),
    spoiled(29, "a button that no key reaches", () => set('[data-act="stop-send"]', "tabindex", "-1")),
    spoiled(29, "a trap", () =>
      document.querySelector('[data-act="skip"]')?.addEventListener("keydown", (event) => {
        if ((event as KeyboardEvent).key === "Tab") event.preventDefault()
      }),
    ),
    spoiled(29, "focus under the exit", () => sheet("html { scroll-padding: 0 } .exit { block-size: 70vh }")),
  ],
}

const MODES: Proof = {
  requirements: [30],
  what: "forced colours, reduced motion and text of twice the size lose nothing",
  async look({ page, open, spoil }) {
    await open()
    await drive(page, "who")
    await page.locator('[data-q="who"] input[value="me"]').check()
    await spoil()
    return (await modeFaults(page)).map((what) => `30: ${what}`)
  },
  mutants: [
    spoiled(30, "buttons without an edge", () => sheet(".button { border: 0 !important }")),
    spoiled(30, "a choice that looks like the others", () =>
      sheet(
        ".options label { outline: none !important } .options input { appearance: none; border: 1px solid }",
      ),
    ),
    spoiled(30, "colours of its own", () => sheet(".button { forced-color-adjust: none }")),
    spoiled(30, "something that moves", () => sheet(".button { transition: all 1s }")),
    spoiled(30, "text that cannot grow", () => sheet("p, label, h1 { font-size: 18px !important }")),
    spoiled(30, "text that runs off", () => sheet("h1 { white-space: nowrap; inline-size: 280px }")),
  ],
}

const ARABIC: Proof = {
  requirements: [31],
  what: "no consent text falls back to English",
  language: "ar",
  async look({ page, open }) {
    await open()
    await page.locator('main [data-act="next"]').click()
    await page.locator('[data-act="stop-send"]').click()
    const found: string[] = []
    for (const state of ["intro", "store"] as const) {
      if (state === "store") await drive(page, "store", { intro: [] })
      await page.locator(`[data-state="${state}"]`).waitFor()
      const shown = await page.locator("main :is(h1, .text p)").allTextContents()
      if (shown.length !== arabic.texts[state].length)
        found.push(`31: ${shown.length} paragraphs of ${state}`)
      const latin = shown.filter((text) =>
        /[a-z]{3}/i.test(text.replace("Demonstration organisation (not real)", "")),
      )
      if (latin.length > 0) found.push(`31: ${latin.length} paragraphs of ${state} are not Arabic`)
    }
    return found
  },
  mutants: [
    patched(
      31,
      "English underneath",
      "src/i18n/languages.ts",
      'return { code: "ar", messages: ar, notices }',
      'return { code: "ar", messages: ar, notices: MUTANT ? (await import("./en.ts")).notices : notices }',
    ),
  ],
}

const HEARD: Proof = {
  requirements: [36],
  what: "each question and consent can be heard, on a tap, by a voice that is on the device",
  async look({ page, open, spoil }) {
    await page.addInitScript(() => {
      const spoken: string[] = []
      const voices = [
        { lang: "en-US", localService: false, name: "away" },
        { lang: "en-GB", localService: true, name: "here" },
      ]
      class Utterance {
        voice: { name: string } | null = null
        readonly text: string
        constructor(text: string) {
          this.text = text
        }
      }
      const synthesis = {
        getVoices: () => voices,
        addEventListener() {},
        removeEventListener() {},
        cancel() {},
        speak: ({ text, voice }: Utterance) => void spoken.push(`${voice?.name}: ${text}`),
      }
      Object.defineProperty(globalThis, "speechSynthesis", { value: synthesis })
      Object.assign(globalThis, { SpeechSynthesisUtterance: Utterance, spoken })
    })
    await open()
    const found: string[] = []
    const spoken = () => page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken.splice(0))
    for (const state of ["who", "store"]) {
      await drive(page, state, { safety: [], intro: [] })
      await spoil()
      if ((await spoken()).length > 0) found.push(`36: ${state} speaks by itself`)
      const title = await page.locator("h1").innerText()
      if ((await page.locator('[data-act="hear"]').count()) !== 1) found.push(`36: ${state} cannot be heard`)
      else {
        await page.locator('[data-act="hear"]').click()
        const said = await spoken()
        if (said[0] !== `here: ${title}`) found.push(`36: ${state} says ${said[0]}`)
      }
    }
    return found
  },
  mutants: [
    patched(
      36,
      "speaks by itself",
      "client/ui/hear.tsx",
      "const stop = (): void => {",
      "useLayoutEffect(() => { if (MUTANT) read() }, [voice])\n  const stop = (): void => {",
    ),
    patched(
      36,
      "a voice from elsewhere",
      "client/ui/local-voice.ts",
      "localService && ",
      "(localService || MUTANT) && ",
    ),
    patched(
      36,
      "nothing to hear",
      "client/ui/hear.tsx",
      "if (voice === undefined) return null",
      "if (voice === undefined || MUTANT) return null",
    ),
  ],
}

const WORDS: Proof = {
  requirements: [37],
  what: "the return words are shown, can be marked and copied, and nobody asks for them again",
  async look({ page, open, spoil }) {
    // Our own headers keep every page from reading the clipboard, so what is written to it is looked at on its way.
    await page.addInitScript(() => {
      Object.assign(globalThis, { copied: "" })
      navigator.clipboard.writeText = async (text) => void Object.assign(globalThis, { copied: text })
    })
    await open()
    await drive(page, "account_text")
    await page.locator("textarea").fill("a")
    await toSend(page)
    await page.locator('[data-act="send"]').click()
    await page.locator('[data-state="sent"]').waitFor()
    await spoil()
    const found: string[] = []
    const shown = await page.locator('[data-receipt="words"]').innerText()
    if (shown.trim().split(/\s+/).length !== 9) found.push(`37: ${shown.split(/\s+/).length} words`)
    await page.locator('[data-act="copy"]').click()
    const copied = await page.evaluate(() => (globalThis as unknown as { copied: string }).copied)
    if (copied !== (await page.locator('[data-receipt="words"]').textContent()))
      found.push("37: copying gives something else")
    const marked = await page.evaluate(() => {
      const words = document.querySelector('[data-receipt="words"]') as Element
      getSelection()?.selectAllChildren(words)
      return getSelection()?.toString() ?? ""
    })
    if (!marked.includes(shown.trim().split(/\s+/)[0] ?? "?")) found.push("37: it cannot be marked")
    if ((await page.locator("main input, main textarea").count()) > 0)
      found.push("37: it asks for them again")
    return found
  },
  mutants: [
    patched(
      37,
      "copies nothing",
      "client/submit/receipt.tsx",
      'writeText(words.join(" "))',
      'writeText(MUTANT ? "" : words.join(" "))',
    ),
    spoiled(37, "words that cannot be marked", () => sheet(".receipt { user-select: none }")),
    spoiled(37, "a test of memory", () =>
      document.querySelector("main")?.append(document.createElement("input")),
    ),
  ],
}

export const ACCESS_PROOFS: readonly Proof[] = [AXE, KEYS, MODES, ARABIC, HEARD, WORDS]
