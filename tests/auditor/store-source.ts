// The auditor over a sequencer's store, as if through its server, without the identity: what it leaves must have no fault.
import { audit } from "../../src/auditor/audit.ts"
import type { Finding } from "../../src/auditor/findings.ts"
import type { PendingItem, Source } from "../../src/auditor/source.ts"
import type { Kept } from "../../src/auditor/state.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { collect } from "../../src/core/chunks.ts"
import { PART } from "../../src/core/container/parts.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import type { Store } from "../../src/storage/port.ts"
import type { World } from "../sequencer/world.ts"
import { POLICY } from "./keys.ts"

/** Audits one world again and again, each time only what is new. Owns what it has seen. */
export class WorldAuditor {
  readonly #world: World
  #kept: Kept | undefined

  constructor(world: World) {
    this.#world = world
  }

  async findings(): Promise<readonly Finding[]> {
    const { made, store, clocks } = this.#world
    const { report, kept } = await audit({
      ...{ source: storeSource(store), fingerprint: made.charter.hash, kept: this.#kept, aead: nodeAead },
      sampling: { containers: 2, records: 2, draw: (below) => below - 1 },
      today: clocks.today(),
    })
    this.#kept = kept
    return report.findings
  }
}

/** All that a server gives an auditor, from its store; and the policy of tests, whose hash its charter must hold. */
export function storeSource(store: Store): Source {
  const bytesOf = async (root: string, from: number, to: number): Promise<Uint8Array> =>
    collect(await store.readContainer(root, from, to), PART)
  const file = async (path: string): Promise<Uint8Array> => {
    const bytes = await store.logFile(path)
    if (bytes === undefined) throw new TypeError(`no ${path}`)
    return bytes
  }
  return {
    ...{ kind: "server", whole: true },
    charters: () => store.charters(),
    policy: async () => POLICY,
    checkpoint: async () => (await store.head())?.checkpoint as Uint8Array,
    tile: file,
    pending: async () => {
      const items: PendingItem[] = []
      for (const { leaf, note, promise } of await store.pending("", 1000)) items.push({ leaf, note, promise })
      return items
    },
    record: async (sha256) => {
      const found = await store.readRecord(sha256)
      return found && collect(found.bytes, found.size)
    },
    holdings: async () =>
      (await store.holdings("", 100_000)).map(({ subject, root, size, state }) => ({
        ...{ subject, root, size },
        state: state === "held" ? "held" : "withdrawn",
      })),
    hashes: async (root) => {
      const holding = await store.holding(root)
      if (holding === undefined) return { state: "unknown" }
      return { state: "held", value: [leafHash(await bytesOf(root, 0, holding.size))] }
    },
    part: async (root) => {
      const holding = await store.holding(root)
      if (holding === undefined) return { state: "unknown" }
      return { state: "held", value: await bytesOf(root, 0, holding.size) }
    },
  }
}
