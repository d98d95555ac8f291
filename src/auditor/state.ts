// What an audit keeps for the next one (`--state`): lines, one for the whole, one of names, and one for each person, so that a run
// that finds a hundred new entries reads a hundred people and passes the others on. Nothing in it is secret; whoever can
// change it can only make the next audit find fault, refuse it, or start anew.
import * as z from "zod/mini"
import { fromHex, fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { parseCharter } from "../core/charter/charter.ts"
import { encodeNote } from "../core/note/note.ts"
import { count, day, hash } from "../core/statement/fields.ts"
import type { Checkpoint } from "../core/tlog/checkpoint.ts"
import { Days } from "./batches.ts"
import { Book } from "./book.ts"
import { type Finding, MEANINGS } from "./findings.ts"
import { People } from "./people.ts"
import { StateError } from "./person-line.ts"
import type { LogDay } from "./report.ts"
import type { Tally } from "./tally.ts"

export { StateError } from "./person-line.ts"

/** What was kept. */
export interface Kept {
  readonly fingerprint: string
  readonly seen: Pick<Checkpoint, "size" | "root">
  /** The checkpoint itself, so that it can be shown to others. */
  readonly checkpoint: Uint8Array
  readonly timeline: readonly LogDay[]
  /** Books to go on with, new ones each time, with what was found in entries: it stays found. */
  book(): Book
  lines(): Generator<string>
}

const text = z.string().check(z.maxLength(4096))
const link = z.strictObject({ seq: count, leaf: hash })
const early = z.strictObject({ index: count, subject: hash })

const schema = z.strictObject({
  format: z.literal("cairn-audit-state/1"),
  fingerprint: hash,
  size: count,
  root: hash,
  checkpoint: z.string().check(z.maxLength(1_000_000)),
  findings: z.array(
    z.strictObject({
      code: z.enum(Object.keys(MEANINGS) as [Finding["code"], ...Finding["code"][]]),
      index: z.nullable(count),
      subject: z.nullable(hash),
      rule: text,
      message: text,
    }),
  ),
  more: count,
  timeline: z.array(
    z.strictObject({
      ...{ day, size: count, given: count, changed: count, withdrawn: count },
      ...{ imported: count, used: count, erased: count, charters: count },
    }),
  ),
  charters: z
    .array(z.strictObject({ note: z.string(), index: count, day: z.nullable(day) }))
    .check(z.minLength(1)),
  days: z.array(z.strictObject({ index: count, day })),
  consoles: z.array(z.tuple([hash, link])),
  promised: z.array(z.tuple([hash, day])),
  early: z.array(z.tuple([hash, z.array(early)])),
  release: z.nullable(link),
  people: count,
})

type Head = z.infer<typeof schema>

/** The state after a run. Findings that are about no entry are looked for anew each time. */
export function keptOf(
  book: Book,
  { size, root }: Pick<Checkpoint, "size" | "root">,
  checkpoint: Uint8Array,
  tally: Tally,
): Kept {
  const head: Head = {
    format: "cairn-audit-state/1",
    fingerprint: book.charters[0]?.charter.hash ?? "",
    ...{ size, root: hex(root), checkpoint: fromUtf8(checkpoint) },
    findings: book.findings.filter(({ index }) => index !== null),
    more: book.more,
    timeline: tally.days,
    charters: book.charters.map(({ charter, ...at }) => ({
      note: fromUtf8(encodeNote(charter.note)),
      ...at,
    })),
    days: [...book.days.starts()],
    consoles: [...book.consoles],
    promised: [...book.promised],
    early: [...book.early],
    release: book.release,
    people: book.people.size,
  }
  return keptFrom(head, () => book.people.entries(), book.people.named())
}

/**
 * Reads what {@link Kept.lines} wrote.
 * @throws {StateError} `state-malformed`
 */
export function readKept(file: string): Kept {
  const [head = "", names = "", ...lines] = file.trimEnd().split("\n")
  const whole = lines.pop() === END
  const people = new Map<string, string>()
  for (const line of lines) if (line !== "") people.set(line.slice(0, SUBJECT), line.slice(SUBJECT + 1))
  try {
    const result = schema.safeParse(JSON.parse(head))
    if (whole && result.success && people.size === result.data.people)
      return keptFrom(
        result.data,
        () => people,
        names.split(" ").filter((name) => name !== ""),
      )
  } catch {
    // Not JSON, or a charter that is none: said below.
  }
  throw new StateError("state-malformed", "not the state of an audit, or cut off")
}

const SUBJECT = 64 // hex digits
const END = "end" // without it, somebody may be missing

// People become lines one at a time, when they are asked for: all lines at once would double what a run holds.
function keptFrom(
  head: Head,
  people: () => Iterable<readonly [string, string]>,
  named: Iterable<string>,
): Kept {
  const charters = head.charters.map(({ note, ...at }) => ({ charter: parseCharter(utf8(note)), ...at }))
  return {
    fingerprint: head.fingerprint,
    seen: { size: head.size, root: fromHex(head.root) },
    checkpoint: utf8(head.checkpoint),
    timeline: head.timeline,
    book: () => {
      const book = new Book({
        people: new People(new Map(people()), named),
        days: new Days(head.days),
        charters,
        consoles: new Map(head.consoles),
        promised: new Map(head.promised),
        early: new Map(head.early),
        release: head.release,
      })
      book.findings.push(...head.findings)
      book.more = head.more
      return book
    },
    *lines() {
      yield JSON.stringify(head)
      yield [...named].join(" ")
      for (const [subject, person] of people()) yield `${subject} ${person}`
      yield END
    },
  }
}
