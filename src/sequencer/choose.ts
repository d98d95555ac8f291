// What goes into the next batch when a charter waits (PROTOCOL section 7: statements are judged by the newest charter before
// them in the log). What a key signed goes before the charter that takes the key's say away, and after the one that gives
// it; a survivor's own statements go with either.
import type { Charter } from "../core/charter/charter.ts"
import { parseNote } from "../core/note/note.ts"
import { parseVkey } from "../core/note/vkey.ts"
import type { Waiting } from "../storage/port.ts"
import { chainsOf } from "./order.ts"

export interface Chosen {
  /** The charter that this batch holds, if any. */
  readonly charter: Waiting | undefined
  readonly rest: readonly Waiting[]
  /** Whether what is left out goes into a batch right after this one. */
  readonly more: boolean
}

/**
 * @param now the charter in force
 * @param next the one that waits and may be taken; undefined if none does
 * @param noteOf the exact statement with this leaf; asked for the organisation's own only
 */
export async function choose(
  waiting: readonly Waiting[],
  now: Charter,
  next: { readonly charter: Charter; readonly leaf: string } | undefined,
  noteOf: (leaf: string) => Promise<Uint8Array>,
): Promise<Chosen> {
  const others = waiting.filter(({ kind }) => kind !== "charter")
  const charter = waiting.find(({ leaf }) => leaf === next?.leaf)
  if (next === undefined || charter === undefined) return { charter: undefined, rest: others, more: false }

  const [early, late, later] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const { leaf, kind } of others) {
    if (kind === "consent") continue
    const note = await noteOf(leaf)
    const [before, after] = [hasSay(note, kind, now), hasSay(note, kind, next.charter)]
    if (before && !after) early.add(leaf)
    if (!before && after) late.add(leaf)
    if (!before && !after) later.add(leaf) // it waits for a charter after the next, or until none waits
  }
  const first = without(others, new Set([...late, ...later]))
  if (first.some(({ leaf }) => early.has(leaf))) return { charter: undefined, rest: first, more: true }
  const rest = without(others, later)
  return { charter, rest, more: rest.length + 1 < waiting.length } // one charter to a batch
}

const ROLES = { custody: "consoles", release: "releases" } as const

function hasSay(bytes: Uint8Array, kind: Waiting["kind"], { body }: Charter): boolean {
  const vkeys = kind === "custody" || kind === "release" ? body[ROLES[kind]] : [body.log]
  const [line] = parseNote(bytes).signatures
  return vkeys.map((vkey) => parseVkey(vkey)).some(({ name, id }) => name === line?.name && id === line.id)
}

// Whoever comes after one that is left out, in its subject's or its console's order, is left out too.
function without(statements: readonly Waiting[], out: ReadonlySet<string>): Waiting[] {
  const held = new Set(out)
  const chains = chainsOf(statements)
  for (let before = -1; before !== held.size; ) {
    before = held.size
    for (const chain of chains) {
      const from = chain.findIndex(({ leaf }) => held.has(leaf))
      if (from >= 0) for (const { leaf } of chain.slice(from)) held.add(leaf)
    }
  }
  return statements.filter(({ leaf }) => !held.has(leaf))
}
