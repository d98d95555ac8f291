// Which charters a sealed thing may still name (PROTOCOL section 7): the one in force, and the one before it for as long
// as its grace lasts, because files travel on sticks and a page may be open for days.
import type { Charter } from "../core/charter/charter.ts"
import { addDays, compare } from "../core/day.ts"
import type { Store } from "../storage/port.ts"
import { type Charters, dayLogged } from "./charters.ts"
import { Refusal } from "./problem.ts"

/**
 * The charter that a statement names, if what was sealed under it may still come.
 * @param today the day of acceptance
 * @throws {Refusal} `charter-superseded`: in every case, fetching the charter anew and sealing again is the way out
 */
export async function charterNamed(
  store: Pick<Store, "leaves">,
  { logged }: Charters,
  hash: string,
  today: string,
): Promise<Charter> {
  const at = logged.findIndex(({ charter }) => charter.hash === hash)
  const named = logged[at]?.charter
  if (named === undefined) throw superseded("sealed under a charter that is not in the log")
  const [next] = logged.slice(at + 1)
  if (next === undefined) return named
  const { graceDays } = next.charter.body
  if (compare(today, addDays(await dayLogged(store, next), graceDays)) > 0)
    throw superseded("sealed under a charter whose grace is over")
  const revoked = new Set(logged.slice(at + 1).flatMap(({ charter }) => charter.body.revoked))
  if (named.body.intake.some(({ recipient }) => revoked.has(recipient)))
    throw superseded("sealed to a key that was revoked since")
  return named
}

function superseded(why: string): Refusal {
  return new Refusal("charter-superseded", why)
}
