// What is given out to everybody against what stands in the log (PROTOCOL section 7): charters and the policy. A charter that is
// served, and neither logged nor promised to the log, could be shown to one person alone.
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { Book } from "./book.ts"
import type { Waiting } from "./promises.ts"

export async function checkServed(
  book: Book,
  served: readonly Charter[],
  waiting: Waiting,
  policy: Uint8Array,
): Promise<void> {
  const logged = new Set(book.charters.map(({ charter }) => charter.hash))
  for (const charter of served) {
    if (logged.has(charter.hash)) continue
    if (served.indexOf(charter) < logged.size)
      book.find("charter-chain", { detail: "The charters given out are not those of the log." })
    else if (!waiting.charters.has(charter.hash))
      book.find("key-not-logged", {
        detail: `Charter ${charter.body.version} is given out, and is neither in the log nor promised to it.`,
      })
  }
  const hash = hex(await sha256Platform(policy))
  if (hash !== book.keys.charter.body.policy.sha256 && hash !== served.at(-1)?.body.policy.sha256)
    book.find("charter-chain", { detail: "The policy given out is not the one that the charter names." })
}
