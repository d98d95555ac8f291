// What the server says it holds (PROTOCOL section 9): one line per container, in the order of their roots.
import { CodedError } from "../core/errors.ts"
import { HOLDINGS, parseAnswer } from "../core/http/answers.ts"
import type { Source } from "./container.ts"
import { ask } from "./line.ts"

export class HoldingsError extends CodedError<"too-many" | "answer-malformed"> {}

/** One container at the server. */
export interface Held {
  readonly subject: string
  readonly size: number
  readonly state: "held" | "withdrawn"
}

const PAGE_MAX = 1024 * 1024
const MOST = 10_000_000

/** All holdings by root. @throws {HoldingsError|LineError|Refusal|AnswerError} */
export async function askHoldings({ line, role }: Source): Promise<ReadonlyMap<string, Held>> {
  const all = new Map<string, Held>()
  for (let after = ""; ; ) {
    const answer = await ask(line, { method: "GET", path: `/holdings?after=${after}`, max: PAGE_MAX, role })
    const { items, next } = parseAnswer(HOLDINGS, answer)
    for (const { root, ...held } of items) {
      if (root <= after) throw new HoldingsError("answer-malformed", "holdings are out of order")
      all.set(root, held)
      after = root
    }
    if (next === null) return all
    if (next !== after || all.size > MOST) throw new HoldingsError("too-many", "it never ends")
  }
}
