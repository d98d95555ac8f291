// What follows from a store's statements, by core's rules: where each subject stands, what is withdrawn and erased, and each
// statement's own columns. The same as the server and the sequencer wrote one by one.
import { hex } from "../core/bytes.ts"
import { judge, noStanding, RuleError, type Standing as RuleStanding } from "../core/consent/rules.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Standing } from "../storage/port.ts"
import type { Consequences, Derived, Named, Stored } from "../storage/replay-rows.ts"

/** What else decides whether bytes are there. */
export interface Replaying {
  readonly origin: string
  /** Whether an erased record is there again, because a use relies on it and a console sent it. */
  readonly returned: (sha256: string) => boolean
}

interface Subject {
  standing: RuleStanding
  turn: number
  kept: Standing["kept"]
}

type Row = { -readonly [K in keyof Named]: Named[K] }

/** @param statements leaves in their order, then pending ones */
export async function replay(
  statements: AsyncIterable<Stored>,
  { origin, returned }: Replaying,
): Promise<Consequences> {
  const all = new Replay(origin)
  const pending: Stored[] = []
  for await (const one of statements) {
    if (one.position === null) pending.push(one)
    else all.take(one)
  }
  for (const one of pending.sort(inTurn)) all.take(one)
  return all.end(returned)
}

// By the turn that was given when it was accepted; what was put back has none, and stands behind in its own sequence.
function inTurn(a: Stored, b: Stored): number {
  const [x, y] = [a.turn ?? Number.MAX_SAFE_INTEGER, b.turn ?? Number.MAX_SAFE_INTEGER]
  return x === y ? sequence(a) - sequence(b) : x - y
}

function sequence({ note }: Stored): number {
  const leaf = parseLeaf(note)
  if (leaf.type === "consent") return leaf.body.seq + (leaf.body.action === "withdrawn" ? 0.5 : 0)
  return leaf.type === "custody" ? leaf.body.seq : 0
}

/** One replay. Owns what it has heard. */
class Replay {
  readonly #origin: string
  readonly #statements: Derived[] = []
  readonly #subjects = new Map<string, Subject>()
  readonly #contents = new Map<string, Row>()
  readonly #records = new Map<string, Row>()
  readonly #relied = new Set<string>()

  constructor(origin: string) {
    this.#origin = origin
  }

  take({ note, day }: Stored): void {
    const leaf = hex(leafHash(note))
    const parsed = parseLeaf(note, this.#origin)
    const none = { subject: "", seq: 0, headSeq: null, action: "", turn: null }
    const row = { leaf, kind: parsed.type, console: null, consoleSeq: null, relies: null, ...none }
    switch (parsed.type) {
      case "consent": {
        const { body } = parsed
        const subject = this.#subject(body.subject)
        const counts = this.#judge(subject, { type: "consent", leaf, body })
        const moved = counts && subject.standing.head?.leaf === leaf
        if (counts && body.until !== null) subject.kept = { leaf, until: body.until }
        const { seq, action } = body
        const said = { subject: body.subject, seq, action, headSeq: moved ? seq : null }
        this.#statements.push({ ...row, ...said, turn: subject.turn })
        const common = { subject: body.subject, leaf, state: "held", day } as const
        if (body.content !== null)
          this.#contents.set(body.content.root, {
            ...common,
            hash: body.content.root,
            size: body.content.size,
          })
        if (body.record !== null) this.#name(body.record.sha256, { ...common, ...sized(body.record) })
        return
      }
      case "erasure": {
        const { body } = parsed
        const subject = this.#subject(body.subject)
        this.#judge(subject, { type: "erasure", leaf, body })
        this.#statements.push({ ...row, subject: body.subject, turn: subject.turn })
        for (const root of body.content) setErased(this.#contents.get(root))
        for (const sha256 of body.records) setErased(this.#records.get(sha256))
        return
      }
      case "custody": {
        const { body } = parsed
        const subject = this.#subject(body.subject)
        subject.turn++
        const { seq, action, console, consent: relies } = body
        const said = { subject: body.subject, seq, action, console, consoleSeq: seq, relies }
        this.#statements.push({ ...row, ...said, turn: subject.turn })
        if (action === "used") this.#relied.add(relies)
        if (body.record !== null)
          this.#name(body.record.sha256, {
            subject: body.subject,
            leaf,
            state: "held",
            day,
            ...sized(body.record),
          })
        return
      }
      default:
        this.#statements.push(row)
    }
  }

  end(returned: (sha256: string) => boolean): Consequences {
    for (const content of this.#contents.values())
      if (content.state !== "erased" && this.#subjects.get(content.subject)?.standing.withdrawn != null)
        content.state = "withdrawn"
    for (const record of this.#records.values())
      if (record.state === "erased" && this.#relied.has(record.leaf) && returned(record.hash))
        record.state = "held"
    const subjects = new Map([...this.#subjects].map(([key, one]) => [key, standingOf(one)]))
    return {
      statements: this.#statements,
      subjects,
      contents: [...this.#contents.values()],
      records: [...this.#records.values()],
    }
  }

  // The first to name it has it (C8).
  #name(sha256: string, row: Row): void {
    if (!this.#records.has(sha256)) this.#records.set(sha256, row)
  }

  #subject(key: string): Subject {
    const known = this.#subjects.get(key)
    if (known !== undefined) return known
    const fresh: Subject = { standing: noStanding(key), turn: 0, kept: null }
    this.#subjects.set(key, fresh)
    return fresh
  }

  /** @returns whether it counts */
  #judge(subject: Subject, next: Parameters<typeof judge>[1]): boolean {
    subject.turn++
    try {
      subject.standing = judge(subject.standing, next, { isNamed: () => false, today: null })
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      return false
    }
    return true
  }
}

function sized({ sha256, size }: { sha256: string; size: number }): { hash: string; size: number } {
  return { hash: sha256, size }
}

function setErased(row: Row | undefined): void {
  if (row !== undefined) row.state = "erased"
}

function standingOf({ standing, turn, kept }: Subject): Standing {
  const { head, withdrawn, erased } = standing
  return { turn, head, withdrawal: withdrawn, erased, kept }
}
