// What a sequencer does before anything else: it takes over the tree of one leaf that `cairn init` wrote, and enters charters
// that were put beside the store (`charter/<n>.note`) and that the log does not know yet.
import { equal, hex } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { openSigned } from "../core/tlog/checkpoint.ts"
import { leafHash, treeRoot } from "../core/tlog/merkle.ts"
import type { Charters } from "./charters.ts"
import { SequencerError, type SequencerSetting } from "./setting.ts"

/**
 * Starts the log of a store that has none.
 * @throws {SequencerError} `log-missing`, `log-tree`: a store without a log beside tiles of a larger one lost its rows, and
 * beginning again would fork the log
 */
export async function adoptFirstTree(
  { store, origin, fingerprint }: SequencerSetting,
  day: string,
): Promise<void> {
  if ((await store.head()) !== undefined) return
  const notes = await store.charters()
  const [first] = await verifyChain(notes, fingerprint)
  const [note, checkpoint] = [notes[0] as Uint8Array, await store.logFile("checkpoint")]
  if (checkpoint === undefined) throw new SequencerError("log-missing", "no checkpoint to begin with")
  const key = parseVkey((first as Charter).body.log)
  const { size, root } = await openSigned(checkpoint, origin, [key])
  const leaf = leafHash(note)
  if (size !== 1 || !equal(root, treeRoot([leaf])))
    throw new SequencerError("log-tree", "the signed tree is not that of the first charter alone")
  await store.startLog({ leaf: hex(leaf), note }, day, checkpoint)
}

/** Makes accepted statements of charters that nobody stated over HTTP; one that is there already stays as it is. */
export async function enterCharters(
  { store }: SequencerSetting,
  { waiting }: Charters,
  day: string,
  promise: (leaf: string) => Promise<Uint8Array | null>,
): Promise<void> {
  for (const { leaf, note } of waiting) {
    const entry = { leaf, kind: "charter", note, day, subject: null, console: null, custody: null } as const
    await store.putEntry({ ...entry, promise: await promise(leaf) }, null)
  }
}
