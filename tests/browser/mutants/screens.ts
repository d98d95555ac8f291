// What sound.ts looks for on every screen is found where it is wrong.
import { problems } from "../sound.ts"
import { drive } from "./drive.ts"
import type { Mutant, Proof } from "./proof.ts"

const EXPECTED = {
  en: { language: "en", direction: "ltr" },
  ar: { language: "ar", direction: "rtl" },
} as const

function sound(
  screen: string,
  requirements: readonly number[],
  mutants: readonly Mutant[],
  language: "en" | "ar" = "en",
): Proof {
  return {
    requirements,
    what: `what must hold on every screen, ${language}: ${screen}`,
    language,
    async look({ page, open, spoil }) {
      await open()
      const historyLength = await page.evaluate(() => history.length)
      if (screen !== "store") await drive(page, screen)
      else {
        await page.evaluate(() => document.querySelector<HTMLElement>('main [data-act="next"]')?.click())
        await page.locator('[data-state="lang"] [data-act="stop-send"]').click()
        await drive(page, "store", { intro: [] })
      }
      await spoil()
      return problems(page, { ...EXPECTED[language], historyLength })
    },
    mutants,
  }
}

const mutant = (requirement: number, what: string, spoil: () => unknown): Mutant => ({
  requirement,
  what,
  spoil,
})

export const SCREENS: readonly Proof[] = [
  sound(
    "who",
    [1, 4, 5, 9, 10, 18, 19, 20, 29, 30, 32],
    [
      mutant(1, "a small exit", () =>
        style('[data-act="exit"]', "min-height: 20px; height: 20px; padding: 0; min-block-size: 0"),
      ),
      mutant(1, "an exit that scrolls away", () => style("header", "position: static")),
      mutant(1, "an exit under a banner", () => add("div", "position: fixed; inset: 0; z-index: 9")),
      mutant(1, "no exit", () => take('[data-act="exit"]')),
      mutant(4, "an entry in the history", () => history.pushState(null, "", "/")),
      mutant(4, "a step in the address", () => history.replaceState(null, "", "/?step=2")),
      mutant(4, "an answer behind the address", () => history.replaceState(null, "", "/#me")),
      mutant(5, "no hidden exit", () => take('[data-act="exit-link"]')),
      mutant(9, "a title that says it", () => {
        document.title = "Tell us what happened"
      }),
      mutant(10, "a picture", () => add("img")),
      mutant(18, "an asterisk", () => document.querySelector("h1")?.append(" *")),
      mutant(19, "a louder way on", () => style('[data-act="next"]', "background: teal")),
      mutant(19, "a smaller way past", () => style('[data-act="skip"]', "font-size: 12px")),
      mutant(19, "no way past", () => take('[data-act="skip"]')),
      mutant(20, "no way to stop and send", () => take('[data-act="stop-send"]')),
      mutant(20, "no way to stop and delete", () => take('[data-act="stop-delete"]')),
      mutant(29, "a target too small to hit", () =>
        style(".options label", "min-height: 20px; min-block-size: 20px; padding: 0"),
      ),
      mutant(30, "a line that runs off the screen", () =>
        style("h1", "white-space: nowrap; font-size: 60px"),
      ),
      mutant(32, "a language without its direction", () => set("html", "dir", "")),
    ],
  ),
  sound(
    "account_text",
    [12, 18],
    [
      mutant(12, "a field with spell-check", () => set("textarea", "spellcheck", "true")),
      mutant(12, "a field that is remembered", () => set("textarea", "autocomplete", "on")),
      mutant(12, "a field that is corrected", () => set("textarea", "autocorrect", "on")),
      mutant(12, "a field that is translated", () => set("textarea", "translate", "yes")),
      mutant(18, "a field that demands", () => set("textarea", "required", "")),
    ],
  ),
  sound(
    "store",
    [38, 39],
    [
      mutant(38, "an answer chosen beforehand", () => document.querySelector<HTMLElement>("input")?.click()),
      mutant(39, "a yes that is wider", () => style(".options label", "font-weight: 700")),
      mutant(39, "a no that comes last", () =>
        document.querySelector(".options")?.append(document.querySelectorAll(".options label")[1] as Node),
      ),
    ],
  ),
  sound("who", [32], [mutant(32, "Arabic from left to right", () => set("html", "dir", "ltr"))], "ar"),
  sound(
    "store",
    [39],
    [mutant(39, "a later that is paler", () => style(".options label:last-child", "color: gray"))],
    "ar",
  ),
]
