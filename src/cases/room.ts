// What every act in the staff room works with: the store, who sits at the desk, and what the last import said. Clock, randomness
// and what opens headers come from outside.
import type { Aead } from "../core/age/aead.ts"
import type { Unwrap } from "../core/age/open.ts"
import { fromBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import { type Charter, parseCharter } from "../core/charter/charter.ts"
import { addDays, compare } from "../core/day.ts"
import type { Signer } from "../core/note/vkey.ts"
import { decodePolicy, type Policy } from "../core/policy.ts"
import type { NewSha256 } from "../core/sha256.ts"
import type { RandomBytes } from "../core/webcrypto.ts"
import type { Card } from "./card.ts"
import { CasesError } from "./errors.ts"
import type { Hands, Held } from "./hands.ts"
import type { LogState } from "./log-state.ts"
import type { Store } from "./store.ts"

/** Who sits at the desk, with what. */
export interface Session {
  /** The console's key. */
  readonly signer: Signer
  /** Who it is, as records name them: a role or a code, never a name that the log should not hold. */
  readonly by: string
  readonly unwrap: Unwrap
  readonly aead: Aead
  readonly newSha256: NewSha256
  readonly random: RandomBytes
  /** `YYYY-MM-DD`, UTC */
  readonly today: () => string
  /** How many containers are opened at a time. */
  readonly atOnce?: number
  /** Others that open what a bundle holds, where so many containers are worth it. */
  readonly hands?: (jobs: number, bundle: Held) => Hands | undefined
}

export interface Room extends Session {
  readonly store: Store
}

/** The hex key of this console. */
export function consoleOf({ signer }: Room): string {
  return hex(signer.verifier.key)
}

/** @throws {CasesError} `nothing-imported` */
export function stateOf({ store }: Room): LogState {
  if (store.state === null) throw new CasesError("nothing-imported", "import a bundle first")
  return store.state
}

/** The charters of the last import, oldest first; verified then. */
export function chartersOf(room: Room): readonly Charter[] {
  const { charters } = stateOf(room)
  const known = parsed.get(charters) ?? charters.map((note) => parseCharter(fromBase64(note)))
  parsed.set(charters, known)
  return known
}

// A charter takes a millisecond to parse, and every statement asks for it.
const parsed = new WeakMap<readonly string[], readonly Charter[]>()

/** The charter that counts. */
export function charterOf(room: Room): Charter {
  return chartersOf(room).at(-1) as Charter
}

export function policyOf(room: Room): Policy {
  return decodePolicy(fromBase64(stateOf(room).policy))
}

/** A case that may be looked at. @throws {CasesError} `no-case`, `locked` */
export function caseOf({ store }: Room, ref: string): Card {
  const card = store.card(ref)
  if (card === undefined) throw new CasesError("no-case", "no case has this reference")
  if (card.lock !== null) throw new CasesError("locked", `locked: ${card.lock}`)
  return card
}

/** Days: protocol section 6. */
export const FRESH_TO_DISCLOSE = 2

/**
 * That something may be signed today: the console is the charter's, its chain is whole, the clock is not behind the log, and
 * what is known is fresh.
 * @throws {CasesError} `not-a-console`, `store-older`, `clock-behind`, `stale`
 */
export function requireReady(room: Room, disclosing = false): string {
  room.store.requireKept()
  const { day, stopped } = stateOf(room)
  const { body } = charterOf(room)
  requireConsole(room)
  if (stopped.includes(consoleOf(room)))
    throw new CasesError("store-older", "the log holds more of this console than its store")
  const today = room.today()
  if (day !== null && compare(today, day) < 0)
    throw new CasesError("clock-behind", "this machine's clock is behind the log")
  const fresh = disclosing ? Math.min(FRESH_TO_DISCLOSE, body.freshDays) : body.freshDays
  if (day !== null && compare(today, addDays(day, fresh)) > 0)
    throw new CasesError("stale", `the last import is older than ${fresh} days`)
  return today
}

/** @throws {CasesError} `not-a-console` */
export function requireConsole(room: Room): void {
  const { consoles } = charterOf(room).body
  const { verifier } = room.signer
  if (!consoles.some((vkey) => vkey.startsWith(`${verifier.name}+${verifier.id}+`)))
    throw new CasesError("not-a-console", "not the key of one of the charter's consoles")
}
