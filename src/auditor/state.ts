// What an audit keeps for the next one (`--state`): lines of JSON, one for the whole and one for each person, so that a run
// that finds a hundred new entries reads a hundred people and passes the others on. Nothing in it is secret; whoever can
// change it can only make the next audit find fault, or start anew.
import { fromHex, fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { parseCharter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { encodeNote } from "../core/note/note.ts"
import type { Checkpoint } from "../core/tlog/checkpoint.ts"
import { Days } from "./batches.ts"
import type { Book, Link } from "./book.ts"
import type { Finding } from "./findings.ts"
import { People } from "./people.ts"
import type { LogDay } from "./report.ts"
import type { Tally } from "./tally.ts"

export class StateError extends CodedError<"state-malformed"> {}

/** What was kept. */
export interface Kept {
  readonly fingerprint: string
  readonly seen: { readonly size: number; readonly root: Uint8Array }
  /** The checkpoint itself, so that it can be shown to others. */
  readonly checkpoint: Uint8Array
  /** What was found in entries: it stays found. */
  readonly findings: readonly Finding[]
  readonly timeline: readonly LogDay[]
  /** Books to go on with, a new one each time. */
  book(): ConstructorParameters<typeof Book>[0]
  lines(): Generator<string>
}

interface Head {
  readonly format: "cairn-audit-state/1"
  readonly fingerprint: string
  readonly size: number
  readonly root: string
  readonly checkpoint: string
  readonly findings: readonly Finding[]
  readonly timeline: readonly LogDay[]
  readonly charters: readonly { note: string; index: number; day: string | null }[]
  readonly days: readonly { index: number; day: string }[]
  readonly consoles: readonly [string, Link][]
  readonly promised: readonly [string, string][]
  readonly release: Link | null
  readonly people: number
}

/** The state after a run. Findings that are about no entry are looked for anew each time. */
export function keptOf(
  book: Book,
  { size, root }: Pick<Checkpoint, "size" | "root">,
  checkpoint: Uint8Array,
  tally: Tally,
): Kept {
  const fingerprint = book.charters[0]?.charter.hash ?? ""
  const head = (): Head => ({
    format: "cairn-audit-state/1",
    fingerprint,
    size,
    root: hex(root),
    checkpoint: fromUtf8(checkpoint),
    findings: book.findings.filter(({ index }) => index !== null),
    timeline: tally.days,
    charters: book.charters.map(({ charter, index, day }) => ({
      note: fromUtf8(encodeNote(charter.note)),
      index,
      day,
    })),
    days: book.days.starts(),
    consoles: [...book.consoles],
    promised: [...book.promised],
    release: book.release,
    people: book.people.size,
  })
  return keptFrom(head(), new Map(book.people.entries()), [...book.people.named()])
}

/**
 * Reads what {@link Kept.lines} wrote.
 * @throws {StateError} `state-malformed`
 */
export function readKept(text: string): Kept {
  const lines = text.split("\n")
  try {
    const head = JSON.parse(lines[0] ?? "") as Head
    const named = (lines[1] ?? "").split(" ").filter((name) => name !== "")
    const people = new Map<string, string>()
    for (const line of lines.slice(2))
      if (line !== "") people.set(line.slice(0, SUBJECT), line.slice(SUBJECT + 1))
    if (head.format !== "cairn-audit-state/1" || people.size !== head.people) throw new Error("not whole")
    fromHex(head.root)
    return keptFrom(head, people, named)
  } catch {
    throw new StateError("state-malformed", "not the state of an audit, or cut off")
  }
}
const SUBJECT = 64 // hex digits

function keptFrom(head: Head, people: Map<string, string>, named: readonly string[]): Kept {
  return {
    fingerprint: head.fingerprint,
    seen: { size: head.size, root: fromHex(head.root) },
    checkpoint: utf8(head.checkpoint),
    findings: head.findings,
    timeline: head.timeline,
    book: () => ({
      people: new People(new Map(people), named),
      days: new Days(head.days),
      charters: head.charters.map(({ note, index, day }) => ({
        charter: parseCharter(utf8(note)),
        index,
        day,
      })),
      consoles: new Map(head.consoles),
      promised: new Map(head.promised),
      release: head.release,
    }),
    *lines() {
      yield JSON.stringify(head)
      yield named.join(" ")
      for (const [subject, person] of people) yield `${subject} ${person}`
    },
  }
}
