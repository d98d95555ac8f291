// Browsers of a test's own: with JavaScript off, or with a profile on disk and the habits of an everyday browser, which
// Playwright turns off: keeping sessions, their forms, and what a crash would restore.
import { readdirSync, readFileSync } from "node:fs"
import { type Browser, type BrowserContext, chromium, firefox, type Page } from "@playwright/test"
import { chromiumOptions, FIREFOX_CHANNEL, firefoxPath } from "./find-browser.ts"

const FIREFOX_HABITS = {
  "browser.sessionstore.resume_from_crash": true,
  "browser.sessionstore.privacy_level": 0,
  "browser.sessionstore.interval": 1000,
  "browser.sessionstore.interval.idle": 1000,
  "browser.formfill.enable": true,
  "browser.cache.disk.enable": true,
}
const CHROMIUM_UNWANTED = ["--disable-back-forward-cache", "--disable-breakpad", "--disable-extensions"]

/** @param env what the browser sees: a temporary folder and a home of its own */
export async function withProfile(
  name: string,
  profile: string,
  env: Readonly<Record<string, string>>,
  js = true,
): Promise<BrowserContext> {
  if (name === "firefox")
    return firefox.launchPersistentContext(profile, {
      channel: FIREFOX_CHANNEL,
      executablePath: firefoxPath() ?? "",
      firefoxUserPrefs: { ...FIREFOX_HABITS, "javascript.enabled": js },
      env,
    })
  const more = { ignoreDefaultArgs: CHROMIUM_UNWANTED, javaScriptEnabled: js, env }
  return chromium.launchPersistentContext(profile, { ...chromiumOptions(), ...more })
}

/** A page in a browser whose JavaScript is off; Playwright's own switch does nothing in this Firefox. */
export async function withoutJs(name: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const firefoxUserPrefs = { "javascript.enabled": false }
  const executablePath = firefoxPath() ?? ""
  const browser =
    name === "firefox"
      ? await firefox.launch({ channel: FIREFOX_CHANNEL, executablePath, firefoxUserPrefs })
      : await chromium.launch(chromiumOptions())
  const page = await browser.newPage(name === "firefox" ? {} : { javaScriptEnabled: false })
  return { page, close: () => browser.close() }
}

// What Tor Browser turns off on its level "Safer", and some other hardened ones do.
const FIREFOX_WITHOUT_JIT = {
  "javascript.options.baselinejit": false,
  "javascript.options.ion": false,
  "javascript.options.native_regexp": false,
  "javascript.options.asmjs": false,
  "javascript.options.wasm": false,
}

/** A browser that compiles nothing, neither JavaScript nor WebAssembly; or the same browser as it comes. */
export function withJit(name: string, jit: boolean): Promise<Browser> {
  if (name !== "firefox") return chromium.launch(chromiumOptions(jit))
  const firefoxUserPrefs = jit ? {} : FIREFOX_WITHOUT_JIT
  return firefox.launch({ channel: FIREFOX_CHANNEL, executablePath: firefoxPath() ?? "", firefoxUserPrefs })
}

/** Ends a browser as a crash, an empty battery or a closed lid would: nothing of it gets to tidy up. */
export async function killBrowser(context: BrowserContext, profile: string): Promise<void> {
  const closed = new Promise((resolve) => context.once("close", resolve))
  const killed = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && kill(Number(pid), profile))
  if (killed.length === 0) throw new Error("no process of this browser was found")
  await closed
}

// The profile's path is this test's own, so whoever names it is this test's browser.
function kill(pid: number, profile: string): boolean {
  try {
    if (
      !readFileSync(`/proc/${pid}/cmdline`, "utf8")
        .split("\0")
        .some((one) => one.includes(profile))
    )
      return false
    return process.kill(pid, "SIGKILL")
  } catch {
    return false // gone meanwhile
  }
}
