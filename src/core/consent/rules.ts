// The consent rules that need more than one statement (PROTOCOL section 5), one module for server, console and auditor: a
// pure fold over a subject's statements in log order (C1, C2, C4, C8, C10), and C5, which needs the day of acceptance.
// C3, C6 and C9 of one statement alone are statement.ts; what a use may rely on (C7) is in-force.ts.
import { addDays, compare } from "../day.ts"
import { CodedError } from "../errors.ts"
import type { ErasureBody } from "../statement/erasure.ts"
import type { FileRef } from "../statement/fields.ts"
import type { ConsentBody } from "./statement.ts"

export class RuleError extends CodedError<
  "clock" | "field-unknown" | "head-moved" | "withdrawn" | "erased" | "foreign-root" | "subject"
> {}

/** Where a subject stands after some of its statements. */
export interface Standing {
  readonly subject: string
  /** The last statement in sequence: what the next one's `prev` must name. */
  readonly head: { readonly leaf: string; readonly seq: number } | null
  /** The withdrawals that no later `reinstated` took back. */
  readonly withdrawn: Withdrawn | null
  /** Whether an `erasure` said that it is gone, because it was withdrawn or its time was over. */
  readonly erased: boolean
  /** The month until which content may be kept. */
  readonly until: string | null
  /** The record that holds now, and the leaf hash of the statement that named it. */
  readonly record: { readonly leaf: string; readonly ref: FileRef } | null
}

/** What cooling counts from. */
export interface Withdrawn {
  /** Leaf hash of the first withdrawal that still counts. */
  readonly leaf: string
  /** Leaf hash of the first of them that said `"erase":"now"`, if any. */
  readonly now: string | null
}

/** A leaf that says something of a subject, as {@link parseLeaf} gives it; its signatures were verified. */
export type SubjectLeaf =
  | { readonly type: "consent"; readonly leaf: string; readonly body: ConsentBody }
  | { readonly type: "erasure"; readonly leaf: string; readonly body: ErasureBody }

/** What the rules ask of whoever keeps the statements. */
export interface View {
  /** C8: whether any statement before this one, of any subject, named this root or record hash. */
  readonly isNamed: (kind: "root" | "record", hash: string) => boolean
  /** C5: the day of acceptance; null where acceptance is past, as in a log. */
  readonly today: string | null
}

/** A subject of which nothing is known. */
export function noStanding(subject: string): Standing {
  return { subject, head: null, withdrawn: null, erased: false, until: null, record: null }
}

/**
 * Judges the next statement of a subject.
 * @returns where the subject stands after it. A `withdrawn` is always taken (C10), and moves the head only in sequence
 * @throws {RuleError} `subject`, `erased`, `withdrawn`, `head-moved`, `foreign-root`, `clock`: what a server answers; in a
 *   log the statement is invalid, and the standing stays what it was
 */
export function judge(standing: Standing, next: SubjectLeaf, view: View): Standing {
  if (next.body.subject !== standing.subject) throw new RuleError("subject", "another subject's statement")
  if (next.type === "erasure") return erase(standing, next.body)
  const { leaf, body } = next
  const inSequence = isNext(standing.head, body)
  if (body.action !== "withdrawn") {
    requireTakes(standing, body.action)
    if (!inSequence) throw new RuleError("head-moved", "not the next of its subject")
    if (view.today !== null) requireSaidDay(body.day, view.today)
    requireUnnamed(body, view)
  }
  return {
    ...standing,
    head: inSequence ? { leaf, seq: body.seq } : standing.head,
    withdrawn: withdrawnAfter(standing.withdrawn, leaf, body),
    until: body.until ?? standing.until,
    record: body.record === null ? standing.record : { leaf, ref: body.record },
  }
}

/**
 * The whole fold over a subject's statements in log order. What is refused changes nothing: of two with one `seq` the first
 * counts. Pending withdrawals go last.
 * @param isForeign C8: whether a root or record hash belongs to another subject
 * @returns where the subject stands, and what was refused and why
 */
export function fold(
  subject: string,
  leaves: readonly SubjectLeaf[],
  isForeign: View["isNamed"],
): { standing: Standing; refused: { leaf: string; error: RuleError }[] } {
  const named = new Set<string>()
  const isNamed: View["isNamed"] = (kind, hash) => named.has(`${kind} ${hash}`) || isForeign(kind, hash)
  const refused: { leaf: string; error: RuleError }[] = []
  let standing = noStanding(subject)
  for (const next of leaves) {
    try {
      standing = judge(standing, next, { isNamed, today: null })
      for (const [kind, hash] of next.type === "consent" ? namesOf(next.body) : [])
        named.add(`${kind} ${hash}`)
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      refused.push({ leaf: next.leaf, error })
    }
  }
  return { standing, refused }
}

/** What a statement names for good (C8): at most one root and one record hash. */
export function namesOf({ content, record }: ConsentBody): ["root" | "record", string][] {
  const names: ["root" | "record", string][] = []
  if (content !== null) names.push(["root", content.root])
  if (record !== null) names.push(["record", record.sha256])
  return names
}

/** C5: how far a device's day may lie after the day of acceptance, and before it (files travel on sticks). */
const DAYS_AHEAD = 1
const DAYS_BEHIND = 180

/**
 * C5.
 * @param day what the device said
 * @param today the day of acceptance, `YYYY-MM-DD`, UTC
 * @throws {RuleError} `clock`
 */
export function requireSaidDay(day: string, today: string): void {
  if (compare(day, addDays(today, DAYS_AHEAD)) > 0) throw new RuleError("clock", "said on a day yet to come")
  if (compare(day, addDays(today, -DAYS_BEHIND)) < 0) throw new RuleError("clock", "said too long ago")
}

/** A first statement with all that it brings. */
export interface GivenBody extends ConsentBody {
  readonly action: "given"
  readonly record: NonNullable<ConsentBody["record"]>
  readonly content: NonNullable<ConsentBody["content"]>
}

/**
 * C1 and C6: a subject's first statement is `given`, which names a record and a container; nothing else can be first.
 * @throws {RuleError} `field-unknown`
 */
export function requireGiven(body: ConsentBody): GivenBody {
  const { action, record, content } = body
  if (action !== "given" || record === null || content === null)
    throw new RuleError("field-unknown", "not a first statement")
  return { ...body, action, record, content }
}

// C1 and C2. A withdrawal before anything was given is in no sequence.
function isNext(head: Standing["head"], { action, seq, prev }: ConsentBody): boolean {
  if (head === null) return action === "given" && seq === 0 && prev === null
  return action !== "given" && seq === head.seq + 1 && prev === head.leaf
}

// C4. Whoever reinstates what was never withdrawn has not seen where the subject stands.
function requireTakes({ erased, withdrawn }: Standing, action: ConsentBody["action"]): void {
  if (erased) throw new RuleError("erased", "nothing is left of it")
  if (action === "reinstated") {
    if (withdrawn === null) throw new RuleError("head-moved", "nothing to take back")
  } else if (withdrawn !== null) throw new RuleError("withdrawn", "withdrawn, and not reinstated since")
}

// C8, within one subject too: a container or record of two statements could not be erased for one of them.
function requireUnnamed(body: ConsentBody, { isNamed }: View): void {
  if (namesOf(body).some(([kind, hash]) => isNamed(kind, hash)))
    throw new RuleError("foreign-root", "named by another statement before")
}

function withdrawnAfter(before: Withdrawn | null, leaf: string, body: ConsentBody): Withdrawn | null {
  if (body.action === "reinstated") return null
  if (body.action !== "withdrawn") return before
  return { leaf: before?.leaf ?? leaf, now: before?.now ?? (body.erase === "now" ? leaf : null) }
}

// An import lets the server drop its copy and ends nothing.
function erase(standing: Standing, { reason }: ErasureBody): Standing {
  return reason === "imported" ? standing : { ...standing, erased: true }
}
