// The browser tests: Chromium always, Chromium without JIT for what must work there, Firefox where it is installed.
import { defineConfig, type Project } from "@playwright/test"
import { chromiumOptions, FIREFOX_CHANNEL, firefoxPath } from "./tests/browser/find-browser.ts"

const chromium: Project = {
  name: "chromium",
  use: { browserName: "chromium", launchOptions: chromiumOptions() },
}
// What the engine could do differently: cryptography, and a sending from end to end. page-jitless.test.ts has Firefox too.
const withoutJit: Project = {
  name: "chromium without JIT",
  testMatch: ["account", "payload", "signatures", "page", "page-refused"].map((name) => `**/${name}.test.ts`),
  use: { browserName: "chromium", launchOptions: chromiumOptions(false) },
}

function firefox(): Project[] {
  const executablePath = firefoxPath()
  if (executablePath !== undefined) {
    const use = {
      browserName: "firefox",
      channel: FIREFOX_CHANNEL,
      launchOptions: { executablePath },
    } as const
    return [{ name: "firefox", use }]
  }
  const reason = "no Firefox: set FIREFOX_PATH, or install firefox-esr"
  if (process.env.CAIRN_ALL === "1") throw new Error(reason)
  if (process.env.TEST_WORKER_INDEX === undefined) console.log(`browser tests: left out firefox, ${reason}`)
  return []
}

export default defineConfig({
  testDir: "tests/browser",
  globalSetup: "./tests/browser/global-setup.ts",
  workers: 2,
  timeout: 120_000,
  reporter: [["list"], ["./tests/browser/cases.ts"]],
  projects: [chromium, withoutJit, ...firefox()],
})
