// A log in a folder for the sequencer's tests: a real store, an organisation, two clocks that a test sets, and witnesses that
// are real but for their line.
import { firstTree } from "../../src/cli/first-tree.ts"
import { hex } from "../../src/core/bytes.ts"
import { type CharterBody, parseCharter } from "../../src/core/charter/charter.ts"
import {
  encodeVkey,
  parsePrivateKey,
  parseVkey,
  type Signer,
  signerFromSeed,
} from "../../src/core/note/vkey.ts"
import { witnessKey } from "../../src/core/tlog/cosignature.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { newSigningKey, type SigningKey } from "../../src/custody/keys.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { createSequencer, type Sequencer } from "../../src/sequencer/sequencer.ts"
import type {
  HeadKeeper,
  SequencerEvent,
  SequencerSetting,
  WitnessLine,
} from "../../src/sequencer/setting.ts"
import { type NodeStore, openNodeStore } from "../../src/storage/node/store.ts"
import { createWitness, type Witness } from "../../src/witness/witness.ts"
import { nextBody, noteOf } from "../core/charter/charters.ts"
import { ORIGIN, organisation } from "../fixtures/account.ts"

export { ORIGIN }
export const FIRST_DAY = "2026-11-21"

/** Two clocks: what the machine says, and what has passed. */
export class Clocks {
  wall = Date.parse(`${FIRST_DAY}T08:00:00Z`) / 1000
  up = 1000
  /** Time passes, on both. */
  pass(seconds: number): void {
    this.wall += seconds
    this.up += seconds
  }
  days(n: number): void {
    this.pass(n * 86_400)
  }
  today(): string {
    return new Date(this.wall * 1000).toISOString().slice(0, 10)
  }
}

/** A witness in memory, behind a line that a test can cut. */
export interface Watching {
  readonly vkey: string
  readonly url: string
  readonly witness: Witness
  readonly kept: Map<string, Uint8Array>
  down: boolean
}

export interface World {
  readonly folder: string
  readonly made: Organisation
  readonly clocks: Clocks
  readonly events: SequencerEvent[]
  readonly keys: Map<string, Signer>
  readonly witnesses: readonly Watching[]
  readonly roots: readonly Signer[]
  readonly consoles: readonly SigningKey[]
  readonly outside: HeadKeeper & { kept: Uint8Array | undefined }
  store: NodeStore
}

export interface Wish {
  readonly witnesses?: number
  readonly over?: Partial<CharterBody>
}

const base = organisation()

/** A world whose log `cairn init` would have begun; the organisation's root and log key are the same in all. */
export async function newWorld(wish: Wish = {}): Promise<World> {
  const { newFolder } = await import("../storage/places.ts") // only under vitest, which clears it away
  return worldIn(newFolder(), wish)
}

/** The same in a folder of the caller's. */
export async function worldIn(folder: string, wish: Wish = {}): Promise<World> {
  const plain = await base
  const roots = [await parsePrivateKey(plain.secrets.get("root-1.key") as string)]
  const log = await parsePrivateKey(plain.logKey)
  const keys = new Map([[encodeVkey(log.verifier), log]])
  const consoles = await Promise.all([newSigningKey("console-1"), newSigningKey("console-2")])
  const witnesses: Watching[] = []
  for (let n = 1; n <= (wish.witnesses ?? 0); n++) witnesses.push(await newWitness(n, keys))
  const body: CharterBody = {
    ...plain.charter.body,
    consoles: consoles.map(({ vkey }) => vkey),
    witnesses: witnesses.map(({ vkey, url }) => ({ vkey, url })),
    witnessQuorum: witnesses.length,
    ...wish.over,
  }
  const note = await noteOf(body, roots)
  const made = { ...plain, note, charter: parseCharter(note, ORIGIN) }
  const clocks = new Clocks()
  const store = await openNodeStore(folder, { today: () => clocks.today() })
  await store.putCharter(1, note)
  for (const [path, bytes] of await firstTree(ORIGIN, note, made.logKey)) await store.putLogFile(path, bytes)
  const outside = {
    kept: undefined as Uint8Array | undefined,
    read: async () => outside.kept,
    write: async (checkpoint: Uint8Array) => {
      outside.kept = checkpoint
    },
  }
  return { folder, made, clocks, events: [], keys, witnesses, roots, consoles, outside, store }
}

/** The store closed and opened again, as after a restart. */
export async function reopened(world: World): Promise<NodeStore> {
  await world.store.close()
  world.store = await openNodeStore(world.folder, { today: () => world.clocks.today() })
  return world.store
}

export function settingOf(world: World, over: Partial<SequencerSetting> = {}): SequencerSetting {
  return {
    store: world.store,
    origin: ORIGIN,
    fingerprint: world.made.charter.hash,
    signer: (vkey) => world.keys.get(vkey),
    now: () => world.clocks.wall,
    uptime: () => world.clocks.up,
    trustClock: false,
    random: randomBytes,
    witness: lineOf(world.witnesses),
    outside: world.outside,
    tell: (event) => void world.events.push(event),
    ...over,
  }
}

export function sequencerOf(world: World, over: Partial<SequencerSetting> = {}): Promise<Sequencer> {
  return createSequencer(settingOf(world, over))
}

/** A line that ends at the witnesses of the world; one that is down does not answer. */
export function lineOf(witnesses: readonly Watching[]): WitnessLine {
  return async (url, body) => {
    const one = witnesses.find((candidate) => url.startsWith(`${candidate.url}/`))
    if (one === undefined || one.down) throw new Error("no route")
    return one.witness("POST", url.slice(one.url.length), body)
  }
}

async function newWitness(n: number, logs: ReadonlyMap<string, Signer>): Promise<Watching> {
  const signer = await signerFromSeed(`witness-${n}.example`, randomBytes(32))
  const kept = new Map<string, Uint8Array>()
  const witness = createWitness({
    signer,
    keysOf: async (origin) =>
      [...logs.keys()].map((vkey) => parseVkey(vkey)).filter(({ name }) => name === origin),
    state: {
      read: async (id) => kept.get(id),
      write: async (id, checkpoint) => void kept.set(id, checkpoint),
    },
    now: () => 1_800_000_000,
  })
  const url = `http://witness-${n}.example`
  return { vkey: encodeVkey(witnessKey(signer.verifier)), url, witness, kept, down: false }
}

/** Makes the next charter and gives it to the store as a dispatch would. @returns its leaf */
export async function changeCharter(
  world: World,
  sequencer: Sequencer,
  over: Partial<CharterBody>,
): Promise<string> {
  const notes = await world.store.charters()
  const newest = parseCharter(notes.at(-1) as Uint8Array, ORIGIN)
  const note = await noteOf(nextBody(newest, over), world.roots)
  const leaf = hex(leafHash(note))
  await world.store.putCharter(newest.body.version + 1, note)
  const entry = {
    leaf,
    kind: "charter",
    note,
    day: await sequencer.day(),
    subject: null,
    console: null,
    custody: null,
  } as const
  await world.store.putEntry({ ...entry, promise: await sequencer.promise(leaf) }, null)
  return leaf
}

/** A new log key, held. @returns its vkey */
export async function newLogKey(world: World): Promise<string> {
  const { signer, vkey } = await newSigningKey(ORIGIN)
  world.keys.set(vkey, signer)
  return vkey
}
