// Hashes of what a store keeps, for `fsck` and for naming charters: SHA-256, and the tree hash over 1 MiB parts
// (PROTOCOL section 4). Storage takes only types from core, so this is a second telling; the tests hold it to core's.
import type { Bytes } from "../core/chunks.ts"

const PART = 1024 * 1024
const LEAF = 0x00
const NODE = 0x01

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

export async function sha256Of(bytes: Uint8Array): Promise<string> {
  return hexOf(await digest(bytes))
}

/** The tree root and the size of a stream. */
export async function treeOf(source: Bytes): Promise<{ root: string; size: number }> {
  const part = new Uint8Array(1 + PART)
  part[0] = LEAF
  const stack: Uint8Array[] = [] // roots of perfect subtrees, largest first
  let parts = 0
  let held = 0
  let size = 0
  const close = async (): Promise<void> => {
    let root = await digest(part.subarray(0, 1 + held))
    for (let carry = parts; carry % 2 === 1; carry = Math.floor(carry / 2))
      root = await node(stack.pop() as Uint8Array, root)
    stack.push(root)
    parts += 1
    held = 0
  }
  for await (const chunk of source) {
    size += chunk.length
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(PART - held, chunk.length - at)
      part.set(chunk.subarray(at, at + take), 1 + held)
      held += take
      at += take
      if (held === PART) await close()
    }
  }
  if (held > 0) await close()
  let root = stack.pop() ?? (await digest(new Uint8Array(0)))
  for (let left = stack.pop(); left !== undefined; left = stack.pop()) root = await node(left, root)
  return { root: hexOf(root), size }
}

async function node(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const both = new Uint8Array(65)
  both[0] = NODE
  both.set(left, 1)
  both.set(right, 33)
  return digest(both)
}

async function digest(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>))
}
