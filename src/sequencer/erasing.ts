// Erasing what is due (PROTOCOL section 8, "Erasure"): before each batch, by the batch's day, so that the log's own days
// decide and no clock does. The store says what is due and erases it; here it is put into words and signed.
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { addDays } from "../core/day.ts"
import type { Signer } from "../core/note/vkey.ts"
import { ERASURE, ERASURE_MAX } from "../core/statement/erasure.ts"
import { signStatement } from "../core/statement/frame.ts"
import { signPromise } from "../core/statement/promise.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Due, NewEntry, Store } from "../storage/port.ts"

const AT_ONCE = 100

/**
 * Erases everything that is due for a batch of `day`.
 * @returns of how many subjects and reasons something was erased
 */
export async function eraseDue(
  store: Pick<Store, "due" | "erase">,
  { origin, body }: Charter,
  log: Signer,
  day: string,
): Promise<number> {
  const cooled = addDays(day, -body.erasureDays)
  let erased = 0
  for (let before = -1; before !== erased; ) {
    before = erased
    for (const due of await store.due(day, cooled, AT_ONCE)) {
      const notes = await Promise.all(bodiesOf(due).map((one) => signStatement(ERASURE, origin, one, [log])))
      const entries = notes.map(async (note): Promise<NewEntry> => {
        const leaf = hex(leafHash(note))
        const promise = await signPromise(origin, leaf, day, body.mergeDelayHours, log)
        return {
          leaf,
          kind: "erasure",
          note,
          day,
          promise,
          subject: due.subject,
          console: null,
          custody: null,
        }
      })
      if (await store.erase(due, await Promise.all(entries))) erased++
    }
  }
  return erased
}

// At most twenty of each in one statement.
function bodiesOf({ subject, consent, content, records, reason }: Due) {
  const count = Math.max(1, Math.ceil(Math.max(content.length, records.length) / ERASURE_MAX))
  return Array.from({ length: count }, (_, i) => {
    const cut = (all: readonly string[]): string[] => all.slice(i * ERASURE_MAX, (i + 1) * ERASURE_MAX)
    return { subject, consent, content: cut(content), records: cut(records), reason }
  })
}
