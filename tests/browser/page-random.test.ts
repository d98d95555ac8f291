// Random ways through the form in a real browser, against the real server: some questions answered, some skipped, some gone back to.
// What the organisation opens is what was answered on the screens, and not a key more (requirements 18 and 54).
import { expect, type Page } from "@playwright/test"
import { FIELDS } from "../../src/core/intake/fields.ts"
import { act, arrived } from "./form.ts"
import { test } from "./real.ts"
import { ALL, type Given, type Plan, walk } from "./walk.ts"
import { note } from "./watched.ts"

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same in Chromium")
})

/** The same draws for everybody: a small generator (mulberry32). */
function drawing(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const IDS: readonly string[] = FIELDS.map(({ id }) => id)
// Answers that change who is asked what stand as they are; a yes to keeping is needed to send.
const FIXED = [
  "safety",
  "who",
  "over18",
  "intro",
  "store",
  "part-context",
  "part-you",
  "part-evidence",
  "part-sharing",
]

/** Of all that could be answered, a random part. */
function planOf(draw: () => number): Plan {
  return Object.fromEntries(Object.entries(ALL).filter(([id]) => FIXED.includes(id) || draw() < 0.5))
}

/** What such answers are in testimony.json, by the rules of the interfaces: written here anew, not by the page's own code. */
function expectedOf(id: string, given: readonly Given[]): unknown {
  const of = (question: string) => given.find(([one]) => one === question)?.[1]
  const own = of(`${id}_own`)
  const worded = (option: string) =>
    own !== undefined && /_text$|own_words$/.test(option) ? { own } : option
  if (id === "when") return { words: of("when_words"), edtf: "2022-03-07" }
  if (id === "where") return { text: of("where_text"), kind: of("where") }
  const answer = of(id)
  return typeof answer === "string" ? worded(answer) : answer?.map(worded)
}

async function randomWalk(page: Page, seed: number): Promise<{ plan: Plan; seen: string[] }> {
  const draw = drawing(seed)
  const plan = planOf(draw)
  let turns = 3 // back and forth: what was answered stays answered
  const seen = await walk(page, {
    plan,
    answered: async (state) => {
      if (turns === 0 || state === "safety" || plan[state] === undefined || draw() > 0.2) return
      turns--
      await act(page, "previous")
      await page.locator(`main[data-state]:not([data-state="${state}"])`).waitFor()
      await page.locator('main [data-act="next"]').click()
      await page.locator(`main[data-state="${state}"]`).waitFor()
    },
  })
  return { plan, seen }
}

for (const seed of [7, 20]) {
  test(`requirements 18, 54: any subset of answers arrives as given, drawn by ${seed}`, async ({
    form,
    opened,
  }) => {
    test.setTimeout(300_000)
    const page = await form()
    const { plan, seen } = await randomWalk(page, seed)
    await act(page, "send")
    const { words } = await arrived(page)
    const { answers, consent } = await opened(words)
    const asked = IDS.filter((id) => seen.includes(id) && plan[id] !== undefined && plan[id]?.length !== 0)
    const expected = Object.fromEntries(asked.map((id) => [id, expectedOf(id, plan[id] ?? [])]))
    expect(answers).toEqual(expected)
    for (const [id, given] of Object.entries(plan)) {
      const [purpose, recipientId] = id.split(":")
      const decision = consent.decisions.find(
        (one: { purpose: string; recipientId?: string }) =>
          one.purpose === purpose && one.recipientId === recipientId,
      )
      if (decision === undefined || !seen.includes(id)) continue
      const answer = given[0]?.[1] as string
      const state =
        { no: "refused", later: "deferred" }[answer] ??
        (purpose?.startsWith("publish") ? "requested" : "given")
      expect([id, decision.state]).toEqual([id, state])
    }
    const decided = (consent.decisions as { purpose: string; recipientId?: string; state: string }[]).filter(
      ({ state }) => state !== "not_asked",
    )
    for (const { purpose, recipientId } of decided) {
      const id = recipientId === undefined ? purpose : `${purpose}:${recipientId}`
      expect(plan[id === "contact" ? "contact_ok" : id]).toBeDefined() // nothing is decided that was skipped
    }
    note("cases", 1)
  })
}
