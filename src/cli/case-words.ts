// A case in sentences: what is allowed today and why not, beside what staff wrote. No word of the account is here.
import type { Allowed, CaseView } from "../cases/desk.ts"
import type { InForceCode } from "../core/consent/refusal.ts"

/** Why something is not allowed, for a person to read. */
export const WHY_NOT: Readonly<Record<InForceCode, string>> = {
  unreadable: "something that it depends on cannot be read",
  "no-consent": "nothing was given that could be relied on",
  withdrawn: "she has withdrawn",
  erased: "nothing is left of it",
  expired: "the time for keeping it is over",
  undecided: "she has not decided",
  refused: "she said no",
  purpose: "nothing leaves the house for this purpose",
  recipient: "she said yes to somebody else only",
  identifiability: "she said yes only without pointing to her so plainly",
  scope: "she said yes to less of it",
  "not-yet": "its time has not come",
  over: "its time is over",
  event: "it ended with something that may have happened",
  spent: "it was for one time, and was used",
  content: "she has not seen and approved exactly this",
  conditions: "her conditions are not met",
  "not-agreed": "she does not know of it, or has not agreed",
  minor: "it is about a young person",
  group: "it is about several people",
}

/** One line for one purpose and recipient. */
export function allowedText(one: Allowed): string {
  const to = one.recipient ?? one.recipientId
  const what = `${one.purpose}${to === null ? "" : ` to ${to}`}`
  if (one.code !== null) {
    const unmet = one.unmet.length === 0 ? "" : ` (${one.unmet.join(", ")})`
    return `  no   ${what}: ${WHY_NOT[one.code]}${unmet}\n`
  }
  const only = one.unmet.length === 0 ? "yes " : "if  "
  const limits = [one.identifiability, one.dataScope.join(" "), ...one.conditions].join("; ")
  return `  ${only} ${what}: ${limits}${one.reviewAt === null ? "" : `; ask again by ${one.reviewAt}`}\n`
}

export function caseText(view: CaseView): string {
  const { ref, since, language, until, labels, notes, replies, uses, parts } = view
  return [
    `case ${ref}, since ${since ?? "a statement that is not logged yet"}, in ${language}\n`,
    view.danger === "yes_now" ? "SHE SAYS SHE IS IN DANGER NOW\n" : "",
    view.minor ? "about somebody under 18\n" : "",
    view.quarantine === null ? "" : "its pictures are in quarantine: cairn cases quarantine lift\n",
    until === null ? "" : `kept until ${until}\n`,
    view.heldBy === null ? "" : `with ${view.heldBy}\n`,
    labels.length === 0 ? "" : `labels: ${labels.join(", ")}\n`,
    `files: ${parts.length}\n`,
    "allowed today:\n",
    ...view.allowed.map(allowedText),
    ...(uses.length === 0 ? [] : ["done so far:\n"]),
    ...uses.map(
      (use) => `  ${use.day}  ${use.action} ${use.purpose ?? ""} ${use.recipientId ?? ""} by ${use.by}\n`,
    ),
    ...(replies.length === 0 ? [] : [`replies sent: ${replies.length}\n`]),
    ...notes.map(({ by, day, text }) => `note ${day} ${by}: ${text}\n`),
  ].join("")
}
