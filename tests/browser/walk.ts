// Going through the form as a person would, screen by screen: answering what a plan answers, skipping the rest, and telling a
// test what stands there.
import type { Page } from "@playwright/test"

/** By screen (its data-state): what to choose, tick or write, by question. An empty list is a press on "next". */
export type Plan = Readonly<Record<string, readonly Given[]>>
export type Given = readonly [question: string, answer: string | readonly string[]]

/** Every screen answered: a person who writes about herself. */
export const ALL: Plan = {
  safety: [],
  lang: [],
  who: [["who", "me"]],
  over18: [["over18", "18_or_over"]],
  helper: [["helper", "vetted_interpreter"]],
  helper_mode: [["helper_mode", "phone"]],
  hopes: [
    ["hopes", ["i_want_justice", "something_else_text"]],
    ["hopes_own", "أن يُسمع صوتي"],
  ],
  account_text: [["account_text", "Вона написала це. كتبت هذا بنفسها.\nเธอเขียนเรื่องนี้เอง 🪨 \u00a0 e\u0301"]],
  told_before: [["told_before", ["no_one"]]],
  "part-context": [],
  when: [
    ["when", "exact_day"],
    ["when_day", "7"],
    ["when_month", "3"],
    ["when_year", "٢٠٢٢"],
    ["when_words", "in the spring"],
  ],
  where: [
    ["where_text", "Місто"],
    ["where", "town_or_village"],
  ],
  place_type: [
    ["place_type", "something_else_text"],
    ["place_type_own", "човен"],
  ],
  harm: [["harm", ["H04", "H17"]]],
  who_did_it: [
    ["who_did_it", ["police", "something_else_text"]],
    ["who_did_it_own", "two of them"],
  ],
  perp_detail: [["perp_detail", "a green uniform"]],
  others: [["others", "a_few"]],
  why_targeted: [["why_targeted", ["gender", "language"]]],
  ongoing: [["ongoing", "no"]],
  "part-you": [],
  call_me: [["call_me", "Ро"]],
  pronouns: [["pronouns", "she"]],
  gender: [
    ["gender", "own_words"],
    ["gender_own", "жінка"],
  ],
  age_band: [["age_band", "25_34"]],
  displacement: [["displacement", "on_the_way"]],
  about_me: [["about_me", "I have a daughter"]],
  access: [
    ["access", ["interpreter_language_text", "more_time"]],
    ["access_own", "Kurmanji"],
  ],
  "part-evidence": [],
  have_evidence: [["have_evidence", ["messages", "witness"]]],
  file_origin: [["file_origin", "i_made_it"]],
  support: [["support", ["counselling"]]],
  contact_ok: [["contact_ok", "yes"]],
  contact_how: [["contact_how", ["signal", "reply_here_with_return_words"]]],
  contact_detail: [["contact_detail", "000"]],
  contact_when: [["contact_when", "mornings"]],
  contact_shared: [["contact_shared", "not_sure"]],
  contact_cover: [
    ["contact_cover", "own_words"],
    ["contact_cover_own", "the library"],
  ],
  contact_voicemail: [["contact_voicemail", "neutral_only"]],
  contact_word: [["contact_word", "river"]],
  contact_stop: [["contact_stop", "a man answers"]],
  intro: [],
  store: [["store", "yes"]],
  years: [["years", "5"]],
  legal_analysis: [["legal_analysis", "yes"]],
  "translation:example-translator": [["translation:example-translator", "later"]],
  "part-sharing": [],
  "share_accountability_body:example-court": [["share_accountability_body:example-court", "ask"]],
  "share_partner:example-partner": [["share_partner:example-partner", "named"]],
  "support_referral:example-service": [["support_referral:example-service", "yes"]],
  anonymised_advocacy: [["anonymised_advocacy", "no"]],
  publish_quote: [["publish_quote", "yes"]],
  training_research: [["training_research", "yes"]],
  long_term_archive: [["long_term_archive", "later"]],
  conditions: [["conditions", ["no_exact_place", "not_in_my_country"]]],
  ending: [["ending", "keep_existing_decisions"]],
}

export interface Walk {
  readonly plan?: Plan
  /** The screen at which to stop. */
  readonly until?: string
  /** Called on each screen, before anything is done there. */
  readonly seen?: (state: string, page: Page) => Promise<void> | void
  /** Called on each screen when it is answered, before going on. */
  readonly answered?: (state: string, page: Page) => Promise<void> | void
}

/** @returns the screens that stood there, in order */
export async function walk(
  page: Page,
  { plan = {}, until = "send", seen, answered }: Walk = {},
): Promise<string[]> {
  const states: string[] = []
  for (;;) {
    const state = await stateOf(page)
    states.push(state)
    await seen?.(state, page)
    if (state === until) return states
    if (states.length > 100) throw new Error(`no way to ${until}: ${states.slice(-5).join(", ")}`)
    const given = plan[state]
    for (const one of given ?? []) await give(page, one)
    await answered?.(state, page)
    const skip = page.locator('main [data-act="skip"]')
    if (given === undefined && (await skip.count()) > 0) await skip.click()
    else await page.locator('main [data-act="next"]').click()
    await leftScreen(page, state)
  }
}

export async function stateOf(page: Page): Promise<string> {
  return (await page.locator("main.screen[data-state]").getAttribute("data-state")) ?? ""
}

/** Waits until another screen stands there. */
export async function leftScreen(page: Page, state: string): Promise<void> {
  await page.locator(`main[data-state]:not([data-state="${state}"])`).waitFor()
}

async function give(page: Page, [question, answer]: Given): Promise<void> {
  const field = page.locator(`[data-q="${question}"]`)
  const tag = await field.evaluate((element) => element.tagName)
  if (tag === "SELECT") await field.selectOption(answer as string)
  else if (tag !== "FIELDSET") await field.fill(answer as string)
  else {
    await page
      .locator("details.list:not([open]) summary")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).click()))
    for (const value of [answer].flat()) await field.locator(`input[value="${value}"]`).check()
  }
}
