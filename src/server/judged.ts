// Judging a consent statement by where its subject stands (PROTOCOL section 5): the rules are core's, the standing is the
// store's, and C8 is kept by the store in the very step that stores.
import { judge } from "../core/consent/rules.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import type { AcceptedStatement, Standing } from "../storage/port.ts"

/** Where a subject stands of whom nothing is known. */
export const UNKNOWN: Standing = { turn: 0, head: null, withdrawal: null, erased: false, kept: null }

/** How often a statement is judged anew because another of its subject came between. */
export const TRIES = 16

/**
 * @param leaf the statement's leaf hash
 * @param today the day of acceptance
 * @throws {RuleError} never for `withdrawn` (C10)
 */
export function judged(
  before: Standing,
  leaf: string,
  body: ConsentBody,
  today: string,
): Pick<AcceptedStatement, "movesHead" | "after"> {
  const { turn, head, withdrawal: withdrawn, erased, kept } = before
  const standing = {
    subject: body.subject,
    head,
    withdrawn,
    erased,
    until: kept?.until ?? null,
    record: null,
  }
  const after = judge(standing, { type: "consent", leaf, body }, { isNamed: () => false, today })
  return {
    movesHead: after.head?.leaf === leaf,
    after: {
      turn: turn + 1,
      head: after.head,
      withdrawal: after.withdrawn,
      erased: after.erased,
      kept: body.until === null ? kept : { leaf, until: body.until },
    },
  }
}
