// Files, the console's only way in and out: what somebody chose, read as it is asked for; and bytes offered through the browser's
// own saving. Nothing else leaves this page's memory.
import type { RandomAccess } from "../../src/bundle/entry.ts"

export function randomAccess(file: Blob): RandomAccess {
  return {
    size: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  }
}

export async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer())
}

const HELD_MS = 60_000 // a browser reads what it saves after the click

/** Offers bytes under a name; the browser asks where, or puts them with its downloads. */
export function offer(name: string, parts: readonly (Uint8Array | string | Blob)[]): void {
  const address = URL.createObjectURL(new Blob(parts as BlobPart[], { type: "application/octet-stream" }))
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), HELD_MS)
}
