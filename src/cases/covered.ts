// What consent covers today, for one case (PROTOCOL section 5, C7): asked of the one function that the auditor asks, with all that
// the store knows. Nothing is decided here.
import {
  CONDITIONS,
  currentDecisions,
  type Decision,
  isYes,
  type Purpose,
  type Scope,
} from "../core/consent/decision.ts"
import { inForce, type Permit } from "../core/consent/in-force.ts"
import { InForceError } from "../core/consent/refusal.ts"
import type { Use } from "../core/consent/use.ts"
import type { Policy } from "../core/policy.ts"
import type { Card } from "./card.ts"
import type { Allowed } from "./desk.ts"

/** Purposes for which somebody in the house reads, and nothing leaves it. */
const OPENING: readonly Purpose[] = [
  "store",
  "contact",
  "contact_submitter",
  "legal_analysis",
  "long_term_archive",
]

/**
 * C7 for one use.
 * @throws {InForceError} why nothing covers it
 */
export function permit(card: Card, use: Use, day: string): Permit {
  if (card.record === null) throw new InForceError("no-consent", "no record that can be read")
  const unread = card.earlier.some(({ record }) => record === null)
  // A use that cannot be read may have spent what this one would rely on.
  if (unread && use.action === "disclosed")
    throw new InForceError("unreadable", "an earlier use cannot be read")
  return inForce(
    {
      subject: card.subject,
      leaves: card.leaves.map(({ said }) => said),
      isForeign: () => false, // C8 was judged when each was logged
      record: card.record.value,
      earlier: card.earlier.flatMap(({ record }) => (record === null ? [] : [record])),
    },
    use,
    day,
  )
}

/** As far as any decision for this purpose and recipient goes today: its use, and the permit. @throws {InForceError} */
export function widest(
  card: Card,
  purpose: Purpose,
  recipientId: string | null,
  day: string,
  claims: Pick<Use, "met" | "notHappened"> = { met: [], notHappened: [] },
): { use: Use; permit: Permit } {
  const action = actionOf(purpose)
  let refusal: unknown
  for (const decision of decisionsOf(card, purpose, recipientId)) {
    const use: Use = {
      ...{ action, purpose, recipientId, ...claims },
      identifiability: decision.identifiability ?? "identified",
      dataScope: scopeFor(decision),
      contentSha256: decision.approvedContentSha256 ?? null,
    }
    try {
      return { use, permit: permit(card, use, day) }
    } catch (error) {
      if (!(error instanceof InForceError)) throw error
      refusal = error
    }
  }
  if (refusal !== undefined) throw refusal
  // Nothing that says yes: let the rule say in its own words what stands in the way.
  const use: Use = {
    ...{ action, purpose, recipientId, identifiability: "aggregate_only", dataScope: ["account"] },
    ...{ contentSha256: null, ...claims },
  }
  return { use, permit: permit(card, use, day) }
}

// For triage no more than how to reach her, whatever keeping takes in.
function scopeFor({ purpose, dataScope = [] }: Decision): Scope[] {
  if (purpose !== "store") return dataScope.length === 0 ? ["account"] : [...dataScope]
  const [first = "account"] = dataScope
  return [dataScope.includes("contact") ? "contact" : first]
}

function decisionsOf({ record }: Card, purpose: Purpose, recipientId: string | null): Decision[] {
  return currentDecisions(record?.value.decisions ?? []).filter(
    (one) => one.purpose === purpose && (one.recipientId ?? null) === recipientId && isYes(one),
  )
}

/** Every purpose, and recipient of hers or of the policy's, with what is allowed today and why not. */
export function allowedOf(card: Card, policy: Policy, day: string): Allowed[] {
  const named = new Set([
    ...policy.purposes.map((purpose) => `${purpose} `),
    ...(card.record?.value.decisions ?? []).map(
      ({ purpose, recipientId }) => `${purpose} ${recipientId ?? ""}`,
    ),
  ])
  const rows = [...named].map((key) => key.split(" ") as [Purpose, string])
  return rows
    .filter(([purpose, id]) => id !== "" || !rows.some(([other, with_]) => other === purpose && with_ !== ""))
    .map(([purpose, id]) => allowedFor(card, policy, purpose, id === "" ? null : id, day))
}

function allowedFor(
  card: Card,
  policy: Policy,
  purpose: Purpose,
  recipientId: string | null,
  day: string,
): Allowed {
  const party = card.record?.value.parties.find(({ partyId }) => partyId === recipientId)
  const recipient =
    policy.recipients.find(({ partyId }) => partyId === recipientId)?.name ?? party?.name ?? null
  const about = { purpose, recipientId, recipient, action: actionOf(purpose) }
  const [decision] = decisionsOf(card, purpose, recipientId)
  const yes = ({ use, permit: given }: ReturnType<typeof widest>, unmet: readonly string[]): Allowed => ({
    ...{ ...about, code: null, unmet, decisionId: given.decisionId, identifiability: use.identifiability },
    ...{ dataScope: use.dataScope, conditions: given.conditions, reviewAt: given.decision.reviewAt ?? null },
  })
  try {
    return yes(widest(card, purpose, recipientId, day), [])
  } catch (error) {
    if (!(error instanceof InForceError)) throw error
    try {
      const unmet = error.unmet.length > 0 ? error.unmet : [error.code]
      return yes(widest(card, purpose, recipientId, day, claimsFor(card)), unmet)
    } catch (still) {
      if (!(still instanceof InForceError)) throw still
      return {
        ...{ ...about, code: still.code, unmet: still.unmet, decisionId: null, identifiability: null },
        ...{ dataScope: [], conditions: decision?.conditions ?? [], reviewAt: decision?.reviewAt ?? null },
      }
    }
  }
}

function actionOf(purpose: Purpose): Use["action"] {
  return OPENING.includes(purpose) ? "opened" : "disclosed"
}

/** Whether it is allowed today, if whoever acts keeps her conditions. */
export function mayBe(card: Card, purpose: Purpose, recipientId: string | null, day: string): boolean {
  if (decisionsOf(card, purpose, recipientId).length === 0) return false // nothing that says yes: no need to ask
  try {
    widest(card, purpose, recipientId, day, claimsFor(card))
    return true
  } catch (error) {
    if (error instanceof InForceError) return false
    throw error
  }
}

// Allowed, if whoever acts can answer for what only they can know.
function claimsFor({ record }: Card): Pick<Use, "met" | "notHappened"> {
  const events = (record?.value.decisions ?? []).flatMap(({ validity }) => validity?.value ?? [])
  return { met: [...CONDITIONS, "best_interests"], notHappened: events }
}

/** The purpose for which more than triage may be read today; undefined if there is none. */
export function readingFor(card: Card, day: string): { purpose: Purpose; permit: Permit } | undefined {
  for (const purpose of ["legal_analysis", "long_term_archive"] as const) {
    try {
      return { purpose, permit: widest(card, purpose, null, day).permit }
    } catch (error) {
      if (!(error instanceof InForceError)) throw error
    }
  }
  return undefined
}
