// What `cairn consent` says, in plain words: where she stands, what she decided, what was done with it, and the truth about
// withdrawing. Only days, decisions and names of the organisation's policy; never what she wrote.
import type { Charter } from "../core/charter/charter.ts"
import type { Decision, Purpose } from "../core/consent/record.ts"
import { addDays, compare, lastDayOfMonth } from "../core/day.ts"
import type { Policy } from "../core/policy.ts"
import type { Trusted } from "../courier/holder.ts"
import type { HerStatement, Hers } from "../own/hers.ts"

/** Everything that there is to show. */
export interface Shown {
  readonly hers: Hers
  readonly trusted: Trusted
  readonly policy: Policy | null
  readonly today: string
}

const PURPOSE: Readonly<Record<Purpose, string>> = {
  store: "keep it",
  contact: "contact you",
  contact_submitter: "contact whoever sent it",
  legal_analysis: "use it in their legal work",
  translation: "have it translated",
  share_accountability_body: "give it to a court or inquiry",
  share_partner: "give it to a partner",
  support_referral: "put you in touch with support",
  anonymised_advocacy: "speak of it without pointing to anyone",
  publish_quote: "publish words of it",
  publish_audiovisual: "publish pictures or sound of it",
  training_research: "teach or research with it",
  long_term_archive: "keep it in an archive",
}

const STATE: Readonly<Record<Decision["state"], string>> = {
  given: "yes",
  renewed: "yes, again",
  refused: "no",
  deferred: "not decided yet",
  not_asked: "not asked",
  requested: "asked, not answered",
  withdrawn: "taken back",
  expired: "over",
  revoked_by_controller: "ended by the organisation",
  invalidated: "not valid",
  unknown: "not known",
}

/** Where she stands, in a word for programs. */
export function standsAs({ hers, today }: Pick<Shown, "hers" | "today">): string {
  const { standing } = hers
  if (standing.erased) return "erased"
  if (standing.withdrawn !== null) return "withdrawn"
  if (standing.head === null) return "nothing"
  return standing.until !== null && compare(today, lastDayOfMonth(standing.until)) > 0 ? "expired" : "stands"
}

/** The same for people. */
export function whatStands(shown: Shown): string {
  const { hers, trusted, policy } = shown
  const newest = trusted.charters[trusted.charters.length - 1] as Charter
  const demonstration = newest.body.kind === "demonstration" ? " (a demonstration: it protects nobody)" : ""
  const lines = [
    `at ${plain(newest.body.organisation)}${demonstration}`,
    ...standingLines(shown, newest),
    "",
    decisionsHead(hers),
    ...(hers.record?.decisions ?? []).map((one) => `  ${decisionText(one, policy)}`),
    "",
    ...doneLines(hers, policy),
    "",
    "what you said, and whether it is in the log",
    ...hers.statements.flatMap((one) => (one.said.kind === "consent" ? [`  ${saidText(one)}`] : [])),
  ]
  if (hers.replies.length > 0) lines.push("", `replies to you: ${hers.replies.length}`)
  if (trusted.doubt !== null) lines.push("", charterDoubt(trusted.doubt))
  if (compare(shown.today, newest.body.expires) > 0)
    lines.push(
      "",
      "the organisation's charter is over: nothing new can be sealed, and withdrawing still works",
    )
  for (const { code } of hers.problems) lines.push("", `something the server showed does not verify: ${code}`)
  return `${lines.join("\n")}\n`
}

/** The same as one JSON document, without the record itself: its texts may be anybody's. */
export function jsonOf(shown: Shown): object {
  const { hers, trusted } = shown
  const newest = trusted.charters[trusted.charters.length - 1] as Charter
  const { version, expires, kind, organisation, erasureDays } = newest.body
  const statements = hers.statements.map(({ leaf, said, index, by }) => {
    const common = { leaf, index, promisedBy: by }
    if (said.kind === "consent") {
      const { action, seq, day, until, erase } = said.body
      return { kind: "consent", action, seq, day, until, erase, ...common }
    }
    if (said.kind === "erasure") return { kind: "erasure", reason: said.body.reason, ...common }
    return { kind: "custody", action: said.record?.action ?? said.body.action, ...common }
  })
  return {
    subject: hers.standing.subject,
    standing: standsAs(shown),
    until: hers.standing.until,
    log: { size: hers.size },
    charter: { version, expires, kind, organisation, erasureDays, doubt: trusted.doubt },
    statements,
    decisions: (hers.record?.decisions ?? []).map(({ purpose, recipientId = null, state }) => ({
      ...{ purpose, recipientId, state },
    })),
    done: usesOf(hers).map(({ record, index }) => ({
      ...{ day: record.day, action: record.action, purpose: record.purpose },
      ...{ recipientId: record.recipientId, index },
    })),
    replies: hers.replies.length,
    problems: hers.problems,
  }
}

/** What a withdrawal does and what it cannot. */
export function withdrawalTruth(about: {
  readonly hers: Hers | null
  readonly policy: Policy | null
  readonly charter: Charter
  readonly now: boolean
  readonly by: string | null
}): { text: string; json: object } {
  const { hers, policy, charter, now, by } = about
  const { erasureDays } = charter.body
  const last = by === null ? null : addDays(by, (now ? 0 : erasureDays) + 2)
  const given = hers === null ? [] : usesOf(hers).filter(({ record }) => record.action === "disclosed")
  const lines = now
    ? ["it is erased within two days of being in the log, and you cannot take this back once it is"]
    : [
        `it is erased ${erasureDays} to ${erasureDays + 2} days after it is in the log`,
        "until then you can take the withdrawal back: cairn consent reinstate",
      ]
  if (last !== null) lines.push(`that is by ${last} at the latest`)
  lines.push("what cannot be undone")
  for (const { record } of given)
    lines.push(`  ${record.day}: given to ${recipientText(record.recipientId, policy)}`)
  if (hers === null) lines.push("  what was done with it before could not be read")
  else if (given.length === 0) lines.push("  the log shows nothing that was given to anybody else")
  lines.push("  what people have read, they have read, and what was done outside the console leaves no trace")
  lines.push(
    "  the log keeps that someone gave and took back consent, by days and hashes, without a name or a word of it",
  )
  return {
    text: `${lines.join("\n")}\n`,
    json: {
      erasureDays: now ? 0 : erasureDays,
      erasedBy: last,
      reversible: !now,
      given: given.map(({ record }) => record.recipientId),
    },
  }
}

function standingLines(shown: Shown, { body }: Charter): string[] {
  const { hers } = shown
  const kept = hers.standing.until === null ? [] : [`kept until the end of ${hers.standing.until}`]
  switch (standsAs(shown)) {
    case "erased":
      return ["it is erased: the server holds nothing of it but these statements"]
    case "withdrawn": {
      const soon = hers.standing.withdrawn?.now !== null
      const when = soon
        ? "within two days of the withdrawal being in the log"
        : `${body.erasureDays} to ${body.erasureDays + 2} days after the withdrawal is in the log`
      return ["you have withdrawn: nothing of it may be used", `it is erased ${when}`]
    }
    case "expired":
      return ["the time you agreed to is over: nothing of it may be used, and it is erased", ...kept]
    case "nothing":
      return ["nothing that you said there could be read"]
    default:
      return ["it stands as you decided", ...kept]
  }
}

function decisionsHead({ record, standing }: Hers): string {
  if (record !== null) return "you decided"
  return standing.erased ? "your decisions are erased too" : "your decisions could not be read there"
}

const UNITS: Readonly<Record<string, string>> = { Y: "year", M: "month", W: "week", D: "day" }

// `P1Y6M` as people say it.
function periodText(value: string): string {
  const parts = [...value.matchAll(/([0-9]+)([YMWD])/g)].map(
    ([, n, unit = ""]) => `${n} ${UNITS[unit]}${n === "1" ? "" : "s"}`,
  )
  return parts.join(" and ")
}

function decisionText(decision: Decision, policy: Policy | null): string {
  const { purpose, state, recipientId, identifiability, conditions = [], validity } = decision
  const to = recipientId === undefined ? "" : ` (${recipientText(recipientId, policy)})`
  const yes = state === "given" || state === "renewed"
  const more = yes
    ? [
        identifiability?.replaceAll("_", " "),
        ...conditions.map((one) => one.replaceAll("_", " ")),
        validity?.kind === "single_use" ? "once" : undefined,
        validity?.kind === "until_date" || validity?.kind === "period"
          ? validity.kind === "period"
            ? `for ${periodText(validity.value ?? "")}`
            : `until ${plain(validity.value ?? "")}`
          : undefined,
      ].filter((one) => one !== undefined)
    : []
  return [`${PURPOSE[purpose]}${to}: ${STATE[state]}`, ...more].join(", ")
}

function doneLines(hers: Hers, policy: Policy | null): string[] {
  const uses = usesOf(hers)
  const closed = hers.statements.filter(
    ({ said }) => said.kind === "custody" && said.record === null && said.body.record !== null,
  )
  if (uses.length === 0 && closed.length === 0) return ["nothing was done with it, by what the server shows"]
  const lines = uses.map(({ record, index }) => {
    const what = record.purpose === null ? "" : ` to ${PURPOSE[record.purpose]}`
    const to = record.recipientId === null ? "" : `: ${recipientText(record.recipientId, policy)}`
    return `  ${record.day} ${record.action}${what}${to}, ${placeText(index)}`
  })
  if (closed.length > 0)
    lines.push(`  ${closed.length} entries that are hidden from this receipt, as you chose, or gone`)
  return ["what was done with it", ...lines]
}

function usesOf(hers: Hers) {
  return hers.statements.flatMap(({ said, index }) =>
    said.kind === "custody" && said.record !== null ? [{ record: said.record, index }] : [],
  )
}

function saidText({ said, index, by }: HerStatement): string {
  if (said.kind !== "consent") return ""
  const { seq, day, action } = said.body
  const where = index === null ? (by === null ? "no promise yet" : `promised by ${by}`) : placeText(index)
  return `${seq}  ${day}  ${action}${said.body.erase === "now" ? ", erase now" : ""}: ${where}`
}

function placeText(index: number | null): string {
  return index === null ? "not in the log yet" : `in the log as entry ${index}, checked`
}

function recipientText(id: string | null, policy: Policy | null): string {
  if (id === null) return "nobody named"
  const known = policy?.recipients.find(({ partyId }) => partyId === id)
  if (known === undefined) return plain(id)
  const recall = { yes: "can give it back", maybe: "may not give it back", no: "cannot give it back" }[
    known.canRecall
  ]
  const disclosure = known.disclosure === "" ? "" : `; ${plain(known.disclosure)}`
  return `${plain(known.name)}, who ${recall}${disclosure}`
}

function charterDoubt(code: string): string {
  return code === "charter-unproven"
    ? "the newest charter is not shown to be in the log: ask the organisation"
    : "a later charter does not verify and was not believed: ask the organisation"
}

// Names come from files of others: nothing in them may move a terminal's cursor.
function plain(text: string): string {
  return text.replace(/\p{C}/gu, "")
}
