// What a desk is tried with: an organisation, accounts with what somebody could plant in them, and bundles of its log, made in memory
// with days of the test's own; and the files that staff would have on their sticks.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import { bundle, logged, person, type World, world } from "../cases/world.ts"
import { type Account, consentDraft } from "../fixtures/account.ts"
import { plantedFiles } from "./planted.ts"

/** The day on which everything happens: the page's clock is set to it. */
export const DAY = "2026-11-22"

/** As the demonstration's policy has it. */
export const COURT = "example-court"

export const STORY =
  "Це сталося навесні. I write this in two languages.\nوهذا سطر بالعربية، لأنني أفكر بها.\nThere were three of them; I knew one by his voice."

const YES = {
  state: "given",
  identifiability: "identified",
  audience: "vetted_staff",
  dataScope: [
    "account",
    "time_place",
    "harm_categories",
    "perpetrator",
    "photo",
    "video",
    "voice",
    "documents",
  ],
  validity: { kind: "period", value: "P1Y" },
  reviewAt: "2027-07-01",
  onNoReply: "stop_new_uses",
}

/** A record that lets the legal team read, and one court have it without her name. */
export function consentToRead(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const draft = JSON.parse(JSON.stringify(consentDraft()).replaceAll("icc-otp", COURT)) as Record<
    string,
    unknown
  >
  const decisions = (draft.decisions as Record<string, unknown>[]).map((one) => {
    if (one.purpose === "legal_analysis") return { ...one, ...YES }
    if (one.purpose === "share_accountability_body")
      return { ...one, conditions: ["no_name", "through_my_lawyer"], dataScope: YES.dataScope }
    return one
  })
  return { ...draft, decisions, ...more }
}

export const TOLD: Testimony = {
  format: "cairn-testimony/1",
  answers: {
    lang: "uk",
    who: "me",
    hopes: ["i_want_justice", { own: "that it stops" }],
    account_text: STORY,
    when: { words: "in the spring, before the harvest", edtf: "2022-21" },
    where: { text: "Example town", kind: "town_or_village" },
    harm: ["H04", "H20"],
    who_did_it: ["army_or_armed_forces"],
    ongoing: "yes_now",
    call_me: "Olena",
    contact_how: ["signal"],
    contact_detail: "+000 000",
    contact_when: "mornings",
  },
}

export interface DeskWorld {
  readonly world: World
  readonly accounts: readonly Account[]
  readonly folder: string
  readonly fingerprint: string
  /** A path below the folder. */
  at(name: string): string
}

/** Two accounts: one with everything, planted files too; one that allows nothing but keeping. */
export async function deskWorld(folder: string, trap = "http://127.0.0.1:9"): Promise<DeskWorld> {
  const w = await world()
  const attachments = plantedFiles(trap)
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ name, bytes }) => ({
      original: name,
      type: /\.(png|jpg|gif)$/.test(name) ? "image/png" : "application/octet-stream",
      hidden: "kept" as const,
      size: bytes.length,
      bytes: () => [Uint8Array.from(bytes)],
    }))
  const files = attachments.map((_, at) => `files/${String(at + 1).padStart(3, "0")}`)
  const told = { ...TOLD, answers: { ...TOLD.answers, files } }
  const whole = await person(w, { testimony: told, consent: consentToRead(), attachments })
  const kept = await person(w)
  await logged(w, DAY, whole.statement, kept.statement)
  mkdirSync(folder, { recursive: true })
  const at = (name: string): string => join(folder, name)
  writeFileSync(at("intake.zip"), await bundle(w, { accounts: [whole, kept] }))
  for (const [name, secret] of w.made.secrets) writeFileSync(at(name), `${secret}\n`)
  writeFileSync(at("charter.note"), encodeNote(w.made.charter.note))
  return { world: w, accounts: [whole, kept], folder, fingerprint: w.made.charter.hash, at }
}
