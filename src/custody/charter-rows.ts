// A charter as people read it, line by line, and two of them beside each other. Keys stand by name and key ID, sealing keys by the
// eight digits of their set. Whether a line is another is asked of the charters and not of what is shown of them.
import { parseRecipient } from "../core/age/recipient.ts"
import type { CharterBody } from "../core/charter/charter.ts"
import { setIdOf } from "./share-set.ts"

/** One line: its name, and what stands there, a text for each key. */
export interface CharterRow {
  readonly name: string
  readonly says: readonly string[]
}

/** One line of two charters. */
export interface ComparedRow {
  readonly name: string
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly changed: boolean
}

interface Row {
  readonly fields: readonly (keyof CharterBody)[]
  readonly says: (body: CharterBody) => readonly string[]
}

const keyed = (field: "roots" | "consoles" | "couriers" | "auditors" | "releases"): Row => ({
  fields: [field],
  says: (body) => body[field].map(keyText),
})

/** Every part of a charter but its place in the chain, each in one line. */
const ROWS: Readonly<Record<string, Row>> = {
  organisation: { fields: ["organisation"], says: (body) => [body.organisation] },
  kind: { fields: ["kind"], says: (body) => [body.kind] },
  roots: keyed("roots"),
  "roots that sign": { fields: ["threshold"], says: (body) => [`${body.threshold}`] },
  intake: {
    fields: ["intake"],
    says: (body) => body.intake.map(({ recipient, from }) => `${setText(recipient)} from ${from}`),
  },
  revoked: { fields: ["revoked"], says: (body) => body.revoked.map(setText) },
  audit: { fields: ["audit"], says: (body) => body.audit.map(setText) },
  "log key": { fields: ["log"], says: (body) => [keyText(body.log)] },
  consoles: keyed("consoles"),
  couriers: keyed("couriers"),
  auditors: keyed("auditors"),
  releases: keyed("releases"),
  witnesses: {
    fields: ["witnesses", "witnessQuorum"],
    says: ({ witnesses, witnessQuorum }) => [
      ...witnesses.map(({ vkey, url }) => `${keyText(vkey)} at ${url}`),
      `${witnessQuorum} must agree`,
    ],
  },
  days: {
    fields: ["erasureDays", "graceDays", "freshDays", "mergeDelayHours"],
    says: ({ erasureDays, graceDays, freshDays, mergeDelayHours }) => [
      `erasing ${erasureDays}`,
      `old keys ${graceDays}`,
      `import ${freshDays}`,
      `into the log ${mergeDelayHours} hours`,
    ],
  },
  policy: { fields: ["policy"], says: (body) => [body.policy.sha256] },
  until: { fields: ["expires"], says: (body) => [body.expires] },
}

/** The fields that the lines are of: a test holds that none is missing. */
export const SHOWN_FIELDS: readonly (keyof CharterBody)[] = Object.values(ROWS).flatMap(
  ({ fields }) => fields,
)

/** What a charter says. */
export function charterRows(body: CharterBody): CharterRow[] {
  return Object.entries(ROWS).map(([name, { says }]) => ({ name, says: says(body) }))
}

/** Two charters beside each other. */
export function compareCharters(before: CharterBody, after: CharterBody): ComparedRow[] {
  return Object.entries(ROWS).map(([name, { fields, says }]) => ({
    name,
    before: says(before),
    after: says(after),
    changed: fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])),
  }))
}

function keyText(vkey: string): string {
  return vkey.split("+").slice(0, 2).join(" ")
}

function setText(recipient: string): string {
  return setIdOf(parseRecipient(recipient))
}
