// The way through the form: which steps there are, given what was said so far, and how she goes on, back and past them. Pure;
// what a step shows is in the screens.
import type { FIELDS } from "../../src/core/intake/fields.ts"
import { type ConsentStep, consentsOf, isGiven } from "../survivor/consents.ts"
import { mayEnd, type Situation, situationOf } from "../survivor/situation.ts"
import { FIRST, picked, type State } from "./state.ts"

export type FieldId = (typeof FIELDS)[number]["id"]
export type RecordId =
  | "capacity"
  | "aware"
  | "authority"
  | "subject_age"
  | "assent"
  | "helper"
  | "helper_mode"
export type SignpostId = "context" | "you" | "evidence" | "sharing"

type Plain = "safety" | "young" | "unasked" | "intro" | "years" | "conditions" | "ending" | "send"

/** One screen of questions. Its `id` is what stands in `State.step`. */
export type Step =
  | {
      readonly kind: Plain
      readonly id: string
    }
  | { readonly kind: "field"; readonly id: FieldId }
  | { readonly kind: "record"; readonly id: RecordId }
  | { readonly kind: "signpost"; readonly id: string; readonly about: SignpostId }
  | { readonly kind: "consent"; readonly id: string; readonly consent: ConsentStep }

const STORE: Step = {
  kind: "consent",
  id: "store",
  consent: { id: "store", purpose: "store", answers: ["yes", "no", "later"] },
}
const CONTEXT = "when where place_type harm who_did_it perp_detail others why_targeted ongoing"
const NAMES = "call_me pronouns" // not of a person who has not agreed
const ONE = "gender age_band" // of one person
const YOU = "displacement about_me access"
const CONTACT =
  "contact_how contact_detail contact_when contact_shared contact_cover contact_voicemail contact_word contact_stop"

const at = (kind: Plain): Step => ({ kind, id: kind })
const fields = (ids: string): Step[] => ids.split(" ").map((id) => ({ kind: "field", id: id as FieldId }))
const record = (when: boolean, id: RecordId): Step[] => (when ? [{ kind: "record", id }] : [])

/** The answers that decide about the rest. */
export function saidIn(state: Pick<State, "drafts">) {
  const said = (question: string): string | undefined => picked(state, question)
  return {
    who: said("who"),
    over18: said("over18"),
    capacity: said("capacity"),
    aware: said("aware"),
    authority: said("authority"),
    subjectAge: said("subject_age"),
    assent: said("assent"),
    helper: said("helper"),
    helperMode: said("helper_mode"),
  }
}

/**
 * All steps from the first to the sending.
 * @param languages how many there are to choose from
 */
export function stepsOf(state: State, languages: number): readonly Step[] {
  const said = saidIn(state)
  const situation = situationOf(said)
  const arrival = [
    at("safety"),
    ...(languages > 1 ? fields("lang") : []),
    ...fields("who over18"),
    ...whoSteps(state),
  ]
  const contact = [...fields("contact_ok"), ...(wantsContact(state) ? fields(CONTACT) : [])]
  const account = [...accountSteps(state, situation), ...fields("support"), ...contact]
  return [...arrival, ...account, at("intro"), ...consentSteps(state, situation), at("send")]
}

/** The steps when she stops here and sends: nothing more is asked than what cannot be left out. */
export function shortSteps(): readonly Step[] {
  return [at("intro"), STORE, at("send")]
}

function whoSteps(state: State): Step[] {
  const { who, helper, subjectAge } = saidIn(state)
  const { proxy, died } = situationOf(saidIn(state))
  const helped = helper !== undefined && helper !== "none"
  return [
    ...record(proxy, "capacity"),
    ...record(who === "a_group", "aware"),
    ...record(proxy && who !== "someone_who_asked_me_to", "authority"),
    ...record(proxy && who !== "a_group", "subject_age"),
    ...record(proxy && !died && subjectAge === "under_18", "assent"),
    ...record(true, "helper"),
    ...record(helped, "helper_mode"),
  ]
}

function accountSteps(state: State, { agreed, young, unasked, group }: Situation): Step[] {
  if (unasked) return [at("unasked")]
  if (young) return [at("young"), ...(isPicked(state, "young", "write") ? fields("account_text") : [])]
  const part = (about: SignpostId, ids: string): Step[] => {
    const id = `part-${about}`
    return [{ kind: "signpost", id, about }, ...(isPicked(state, id, "yes") ? fields(ids) : [])]
  }
  const evidence = state.files.length > 0 ? "have_evidence files file_origin" : "have_evidence files"
  return [
    ...fields("hopes account_text account_voice told_before"),
    ...part("context", CONTEXT),
    ...part("you", [...(agreed && !group ? [NAMES] : []), ...(group ? [] : [ONE]), YOU].join(" ")),
    ...part("evidence", evidence),
  ]
}

function consentSteps(state: State, situation: Situation): Step[] {
  if (state.organisation === null) return []
  if (picked(state, "store") !== "yes") return [STORE]
  const { first, sharing } = consentsOf(state.organisation.policy, situation, {
    account: !situation.young || isPicked(state, "young", "write"),
    media: hasMedia(state),
    contact: wantsContact(state),
  })
  const steps = (list: readonly ConsentStep[]): Step[] =>
    list.map((consent) => ({ kind: "consent", id: consent.id, consent }))
  const decides = isPicked(state, "part-sharing", "yes")
  const shares = sharing.some(({ id, purpose }) => /^share_/.test(purpose) && isGiven(picked(state, id)))
  return [
    STORE,
    at("years"),
    ...steps(first),
    ...(sharing.length > 0 ? [{ kind: "signpost", id: "part-sharing", about: "sharing" } as const] : []),
    ...(decides ? steps(sharing) : []),
    ...(decides && shares ? [at("conditions")] : []),
    ...(mayEnd(situation) ? [at("ending")] : []),
  ]
}

function wantsContact(state: State): boolean {
  return isPicked(state, "contact_ok", "yes") || isPicked(state, "contact_ok", "through_someone")
}

function hasMedia({ files, recordings }: State): boolean {
  return recordings.length > 0 || files.some(({ file }) => /^(image|video|audio)\//.test(file.type))
}

function isPicked(state: State, question: string, answer: string): boolean {
  return picked(state, question) === answer
}

type Way = Pick<State, "step" | "path" | "passed" | "hurry">

/** The state one step further; past the steps she skipped before. */
export function onward(state: State, languages: number): Way {
  const steps = state.hurry ? shortSteps() : stepsOf(state, languages)
  // A step that is gone meanwhile, such as the languages of a policy that has one, stands where the one before it does.
  const stood = [...state.path, state.step].findLast((step) => steps.some(({ id }) => id === step))
  const here = steps.findIndex(({ id }) => id === stood)
  const next = steps.slice(here + 1).find(({ id }) => !state.passed.includes(id))
  const step = next?.id ?? "send"
  return { ...state, step, path: [...state.path, state.step] }
}

/** The state one step back, as she came. */
export function back(state: State): Way {
  const { path, passed } = state
  const step = path.at(-1) ?? FIRST
  const short = shortSteps().some(({ id }) => id === step)
  return {
    step,
    path: path.slice(0, -1),
    passed: passed.filter((id) => id !== step),
    hurry: state.hurry && short,
  }
}

/** The state when she stops here and sends. */
export function toSending(state: State): Way {
  const path = [...state.path, state.step]
  const ready = picked(state, "store") === "yes" || state.step === "store"
  const told = state.organisation !== null && path.includes("intro")
  return { ...state, step: ready ? "send" : told ? "store" : "intro", path, hurry: true }
}
