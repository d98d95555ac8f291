// The SQL of what waits for its place in the log, as the sequencer orders it. Nothing says in which order it arrived but
// the two orders that must be kept: of one subject's statements, and of one console's.
import { and, asc, gt, isNull } from "drizzle-orm"
import type { Waiting } from "./port.ts"
import type { Rows } from "./rows.ts"
import { statements } from "./schema.ts"

const PAGE = 10_000

/** As the port's `waiting`. */
export async function waitingAtMost(rows: Rows, limit: number): Promise<Waiting[]> {
  const all: Waiting[] = []
  for (let after = ""; ; ) {
    const page = await pageOf(rows, after, PAGE)
    all.push(...page)
    if (page.length < PAGE) return withElders(all, limit)
    after = page.at(-1)?.leaf ?? ""
  }
}

async function pageOf(rows: Rows, after: string, limit: number): Promise<Waiting[]> {
  const page = await rows
    .select({
      leaf: statements.leaf,
      kind: statements.kind,
      subject: statements.subject,
      turn: statements.turn,
      console: statements.console,
      consoleSeq: statements.consoleSeq,
    })
    .from(statements)
    .where(and(gt(statements.leaf, after), isNull(statements.position)))
    .orderBy(asc(statements.leaf))
    .limit(limit)
  return page.map(({ leaf, kind, subject, turn, console, consoleSeq }) => ({
    leaf,
    kind,
    subject: turn === null ? null : { key: subject, turn },
    console: console === null || consoleSeq === null ? null : { key: console, seq: consoleSeq },
  }))
}

/**
 * At most `limit` of `all`, never one without those that must come before it: taken one by one, each when the one before
 * it in its subject's and in its console's order was taken.
 */
export function withElders(all: readonly Waiting[], limit: number): Waiting[] {
  if (all.length <= limit) return [...all]
  const younger = new Map<Waiting, Waiting[]>()
  const elders = new Map<Waiting, number>()
  for (const line of [...lines(all, "subject"), ...lines(all, "console")])
    for (const [n, one] of line.entries()) {
      const next = line[n + 1]
      if (next === undefined) continue
      younger.set(one, [...(younger.get(one) ?? []), next])
      elders.set(next, (elders.get(next) ?? 0) + 1)
    }
  const ready = all.filter((one) => !elders.has(one))
  for (let n = 0; n < ready.length && n < limit; n++)
    for (const next of younger.get(ready[n] as Waiting) ?? []) {
      const left = (elders.get(next) ?? 0) - 1
      elders.set(next, left)
      if (left === 0) ready.push(next)
    }
  return ready.slice(0, limit).sort((a, b) => (a.leaf < b.leaf ? -1 : 1))
}

// The statements of each subject, or of each console, in their order.
function lines(all: readonly Waiting[], by: "subject" | "console"): Waiting[][] {
  const place = (one: Waiting): number => (by === "subject" ? one.subject?.turn : one.console?.seq) ?? 0
  const found = new Map<string, Waiting[]>()
  for (const one of all) {
    const key = one[by]?.key
    if (key === undefined) continue
    const line = found.get(key)
    if (line === undefined) found.set(key, [one])
    else line.push(one)
  }
  return [...found.values()].map((line) => line.sort((a, b) => place(a) - place(b)))
}
