// Leaving, by whatever way, and what is found after it (requirements 2, 3, 5 to 7, 14).
import type { Page } from "@playwright/test"
import { drive } from "./drive.ts"
import type { Mutant, Patch, Proof, Scene } from "./proof.ts"

const SECRET = "Рядок, якого ніде не має бути"
const NEUTRAL = "There is nothing on this page."
const LEAVE = "client/survivor/leave.ts"
const FORM = "client/submit/form.tsx"
const MAIN = "client/submit/main.tsx"
const COVER = "client/ui/cover.tsx"
const exits = {
  exit: { en: { url: "/away", title: "Page" }, ar: { url: "/real", title: "Page" } },
}

const mutant = (requirement: number, what: string, file: string, find: string, put: string): Mutant => ({
  requirement,
  what,
  patch: { file, find, put } satisfies Patch,
})

async function written({ page, open }: Scene) {
  const stand = await open({ policy: exits })
  await drive(page, "account_text")
  await page.locator('[data-q="account_text"]').fill(SECRET)
  return stand
}

const LEAVING: Proof = {
  requirements: [2, 3, 7],
  what: "the exit wipes in one task, asks for one page and leaves no way back",
  async look(scene) {
    const { page } = scene
    await page.addInitScript(() => {
      const { terminate } = Worker.prototype
      Object.assign(globalThis, { ended: 0 })
      Worker.prototype.terminate = function () {
        ;(globalThis as unknown as { ended: number }).ended++
        return terminate.call(this)
      }
    })
    const stand = await written(scene)
    const [before, length] = [stand.requests.length, await page.evaluate(() => history.length)]
    const left = await page.evaluate(() => {
      document.querySelector<HTMLElement>('button[data-act="exit"]')?.click()
      const { ended } = globalThis as unknown as { ended: number }
      return { text: document.body.textContent, title: document.title, ended }
    })
    const found: string[] = []
    if (left.text !== NEUTRAL || left.title !== "Page")
      found.push(`2: ${left.text.length} letters still stand`)
    if (left.ended !== 1) found.push("2: the keys are still in the worker")
    await page.waitForURL((url) => url.pathname !== "/")
    const asked = stand.requests.slice(before).filter((request) => !request.includes("icon"))
    if (asked.length !== 1) found.push(`2: asks for ${asked.join(", ")}`)
    if (!asked.includes("GET /away")) found.push(`7: leads to ${asked.join(", ")}`)
    if (stand.referrers.length > 0) found.push(`7: says it came from ${stand.referrers.join(", ")}`)
    if ((await page.evaluate(() => history.length)) !== length) found.push("3: an entry more")
    await page.goBack().catch(() => null)
    if (page.url() === `${stand.url}/`) found.push("3: Back leads to the form")
    if ((await page.content()).includes(SECRET)) found.push("3: Back shows what was written")
    return found
  },
  mutants: [
    mutant(
      2,
      "a wipe in a task of its own",
      FORM,
      "onLeave(state.organisation",
      "(MUTANT ? (url?: string) => void setTimeout(() => onLeave(url), 0) : onLeave)(state.organisation",
    ),
    mutant(
      2,
      "keys that stay for a frame",
      FORM,
      "useLayoutEffect(() => () => sealer",
      ";(MUTANT ? useEffect : useLayoutEffect)(() => () => sealer",
    ),
    mutant(2, "keys that stay", LEAVE, "  wipe()\n", "  if (!MUTANT) wipe()\n"),
    mutant(
      2,
      "a word to the server first",
      LEAVE,
      "document.title = AWAY_TITLE",
      'if (MUTANT) navigator.sendBeacon("/health")\n  document.title = AWAY_TITLE',
    ),
    mutant(
      2,
      "no neutral page meanwhile",
      LEAVE,
      "document.body.replaceChildren(text)",
      "MUTANT || document.body.replaceChildren(text)",
    ),
    mutant(
      3,
      "an entry that Back leads to",
      LEAVE,
      "location.replace(url)",
      "MUTANT ? location.assign(url) : location.replace(url)",
    ),
    mutant(
      7,
      "the exit of another language",
      FORM,
      "exit[spoken.code]?.url)",
      'exit[MUTANT ? "ar" : spoken.code]?.url)',
    ),
    {
      requirement: 7,
      what: "a referrer",
      lies: {
        policy: exits,
        headers: { "referrer-policy": "unsafe-url" },
        html: (html) => html.replaceAll("no-referrer", "unsafe-url").replaceAll("noreferrer", ""),
      },
    },
  ],
}

const KEPT: Proof = {
  requirements: [3],
  what: "a page that the browser keeps whole is emptied, and begins anew",
  async look(scene) {
    const { page } = scene
    await written(scene)
    // Browsers that are driven keep no page, so they are told that they did.
    const kept = (type: string): Promise<number> =>
      page.evaluate((name) => {
        dispatchEvent(new PageTransitionEvent(name, { persisted: true }))
        return document.body.childNodes.length
      }, type)
    const found: string[] = []
    if ((await kept("pagehide")) > 0) found.push("3: kept as it stands")
    const fresh = page.waitForEvent("load", { timeout: 5000 }).catch(() => null)
    await kept("pageshow").catch(() => 0)
    if ((await fresh) === null) found.push("3: shown as it was kept")
    return found
  },
  mutants: [
    mutant(
      3,
      "kept as it stands",
      MAIN,
      'addEventListener("pagehide", () => {',
      'addEventListener("pagehide", () => {\n  if (MUTANT) return',
    ),
    mutant(
      3,
      "shown again as it was",
      MAIN,
      "if (persisted) location.reload()",
      "if (persisted && !MUTANT) location.reload()",
    ),
  ],
}

/**
 * Presses keys one after another, `wait` milliseconds apart by their own clock; `Shift+A` is a chord. Events made in the page: a real
 * key pressed on a page that is just being left may never be answered. Real ones are in page-traces.test.ts.
 * @returns whether the form is gone
 */
async function gone(page: Page, keys: readonly string[], wait = 100): Promise<boolean> {
  const left = await page.evaluate(
    ([all, between]) => {
      const clock = globalThis as unknown as { pressedAt?: number }
      let at = clock.pressedAt ?? 100_000
      const send = (type: string, key: string): void => {
        const event = new KeyboardEvent(type, { key })
        Object.defineProperty(event, "timeStamp", { value: at })
        dispatchEvent(event)
      }
      for (const chord of all) {
        at += between
        const parts = chord.split("+")
        for (const key of parts) send("keydown", key)
        for (const key of parts.toReversed()) send("keyup", key)
      }
      clock.pressedAt = at
      return document.querySelector("h1") === null
    },
    [keys, wait] as const,
  )
  // A browser that is ended while it leaves a page can take minutes over it.
  if (left) await page.waitForURL(({ pathname }) => pathname !== "/")
  return left
}

const SHIFT: Proof = {
  requirements: [5],
  what: "Shift three times leaves, and nothing like it does",
  async look(scene) {
    const { page } = scene
    await written(scene)
    if (await gone(page, ["Shift+A", "Shift+A", "Shift", "Shift", "a"]))
      return ["5: Shift with a letter leaves"]
    if (await gone(page, ["Shift", "Shift", "a"])) return ["5: two Shifts leave"]
    if (await gone(page, ["Escape"])) return ["5: Escape leaves"]
    if (await gone(page, ["Shift", "Shift", "Shift"], 5001)) return ["5: slow Shifts leave"]
    await gone(page, ["a", "Shift"])
    const found: string[] = []
    const told = page.locator('[role="status"].told:not(:empty)')
    await told.waitFor({ timeout: 3000 }).catch(() => void found.push("5: nothing is said aloud"))
    if (!(await gone(page, ["a", "Shift", "Shift", "Shift"], 4999)))
      found.push("5: three Shifts do not leave")
    return found
  },
  mutants: [
    mutant(
      5,
      "Shift with another key counts",
      LEAVE,
      '"Shift" || !alone) return',
      '"Shift" || (!alone && !MUTANT)) return',
    ),
    mutant(
      5,
      "two are enough",
      LEAVE,
      "Math.max(0, PRESSES - presses)",
      "Math.max(0, (MUTANT ? 2 : PRESSES) - presses)",
    ),
    mutant(5, "three are not enough", LEAVE, "const PRESSES = 3", "const PRESSES = MUTANT ? 4 : 3"),
    mutant(
      5,
      "Escape leaves",
      LEAVE,
      "    alone = event.key",
      '    if (MUTANT && event.key === "Escape") onPress(0)\n    alone = event.key',
    ),
    mutant(
      5,
      "slow ones count",
      LEAVE,
      "const BETWEEN_MS = 5000",
      "const BETWEEN_MS = MUTANT ? 60_000 : 5000",
    ),
    mutant(
      5,
      "not said aloud",
      "client/ui/exit.tsx",
      'role="status"',
      'role={MUTANT ? undefined : "status"}',
    ),
  ],
}

const OFFLINE: Proof = {
  requirements: [6],
  what: "without a line, the neutral page that was kept stands in its place",
  async look(scene) {
    const { page, context } = scene
    const stand = await written(scene)
    await context.setOffline(true)
    await page.evaluate(() => document.querySelector<HTMLElement>('button[data-act="exit"]')?.click())
    // A page of errors is another document: it is given the time to come.
    await page.waitForURL((url) => url.href !== `${stand.url}/`).catch(() => null)
    const text = await page.evaluate(() => document.body.textContent).catch(() => "")
    return text === NEUTRAL && page.url() === `${stand.url}/away` ? [] : [`6: ${page.url()} stands there`]
  },
  mutants: [
    mutant(
      6,
      "the browser's own page of errors",
      LEAVE,
      "if (navigator.onLine)",
      "if (MUTANT || navigator.onLine)",
    ),
    mutant(
      6,
      "the form's address",
      LEAVE,
      'history.replaceState(null, "", AWAY)',
      'history.replaceState(null, "", MUTANT ? "/?left" : AWAY)',
    ),
  ],
}

const COVERED: Proof = {
  requirements: [14],
  what: "hidden or behind another window it covers itself at once, and one tap uncovers",
  async look(scene) {
    const { page } = scene
    await written(scene)
    const found: string[] = []
    for (const what of ["blur", "hidden"] as const) {
      const shown = await page.evaluate((event) => {
        if (event === "blur") dispatchEvent(new Event("blur"))
        else {
          Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true })
          document.dispatchEvent(new Event("visibilitychange"))
        }
        return (document.querySelector("textarea")?.getBoundingClientRect().height ?? 0) > 0
      }, what)
      if (shown) return [...found, `14: not covered on ${what}`]
      await page.locator('[data-act="uncover"]').click()
      const back = await page.evaluate(
        () => (document.querySelector("textarea")?.getBoundingClientRect().height ?? 0) > 0,
      )
      if (!back) return [...found, "14: one tap does not uncover"]
      if ((await page.locator('[data-q="account_text"]').inputValue()) !== SECRET)
        found.push("14: it lost it")
    }
    return found
  },
  mutants: [
    mutant(
      14,
      "open behind another window",
      COVER,
      'addEventListener("blur", blurred)',
      'MUTANT || addEventListener("blur", blurred)',
    ),
    mutant(14, "open when hidden", COVER, '=== "hidden") cover()', '=== "hidden" && !MUTANT) cover()'),
    mutant(
      14,
      "covered a frame too late",
      COVER,
      "if (inside.current) inside.current.hidden = true",
      "if (inside.current && !MUTANT) inside.current.hidden = true",
    ),
    mutant(
      14,
      "two taps",
      COVER,
      "onPress={() => setCovered(false)}",
      "onPress={() => (MUTANT && !(globalThis as any).once ? ((globalThis as any).once = true) : setCovered(false))}",
    ),
  ],
}

export const LEAVING_PROOFS: readonly Proof[] = [LEAVING, KEPT, SHIFT, OFFLINE, COVERED]
