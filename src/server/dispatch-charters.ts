// A new charter in a dispatch bundle (PROTOCOL section 7): it must go on from the chain that is here, come with the policy
// that it names, and name a log key that this server holds; else nobody could sign, or serve, under it.
import { wholeEntry } from "../bundle/entry.ts"
import type { Bundle } from "../bundle/reader.ts"
import { equal, hex } from "../core/bytes.ts"
import { type Charter, requireCurrent, verifyChain } from "../core/charter/chain.ts"
import { CodedError } from "../core/errors.ts"
import { decodePolicy } from "../core/policy.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"

/** A charter of the bundle, and whether the chain has it already. */
export interface NewCharter {
  readonly path: string
  readonly version: number
  readonly leaf: string
  readonly note: Uint8Array
}

export interface NewCharters {
  readonly charters: readonly NewCharter[]
  readonly policy: { readonly path: string; readonly sha256: string; readonly bytes: Uint8Array } | null
  /** Those whose consoles may have signed what the bundle holds: the newest that has a place in the log, and all that wait after it. */
  readonly mayState: readonly Charter[]
  /** The bundle's files that this file has dealt with. */
  readonly paths: readonly string[]
}

const NOTE_MAX = 64 * 1024
const POLICY_MAX = 1024 * 1024
const POLICY = "policy.json"

/** @throws {Refusal|PolicyError} for what refuses the whole bundle */
export async function checkCharters(desk: Desk, bundle: Bundle): Promise<NewCharters> {
  const { notes, chain, logged } = await desk.charters()
  const charters = await chartersOf(bundle)
  for (const { version, note } of charters) {
    const known = notes[version - 1]
    if (known !== undefined && !equal(known, note)) throw refused("another charter has this version")
  }
  const added = charters.filter(({ version }) => version > notes.length)
  const whole = added.length === 0 ? chain : await follow(desk, [...notes, ...added.map(({ note }) => note)])
  const policy = await policyOf(bundle)
  const today = await desk.sequencer.day()
  for (const charter of whole.slice(notes.length)) await requireServable(desk, charter, policy, today)
  if (policy !== null && !whole.some(({ body }) => body.policy.sha256 === policy.sha256))
    throw new Refusal("root-mismatch", "a policy that no charter names")
  const paths = [...charters.map(({ path }) => path), ...(policy === null ? [] : [policy.path])]
  return { charters, policy, mayState: whole.slice(await lastPlaced(desk, notes, logged.length - 1)), paths }
}

// What is taken from now on comes behind every charter that has its place, also while witnesses are away and it is not served.
async function lastPlaced({ store }: Desk, notes: readonly Uint8Array[], from: number): Promise<number> {
  let last = from
  for (const note of notes.slice(from + 1)) {
    if (typeof (await store.positionOf(hex(leafHash(note)))) !== "number") break
    last++
  }
  return last
}

async function chartersOf(bundle: Bundle): Promise<NewCharter[]> {
  const charters: NewCharter[] = []
  for (const entry of bundle.entries.values()) {
    const [, version] = /^charters\/([1-9][0-9]*)\.note$/.exec(entry.name) ?? []
    if (version === undefined) continue
    const note = await wholeEntry(bundle, entry, NOTE_MAX)
    charters.push({ path: entry.name, version: Number(version), leaf: hex(leafHash(note)), note })
  }
  return charters.sort((a, b) => a.version - b.version)
}

// Whatever is wrong with the chain is said in one word of the interface; which is for the console to find out.
async function follow({ site }: Desk, notes: readonly Uint8Array[]): Promise<readonly Charter[]> {
  try {
    return await verifyChain(notes, site.fingerprint)
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    if (cause.code === "charter-signatures")
      throw new Refusal("signature", "a charter without its roots' signatures", { cause })
    throw refused("a charter that does not go on from the chain", { cause })
  }
}

async function policyOf(bundle: Bundle): Promise<NewCharters["policy"]> {
  const entry = bundle.entries.get(POLICY)
  if (entry === undefined) return null
  const bytes = await wholeEntry(bundle, entry, POLICY_MAX)
  decodePolicy(bytes)
  return { path: POLICY, sha256: bundle.index.files[POLICY]?.sha256 ?? "", bytes }
}

async function requireServable(
  { store, sequencer }: Desk,
  charter: Charter,
  policy: NewCharters["policy"],
  today: string,
): Promise<void> {
  const { body } = charter
  if (!sequencer.holds(body.log)) throw refused("a charter whose log key is not here")
  try {
    requireCurrent(charter, today)
  } catch (cause) {
    throw refused("a charter that no client would take", { cause })
  }
  const named = body.policy.sha256
  if (policy?.sha256 !== named && (await store.policy(named)) === undefined)
    throw new Refusal("root-mismatch", "a charter without its policy")
}

function refused(why: string, options?: ErrorOptions): Refusal {
  return new Refusal("charter-superseded", why, options)
}
