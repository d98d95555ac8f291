// All keys of a new organisation and its charter 1, in one go. The demonstration writes them to one folder; a ceremony
// hands each to whom it belongs.
import type { Charter, CharterBody } from "../core/charter/charter.ts"
import { signFirstCharter } from "./charter.ts"
import { newIdentity, newSigningKey, type SigningKey } from "./keys.ts"

/** What a new organisation decides; the rest is made. */
export interface OrganisationPlan
  extends Pick<
    CharterBody,
    | "organisation"
    | "kind"
    | "threshold"
    | "policy"
    | "erasureDays"
    | "graceDays"
    | "freshDays"
    | "mergeDelayHours"
    | "expires"
  > {
  readonly origin: string
  /** `YYYY-MM-DD`, UTC */
  readonly today: string
  readonly roots: number
  readonly consoles: number
}

/** A new organisation. `secrets` are the offline keys by file name; the log's key goes to the server alone. */
export interface Organisation {
  readonly secrets: ReadonlyMap<string, string>
  readonly logKey: string
  readonly note: Uint8Array
  readonly charter: Charter
}

/**
 * Makes every key and signs charter 1.
 * @throws {StatementError|CharterError} if the plan makes no charter that a stranger would take
 */
export async function makeOrganisation(plan: OrganisationPlan): Promise<Organisation> {
  const { origin, today } = plan
  const roots = await Promise.all(range(plan.roots).map((n) => newSigningKey(`root-${n}`)))
  const consoles = await Promise.all(range(plan.consoles).map((n) => newSigningKey(`console-${n}`)))
  const [courier, auditor, release, log] = (await Promise.all(
    ["courier-1", "auditor-1", "release-1", origin].map((name) => newSigningKey(name)),
  )) as [SigningKey, SigningKey, SigningKey, SigningKey]
  const [intake, audit] = [await newIdentity(), await newIdentity()]
  const body: CharterBody = {
    version: 1,
    previous: null,
    organisation: plan.organisation,
    kind: plan.kind,
    roots: roots.map(({ vkey }) => vkey),
    threshold: plan.threshold,
    intake: [{ recipient: intake.recipient, from: today }],
    revoked: [],
    audit: [audit.recipient],
    log: log.vkey,
    consoles: consoles.map(({ vkey }) => vkey),
    couriers: [courier.vkey],
    auditors: [auditor.vkey],
    releases: [release.vkey],
    witnesses: [],
    witnessQuorum: 0,
    policy: plan.policy,
    erasureDays: plan.erasureDays,
    graceDays: plan.graceDays,
    freshDays: plan.freshDays,
    mergeDelayHours: plan.mergeDelayHours,
    expires: plan.expires,
  }
  const signers = roots.map(({ signer }) => signer)
  const secrets = new Map([
    ...numbered("root", roots),
    ...numbered("console", consoles),
    ["courier.key", courier.secret],
    ["auditor.key", auditor.secret],
    ["release-1.key", release.secret],
    ["intake.age-identity", intake.identity],
    ["audit.age-identity", audit.identity],
  ])
  return { secrets, logKey: log.secret, ...(await signFirstCharter(origin, body, signers, today)) }
}

function numbered(role: string, keys: readonly SigningKey[]): [string, string][] {
  return keys.map(({ secret }, i) => [`${role}-${i + 1}.key`, secret])
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1)
}
