// No rollback (PROTOCOL section 8): a log that somebody has seen larger, or otherwise, is not the one that is held here. Then
// nothing is signed any more, for good, until a restore has filled in what is missing.
import { equal } from "../core/bytes.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { type Checkpoint, openSigned, peekCheckpoint } from "../core/tlog/checkpoint.ts"
import type { LogHead, Stopped, Store } from "../storage/port.ts"
import type { Charters } from "./charters.ts"
import { SequencerError, type SequencerSetting } from "./setting.ts"
import { hasRoot } from "./tree.ts"

/** @throws {SequencerError} `log-stopped` */
export async function requireRunning(store: Pick<Store, "stopped">): Promise<void> {
  if ((await store.stopped()) !== undefined)
    throw new SequencerError("log-stopped", "the log may not be signed until it is restored")
}

/**
 * A checkpoint that a courier or an auditor has seen. What fits is no news; what does not stops the log.
 * @throws {NoteError|CheckpointError} unless one of the log's keys signed it: anybody else's word stops nothing
 */
export async function judgeSeen(
  setting: SequencerSetting,
  { placed, waiting }: Charters,
  checkpoint: Uint8Array,
): Promise<Stopped | undefined> {
  if (equal(checkpoint, (await setting.store.head())?.checkpoint ?? new Uint8Array(0))) return undefined
  const vkeys = new Set([...placed, ...waiting].map(({ charter }) => charter.body.log))
  const keys = [...vkeys].map((vkey) => parseVkey(vkey))
  return judge(setting, await openSigned(checkpoint, setting.origin, keys), checkpoint)
}

/**
 * What is kept outside the data folder, at start. It is ours, so it counts whoever signed it: after a rollback to a time
 * before a new log key, that key is not even known here.
 * @throws {SequencerError} `head-malformed`
 */
export async function judgeOutside(setting: SequencerSetting): Promise<Stopped | undefined> {
  const kept = await setting.outside?.read()
  if (kept === undefined) return undefined
  let checkpoint: Checkpoint
  try {
    checkpoint = peekCheckpoint(kept)
  } catch (cause) {
    throw new SequencerError("head-malformed", "the head kept outside is no checkpoint", { cause })
  }
  if (checkpoint.origin !== setting.origin)
    throw new SequencerError("head-malformed", "the head kept outside is another log's")
  return judge(setting, checkpoint, kept)
}

/** Keeps the head outside, unless a larger one is there. */
export async function keepOutside({ outside }: SequencerSetting, head: LogHead): Promise<void> {
  const kept = await outside?.read()
  if (kept === undefined || sizeOf(kept) < head.size) await outside?.write(head.checkpoint)
}

function sizeOf(checkpoint: Uint8Array): number {
  return peekCheckpoint(checkpoint).size
}

async function judge(
  { store }: SequencerSetting,
  { size, root }: Checkpoint,
  checkpoint: Uint8Array,
): Promise<Stopped | undefined> {
  const head = await store.head()
  if (head === undefined || size > head.size) return { reason: "rollback", checkpoint }
  return (await hasRoot(store, head.size, size, root)) ? undefined : { reason: "fork", checkpoint }
}
