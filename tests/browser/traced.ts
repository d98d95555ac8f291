// A browser under strace: every address that any of its processes connects or sends to. With its own habits of asking for news
// turned off, what is left is what a page made it do.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Browser, chromium, firefox, type LaunchOptions } from "@playwright/test"
import { chromiumOptions, FIREFOX_CHANNEL, firefoxPath } from "./find-browser.ts"

export const STRACE = "/usr/bin/strace"

/** Its own searching for updates, lists, portals and studies. */
const FIREFOX_QUIET = {
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.trr.mode": 5,
  "services.settings.server": "data:,", // heeded with MOZ_REMOTE_SETTINGS_DEVTOOLS
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.safebrowsing.downloads.enabled": false,
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "extensions.update.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "datareporting.healthreport.uploadEnabled": false,
  "toolkit.telemetry.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "dom.push.enabled": false,
}
// Its maker's hosts are answered within: not found. A page's hosts are looked up as ever.
const CHROMIUM_QUIET = [
  "--disable-domain-reliability",
  "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, MAP *.gvt1.com ~NOTFOUND",
]

/** @param folder where the trace is written */
export async function traced(name: string, folder: string): Promise<{ browser: Browser; trace: string }> {
  const trace = join(folder, "trace")
  const quiet = chromiumOptions()
  const path = name === "firefox" ? (firefoxPath() as string) : (quiet.executablePath as string)
  const wrapper = join(folder, "browser")
  const calls = "connect,sendto,sendmsg,sendmmsg"
  const strace = `${STRACE} -f -qq -yy --seccomp-bpf -e signal=none -e trace=${calls} -o "${trace}"`
  writeFileSync(wrapper, `#!/bin/sh\nexport MOZ_REMOTE_SETTINGS_DEVTOOLS=1\nexec ${strace} "${path}" "$@"\n`)
  chmodSync(wrapper, 0o755)
  const options: LaunchOptions = { executablePath: wrapper, timeout: 120_000 }
  if (name === "firefox") {
    const firefoxUserPrefs = FIREFOX_QUIET
    return {
      browser: await firefox.launch({ ...options, channel: FIREFOX_CHANNEL, firefoxUserPrefs }),
      trace,
    }
  }
  const args = [...(quiet.args ?? []), ...CHROMIUM_QUIET]
  return { browser: await chromium.launch({ ...options, args }), trace }
}

/** The addresses of the internet's two families in a finished trace, each once: `inet 127.0.0.1:80`. */
export function addressesIn(trace: string): string[] {
  if (!existsSync(trace)) throw new Error("no trace was written")
  const found = new Set<string>()
  let lines = 0
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    if (/\b(connect|send\w+)\(/.test(line)) lines++
    const four = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/.exec(line)
    const six = /sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"/.exec(line)
    const [, port, host] = four ?? six ?? []
    if (host !== undefined) found.add(`${host}:${port}`)
  }
  if (lines === 0) throw new Error("nothing was traced")
  return [...found].sort()
}
