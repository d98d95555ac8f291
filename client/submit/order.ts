// What she sends, put together from the state once she says so: answers, files, and each decision with the text it was shown
// under.
import type { Spoken } from "../../src/i18n/languages.ts"
import { ALL, type ConsentStep, consentsOf } from "../survivor/consents.ts"
import { newestNotices } from "../survivor/offered.ts"
import type { Organisation } from "../survivor/organisation.ts"
import { textOf } from "../survivor/shown-text.ts"
import { situationOf } from "../survivor/situation.ts"
import { answersOf, sendsFiles } from "./answers.ts"
import type { Decided, Order } from "./messages.ts"
import { picked, type State, sentFiles } from "./state.ts"
import { saidIn, stepsOf } from "./steps.ts"

export function orderOf(state: State, organisation: Organisation, languages: number, spoken: Spoken): Order {
  const goes = sendsFiles(state, languages)
  return {
    language: spoken.code,
    answers: answersOf(state, languages, spoken.messages.questions.when.options.i_do_not_know),
    files: goes.files ? sentFiles(state) : [],
    recordings: goes.recordings ? state.recordings : [],
    notices: { version: spoken.notices.version, sha256: newestNotices(spoken.code)?.sha256 ?? "" },
    agreed: {
      ...saidIn(state),
      years: picked(state, "years"),
      conditions: state.drafts.conditions?.picked ?? [],
      ending: stepsOf(state, languages).some(({ id }) => id === "ending")
        ? picked(state, "ending")
        : undefined,
      decided: decidedIn(state, organisation, languages, spoken),
    },
  }
}

/** Every use of the policy that could be asked about, answered or not. */
function decidedIn(state: State, organisation: Organisation, languages: number, spoken: Spoken): Decided[] {
  const situation = situationOf(saidIn(state))
  const { first, sharing } = consentsOf(organisation.policy, situation, ALL)
  const way = new Set(stepsOf(state, languages).map(({ id }) => id))
  const seen = new Set([...state.path, state.step].filter((id) => way.has(id)))
  const of = (id: string, { purpose, recipient }: Pick<ConsentStep, "purpose" | "recipient">): Decided => ({
    purpose,
    ...(recipient !== undefined && { recipientId: recipient.partyId }),
    answer: way.has(id) ? picked(state, id) : undefined,
    text: seen.has(id) ? textOf(spoken, organisation, purpose, recipient).join("\n") : undefined,
  })
  const contact = situation.proxy ? "contact_submitter" : "contact"
  return [
    of("store", { purpose: "store" }),
    { ...of("contact_ok", { purpose: contact }), answer: CONTACT[picked(state, "contact_ok") ?? ""] },
    ...[...first, ...sharing].map((step) => of(step.id, step)),
  ]
}

/** The answer to "May we contact you?" is both an answer of the intake and a decision: she is not asked twice. */
const CONTACT: Readonly<Record<string, string>> = {
  yes: "yes",
  through_someone: "yes",
  no_i_will_contact_you: "no",
  decide_later: "later",
}
