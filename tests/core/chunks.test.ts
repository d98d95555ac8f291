// src/core/chunks.ts: however a stream was cut, what is read from it is the same bytes.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { concat } from "../../src/core/bytes.ts"
import { type Bytes, collect, Reader, rechunk } from "../../src/core/chunks.ts"
import { refusalOf } from "./refusal.ts"

/** A list of chunks, empty ones among them. */
const cuts = () => fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 })

async function* slowly(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

async function listOf(source: Bytes): Promise<Uint8Array[]> {
  const list: Uint8Array[] = []
  for await (const chunk of source) list.push(Uint8Array.from(chunk))
  return list
}

test("rechunk: full chunks, then one that is shorter, and the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(cuts(), fc.integer({ min: 1, max: 30 }), async (chunks, size) => {
      const list = await listOf(rechunk(slowly(chunks), size))
      expect(concat(...list)).toEqual(concat(...chunks))
      expect(list.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true)
      expect(list.at(-1)?.length).toBeLessThan(size)
    }),
  )
})

test("rechunk: a chunk that was handed on is not written to again", async () => {
  const list: Uint8Array[] = []
  const source = [[1], [2, 3], [4], [5, 6, 7, 8]].map((bytes) => Uint8Array.from(bytes))
  for await (const chunk of rechunk(source, 2)) list.push(chunk)
  expect(list.map((chunk) => [...chunk])).toEqual([[1, 2], [3, 4], [5, 6], [7, 8], []])
})

describe("Reader", () => {
  type Step = { how: "peek" | "take" | "stream"; n: number }
  const steps = () =>
    fc.array(fc.record<Step>({ how: fc.constantFrom("peek", "take", "stream"), n: fc.nat(50) }), {
      maxLength: 8,
    })

  test("gives the bytes in order, whatever the cuts and the pieces asked for", async () => {
    await fc.assert(
      fc.asyncProperty(cuts(), steps(), async (chunks, list) => {
        const all = concat(...chunks)
        const reader = new Reader(slowly(chunks))
        let at = 0
        for (const { how, n } of list) {
          const expected = all.subarray(at, at + n)
          if (how === "peek") expect(await reader.peek(n)).toEqual(expected)
          else if (expected.length < n) {
            expect(await refusalOf(() => (how === "take" ? reader.take(n) : listOf(reader.stream(n))))).toBe(
              "truncated",
            )
            return
          } else {
            expect(
              how === "take" ? await reader.take(n) : concat(...(await listOf(reader.stream(n)))),
            ).toEqual(expected)
            at += n
          }
        }
        expect(await refusalOf(() => reader.end())).toBe(at < all.length ? "trailing-data" : "taken")
        expect(concat(...(await listOf(reader.rest())))).toEqual(all.subarray(at))
        expect(await refusalOf(() => reader.end())).toBe("taken")
      }),
      { numRuns: 300 },
    )
  })

  test("takes hundreds of thousands of chunks of one byte", async () => {
    const one = Uint8Array.of(7)
    const reader = new Reader(
      (function* () {
        for (let i = 0; i < 300_000; i++) yield one
      })(),
    )
    expect((await reader.take(300_000)).every((b) => b === 7)).toBe(true)
    await reader.end()
  })

  test("lets its source go when it is closed early", async () => {
    let open = true
    const source = (async function* () {
      try {
        while (true) yield new Uint8Array(10)
      } finally {
        open = false
      }
    })()
    const reader = new Reader(source)
    await reader.take(25)
    await reader.close()
    expect(open).toBe(false)
  })
})

test("collect stops at the first byte too many", async () => {
  const pulled: number[] = []
  const source = (function* () {
    for (let i = 0; ; i++) {
      pulled.push(i)
      yield new Uint8Array(10)
    }
  })()
  expect(await refusalOf(() => collect(source, 25))).toBe("too-large")
  expect(pulled.length).toBe(3)
  expect(await collect([new Uint8Array(20), Uint8Array.of(1)], 21)).toEqual(
    concat(new Uint8Array(20), Uint8Array.of(1)),
  )
})
