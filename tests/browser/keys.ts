// The keyboard's way through one screen, and the looks of a screen in modes that people need: forced colours, reduced motion, large
// text. Each gives a list of what is wrong.
import type { Page } from "@playwright/test"

/** Where the focus must be when a screen has come: at its question, a frame later at most. */
export async function focusFaults(page: Page): Promise<string[]> {
  const there = await page.evaluate(async () => {
    for (let tries = 0; tries < 100 && document.activeElement?.id !== "title"; tries++)
      await new Promise((done) => setTimeout(done, 10))
    return document.activeElement?.id
  })
  return there === "title" ? [] : ["focus: not at the question"]
}

/** What has the focus, where it stands in the page, and what is wrong with how that shows. */
export interface Stop {
  readonly name: string
  readonly tag: string
  readonly type: string
  readonly value: string
  readonly act: string | undefined
  readonly question: string | undefined
  readonly open: boolean
  readonly order: number
  readonly fault: string
}

export const OUT_OF_SIGHT = "focus is out of sight"

/** @returns null where nothing has the focus, or the page itself */
export function stopAt(page: Page): Promise<Stop | null> {
  return page.evaluate(stop, OUT_OF_SIGHT)
}

function stop(outOfSight: string): Stop | null {
  const element = document.activeElement as HTMLInputElement | null
  if (element === null || element === document.body) return null
  const reachable = "a[href], button, input, select, textarea, summary, audio, [tabindex]"
  const rings = [element, element.closest<HTMLElement>(".options label, .add")].filter((one) => one !== null)
  const ringed = rings.some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2
  })
  const box = (rings.at(-1) as HTMLElement).getBoundingClientRect()
  const under = document.querySelector(".exit")?.getBoundingClientRect().bottom ?? 0
  const seen = element.closest(".exit") !== null || (box.bottom > under && box.top < innerHeight)
  const asked = element.tabIndex < 0 ? "" : !ringed ? "focus cannot be seen" : "" // a heading is no stop of Tab
  return {
    name: `${element.tagName} ${element.dataset.act ?? element.id} ${element.value ?? ""}`.trim(),
    tag: element.tagName,
    type: element.type ?? "",
    value: element.value ?? "",
    act: element.dataset.act,
    question: element.dataset.q ?? element.closest<HTMLElement>("[data-q]")?.dataset.q,
    open: element.closest("details")?.open ?? false,
    order: [...document.querySelectorAll(reachable)].indexOf(element),
    fault: asked !== "" || (seen && box.width >= 20) ? asked : outOfSight,
  }
}

/** Tabs from the page's start through all of it. */
export async function keyFaults(page: Page): Promise<string[]> {
  const found: string[] = []
  await page.evaluate(() => {
    ;(document.activeElement as HTMLElement | null)?.blur()
    document.querySelector<HTMLElement>(".exit a")?.focus()
  })
  const wanted = await page.evaluate(() => {
    const names = new Set<string>()
    const all = [
      ...document.querySelectorAll<HTMLInputElement>("a[href], button, input, select, textarea, summary"),
    ]
    for (const one of all.filter((each) => each.checkVisibility() || each.closest(".exit") !== null))
      names.add(one.type === "radio" ? `radio ${one.name}` : (one.dataset.act ?? one.dataset.q ?? one.value))
    return names.size
  })
  const visited = new Map<number, string>()
  let last = -1
  for (let n = 0; n < 120; n++) {
    const here = await stopAt(page)
    if (here === null) break
    if (visited.has(here.order)) {
      if (here.order === last) found.push(`focus: caught at ${here.name}`)
      break
    }
    if (here.order < last) found.push(`focus: jumps back to ${here.name}`)
    if (here.fault !== "") found.push(`${here.fault}: ${here.name}`)
    visited.set(here.order, here.name)
    last = here.order
    await page.keyboard.press("Tab")
  }
  if (visited.size < wanted)
    found.push(`focus: reaches ${visited.size} of ${wanted}: ${[...visited.values()].join(", ")}`)
  return found
}

/**
 * Forced colours, reduced motion, text of twice the size: what is lost in one of them.
 * @param colours whether the browser can be in the first two: Firefox only where it was started so (in-forced-colours.ts)
 */
export async function modeFaults(page: Page, colours = true): Promise<string[]> {
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" })
  const found = await page.evaluate((isIn) => {
    const wrong: string[] = []
    for (const mode of isIn ? ["(forced-colors: active)", "(prefers-reduced-motion: reduce)"] : [])
      if (!matchMedia(mode).matches) wrong.push(`the browser is not in ${mode}`)
    const all = <T extends Element>(selector: string): T[] => [...document.querySelectorAll<T>(selector)]
    for (const button of all("main .button, .exit-button")) {
      const { borderTopWidth, borderTopStyle, forcedColorAdjust } = getComputedStyle(
        button,
      ) as CSSStyleDeclaration & {
        forcedColorAdjust?: string
      }
      if (borderTopStyle === "none" || Number.parseFloat(borderTopWidth) < 1)
        wrong.push("a button without an edge")
      if (forcedColorAdjust === "none") wrong.push("colours of its own")
    }
    for (const label of all(".options label:has(:checked)")) {
      const input = label.querySelector("input") as HTMLInputElement
      const { outlineStyle } = getComputedStyle(label)
      if (outlineStyle === "none" && getComputedStyle(input).appearance === "none")
        wrong.push("a choice that looks like the others")
    }
    for (const one of all("*")) {
      const { transitionDuration, animationName } = getComputedStyle(one)
      if (transitionDuration !== "0s" || animationName !== "none") wrong.push(`moves: ${one.tagName}`)
    }
    const sizeOf = (selector: string): number =>
      Number.parseFloat(getComputedStyle(document.querySelector(selector) ?? document.body).fontSize)
    const texts = ["h1", "main p:not([hidden]), .said", ".options label, main .button"]
    const before = texts.map(sizeOf)
    document.documentElement.style.fontSize = "200%"
    for (const [at, selector] of texts.entries())
      if (sizeOf(selector) < (before[at] as number) * 1.7) wrong.push(`does not grow: ${selector}`)
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth)
      wrong.push(`large text runs ${root.scrollWidth - root.clientWidth} px off`)
    for (const box of all<HTMLElement>("main *")) {
      if (box.matches(".unseen, .unseen *, input, select") || getComputedStyle(box).display === "inline")
        continue
      if (!box.checkVisibility()) continue // in a list that is closed, where nothing is laid out
      if (box.scrollWidth > box.clientWidth + 2)
        wrong.push(`large text is cut off: ${box.tagName} ${box.className}`)
    }
    root.style.fontSize = ""
    return [...new Set(wrong)]
  }, colours)
  await page.emulateMedia({ forcedColors: null, reducedMotion: null })
  return found
}
