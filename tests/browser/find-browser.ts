// Where the browsers of tests and benchmark are, and how they are started. Chromium is always found on Linux x64: the
// last place is a headless shell inside an npm package. Firefox only where it is installed.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliDecompressSync } from "node:zlib"
import type { LaunchOptions } from "@playwright/test"

/** Path of a Chromium: `$CHROMIUM_PATH`, the system's, or the packaged one. @throws {Error} if there is none */
export function chromiumPath(): string {
  return named("CHROMIUM_PATH") ?? installed("/usr/bin/chromium") ?? packagedChromium()
}

/** Path of a Firefox: `$FIREFOX_PATH` or the system's; undefined if there is none. */
export function firefoxPath(): string | undefined {
  return named("FIREFOX_PATH") ?? installed("/usr/bin/firefox-esr")
}

/** @param jit false is the stand-in for Tor Browser "Safer" and iOS Lockdown Mode: no JIT, no WebAssembly */
export function chromiumOptions(jit = true): LaunchOptions {
  const args = [
    "--no-sandbox", // as root, in a container, there is no other way
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ]
  return { executablePath: chromiumPath(), args: jit ? args : [...args, "--js-flags=--jitless"] }
}

/** Debian's Firefox ESR speaks to Playwright by WebDriver BiDi, which is what this channel means. */
export const FIREFOX_CHANNEL = "moz-firefox"

function named(variable: string): string | undefined {
  const path = process.env[variable]
  if (path !== undefined && !existsSync(path)) throw new Error(`${variable} names no file`)
  return path
}

function installed(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}

// The package's own executablePath() unpacks into a shared temporary folder, where others could put theirs first.
function packagedChromium(): string {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("no Chromium: set CHROMIUM_PATH")
  const home = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..")
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string }
  const folder = join(import.meta.dirname, "../../node_modules/.cache", `chromium-${version}`)
  const path = join(folder, "chrome")
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const part = `${path}.${process.pid}` // renamed when whole: another run may be unpacking too
  writeFileSync(part, brotliDecompressSync(readFileSync(join(home, "bin/chromium.br"))))
  chmodSync(part, 0o755)
  renameSync(part, path)
  return path
}
