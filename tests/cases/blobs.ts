// A store's place in memory, which can fail at any step, and which keeps only what a crash would leave.
import type { Blobs } from "../../src/cases/blobs.ts"
import { CasesError } from "../../src/cases/errors.ts"
import { collect } from "../../src/core/chunks.ts"

export class Crash extends Error {}

/** The disk: what is on it outlives whoever wrote. */
export class Disk {
  head: Uint8Array | null = null
  readonly blobs = new Map<string, Uint8Array>()
  /** Steps taken, and the one at which everything stops. */
  steps = 0
  stopAt = Number.POSITIVE_INFINITY

  step(): void {
    if (++this.steps >= this.stopAt) throw new Crash("stopped")
  }

  /** A copy, as a backup would be. */
  copy(): Disk {
    const copy = new Disk()
    copy.head = this.head
    for (const [name, bytes] of this.blobs) copy.blobs.set(name, bytes)
    return copy
  }

  get bytes(): Buffer {
    return Buffer.concat([this.head ?? new Uint8Array(0), ...this.blobs.values()])
  }
}

export function memoryBlobs(disk: Disk): Blobs {
  return {
    head: async () => disk.head,
    async *read(name) {
      const bytes = disk.blobs.get(name)
      if (bytes === undefined) throw new CasesError("store-malformed", "not there")
      yield bytes
    },
    async write(name, bytes) {
      disk.step()
      const all = await collect(bytes, Number.POSITIVE_INFINITY)
      disk.step()
      disk.blobs.set(name, Uint8Array.from(all))
    },
    async commit(head, gone) {
      disk.step()
      disk.head = Uint8Array.from(head)
      disk.step()
      for (const name of gone) disk.blobs.delete(name)
    },
    async sweep(kept) {
      for (const name of [...disk.blobs.keys()]) if (!kept.has(name)) disk.blobs.delete(name)
    },
    close: async () => {},
  }
}
