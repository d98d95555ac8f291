// A case store as the page holds it: the sealed file that was opened, and beside it what changed, in the browser's own memory for
// blobs. Nothing of it is plaintext. The file itself is never written to: what counts is what was saved last.
import { type OneFile, oneFile } from "../../../src/cases/one-file.ts"
import type { Bytes } from "../../../src/core/chunks.ts"
import { offer, randomAccess } from "../files.ts"
import { today } from "../today.ts"

const STEP = 1024 * 1024

/** A store that is open in this page, locked or not. */
export interface HeldStore {
  readonly blobs: OneFile<Blob>
  /** Whether something counts in here that is in no saved file. */
  unsaved(): boolean
  /** Offers the whole of it as a file, under a name that says the day and nothing else. */
  save(): void
}

/**
 * @param file the store's; null to begin one
 * @throws {CasesError} `store-malformed`
 */
export async function holdStore(file: Blob | null): Promise<HeldStore> {
  const blobs = await oneFile<Blob>(file && randomAccess(file), keep)
  let commits = 0
  let saved = 0
  const counting: OneFile<Blob> = {
    ...blobs,
    async commit(head, gone) {
      await blobs.commit(head, gone)
      commits++
    },
  }
  return {
    blobs: counting,
    unsaved: () => commits !== saved,
    save() {
      const parts = blobs.parts().map((part) => {
        if ("bytes" in part) return part.bytes
        return "piece" in part ? part.piece : (file as Blob).slice(part.slice.from, part.slice.to)
      })
      offer(`store-${today()}.cairn-store`, parts)
      saved = commits
    },
  }
}

async function keep(bytes: Bytes) {
  const parts: Blob[] = []
  for await (const chunk of bytes) parts.push(new Blob([Uint8Array.from(chunk)])) // the browser's memory, not the page's
  const piece = new Blob(parts)
  return { piece, bytes: () => bytesIn(piece) }
}

async function* bytesIn(piece: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < piece.size; at += STEP)
    yield new Uint8Array(await piece.slice(at, at + STEP).arrayBuffer())
}
