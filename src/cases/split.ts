// An account taken apart at import (PROTOCOL section 10; survivor-standards 4): which answer lies in which compartment, which
// part of a consent's scope covers it, and the few answers that lists go by.
import type { Scope } from "../core/consent/decision.ts"
import type { ConsentRecord } from "../core/consent/record.ts"
import type { Part } from "../core/container/inside.ts"
import { FIELDS } from "../core/intake/fields.ts"
import type { Testimony } from "../core/intake/testimony.ts"
import type { Compartment, Facts } from "./card.ts"

export type FieldId = (typeof FIELDS)[number]["id"]

/** Answers by field, as far as one compartment goes. */
export type Answers = Readonly<Record<string, unknown>>

const IDENTITY: readonly FieldId[] = ["call_me", "pronouns", "gender", "age_band", "about_me"]

/** Where an answer lies. */
export function compartmentOf(id: FieldId): Exclude<Compartment, "files"> {
  const field = FIELDS.find((one) => one.id === id)
  if (field?.section === "G") return "contact"
  return IDENTITY.includes(id) ? "identity" : "account"
}

/** What else of a scope than its own word covers an answer: her account in her words tells what its categories say. */
const SCOPE: Readonly<Partial<Record<FieldId, readonly Scope[]>>> = {
  call_me: ["identity"],
  pronouns: ["identity", "account"],
  when: ["time_place"],
  where: ["time_place"],
  place_type: ["time_place"],
  harm: ["harm_categories", "account"],
  who_did_it: ["perpetrator"],
  perp_detail: ["perpetrator"],
  account_voice: ["voice"],
  file_origin: ["metadata"],
  support: ["support_needs"],
  access: ["support_needs"],
}

/** The parts of a scope any of which covers this answer. */
function scopesOf(id: FieldId): readonly Scope[] {
  return SCOPE[id] ?? (compartmentOf(id) === "contact" ? ["contact"] : ["account"])
}

/** Whether a scope covers an answer. */
export function covers(scope: readonly Scope[], id: FieldId): boolean {
  return id === "lang" || id === "who" || scopesOf(id).some((part) => scope.includes(part))
}

/** The part of a scope that covers a file. */
export function scopeOfFile({ type }: Pick<Part, "type">): Scope {
  if (type.startsWith("image/")) return "photo"
  if (type.startsWith("video/")) return "video"
  if (type.startsWith("audio/")) return "voice"
  return "documents"
}

/**
 * Whether a file may show somebody. Its type is only what a device said of it (of some phones' photos nothing at all), so whatever is
 * not plainly sound or text may.
 */
export function mayBePicture({ type }: Pick<Part, "type">): boolean {
  return !/^(audio\/|text\/plain\b)/.test(type)
}

/** Her answers by compartment. */
export function split({ answers }: Testimony): Record<Exclude<Compartment, "files">, Answers> {
  const of = (compartment: Compartment): Answers =>
    Object.fromEntries(Object.entries(answers).filter(([id]) => compartmentOf(id as FieldId) === compartment))
  return { contact: of("contact"), identity: of("identity"), account: of("account") }
}

/** What an account may still be opened for with nothing but keeping allowed. */
export const TRIAGE: readonly FieldId[] = [
  "ongoing",
  ...FIELDS.filter(({ section }) => section === "G").map(({ id }) => id),
]

const MINOR_BANDS = ["under_12", "12_17"]

// Whoever writes an account may write anything, as long as they like; what stands on every card, and is looked through for every
// list, is cut. The account has it whole.
const LONG = 200
const CODE = 32
const MOST = 64

function cut({ text, kind }: NonNullable<Facts["place"]>): Facts["place"] {
  return { text: text.slice(0, LONG), kind: kind.slice(0, CODE) }
}

/** What lists go by. */
export function factsOf(
  { answers }: Testimony,
  parts: readonly Part[],
  record: Pick<ConsentRecord, "subject"> | null,
): Facts {
  const files = parts.filter(({ name }) => name.startsWith("files/"))
  const { kind, ageBand } = record?.subject ?? {}
  const { ongoing, over18, age_band, contact_ok, harm, where } = answers
  return {
    danger: ongoing === "yes_now" || ongoing === "maybe" ? ongoing : null,
    minor:
      over18 === "under_18" ||
      MINOR_BANDS.includes(age_band ?? "") ||
      kind === "child" ||
      ageBand === "under_18",
    contact: contact_ok?.slice(0, CODE) ?? null,
    harm: (harm ?? [])
      .filter((code) => typeof code === "string" && code.length <= CODE)
      .slice(0, MOST) as string[],
    place: where === undefined ? null : cut(where),
    files: files.length,
    pictures: files.filter(mayBePicture).length,
  }
}

/** The facts of a case whose containers said these, one after another: what was said last, and everything that was said. */
export function joinFacts(before: Facts, next: Facts): Facts {
  return {
    danger: next.danger ?? before.danger,
    minor: before.minor || next.minor,
    contact: next.contact ?? before.contact,
    harm: [...new Set([...before.harm, ...next.harm])].slice(0, MOST),
    place: next.place ?? before.place,
    files: before.files + next.files,
    pictures: before.pictures + next.pictures,
  }
}
