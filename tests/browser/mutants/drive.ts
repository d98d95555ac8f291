// Through the form at the page's own speed: one call that answers and goes on inside the page, for looks that care for where it leads
// rather than for how it is pressed. walk.ts presses as a person does.
import type { Page } from "@playwright/test"
import type { Plan } from "../walk.ts"

/**
 * Skips what `plan` does not name; where it gives nothing to a screen, goes on from there.
 * @param patient waits for a way on that is not there yet, as while the organisation's keys are asked for; else that is `stuck`
 * @returns the screens that stood there; the last is `stuck` where the next one did not come
 */
export function drive(page: Page, until: string, plan: Plan = {}, patient = false): Promise<string[]> {
  return page.evaluate(go, { until, plan, patient })
}

/** From a question to the last screen before sending, with a yes to keeping it. */
export async function toSend(page: Page): Promise<string[]> {
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-act="stop-send"]')?.click())
  // Its way on comes once the organisation's keys have; of a mutant it may never.
  await page
    .locator('[data-state="intro"] [data-act="next"]')
    .waitFor({ timeout: 15_000 })
    .catch(() => null)
  return drive(page, "send", { intro: [], store: [["store", "yes"]] })
}

interface Way {
  readonly until: string
  readonly plan: Plan
  readonly patient: boolean
}

async function go({ until, plan, patient }: Way): Promise<string[]> {
  const PATIENCE = 3000 // tries, of ten milliseconds: a busy machine takes its time
  const screen = () => document.querySelector<HTMLElement>("main.screen[data-state]")
  const states: string[] = []
  const give = (question: string, answers: readonly string[]): void => {
    const field = document.querySelector(`[data-q="${question}"]`)
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
      field.value = answers[0] ?? ""
      field.dispatchEvent(new Event("input", { bubbles: true }))
    } else
      for (const answer of answers)
        field?.querySelector<HTMLInputElement>(`input[value="${answer}"]:not(:checked)`)?.click()
  }
  for (;;) {
    const state = screen()?.dataset.state ?? ""
    states.push(state)
    if (state === until || states.length > 150) return states
    const given = plan[state]
    for (const [question, answer] of given ?? []) give(question, [answer].flat())
    const way = (act: string) => document.querySelector<HTMLElement>(`main [data-act="${act}"]`)
    const on = () => (given === undefined ? (way("skip") ?? way("next")) : way("next"))
    let press = on()
    press?.click()
    for (let tries = 0; screen()?.dataset.state === state; tries++) {
      if ((press === null && !patient) || tries > PATIENCE) return [...states, "stuck"]
      if (press === null) {
        press = on()
        press?.click()
      }
      await new Promise((done) => setTimeout(done, tries < 20 ? 0 : 10))
    }
  }
}
