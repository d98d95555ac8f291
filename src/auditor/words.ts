// What a report says in plain words beside its findings: the verdict, what could not be checked, and what an audit proves and
// does not. For lawyers and survivors, so that nobody takes from it more than it gives.
import type { Checked, Report, Unchecked } from "./report.ts"

export function verdictWords({
  verdict,
  findings,
  more,
}: Pick<Report, "verdict" | "findings" | "more">): string {
  const count = findings.length + more
  switch (verdict) {
    case "ok":
      return "Everything that was checked is as it must be."
    case "findings":
      return count === 1 ? "One fault was found." : `${count} faults were found.`
    case "incomplete":
      return "No fault was found, but not everything could be checked."
  }
}

/** What to do with it, in one breath: for whoever reads no further. */
export const NEXT: Readonly<Record<Report["verdict"], string>> = {
  ok: "Keep this report and what it was made from for the next audit. Before you quote it, read what was not checked and what no audit can show.",
  findings:
    "Keep this report and what it was made from. Ask the organisation, in writing, what stands under each fault, and audit again after its answer.",
  incomplete: "This clears nobody. Below is what is missing, and who can give it to you. Then audit again.",
}

export const UNCHECKED: Readonly<Record<Unchecked, string>> = {
  entries:
    "The entries themselves. Without an auditor's key only the tree of hashes is public. Ask the organisation to name your key in its charter.",
  "custody-records":
    "What accounts were used for. That is sealed to auditors. It takes the audit identity, which the organisation hands over on paper or a stick.",
  "append-only":
    "Whether the log is the one that others have seen. Nothing was kept from an earlier audit, and no checkpoint was given to compare with.",
  containers:
    "Whether every account that the log says is kept is kept. A bundle holds only what it carries, and a server tells auditors alone: audit the server, with your key, for that.",
  witnesses:
    "Whether different people are shown different logs. The charter demands no independent witnesses: a fork would show only to those who compare checkpoints.",
  pending: "Whether statements wait longer than was promised.",
}

/** What a clean report shows. */
export const PROVEN: readonly string[] = [
  "The log was signed by the organisation's log key, and its entries are exactly those that were signed.",
  "Each consent was signed by the person's own key, which only her receipt makes.",
  "Entries follow one another by the protocol's rules. None of them was removed from the middle or put in later, as far as this log goes.",
  "Every erasure that had to be done by now is stated, and accounts that the log says are kept were found where they were looked for.",
  "Each use that the console logged was covered by a consent in force when its console last looked, where this report says that custody records were judged.",
]

/** What no audit shows. */
export const NOT_PROVEN: readonly string[] = [
  "What was done outside the console. Whoever holds an intake key and a copy can read it and leave no trace.",
  "That erased bytes are gone from backups, disks and other people's copies. The log says that they were erased; the server no longer gives them out.",
  "That conditions such as “not in my country” were kept. The console asks for them; only the people who acted can answer for them.",
  "Who a person is, or that what she told is true. Nobody's name or words are in the log.",
  "That a consent was given freely. A receipt can be forced from someone.",
  "That the last thing which each console did is in the log. Its statements are numbered, so one that is kept back shows as a gap, but only when the next one comes.",
  "That a withdrawal which the server took and never showed to anybody is in the log. The person has its promise, and her page shows her whether it was kept.",
  "That nobody was shown another log, unless witnesses or other auditors have seen this one.",
]

/** The counts, in the order a reader asks for them. */
export const COUNTED: readonly (readonly [keyof Checked, string])[] = [
  ["entries", "entries of the log verified"],
  ["signatures", "signatures verified on them"],
  ["cosignatures", "witnesses that signed this state"],
  ["subjects", "people, by random numbers, in the whole log"],
  ["consents", "statements of consent"],
  ["custody", "statements of custody"],
  ["custodyRecords", "uses judged by their sealed records"],
  ["erasures", "statements of erasure"],
  ["charters", "charters"],
  ["releases", "releases of the pages"],
  ["ticks", "ticks of the clock"],
  ["promises", "promises for what still waits"],
  ["containers", "stored accounts of which a part was read"],
  ["records", "sealed consent records that were read"],
]
