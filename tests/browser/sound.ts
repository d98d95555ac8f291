// What every screen must be, whatever it asks: one look into the page, and a list of what is wrong there. Each thing is named by the
// number of its requirement (survivor-standards section 7), and mutants.test.ts shows that each is found.
import type { Page } from "@playwright/test"

export interface Expected {
  readonly language: string
  readonly direction: "ltr" | "rtl"
  readonly historyLength: number
  /** Whether answers may already be chosen: she has been here before. */
  readonly answered?: boolean
  /** Where the page is, if it is not the form: what only the form must have is not looked for then. */
  readonly path?: string
}

/** @returns nothing where all is well */
export async function problems(page: Page, expected: Expected): Promise<string[]> {
  await page.mouse.move(0, 0) // what lies under the pointer looks different
  return page.evaluate(look, expected)
}

function look({ language, direction, historyLength, answered = false, path = "/" }: Expected): string[] {
  const found: string[] = []
  const wrong = (requirement: number, what: string): void => void found.push(`${requirement}: ${what}`)
  const all = <T extends Element>(selector: string): T[] => [...document.querySelectorAll<T>(selector)]
  const root = document.documentElement

  // 1: the exit, in sight with the page scrolled to its end
  scrollTo(0, document.body.scrollHeight)
  const exit = document.querySelector('[data-act="exit"]')?.getBoundingClientRect()
  if (exit === undefined) wrong(1, "no exit")
  else {
    if (exit.width < 48 || exit.height < 48) wrong(1, `the exit is ${exit.width} by ${exit.height}`)
    const inSight =
      exit.top >= 0 && exit.left >= 0 && exit.right <= root.clientWidth && exit.bottom <= innerHeight
    if (!inSight) wrong(1, "the exit is out of sight")
    const on = document.elementFromPoint(exit.left + exit.width / 2, exit.top + exit.height / 2)
    if (on?.closest('[data-act="exit"]') === null || on === null) wrong(1, "something lies over the exit")
  }
  scrollTo(0, 0)

  if (history.length !== historyLength) wrong(4, `${history.length} entries in the history`)
  if (location.pathname + location.search + location.hash !== path) wrong(4, location.href)
  const second = all<HTMLElement>("a[href], button, input, select, textarea, summary")[1]
  if (second?.dataset.act !== "exit-link") wrong(5, "the hidden exit is not second in the order")
  if (document.title !== "Form") wrong(9, `title ${document.title}`)
  if (all("iframe, object, embed, img, video, style").length > 0) wrong(10, "something that loads")

  for (const field of all('textarea, input:not([type="file"]), select')) {
    const off = { spellcheck: "false", autocomplete: "off", autocorrect: "off", translate: "no" }
    for (const [name, value] of Object.entries(off))
      if (field.getAttribute(name) !== value) wrong(12, `${name} of ${field.tagName}`)
  }

  if (all("[required], [aria-required], [aria-invalid], form").length > 0) wrong(18, "something is demanded")
  if (all("main").some((one) => /[*✱]/.test(one.textContent ?? ""))) wrong(18, "an asterisk")

  const look = (element: Element): string => {
    const style = getComputedStyle(element)
    const { width, height } = element.getBoundingClientRect()
    return [
      Math.round(width),
      Math.round(height),
      style.color,
      style.backgroundColor,
      style.borderTopColor,
      style.borderTopWidth,
      style.fontSize,
      style.fontWeight,
      style.opacity,
      style.visibility,
    ].join(" ")
  }
  const alike = (requirement: number, elements: readonly Element[]): void => {
    const looks = new Set(elements.map(look))
    if (looks.size > 1) wrong(requirement, `unlike: ${[...looks].join(" | ")}`)
  }
  const ways = all('main [data-act="skip"], main [data-act="next"]')
  if (ways.length === 2) alike(19, ways)
  const asks = document.querySelector("main [data-q]") !== null
  const screen = document.querySelector<HTMLElement>("main")?.dataset.state ?? ""
  const isForm = path === "/"
  if (isForm && asks && !["safety", "after", "deleted", "closed", "sent", "resume"].includes(screen)) {
    if (document.querySelector('[data-act="skip"]') === null) wrong(19, "no way to skip")
  }
  const ended = ["after", "deleted", "closed", "sent", "without"].includes(screen)
  const moving = ["sending", "stuck", "stopped", "keeping"].includes(screen) // what is under way is ended first
  if (isForm && !ended && !moving) {
    if (document.querySelector('[data-act="stop-send"], [data-act="send"], [data-act="change"]') === null)
      wrong(20, "no way to stop here and send")
  }
  if (isForm && !ended && document.querySelector('[data-act="stop-delete"]') === null)
    wrong(20, "no way to stop and delete")
  const paused = ["safety", "real", "resume", "pause", "kept", "unkept"].includes(screen)
  if (isForm && !ended && !moving && !paused && document.querySelector('[data-act="pause"]') === null)
    wrong(11, "no way to pause")

  const chosen = all<HTMLInputElement>("input:checked, option:checked:not([value=''])")
  if (!answered && chosen.length > 0) wrong(38, "something is chosen beforehand")
  for (const choice of all('fieldset[data-q]:has(input[value="yes"]):has(input[value="later"])')) {
    const labels = [...choice.querySelectorAll("label")]
    if (!labels.some((label) => label.querySelector(":checked"))) alike(39, labels)
    const order = labels.map((label) => label.querySelector("input")?.value).join(" ")
    if (order !== "yes no later") wrong(39, `order ${order}`)
  }

  for (const target of all("button, .options label, select, summary")) {
    const { width, height } = target.getBoundingClientRect()
    if (height > 0 && (width < 24 || height < 47.5)) wrong(29, `a target of ${width} by ${height}`)
  }
  if (root.scrollWidth > root.clientWidth) wrong(30, `${root.scrollWidth - root.clientWidth} px to the side`)
  for (const box of all<HTMLElement>("main *, header *")) {
    if (box.matches(".unseen, .unseen *, .told") || getComputedStyle(box).display === "inline") continue
    if (box.scrollWidth > box.clientWidth + 2 && !box.matches("input, select, audio"))
      wrong(30, `cut off: ${box.tagName} ${box.className}`)
  }
  if (root.lang !== language || root.dir !== direction) wrong(32, `${root.lang} ${root.dir}`)
  return found
}
