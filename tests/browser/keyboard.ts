// Through the form by Tab, Space, arrows and Enter alone. On the way it looks, at every stop, whether the focus is seen, in sight and in
// the order of the page, and on every screen whether it begins at the question.
import type { Page } from "@playwright/test"
import { focusFaults, OUT_OF_SIGHT, stopAt } from "./keys.ts"
import { leftScreen, type Plan, stateOf } from "./walk.ts"

const PATIENCE = 60 // presses of one key on one screen

export interface KeyWalk {
  readonly plan: Plan
  readonly until: string
  readonly seen: (state: string) => Promise<void>
  readonly answered: (state: string) => Promise<void>
}

/** @returns what was wrong with the focus, by screen */
export async function keyWalk(page: Page, { plan, until, seen, answered }: KeyWalk): Promise<string[]> {
  const found: string[] = []
  for (let screens = 0; ; screens++) {
    const state = await stateOf(page)
    const wrong = (what: readonly string[]): void => void found.push(...what.map((one) => `${state}: ${one}`))
    if (screens > 0) wrong(await focusFaults(page))
    await seen(state)
    await toFocus(page)
    if (state === until) return found
    if (screens > 100) throw new Error(`no way to ${until}: stands at ${state}`)
    const keys = new Keys(page)
    for (const [question, answer] of plan[state] ?? [])
      for (const one of [answer].flat()) await keys.give(question, one)
    await answered(state)
    await toFocus(page)
    const skips = plan[state] === undefined && (await page.locator('main [data-act="skip"]').count()) > 0
    await keys.tabTo(({ act }) => act === (skips ? "skip" : "next"))
    wrong(keys.faults)
    await painted(page)
    await page.keyboard.press("Enter")
    await leftScreen(page, state)
  }
}

/** Whoever looked may have scrolled. */
function toFocus(page: Page): Promise<void> {
  return page.evaluate(() => document.activeElement?.scrollIntoView({ block: "nearest" }))
}

/**
 * A person sees where Tab went before pressing Enter. Firefox, given both within a frame, first scrolls the new screen to its top and
 * then to where Tab had scrolled the old one.
 */
async function painted(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
  })
}

/**
 * Where the focus is. What is out of sight is focused once more, as Tab would: a scrolling of before may have come late. What lies
 * under the exit, or is scrolled away whenever it is focused, stays out of sight.
 */
async function stopInSight(page: Page): Promise<Stop | null> {
  let stop = await stopAt(page)
  for (let tries = 0; tries < 3 && stop?.fault === OUT_OF_SIGHT; tries++) {
    await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement
      focused.blur()
      focused.focus()
    })
    await painted(page)
    stop = await stopAt(page)
  }
  return stop
}

type Stop = NonNullable<Awaited<ReturnType<typeof stopAt>>>

/** A keyboard on one screen. */
class Keys {
  readonly faults: string[] = []
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async give(question: string, answer: string): Promise<void> {
    const inside = (stop: Stop): boolean => stop.question === question
    const press = (key: string): Promise<void> => this.#page.keyboard.press(key)
    // What lies in a closed list is reached by opening it.
    const first = await this.tabTo((stop) => inside(stop) || (stop.tag === "SUMMARY" && !stop.open))
    if (first.tag === "SUMMARY") {
      await press("Enter")
      return this.give(question, answer)
    }
    if (first.type === "radio") {
      await press("Space") // chooses the one that Tab came to
      await this.#until("ArrowDown", ({ value }) => value === answer)
    } else if (first.type === "checkbox") {
      await this.tabTo((stop) => inside(stop) && stop.value === answer)
      await press("Space")
    } else if (first.tag === "SELECT") await this.#until("ArrowDown", ({ value }) => value === answer)
    else await this.#page.keyboard.insertText(answer)
  }

  /** Tab, until the focus is where it is wanted; from the top again where it went past. */
  async tabTo(wanted: (stop: Stop) => boolean): Promise<Stop> {
    let last = -1
    for (let n = 0; n < 2 * PATIENCE; n++) {
      const stop = await stopInSight(this.#page)
      if (stop !== null && wanted(stop)) return stop
      if (stop !== null && stop.order < last && last - stop.order < 3)
        this.faults.push(`focus: jumps back to ${stop.name}`)
      if (stop !== null && stop.fault !== "") this.faults.push(`${stop.fault}: ${stop.name}`)
      last = stop?.order ?? -1
      await this.#page.keyboard.press("Tab")
    }
    throw new Error(`no way by Tab on ${await stateOf(this.#page)}`)
  }

  async #until(key: string, wanted: (stop: Stop) => boolean): Promise<void> {
    for (let n = 0; n < PATIENCE; n++) {
      const stop = await stopAt(this.#page)
      if (stop !== null && wanted(stop)) return
      await this.#page.keyboard.press(key)
    }
    throw new Error(`no way by ${key} on ${await stateOf(this.#page)}`)
  }
}
