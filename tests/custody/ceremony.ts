// A whole ceremony in memory, for tests: its state after each step and every file it handed out, by path.
import { utf8 } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { encodePolicy, type Policy } from "../../src/core/policy.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import {
  beginCeremony,
  drill,
  drillPurpose,
  makeCeremonyIntake,
  makeKeys,
  type Stepped,
  signCharter,
} from "../../src/custody/ceremony.ts"
import type { Ceremony } from "../../src/custody/ceremony-state.ts"
import { handOver } from "../../src/custody/hand-over.ts"
import type { DrillEvidence, HandedFile } from "../../src/custody/intake.ts"
import { type Plan, usualPlan } from "../../src/custody/plan.ts"
import { proveKey } from "../../src/custody/possession.ts"
import { readTypedShare } from "../../src/custody/share-text.ts"
import type { Share } from "../../src/custody/shares.ts"

export const TODAY = "2026-11-21"
export const ORIGIN = "log.justice.org"
export const WORDS = ALL_LISTS[1] as (typeof ALL_LISTS)[number]
export const PASSPHRASE = "eight words that nobody ever said before"

export const usual = (over: Partial<Plan> = {}): Plan => ({
  ...usualPlan(ORIGIN, "Test organisation", TODAY),
  ...over,
})

/** A policy that a real organisation could have; its contacts are none. */
export function policyOf(over: Partial<Policy> = {}): Policy {
  return {
    format: "cairn-policy/1",
    organisation: "Test organisation",
    languages: ["en"],
    notices: [
      { id: "consent", version: "1", language: "en", sha256: "0".repeat(64), reviewedBy: "a reviewer" },
    ],
    purposes: ["store"],
    recipients: [],
    support: [{ country: "NL", entries: ["A service of this test"], checked: TODAY }],
    retention: { defaultYears: 2, choicesYears: [1, 2] },
    exit: { en: { url: "/away", title: "Weather" } },
    open: true,
    ...over,
  }
}
export const POLICY = encodePolicy(policyOf())

export interface Held {
  readonly ceremony: Ceremony
  readonly files: ReadonlyMap<string, HandedFile>
}

export interface Finished extends Held {
  readonly charter: Charter
  readonly note: Uint8Array
}

export function took(held: Held, { ceremony, files }: Stepped): Held {
  return { ceremony, files: new Map([...held.files, ...files.map((file) => [file.path, file] as const)]) }
}

export function textOf({ files }: Held, path: string): string {
  const { content } = files.get(path) as HandedFile
  return typeof content === "string" ? content : new TextDecoder().decode(content)
}

/** What a person types from a printed sheet: read from the page, not from memory. */
export function typedFrom(html: string): Share {
  const fact = (name: string) => new RegExp(`<dt>${name}</dt><dd>([^<]*)</dd>`).exec(html)?.[1] as string
  const grid = /<ol class="words"[^>]*>(.*?)<\/ol>/s.exec(html)?.[1] as string
  const words = [...grid.matchAll(/<li>([^<]*)<\/li>/g)].map(([, word]) => word).join(" ")
  return readTypedShare({ number: fact("Number"), setId: fact("Set"), words }, ALL_LISTS)
}

export function sheetsIn(held: Held): Share[] {
  const paths = [...held.files.keys()].filter((path) => /^share-[0-9]+\/.*\.html$/.test(path))
  return paths.map((path) => typedFrom(textOf(held, path)))
}

/** Up to the drill. */
export async function made(plan: Plan = usual(), policy = POLICY): Promise<Held> {
  let held = took(
    { ceremony: undefined as never, files: new Map() },
    beginCeremony(plan, policy, TODAY, randomBytes),
  )
  held = took(held, await makeKeys(held.ceremony, randomBytes))
  const making = { words: WORDS, random: randomBytes, passphrase: PASSPHRASE, workFactor: 12 }
  return took(held, await makeCeremonyIntake(held.ceremony, making))
}

export function evidenceOf(held: Held): DrillEvidence {
  const path = [...held.files.keys()].find((name) => name.endsWith(".age"))
  if (path === undefined) return { shares: sheetsIn(held) }
  return { file: held.files.get(path)?.content as Uint8Array, passphrase: PASSPHRASE }
}

export const rootOf = (held: Held, n: number) =>
  parsePrivateKey(textOf(held, `root-${n}/root-${n}.key`).trim())

export async function drilled(held: Held): Promise<Held> {
  const { ceremony } = held
  const note = await proveKey(ceremony.plan.origin, drillPurpose(ceremony), await rootOf(held, 1))
  return { ...held, ceremony: await drill(ceremony, evidenceOf(held), note, TODAY) }
}

export async function finished(plan: Plan = usual(), policy = POLICY): Promise<Finished> {
  let held = await drilled(await made(plan, policy))
  for (let n = 1; n <= plan.roots; n++)
    held = { ...held, ceremony: await signCharter(held.ceremony, await rootOf(held, n)) }
  const over = await handOver(held.ceremony, policy, TODAY)
  held = took(held, over)
  return { ...held, charter: over.charter, note: utf8(textOf(held, "record/charter.note")) }
}
