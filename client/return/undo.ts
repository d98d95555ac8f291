// The table of what a withdrawal does and what it cannot undo (survivor-standards 3.3), for where her account really is: by what was
// logged and opened with her receipt, and by what she decided. Where it cannot be known, the table says so.
import { isolated } from "../../src/i18n/format.ts"
import type { Returning } from "../../src/i18n/returning/returning.ts"
import type { Party, View } from "./messages.ts"

export interface Row {
  readonly where: string
  readonly does: string
  readonly cannot: string
}

/** @param dayText writes a day in her language */
export function undoRows(view: View, words: Returning["withdraw"], dayText: (day: string) => string): Row[] {
  const { uses, closed, stands } = view
  const disclosed = uses.filter(({ action }) => action === "disclosed")
  const touched = view.imported || closed > 0 || uses.some(({ action }) => action !== "replied")
  const out = [
    words.server,
    ...(stands === "unread" ? [] : [touched ? words.team : words.unread]),
    ...(isHeld(view) ? [words.held] : []),
    ...byParty(disclosed).map(({ party, day }) => ({
      where: words.given(party === null ? words.closed.where : isolated(party.name), dayText(day)),
      does: words.recall[party?.canRecall ?? "no"].does,
      cannot: cannotOf(party, words),
    })),
    ...mayBeWith(view).map((party) => ({
      where: words.may(isolated(party.name)),
      does: words.mayDoes,
      cannot: cannotOf(party, words),
    })),
    ...(about(view, "anonymised_advocacy") ? [words.reports] : []),
    ...(about(view, "publish_quote") || about(view, "publish_audiovisual") ? [words.public] : []),
    ...(closed > 0 ? [words.closed] : []),
  ]
  return out.map(({ where, does, cannot }) => ({ where, does, cannot }))
}

/** With what the organisation itself says of this recipient. */
function cannotOf(party: Party | null, { recall }: Returning["withdraw"]): string {
  const said = party === null || party.disclosure === "" ? [] : [isolated(party.disclosure)]
  return [recall[party?.canRecall ?? "no"].cannot, ...said].join(" ")
}

// Locked by a hold that nobody has lifted since.
function isHeld({ uses }: View): boolean {
  return uses.findLast(({ action }) => action === "held" || action === "released")?.action === "held"
}

function byParty(disclosed: View["uses"]): { party: Party | null; day: string }[] {
  const first = new Map<string, { party: Party | null; day: string }>()
  for (const { recipient, day } of disclosed) {
    const id = recipient?.id ?? ""
    const known = first.get(id)
    if (known === undefined || day < known.day) first.set(id, { party: recipient, day })
  }
  return [...first.values()]
}

/** Whom she said yes to, without an entry that it was given. */
function mayBeWith({ decisions, uses }: View): Party[] {
  return decisions.flatMap(({ recipient, answer }) => {
    if (recipient === null || answer === undefined || answer === "no" || answer === "later") return []
    return uses.some((use) => use.action === "disclosed" && use.recipient?.id === recipient.id)
      ? []
      : [recipient]
  })
}

/** Used for it, or she said yes and it may have been. */
function about({ uses, decisions, replies }: View, purpose: View["decisions"][number]["purpose"]): boolean {
  return (
    uses.some((use) => use.action === "disclosed" && use.purpose === purpose) ||
    decisions.some(
      (one) => one.purpose === purpose && one.answer === "yes" && purpose === "anonymised_advocacy",
    ) ||
    replies.some(({ asks }) => asks?.purpose === purpose && asks.answered === "yes")
  )
}
