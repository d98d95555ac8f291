// The way through the form and what can happen on it (requirements 21 to 28).

import { demoPolicy } from "../../../src/cli/demo.ts"
import { addMonths } from "../../../src/core/day.ts"
import { en } from "../../../src/i18n/en.ts"
import { NOW_DAY } from "../stand-in.ts"
import { drive, toSend } from "./drive.ts"
import { type Proof, patched, spoiled } from "./proof.ts"

const STEPS = "client/submit/steps.ts"
const SECRET = "Рядок"
const CONTEXT = "when where place_type harm who_did_it perp_detail others why_targeted ongoing".split(" ")

const NO_HURRY: Proof = {
  requirements: [21],
  what: "nothing counts, hurries or goes on by itself",
  async look({ page, open, spoil }) {
    await open()
    await drive(page, "who")
    await spoil()
    const found: string[] = []
    const shown = await page.evaluate(() => ({
      text: document.body.innerText,
      clocks: document.querySelectorAll("progress, meter, [role=timer], [role=progressbar], [aria-valuenow]")
        .length,
    }))
    if (shown.clocks > 0) found.push("21: something measures")
    if (/\d+\s*%|\d+\s*\/\s*\d+|\d+ of \d+|hurry|almost/i.test(shown.text)) found.push("21: something counts")
    await page.locator('[data-q="who"] input[value="me"]').check()
    // Two frames later everything that a choice sets off has been drawn.
    const state = await page.evaluate(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() =>
              setTimeout(() => done(document.querySelector("main")?.dataset.state), 50),
            ),
          ),
        ),
    )
    if (state !== "who") found.push(`21: went on to ${state} by itself`)
    return found
  },
  mutants: [
    patched(
      21,
      "goes on by itself",
      "client/submit/form.tsx",
      "put: (question, draft) => change(",
      "put: (question, draft) => (MUTANT && setTimeout(() => change((now) => onward(now, offered.length)), 0), change)(",
    ),
    spoiled(21, "how much is done", () => document.querySelector("h1")?.append(" 40 %")),
    spoiled(21, "which of how many", () => document.querySelector("h1")?.append(" 3 of 36")),
    spoiled(21, "a bar", () => document.querySelector("main")?.append(document.createElement("progress"))),
  ],
}

const WAY: Proof = {
  requirements: [22, 23, 24, 38],
  what: "hopes come before the account, a signpost before what is hard, and what was skipped is not asked again",
  async look({ page, open }) {
    await open()
    const states = await drive(page, "send", { safety: [] })
    const at = (state: string): number => states.indexOf(state)
    const found: string[] = []
    const twice = states.filter((state, n) => at(state) !== n)
    if (twice.length > 0) found.push(`22: asked again: ${twice.join(", ")}`)
    if (at("hopes") < 0 || at("hopes") > at("account_text")) found.push("24: hopes come late")
    const hard = states.filter((state) => CONTEXT.includes(state))
    if (at("part-context") < 0) found.push("23: no signpost")
    if (hard.length > 0) found.push(`23: one tap does not skip ${hard.join(", ")}`)
    if (states.at(-1) !== "send") found.push(`38: the way ends at ${states.slice(-2).join(", ")}`)
    return found
  },
  mutants: [
    patched(
      22,
      "asks again",
      STEPS,
      'const step = next?.id ?? "send"',
      'const step = MUTANT && next?.id === "told_before" && state.passed.filter((id) => id === "hopes").length === 1 ? "hopes" : (next?.id ?? "send")',
    ),
    patched(
      23,
      "no signpost",
      STEPS,
      'return [{ kind: "signpost", id, about }, ...(isPicked(state, id, "yes") ? fields(ids) : [])]',
      'return MUTANT ? fields(ids) : [{ kind: "signpost", id, about }, ...(isPicked(state, id, "yes") ? fields(ids) : [])]',
    ),
    patched(
      23,
      "a part that cannot be skipped at once",
      STEPS,
      'about }, ...(isPicked(state, id, "yes")',
      'about }, ...(isPicked(state, id, "yes") || MUTANT',
    ),
    patched(
      24,
      "the account first",
      STEPS,
      'fields("hopes account_text account_voice told_before")',
      'fields(MUTANT ? "account_text hopes account_voice told_before" : "hopes account_text account_voice told_before")',
    ),
  ],
}

const SHORT: Proof = {
  requirements: [25],
  what: "where the account is written, it says that short is safe",
  async look({ page, open, spoil }) {
    await open()
    await drive(page, "account_text")
    await spoil()
    const said = page.locator("#help")
    const help = (await said.isVisible()) ? await said.innerText() : ""
    return help === en.questions.account_text.help && /safer to keep this short/.test(help)
      ? []
      : [`25: says ${help}`]
  },
  mutants: [
    spoiled(25, "does not say it", () => set("#help", "hidden", "")),
    patched(
      25,
      "says something else",
      "src/i18n/en.ts",
      'help: "A few lines is enough.',
      'help: MUTANT ? "Tell us everything you remember." : "A few lines is enough.',
    ),
  ],
}

const BLAMES =
  /\byou (?:failed|forgot|did not|must|have to|should have)\b|your (?:fault|mistake|error)|invalid|illegal|wrong input/i

const FAILED: Proof = {
  requirements: [26],
  what: "what was not sent is kept, can be tried again, and is nobody's fault",
  async look({ page, open, spoil }) {
    const refusals = [400, 400]
    const stand = await open({
      status: (request) => (request.startsWith("POST") ? refusals.pop() : undefined),
    })
    await drive(page, "account_text")
    await page.locator("textarea").fill(SECRET)
    await toSend(page)
    await page.locator('[data-act="send"]').click()
    await page.locator('[data-state="stopped"]').waitFor()
    await spoil()
    const found: string[] = []
    const text = await page.locator("main").innerText()
    if (BLAMES.test(text.replace("This is not your fault.", ""))) found.push("26: it blames")
    await page.locator('[data-act="again"]').click({ timeout: 3000 })
    await page.locator('[data-state="stopped"] [data-act="previous"]').click({ timeout: 5000 })
    await page.locator('[data-act="stop-delete"]').waitFor()
    if (refusals.length > 0) found.push("26: it was not tried again")
    await page.locator('[data-act="send"]').click({ timeout: 3000 })
    await page.locator('[data-state="sent"]').waitFor()
    if (stand.packages.length !== 1) found.push("26: not sent")
    return found
  },
  mutants: [
    patched(
      26,
      "what was written is gone",
      "client/submit/state.ts",
      'stage: state.stage === "sending" ? "stopped" : state.stage,',
      'stage: state.stage === "sending" ? "stopped" : state.stage,\n        ...(MUTANT ? { drafts: {} } : {}),',
    ),
    patched(
      26,
      "no second try",
      "client/submit/sending.tsx",
      '<Button act="again" onPress={send}>',
      '<Button act="again" onPress={() => MUTANT || send()}>',
    ),
    patched(
      26,
      "her fault",
      "src/i18n/en.ts",
      '"Something went wrong on this page or on the server. This is not your fault."',
      'MUTANT ? "You did not fill in the form as you should." : "Something went wrong on this page or on the server. This is not your fault."',
    ),
  ],
}

const SUPPORT: Proof = {
  requirements: [27],
  what: "who may help is shown where somebody looked within a year, and otherwise not",
  async look({ page, open }) {
    const entry = (country: string, months: number) => ({
      country,
      entries: [`Example of ${country}`],
      checked: addMonths(NOW_DAY, -months),
    })
    await open({ policy: { support: [entry("NL", 13), entry("ZA", 11)] } })
    await drive(page, "who")
    await page.locator('[data-act="stop-delete"]').click()
    await page.locator('[data-state="deleted"]').waitFor()
    const text = await page.locator("main").innerText()
    const found: string[] = []
    if (/Example of NL|Netherlands/.test(text)) found.push("27: a list that nobody looked at for a year")
    if (!/Example of ZA/.test(text)) found.push("27: no list")
    return found
  },
  mutants: [
    patched(
      27,
      "an old list",
      "client/survivor/support-list.ts",
      "addMonths(checked, YEAR) >= today",
      "MUTANT || addMonths(checked, YEAR) >= today",
    ),
    patched(
      27,
      "no list",
      "client/survivor/support-list.ts",
      "const YEAR = 12",
      "const YEAR = MUTANT ? 1 : 12",
    ),
  ],
}

const CLOSED: Proof = {
  requirements: [28],
  what: "a closed channel has no screen for an account, only who may help",
  async look({ page, open }) {
    await open({ policy: { ...demoPolicy(NOW_DAY), open: false } })
    await page.locator('[data-state="closed"], [data-state="safety"]').first().waitFor()
    const { state, ways, text } = await page.evaluate(() => ({
      state: document.querySelector("main")?.dataset.state,
      ways: document.querySelectorAll('textarea, main [data-act="next"], main [data-act="send"]').length,
      text: document.querySelector("main")?.textContent ?? "",
    }))
    const found: string[] = []
    if (state !== "closed" || ways > 0) found.push(`28: ${state} has a way on`)
    if (!text.includes("Example service")) found.push("28: nobody who may help")
    return found
  },
  mutants: [
    patched(
      28,
      "open all the same",
      "client/submit/asking.tsx",
      "return state.organisation?.policy.open === false ?",
      "return state.organisation?.policy.open === false && !MUTANT ?",
    ),
    patched(
      28,
      "nobody who may help",
      "client/submit/safety.tsx",
      "{acts.state.organisation !== null && <Support",
      "{acts.state.organisation !== null && !MUTANT && <Support",
    ),
  ],
}

export const WAY_PROOFS: readonly Proof[] = [NO_HURRY, WAY, SHORT, FAILED, SUPPORT, CLOSED]
