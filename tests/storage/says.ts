// The few assertions of the storage contract, which must also run inside workerd: what differs is thrown as an error.
import { equal } from "../../src/core/bytes.ts"
import { type Bytes, collect } from "../../src/core/chunks.ts"
import type { Store } from "../../src/storage/port.ts"

/** One thing every store must do, shown on an empty one. */
export interface Case {
  readonly name: string
  run(store: Store): Promise<void>
}

/** Both are the same as JSON says them; sets and `undefined` are told apart from what JSON would make of them. */
export function same(actual: unknown, expected: unknown): void {
  const [is, should] = [told(actual), told(expected)]
  if (is !== should) throw new Error(`is ${is}, should be ${should}`)
}

function told(value: unknown): string {
  return JSON.stringify([value], (_key, one) => {
    if (one === undefined) return "(undefined)"
    if (one instanceof Uint8Array) return { bytes: [...one] }
    if (one instanceof Set) return { set: [...one].sort() }
    if (typeof one === "object" && one !== null && !Array.isArray(one))
      return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
    return one
  })
}

export function sameBytes(actual: Uint8Array, expected: Uint8Array): void {
  if (!(actual instanceof Uint8Array)) throw new Error("not bytes")
  if (!equal(actual, expected))
    throw new Error(`${actual.length} bytes are not the ${expected.length} expected`)
}

export function bytesOf(source: Bytes): Promise<Uint8Array> {
  return collect(source, 64 * 1024 * 1024)
}

export async function thrown(act: () => Promise<unknown>): Promise<Error> {
  try {
    await act()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error("nothing was thrown")
}

/** Nothing is wrong in it, every byte hashed. */
export async function sound(store: Store): Promise<void> {
  const found = []
  for await (const problem of store.problems(true)) found.push(problem)
  same(found, [])
}
