// Publishing what has its place (PROTOCOL section 8, steps 2 to 4): tiles from the stored order, a checkpoint signed and
// cosigned, then the head moves by compare-and-swap. Each step may be cut off and done again.
import type { Charter } from "../core/charter/charter.ts"
import type { Signer } from "../core/note/vkey.ts"
import { peekCheckpoint, signCheckpoint } from "../core/tlog/checkpoint.ts"
import { addSignatures, requireQuorum } from "../core/tlog/cosignature.ts"
import type { LogHead } from "../storage/port.ts"
import { type Charters, inForce, placedFrom } from "./charters.ts"
import { keepOutside, requireRunning } from "./guard.ts"
import { SequencerError, type SequencerSetting } from "./setting.ts"
import { growTiles, type Told, tilesOf } from "./tree.ts"
import type { Cosigning, ListedWitness } from "./witness.ts"

/** The first checkpoint that covers a charter, which proves it to those who know the one before (section 7). */
export function handoverPath(version: number): string {
  return `handover/${version}`
}

/**
 * Moves the head over everything placed.
 * @returns whether it did; not where too few witnesses cosign
 * @throws {SequencerError} `log-key`, `log-tree`, `log-stopped`
 */
export async function publish(
  setting: SequencerSetting,
  cosign: Cosigning,
  charters: Charters,
  head: LogHead,
  told: Told,
): Promise<boolean> {
  const { store, origin, tell } = setting
  const size = head.placed
  const root = await growTiles(store, head.size, peekCheckpoint(head.checkpoint).root, size, told)
  await requireRunning(store) // somebody may have shown another log meanwhile: then this one is signed no more
  const fresh = placedFrom(charters, head.size)
  const governing = [inForce(charters, head.size), ...fresh.map(({ charter }) => charter)]
  const signed = await signCheckpoint({ origin, size, root }, ...signersOf(setting, governing))

  // Those of the charter before are asked too: who still goes by it looks for them in the handover.
  const asked = { checkpoint: signed, size, read: tilesOf(store, size) }
  const checkpoint = addSignatures(signed, await cosign(witnessesOf(governing), asked, head.size))
  const { witnesses, witnessQuorum: quorum } = (governing.at(-1) as Charter).body
  const cosigned = (await requireQuorum(checkpoint, witnesses, 0)).length
  if (cosigned < quorum) {
    // A second sequencer may have been first, and the witnesses know its larger tree.
    if (((await store.head())?.size ?? 0) >= size) return true
    tell({ event: "quorum-missed", cosigned, quorum })
    return false
  }
  await requireRunning(store)
  for (const { charter } of fresh) await store.putLogFile(handoverPath(charter.body.version), checkpoint)
  if (await store.replaceHead(head.size, { size, checkpoint })) tell({ event: "published", size, cosigned })
  await settle(setting)
  return true
}

/**
 * Asks for the lines that the head still lacks. A log that has just begun has none, and nobody seals to it before it has.
 * @returns whether it has what its charter demands
 * @throws {SequencerError} `log-stopped`
 */
export async function cosignHead(
  setting: SequencerSetting,
  cosign: Cosigning,
  charters: Charters,
  { size, checkpoint: bare }: LogHead,
): Promise<boolean> {
  const { store, tell } = setting
  const { witnesses, witnessQuorum: quorum } = inForce(charters, size).body
  if ((await requireQuorum(bare, witnesses, 0)).length >= quorum) return true
  const asked = { checkpoint: bare, size, read: tilesOf(store, size) }
  const checkpoint = addSignatures(bare, await cosign(witnesses, asked, size))
  const cosigned = (await requireQuorum(checkpoint, witnesses, 0)).length
  if (cosigned < quorum) {
    tell({ event: "quorum-missed", cosigned, quorum })
    return false
  }
  await requireRunning(store)
  if (await store.replaceHead(size, { size, checkpoint })) tell({ event: "published", size, cosigned })
  await settle(setting)
  return true
}

/** What follows a head that moved, and is made up for at start: the file that others copy, and the head outside. */
export async function settle(setting: SequencerSetting): Promise<void> {
  const head = await setting.store.head()
  if (head === undefined) return
  await setting.store.putLogFile("checkpoint", head.checkpoint)
  await keepOutside(setting, head)
}

// The newest charter's log key, and with it every other that had a say since the last checkpoint, as far as it is held.
function signersOf({ signer, tell }: SequencerSetting, governing: readonly Charter[]): [Signer, ...Signer[]] {
  const newest = governing.at(-1) as Charter
  const log = signer(newest.body.log)
  if (log === undefined) throw new SequencerError("log-key", "the key of the newest charter is not held")
  const earlier = new Map(governing.map((charter) => [charter.body.log, charter.body.version]))
  earlier.delete(newest.body.log)
  const others = [...earlier].flatMap(([vkey, version]) => {
    const held = signer(vkey)
    if (held === undefined) tell({ event: "log-key-lost", charter: version })
    return held ?? []
  })
  return [log, ...others]
}

function witnessesOf(governing: readonly Charter[]): ListedWitness[] {
  const all = governing.flatMap(({ body }) => body.witnesses)
  return [...new Map(all.map((witness) => [witness.vkey, witness])).values()]
}
