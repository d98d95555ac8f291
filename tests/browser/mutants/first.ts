// What comes first, and what stands around the form: the safety page, addresses, storage, the fingerprint, the page without
// JavaScript (requirements 8, 9, 11, 15 to 17).
import { NO_STORE } from "../../../src/server/headers.ts"
import { stored } from "../stored.ts"
import { drive, toSend } from "./drive.ts"
import { type Proof, patched, spoiled } from "./proof.ts"

const SAFETY: Proof = {
  requirements: [8],
  what: "before anything is asked, it says that history stays and that watching is not stopped",
  async look({ page, open, spoil }) {
    await open()
    await spoil()
    const { state, text, asks } = await page.evaluate(() => ({
      state: document.querySelector("main")?.dataset.state,
      text: document.querySelector("main")?.textContent ?? "",
      asks: document.querySelectorAll("[data-q]").length,
    }))
    const found: string[] = []
    if (state !== "safety" || asks > 0) found.push(`8: ${state} comes first`)
    if (!/history of this browser/.test(text)) found.push("8: nothing of the history")
    if (!/watches this device/.test(text)) found.push("8: nothing of being watched")
    return found
  },
  mutants: [
    patched(
      8,
      "a question comes first",
      "client/submit/state.ts",
      'FIRST = "safety"',
      'FIRST = MUTANT ? "who" : "safety"',
    ),
    patched(
      8,
      "nothing of the history",
      "src/i18n/en.ts",
      '"It cannot hide that you were here.',
      'MUTANT ? "It is safe here." : "It cannot hide that you were here.',
    ),
    patched(
      8,
      "nothing of being watched",
      "src/i18n/en.ts",
      '"It cannot stop a person,',
      'MUTANT ? "Nobody watches." : "It cannot stop a person,',
    ),
  ],
}

// Words that nobody who looks at a history, a bookmark or a log of addresses is to read, in the languages there are.
const TELLING =
  /cairn|surviv|testimon|account|abuse|rape|violen|assault|victim|report|confid|safe|help|consent|secret|شهادة|ناجي|عنف|اغتصاب/i

const NEUTRAL: Proof = {
  requirements: [9, 15],
  what: "titles and addresses say nothing, and nothing is kept",
  async look({ page, open, spoil }) {
    const addresses: string[] = []
    const headers: Promise<readonly [string, string | null]>[] = []
    page.on("response", (response) => {
      const { pathname } = new URL(response.url())
      addresses.push(pathname)
      headers.push(response.headerValue("cache-control").then((kept) => [pathname, kept] as const))
    })
    const stand = await open()
    await spoil()
    await drive(page, "account_text")
    const title = await page.title()
    for (const path of ["/real", "/away"]) await page.goto(`${stand.url}${path}`)
    const titles = [title, await page.title(), await page.locator("link[rel=icon]").getAttribute("href")]
    const found = [...addresses, ...titles]
      .filter((one) => TELLING.test(one ?? ""))
      .map((one) => `9: ${one} says it`)
    const kept = (await Promise.all(headers)).filter(
      ([path, value]) => !path.startsWith("/assets/") && value !== NO_STORE,
    )
    return [...found, ...kept.map(([path, value]) => `15: ${path} is kept: ${value}`)]
  },
  mutants: [
    spoiled(9, "an address that says it", () => fetch("/assets/testimony.js")),
    {
      requirement: 9,
      what: "a title that says it",
      lies: { html: (html) => html.replace("<title>Page", "<title>Report abuse") },
    },
    {
      requirement: 15,
      what: "pages that a browser keeps",
      lies: { headers: { "cache-control": "max-age=600" } },
    },
  ],
}

const STORED: Proof = {
  requirements: [11],
  what: "a whole run leaves nothing on the device",
  async look({ page, context, open, spoil }) {
    await open()
    await drive(page, "account_text", {})
    await page.locator("textarea").fill("a")
    await toSend(page)
    await page.locator('[data-act="send"]').click()
    await page.locator('[data-state="sent"]').waitFor()
    await spoil()
    return (await stored(page, context)).map((what) => `11: ${what}`)
  },
  mutants: [
    spoiled(11, "a cookie", () => {
      // biome-ignore lint/suspicious/noDocumentCookie: the old way is the one that is looked for
      document.cookie = "a=b"
    }),
    spoiled(11, "local storage", () => localStorage.setItem("a", "b")),
    spoiled(11, "session storage", () => sessionStorage.setItem("a", "b")),
    spoiled(11, "a database", () =>
      new Promise((done) => {
        indexedDB.open("a").onsuccess = done
      }).then(() => undefined),
    ),
    spoiled(11, "a cache", () => caches.open("a").then(() => undefined)),
    {
      requirement: 11,
      what: "a service worker",
      // Trusted Types stand in its way, so this mutant's server sends no policy.
      lies: { headers: { "content-security-policy": "" } },
      spoil: () => navigator.serviceWorker.register("/site.js").then(() => undefined),
    },
  ],
}

const REAL: Proof = {
  requirements: [16],
  what: "the form's page and /real show this server's fingerprint",
  async look({ page, open }) {
    const stand = await open()
    const found: string[] = []
    for (const where of ["form", "real"]) {
      if (where === "real") await page.goto(`${stand.url}/real`)
      else await page.locator('[data-act="real"]').click()
      await page.locator('[data-state="real"]').waitFor()
      const shown = await page
        .locator("[data-fingerprint]")
        .textContent({ timeout: 2000 })
        .catch(() => "")
      if (shown?.replaceAll(" ", "") !== stand.made.charter.hash) found.push(`16: ${where} shows ${shown}`)
    }
    return found
  },
  mutants: [
    patched(
      16,
      "another number",
      "client/submit/real-text.tsx",
      "fingerprint.match(",
      '(MUTANT ? fingerprint.replace(/^./, "x") : fingerprint).match(',
    ),
    patched(
      16,
      "no number on its own page",
      "client/submit/real.tsx",
      "readSite()?.fingerprint",
      "MUTANT ? undefined : readSite()?.fingerprint",
    ),
  ],
}

const WITHOUT_JS: Proof = {
  requirements: [17],
  what: "without JavaScript it says that it locks nothing, has no place to write, and other ways",
  withoutJs: true,
  async look({ page, open }) {
    await open()
    const count = (selector: string): Promise<number> => page.locator(selector).count()
    const found: string[] = []
    if (!/cannot lock anything/.test((await page.locator("body").textContent()) ?? ""))
      found.push("17: does not say it")
    if ((await count("textarea, input:not([type=file])")) > 0) found.push("17: a place to write")
    if ((await count('form[method=post][action="/submissions"] input[type=file][name=package]')) !== 1)
      found.push("17: no way to hand in a file")
    if ((await count('a[data-act=exit][href="/away"]')) !== 1) found.push("17: no way out")
    return found
  },
  mutants: [
    {
      requirement: 17,
      what: "an empty page",
      lies: { html: (html) => html.replace(/<noscript>.*<\/noscript>/s, "") },
    },
    {
      requirement: 17,
      what: "a place to write",
      lies: { html: (html) => html.replace("<form", "<textarea></textarea><form") },
    },
    { requirement: 17, what: "no other way", lies: { html: (html) => html.replace("<form", "<div") } },
    {
      requirement: 17,
      what: "no way out",
      lies: { html: (html) => html.replace('data-act="exit"', "hidden") },
    },
  ],
}

export const FIRST_PROOFS: readonly Proof[] = [SAFETY, NEUTRAL, STORED, REAL, WITHOUT_JS]
