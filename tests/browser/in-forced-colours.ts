// Firefox as people have it who set their own colours and want nothing to move. What Playwright emulates of this reaches Chromium alone:
// Firefox, by WebDriver BiDi, is told nothing of it, so it is started with the settings that its users have.
import type { LaunchOptions } from "@playwright/test"
import { test as base } from "./form.ts"

const ONLY_MINE = 2 // whatever a page says of its colours

export const test = base.extend<object, { launchOptions: LaunchOptions }>({
  launchOptions: [
    async ({ launchOptions, browserName }, use) => {
      const firefoxUserPrefs = {
        "browser.display.document_color_use": ONLY_MINE,
        "ui.prefersReducedMotion": 1,
      }
      await use(browserName === "firefox" ? { ...launchOptions, firefoxUserPrefs } : launchOptions)
    },
    { scope: "worker" },
  ],
})
