// What is asked about uses, and what of the answers arrives, opened by the organisation (requirements 33, 40 to 42, 46, 48 to 51, 54).
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import formats from "ajv-formats"
import { demoPolicy } from "../../../src/cli/demo.ts"
import { encodePolicy } from "../../../src/core/policy.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../../src/core/receipt/receipt.ts"
import { ORIGIN, openWith } from "../../fixtures/account.ts"
import { NOW_DAY } from "../stand-in.ts"
import { drive } from "./drive.ts"
import { type Proof, patched, type Scene, spoiled } from "./proof.ts"

const RECORD = "client/submit/record.ts"
const SENDING = "client/submit/sending.tsx"
const SECRET = "Рядок, якого ніде не має бути"

const schema = JSON.parse(
  readFileSync(new URL("../../../docs/standards/consent.schema.json", import.meta.url), "utf8"),
)
const ajv = new Ajv2020({ strict: false })
;(formats as unknown as (ajv: Ajv2020) => void)(ajv)
const fits = ajv.compile(schema)

interface Record_ {
  readonly notices: readonly { noticeId: string; sha256: string }[]
  readonly decisions: readonly { purpose: string; state: string }[]
}

/** Writes, says yes to keeping and to nothing else, and sends. @returns what the screen of keeping said, its text joined as hashed */
async function sendShort({ page }: Scene): Promise<string> {
  await drive(page, "account_text")
  await page.locator("textarea").fill(SECRET)
  await page.locator('[data-act="stop-send"]').click()
  await page.locator('[data-state="intro"]').waitFor()
  await drive(page, "store", { intro: [] })
  const shown = await page.locator('[data-state="store"] :is(h1, .text p)').allTextContents()
  await drive(page, "send", { store: [["store", "yes"]] })
  await page.locator('[data-act="send"]').click()
  await page.locator('[data-state="sent"]').waitFor()
  return shown.join("\n")
}

const ARRIVES: Proof = {
  requirements: [33, 40, 41, 42, 46, 51, 54],
  what: "a yes to keeping is enough, and arrives as what was read and said, signed by her key and with nothing else",
  async look(scene) {
    const { page, open, spoil } = scene
    const stand = await open()
    const shown = await sendShort(scene)
    await spoil()
    const found: string[] = []
    const words = (await page.locator('[data-receipt="words"]').textContent()) ?? ""
    if ((await page.content()).includes(SECRET)) found.push("51: the receipt shows the account")
    if (stand.packages.length !== 1) return [...found, "40: keeping alone is not sent"]
    const { opened } = await openWith(stand.made, stand.packages[0] as Uint8Array)
    const { subject } = await deriveReceiptKeys(readReceipt(words, ALL_LISTS), ORIGIN)
    if (subject !== opened.submission.subject) found.push("46: signed by another key than her words'")
    const { answers } = opened.testimony
    if (Object.keys(answers).join() !== "account_text")
      found.push(`54: answers to ${Object.keys(answers).join()}`)
    const record = opened.record as unknown as Record_
    if (!fits(record)) found.push(`42: ${ajv.errorsText(fits.errors)}`)
    const said = record.decisions
      .filter(({ state }) => state !== "not_asked")
      .map(({ purpose, state }) => `${purpose} ${state}`)
    if (said.join() !== "store given") found.push(`41: decided ${said.join(", ")}`)
    const sha256 = createHash("sha256").update(shown).digest("hex")
    const hashed = record.notices.find(({ noticeId }) => noticeId === "store")?.sha256
    if (hashed !== sha256) found.push("33: the hash is of another text than the one that stood there")
    return found
  },
  mutants: [
    patched(
      33,
      "a paragraph that is not shown",
      "client/survivor/consent-text.tsx",
      "{paragraphs.map((paragraph)",
      "{(MUTANT ? paragraphs.slice(1) : paragraphs).map((paragraph)",
    ),
    patched(
      33,
      "the hash of another text",
      RECORD,
      "sha256Platform(utf8(text))",
      'sha256Platform(utf8(MUTANT ? "x" : text))',
    ),
    patched(
      40,
      "reading it is needed too",
      SENDING,
      "const ready = kept &&",
      'const ready = kept && (!MUTANT || picked(state, "legal_analysis") === "yes") &&',
    ),
    patched(
      41,
      "silence is a no",
      "client/survivor/decided.ts",
      'if (answer === undefined) return "not_asked"',
      'if (answer === undefined) return MUTANT ? "refused" : "not_asked"',
    ),
    patched(
      41,
      "silence is a yes to being quoted",
      RECORD,
      "const situation = situationOf(agreed)",
      'if (MUTANT) for (const one of agreed.decided as any[]) if (one.purpose === "publish_quote") one.answer = "yes"\n  const situation = situationOf(agreed)',
    ),
    patched(
      42,
      "a record without a way to withdraw",
      RECORD,
      'withdrawal: { channels: ["return_words"], credential: "return_words" },',
      '...(MUTANT ? {} : { withdrawal: { channels: ["return_words"], credential: "return_words" } }),',
    ),
    patched(
      46,
      "words of another key",
      "client/submit/hers.ts",
      "words: receiptWords(receipt, LIST)",
      "words: receiptWords(MUTANT ? newReceipt(randomBytes) : receipt, LIST)",
    ),
    spoiled(51, "a receipt that shows the account", () =>
      document.querySelector("main")?.append("Рядок, якого ніде не має бути"),
    ),
    patched(
      54,
      "a skipped question that leaves a key",
      "client/submit/answers.ts",
      "return [field.id, draft && answerOf(field, draft, unknown)] as const",
      'return [field.id, MUTANT && field.id === "who" ? "skip" : draft && answerOf(field, draft, unknown)] as const',
    ),
  ],
}

const KEEPING: Proof = {
  requirements: [40],
  what: "without a yes to keeping there is no way to send",
  async look({ page, open }) {
    await open()
    await drive(page, "account_text")
    await page.locator("textarea").fill(SECRET)
    await page.locator('[data-act="stop-send"]').click()
    await page.locator('[data-state="intro"]').waitFor()
    const found: string[] = []
    await drive(page, "store", { intro: [] })
    for (const answer of ["nothing", "no", "later"]) {
      await drive(page, "send", answer === "nothing" ? {} : { store: [["store", answer]] })
      if ((await page.locator('[data-act="send"]').count()) > 0) found.push(`40: sends after ${answer}`)
      await page.locator('[data-act="change"]').click({ timeout: 3000 })
      await page.locator('[data-state="store"]').waitFor()
    }
    return found
  },
  mutants: [patched(40, "sends without a yes", SENDING, "{ready && (", "{(ready || MUTANT) && (")],
}

const PROXY: Proof = {
  requirements: [48],
  what: "for somebody who does not know, no sharing, no publication and no contact to her is asked about",
  async look({ page, open }) {
    await open()
    const who = [["who", "someone_who_does_not_know_i_am_writing"]] as const
    const states = await drive(page, "send", {
      safety: [],
      who,
      store: [["store", "yes"]],
      intro: [],
      "part-sharing": [],
    })
    const asked = states.filter((state) =>
      /^(share_|support_referral|publish_|training|long_term)/.test(state),
    )
    const found = asked.map((state) => `48: asks about ${state}`)
    if (states.at(-1) !== "send" || !states.includes("legal_analysis"))
      found.push(`48: it ends at ${states.at(-1)}`)
    return found
  },
  mutants: [
    patched(
      48,
      "somebody who does not know can be shared about",
      "client/survivor/situation.ts",
      'return "no"',
      'return MUTANT ? "yes_and_agrees" : "no"',
    ),
  ],
}

const YOUNG: Proof = {
  requirements: [49],
  what: "under 18, no account, no publication and no research are asked for",
  async look({ page, open }) {
    await open()
    const states = await drive(page, "send", {
      safety: [],
      who: [["who", "me"]],
      over18: [["over18", "under_18"]],
      young: [],
      intro: [],
      store: [["store", "yes"]],
      "part-sharing": [],
    })
    const found = states
      .filter((state) => /^(account_|hopes|when|harm|part-context|publish_|training)/.test(state))
      .map((state) => `49: asks about ${state}`)
    if (states.at(-1) !== "send" || !states.includes("young")) found.push(`49: it ends at ${states.at(-1)}`)
    return found
  },
  mutants: [
    patched(
      49,
      "asked like anybody",
      "client/survivor/situation.ts",
      'young: said.over18 === "under_18"',
      'young: !MUTANT && said.over18 === "under_18"',
    ),
    patched(
      49,
      "asked to be published",
      "client/survivor/consents.ts",
      'plain("publish_quote", open && !minor)',
      'plain("publish_quote", (open && !minor) || MUTANT)',
    ),
  ],
}

const REGISTRY: Proof = {
  requirements: [50],
  what: "recipients come from the policy that the charter names, and from no other",
  async look({ page, open }) {
    const [court] = demoPolicy(NOW_DAY).recipients
    const strangers = [{ ...(court as NonNullable<typeof court>), partyId: "stranger", name: "A stranger" }]
    await open({ servedPolicy: encodePolicy({ ...demoPolicy(NOW_DAY), recipients: strangers }) })
    return (await page.locator('main [data-act="next"]').count()) > 0
      ? ["50: goes on with a stranger's list"]
      : []
  },
  mutants: [
    patched(
      50,
      "any list is taken",
      "client/survivor/trust.ts",
      "!== charter.body.policy.sha256)",
      "!== charter.body.policy.sha256 && !MUTANT)",
    ),
  ],
}

export const DECIDING_PROOFS: readonly Proof[] = [ARRIVES, KEEPING, PROXY, YOUNG, REGISTRY]
