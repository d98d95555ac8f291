// What a new charter changes, in plain words, worked out from both texts: whoever signs reads this, and not what somebody said
// about it. Every difference has its line; a test holds that.

import { parseRecipient } from "../core/age/recipient.ts"
import type { CharterBody } from "../core/charter/charter.ts"
import { setIdOf } from "./share-set.ts"

/** @returns a sentence for each difference; empty if there is none */
export function changeWords(before: CharterBody, after: CharterBody): string[] {
  return [
    ...keys("root", before.roots, after.roots, "may no longer sign charters", "may sign charters"),
    ...keys(
      "console",
      before.consoles,
      after.consoles,
      "what it signs no longer counts",
      "may open and share accounts",
    ),
    ...keys("courier", before.couriers, after.couriers, "may no longer carry bundles", "may carry bundles"),
    ...keys(
      "auditor",
      before.auditors,
      after.auditors,
      "may no longer read the log's entries",
      "may read the log's entries",
    ),
    ...keys(
      "release",
      before.releases,
      after.releases,
      "may no longer sign releases",
      "may sign releases of the pages",
    ),
    ...intake(before, after),
    ...audit(before, after),
    ...(before.log === after.log
      ? []
      : [`The log's key changes from ${id(before.log)} to ${id(after.log)}.`]),
    ...witnesses(before, after),
    ...rules(before, after),
  ]
}

function keys(
  role: string,
  before: readonly string[],
  after: readonly string[],
  gone: string,
  come: string,
): string[] {
  return [
    ...before
      .filter((key) => !after.includes(key))
      .map((key) => `${name(key)} (${role}, ${id(key)}) goes: ${gone}.`),
    ...after
      .filter((key) => !before.includes(key))
      .map((key) => `${name(key)} (${role}, ${id(key)}) comes: ${come}.`),
    ...(sameSet(before, after) && !same(before, after) ? [`The order of the ${role} keys changes.`] : []),
  ]
}

function intake(before: CharterBody, after: CharterBody): string[] {
  const old = before.intake.map(({ recipient }) => recipient)
  const next = after.intake.map(({ recipient }) => recipient)
  const revoked = after.revoked.filter((key) => !before.revoked.includes(key))
  const again = before.revoked.filter((key) => !after.revoked.includes(key))
  const moved = after.intake.filter((one) =>
    before.intake.some(({ recipient, from }) => recipient === one.recipient && from !== one.from),
  )
  return [
    ...after.intake
      .filter(({ recipient }) => !old.includes(recipient))
      .map(({ recipient, from }) => `New accounts are sealed to the key ${setOf(recipient)}, from ${from}.`),
    ...old
      .filter((key) => !next.includes(key))
      .map((key) =>
        after.revoked.includes(key)
          ? `The key ${setOf(key)} opens no new account: what is sealed to it is refused at once.`
          : `The key ${setOf(key)} goes: what is sealed to it is still taken for ${after.graceDays} days.`,
      ),
    ...revoked.filter((key) => !old.includes(key)).map((key) => `The key ${setOf(key)} is revoked.`),
    ...again.map((key) => `The key ${setOf(key)} is no longer revoked.`),
    ...moved.map(
      ({ recipient, from }) => `The day from which the key ${setOf(recipient)} counts is now ${from}.`,
    ),
    ...(sameSet(old, next) && !same(old, next) ? ["The order of the intake keys changes."] : []),
    ...(sameSet(before.revoked, after.revoked) && !same(before.revoked, after.revoked)
      ? ["The order of the revoked keys changes."]
      : []),
  ]
}

function audit(before: CharterBody, after: CharterBody): string[] {
  const gone = before.audit.filter((key) => !after.audit.includes(key))
  const come = after.audit.filter((key) => !before.audit.includes(key))
  return [
    ...gone.map((key) => `The audit key ${setOf(key)} goes: it opens nothing that is sealed from then on.`),
    ...come.map((key) => `The audit key ${setOf(key)} comes: its holder reads what accounts were used for.`),
    ...(sameSet(before.audit, after.audit) && !same(before.audit, after.audit)
      ? ["The order of the audit keys changes."]
      : []),
  ]
}

function witnesses(before: CharterBody, after: CharterBody): string[] {
  const text = (all: CharterBody["witnesses"]) =>
    all.map(({ vkey, url }) => `${name(vkey)} (${id(vkey)}) at ${url}`)
  if (JSON.stringify(before.witnesses) === JSON.stringify(after.witnesses)) return []
  return [`The witnesses are now: ${text(after.witnesses).join(", ") || "none"}.`]
}

const RULES = {
  version: "The charter's version is",
  previous: "It follows the charter",
  organisation: "The organisation's name is",
  kind: "Its kind is",
  threshold: "The number of roots that must sign is",
  witnessQuorum: "The number of witnesses that must agree is",
  policy: "The policy's hash is",
  erasureDays: "The days between a withdrawal and its erasing are",
  graceDays: "The days for which what is sealed to an old key is taken are",
  freshDays: "The days after which a console must import again are",
  mergeDelayHours: "The hours until a statement is in the log are",
  expires: "The last day of the charter is",
} as const

// Version and predecessor are another each time; what signs checks them.
function rules(before: CharterBody, after: CharterBody): string[] {
  return (Object.keys(RULES) as (keyof typeof RULES)[])
    .filter((key) => key !== "version" && key !== "previous")
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => `${RULES[key]} ${said(after[key])} (before: ${said(before[key])}).`)
}

function said(value: unknown): string {
  return typeof value === "object" && value !== null ? (value as { sha256: string }).sha256 : String(value)
}

function name(vkey: string): string {
  return vkey.split("+")[0] as string
}

function id(vkey: string): string {
  return `key ID ${vkey.split("+")[1]}`
}

function setOf(recipient: string): string {
  return setIdOf(parseRecipient(recipient))
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return same([...a].sort(), [...b].sort())
}
