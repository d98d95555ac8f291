// Each thing that sound.ts looks for is found where it is wrong: one screen, broken on purpose in one way at a time, by the number of the
// requirement that this breaks.
import { expect } from "@playwright/test"
import { act, test } from "./form.ts"
import { problems } from "./sound.ts"
import { walk } from "./walk.ts"
import { note } from "./watched.ts"

interface Mutant {
  readonly requirement: number
  readonly what: string
  readonly screen: string
  /** Runs in the page. */
  readonly spoil: () => void
}

const MUTANTS: readonly Mutant[] = [
  {
    requirement: 1,
    what: "a small exit",
    screen: "who",
    spoil: () => exitStyle("min-height: 20px; height: 20px; padding: 0; min-block-size: 0"),
  },
  {
    requirement: 1,
    what: "an exit that scrolls away",
    screen: "who",
    spoil: () => style("header", "position: static"),
  },
  {
    requirement: 1,
    what: "an exit under a banner",
    screen: "who",
    spoil: () => add("div", "position: fixed; inset: 0; z-index: 9"),
  },
  {
    requirement: 1,
    what: "no exit",
    screen: "who",
    spoil: () => document.querySelector('[data-act="exit"]')?.remove(),
  },
  {
    requirement: 4,
    what: "an entry in the history",
    screen: "who",
    spoil: () => history.pushState(null, "", "/"),
  },
  {
    requirement: 4,
    what: "a step in the address",
    screen: "who",
    spoil: () => history.replaceState(null, "", "/?step=2"),
  },
  {
    requirement: 5,
    what: "no hidden exit",
    screen: "who",
    spoil: () => document.querySelector('[data-act="exit-link"]')?.remove(),
  },
  {
    requirement: 9,
    what: "a title that says it",
    screen: "who",
    spoil: () => title("Tell us what happened"),
  },
  { requirement: 10, what: "a picture", screen: "who", spoil: () => add("img") },
  {
    requirement: 12,
    what: "a field with spell-check",
    screen: "account_text",
    spoil: () => set("textarea", "spellcheck", "true"),
  },
  {
    requirement: 12,
    what: "a field that is remembered",
    screen: "account_text",
    spoil: () => set("textarea", "autocomplete", "on"),
  },
  {
    requirement: 12,
    what: "a field that is translated",
    screen: "account_text",
    spoil: () => set("textarea", "translate", "yes"),
  },
  {
    requirement: 18,
    what: "a field that demands",
    screen: "account_text",
    spoil: () => set("textarea", "required", ""),
  },
  {
    requirement: 18,
    what: "an asterisk",
    screen: "account_text",
    spoil: () => document.querySelector("h1")?.append(" *"),
  },
  {
    requirement: 19,
    what: "a louder way on",
    screen: "who",
    spoil: () => style('[data-act="next"]', "background: teal"),
  },
  {
    requirement: 19,
    what: "a smaller way past",
    screen: "who",
    spoil: () => style('[data-act="skip"]', "font-size: 12px"),
  },
  {
    requirement: 19,
    what: "no way past",
    screen: "who",
    spoil: () => document.querySelector('[data-act="skip"]')?.remove(),
  },
  {
    requirement: 20,
    what: "no way to stop and send",
    screen: "who",
    spoil: () => document.querySelector('[data-act="stop-send"]')?.remove(),
  },
  {
    requirement: 20,
    what: "no way to stop and delete",
    screen: "who",
    spoil: () => document.querySelector('[data-act="stop-delete"]')?.remove(),
  },
  {
    requirement: 29,
    what: "a target too small to hit",
    screen: "who",
    spoil: () => style(".options label", "min-height: 20px; min-block-size: 20px; padding: 0"),
  },
  {
    requirement: 30,
    what: "a line that runs off the screen",
    screen: "who",
    spoil: () => style("h1", "white-space: nowrap; font-size: 60px"),
  },
  {
    requirement: 32,
    what: "a language without its direction",
    screen: "who",
    spoil: () => set("html", "dir", ""),
  },
  {
    requirement: 38,
    what: "an answer chosen beforehand",
    screen: "store",
    spoil: () => document.querySelector<HTMLElement>("input")?.click(),
  },
  {
    requirement: 39,
    what: "a yes that is wider",
    screen: "store",
    spoil: () => style(".options label", "font-weight: 700"),
  },
  {
    requirement: 39,
    what: "a no that comes last",
    screen: "store",
    spoil: () =>
      document.querySelector(".options")?.append(document.querySelectorAll(".options label")[1] as Node),
  },
]

// What the mutants are made of, put into the page before them.
declare function style(selector: string, css: string): void
declare function exitStyle(css: string): void
declare function title(text: string): void
declare function add(tag: string, css?: string): void
declare function set(selector: string, name: string, value: string): void

const TOOLS = `
  globalThis.style = (selector, css) => { document.querySelector(selector).style.cssText = css }
  globalThis.exitStyle = (css) => globalThis.style('[data-act="exit"]', css)
  globalThis.add = (tag, css = "") => { const one = document.createElement(tag); one.style.cssText = css; document.body.append(one) }
  globalThis.title = (text) => { document.title = text }
  globalThis.set = (selector, name, value) => document.querySelector(selector).setAttribute(name, value)
`

test.use({ locale: "en", viewport: { width: 320, height: 480 } })

test("every mutant is found under its number, and the page without one is sound", async ({ serve, visit }, {
  project,
}) => {
  test.skip(project.name !== "chromium", "what is looked for is the same")
  const stand = await serve()
  const page = await visit(stand.url)
  for (const screen of new Set(MUTANTS.map((mutant) => mutant.screen))) {
    for (const { requirement, what, spoil } of MUTANTS.filter((mutant) => mutant.screen === screen)) {
      await page.goto(`${stand.url}/`)
      await walk(page, { plan: { safety: [] }, until: screen === "store" ? "lang" : screen })
      if (screen === "store") {
        await act(page, "stop-send")
        await walk(page, { until: screen })
      }
      const historyLength = await page.evaluate(() => history.length)
      const expected = { language: "en", direction: "ltr", historyLength } as const
      expect(await problems(page, expected)).toEqual([])
      await page.evaluate(TOOLS)
      await page.evaluate(spoil)
      const found = (await problems(page, expected)).map((problem) => Number(problem.split(":")[0]))
      expect({ what, found }).toEqual({ what, found: expect.arrayContaining([requirement]) })
    }
  }
  note("cases", MUTANTS.length)
})
