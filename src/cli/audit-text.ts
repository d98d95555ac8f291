// An audit's report as plain sentences, for whoever reads a terminal: verdict first, then each finding, then what was not checked.
import type { Report } from "../auditor/report.ts"
import { UNCHECKED, verdictWords } from "../auditor/words.ts"

const SHOWN = 100

export function auditText(report: Report): string {
  const { kind, organisation, origin, size, root, previous, day, findings } = report
  const lines = [
    `verdict: ${verdictWords(report)}`,
    `${printable(organisation)}${kind === "demonstration" ? " (a demonstration)" : ""}, log ${origin}, on ${day}`,
    `${size} entries, root ${root}`,
    previous === null ? "nothing of it was seen before" : `it grew from ${previous.size} entries seen before`,
    `checked: ${counted(report)}`,
    ...findings.slice(0, SHOWN).map(findingLine),
  ]
  const more = report.more + Math.max(0, findings.length - SHOWN)
  if (more > 0) lines.push(`and ${more} more findings: --json or --html shows them`)
  for (const what of report.unchecked) lines.push(`not checked: ${UNCHECKED[what]}`)
  return `${lines.join("\n")}\n`
}

function findingLine({ code, index, subject, rule, message }: Report["findings"][number]): string {
  const where = index === null ? "" : ` entry ${index}`
  const who = subject === null ? "" : `, person ${subject.slice(0, 16)}…`
  return `finding: ${code}${where}${who} (rule ${rule}): ${message}`
}

function counted({ checked }: Report): string {
  return Object.entries(checked)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${n} ${what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
    .join(", ")
}

// Its own word, which may hold anything: a terminal obeys some characters.
function printable(text: string): string {
  return text.replace(/\p{C}/gu, "\ufffd")
}
