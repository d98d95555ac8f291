// Bytes in and out of R2. An object is there whole or not at all; a stream must say its length first.
import type { R2Bucket, ReadableStream } from "@cloudflare/workers-types"
import type { Bytes } from "../../core/chunks.ts"

/** What workerd has beside the web's own streams. */
declare const FixedLengthStream: new (
  length: number,
) => { readonly readable: ReadableStream; readonly writable: WritableStream<Uint8Array> }

/** A stretch of an object: `from` (included) to `to` (excluded). */
export interface Stretch {
  readonly key: string
  readonly from: number
  readonly to: number
}

export async function putBytes(bucket: R2Bucket, key: string, bytes: Uint8Array): Promise<void> {
  await bucket.put(key, bytes)
}

/**
 * Puts a stream of exactly `size` bytes. If `source` throws, even after its last byte, there is no object, and that
 * error is thrown.
 */
export async function putStream(bucket: R2Bucket, key: string, source: Bytes, size: number): Promise<void> {
  const { readable, writable } = new FixedLengthStream(size)
  const writer = writable.getWriter()
  const put = bucket.put(key, readable)
  const wrote = (async () => {
    // R2 takes the object as soon as it has `size` bytes, whatever is said afterwards: so the last chunk waits until the
    // source has ended without a complaint.
    let last: Uint8Array | undefined
    let left = size
    try {
      for await (const chunk of source) {
        if (chunk.length === 0) continue
        left -= chunk.length
        if (left < 0) throw new Error("a container's bytes are not as many as its size says")
        if (last !== undefined) await writer.write(last)
        last = chunk
      }
    } catch (error) {
      await writer.abort(error).catch(() => {})
      throw error
    }
    if (last !== undefined) await writer.write(last)
    await writer.close() // refuses a stream that fell short of its length
  })()
  const [ended, stored] = await Promise.allSettled([wrote, put])
  if (ended.status === "rejected") throw ended.reason
  if (stored.status === "rejected") throw stored.reason
}

/**
 * The bytes of all stretches, one after another.
 * @throws {Error} if an object is missing or too short
 */
export async function* readObjects(
  bucket: R2Bucket,
  stretches: readonly Stretch[],
): AsyncGenerator<Uint8Array> {
  for (const { key, from, to } of stretches) {
    if (from >= to) continue
    const object = await bucket.get(key, { range: { offset: from, length: to - from } })
    if (object === null) throw new Error("a stored object is not there")
    let left = to - from
    for await (const chunk of object.body as unknown as AsyncIterable<Uint8Array>) {
      left -= chunk.length
      yield chunk
    }
    if (left !== 0) throw new Error("a stored object is not of the size that its row says")
  }
}

/** Keys that begin with `prefix`. */
export async function* listed(bucket: R2Bucket, prefix: string): AsyncGenerator<string> {
  for (let cursor: string | undefined; ; ) {
    const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) })
    for (const { key } of page.objects) yield key
    if (!page.truncated) return
    cursor = page.cursor
  }
}

export async function remove(bucket: R2Bucket, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 1000) await bucket.delete(keys.slice(at, at + 1000)) // R2's most in one call
}

/** @throws {Error} if the object is not there */
export async function readObject(bucket: R2Bucket, key: string): Promise<Uint8Array> {
  const object = await bucket.get(key)
  if (object === null) throw new Error("a stored object is not there")
  return new Uint8Array(await object.arrayBuffer())
}
