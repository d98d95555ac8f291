// The report of an audit (interfaces.md, "Audit report"): what both forms, JSON and HTML, are made of. The first ten keys
// are pinned; `unchecked` and `timeline` were added for readers.
import type { Finding } from "./findings.ts"

/** A log's state as somebody saw it. */
export interface Seen {
  readonly size: number
  /** Hex. */
  readonly root: string
}

/** What was looked at, in numbers. Each counts what was verified in this run, not in earlier ones. */
export interface Checked {
  readonly entries: number
  readonly signatures: number
  readonly charters: number
  readonly consents: number
  readonly custody: number
  readonly erasures: number
  readonly ticks: number
  readonly releases: number
  readonly promises: number
  readonly subjects: number
  readonly containers: number
  readonly records: number
  readonly custodyRecords: number
  readonly cosignatures: number
}

/** Something that this run could not check, and why: it is the reader's to know. */
export type Unchecked =
  | "entries" // no auditor's key, or a bundle that begins where another one ended
  | "custody-records" // no audit identity, or a bundle that does not carry them
  | "append-only" // nothing seen before, and nobody's checkpoint to compare
  | "containers" // a bundle holds only what it carries
  | "witnesses" // the charter demands none: a fork shows only to those who compare
  | "pending" // the source gives no pending statements

/** One day of the log, for the time line. */
export interface LogDay {
  readonly day: string
  /** Leaves in the log at the day's end. */
  readonly size: number
  readonly given: number
  readonly changed: number
  readonly withdrawn: number
  readonly imported: number
  readonly used: number
  readonly erased: number
  readonly charters: number
}

export interface Report {
  /** `incomplete`: nothing wrong was found, and something could not be checked. */
  readonly verdict: "ok" | "findings" | "incomplete"
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly previous: Seen | null
  readonly checked: Checked
  readonly findings: readonly Finding[]
  /** How many more there were than `findings` has room for. */
  readonly more: number
  readonly kind: "demonstration" | "production"
  readonly organisation: string
  readonly fingerprint: string
  readonly day: string
  readonly unchecked: readonly Unchecked[]
  readonly timeline: readonly LogDay[]
}

/** What a report comes to. An auditor without a key or identity can find fault, but cannot clear. */
export function verdictOf(findings: readonly Finding[], unchecked: readonly Unchecked[]): Report["verdict"] {
  if (findings.length > 0) return "findings"
  const missing = unchecked.some((what) => what === "entries" || what === "custody-records")
  return missing ? "incomplete" : "ok"
}

/** Exit status of `cairn audit`. */
export const EXIT = { ok: 0, findings: 1, incomplete: 2 } as const satisfies Record<Report["verdict"], number>
