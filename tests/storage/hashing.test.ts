// The store's own hashing agrees with core's, whatever the bytes and however they are cut.
import fc from "fast-check"
import { expect, test } from "vitest"
import { addressOf, PART } from "../../src/core/container/parts.ts"
import { treeOf } from "../../src/storage/hashing.ts"
import { random, streamed } from "./made.ts"

test.each([0, 1, 1000, PART - 1, PART, PART + 1, 2 * PART, 3 * PART, 5 * PART + 7])(
  "%i bytes",
  async (size) => {
    const bytes = random(size)
    const { root } = await addressOf([bytes])
    expect(await treeOf([bytes])).toEqual({ root, size })
    expect(await treeOf(streamed(bytes, 100_003))).toEqual({ root, size })
  },
)

test("any bytes, cut anywhere", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      fc.integer({ min: 1, max: 700 }),
      async (bytes, piece) => {
        const { root, size } = await addressOf([bytes])
        expect(await treeOf(streamed(bytes, piece))).toEqual({ root, size })
      },
    ),
  )
})
