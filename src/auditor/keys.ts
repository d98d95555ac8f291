// Which keys may sign what, by the newest charter before an entry (PROTOCOL sections 6 and 7), read once per charter.
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parseVkey, type VerifierKey } from "../core/note/vkey.ts"

export interface Keys {
  readonly charter: Charter
  readonly log: VerifierKey
  readonly consoles: readonly VerifierKey[]
  readonly releases: readonly VerifierKey[]
}

const known = new WeakMap<Charter, Keys>()

export function keysOf(charter: Charter): Keys {
  const there = known.get(charter)
  if (there !== undefined) return there
  const { log, consoles, releases } = charter.body
  const keys = {
    charter,
    log: parseVkey(log),
    consoles: consoles.map((vkey) => parseVkey(vkey)),
    releases: releases.map((vkey) => parseVkey(vkey)),
  }
  known.set(charter, keys)
  return keys
}

/** The charter's console with this key, hex. */
export function consoleWith(keys: Keys, key: string): VerifierKey | undefined {
  return keys.consoles.find((one) => hex(one.key) === key)
}
