// A file that somebody chose, as the readers of bundles ask for it; and bytes that somebody wants to keep, as a file.
import type { RandomAccess } from "../../src/bundle/entry.ts"

export function randomAccess(file: Blob): RandomAccess {
  return {
    size: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  }
}

/** Offers `parts` under a name, through the browser's own download: nothing leaves the machine. */
export function offer(name: string, type: string, parts: BlobPart[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type }))
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
