// src/core/container/parts.ts: the tree hash over mebibytes, computed in one go by node:crypto for comparison.
import { createHash } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { hex } from "../../../src/core/bytes.ts"
import { addressOf, PART, PartsHash } from "../../../src/core/container/parts.ts"
import { nobleSha256 } from "../../../src/core/sha256.ts"
import { naiveRoot } from "../tlog/naive.ts"

const bytes = new Uint8Array(3 * PART + 7)
for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 2654435761) >>> 24

function leavesOf(data: Uint8Array): Uint8Array[] {
  const leaves: Uint8Array[] = []
  for (let at = 0; at < data.length; at += PART) {
    const part = data.subarray(at, at + PART)
    leaves.push(createHash("sha256").update(Uint8Array.of(0)).update(part).digest())
  }
  return leaves
}

test.each([0, 1, PART - 1, PART, PART + 1, 2 * PART, 3 * PART, 3 * PART + 7])("%d bytes", async (size) => {
  const data = bytes.subarray(0, size)
  const address = await addressOf([data])
  const here = new PartsHash(nobleSha256)
  await here.push(data)
  expect(await here.finish()).toEqual(address)
  const leaves = leavesOf(data)
  expect(address.size).toBe(size)
  expect(address.parts.map(hex)).toEqual(leaves.map(hex))
  expect(address.root).toBe(hex(naiveRoot(leaves)))
})

test.each([
  ["by the platform", undefined],
  ["on this thread", nobleSha256],
])("however it was cut, the address is the same: %s", async (_, here) => {
  const expected = hex(naiveRoot(leavesOf(bytes)))
  const cuts = fc.array(fc.integer({ min: 1, max: 2 * PART }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(cuts, async (sizes) => {
      const hash = new PartsHash(here)
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const chunk = Uint8Array.from(bytes.subarray(at, at + (sizes[i % sizes.length] as number)))
        await hash.push(chunk)
        at += chunk.length
        chunk.fill(0) // the chunk may be used again
      }
      const { root, size } = await hash.finish()
      expect([root, size]).toEqual([expected, bytes.length])
    }),
    { numRuns: 8 },
  )
})

test("one byte changes one part and the root", async () => {
  const other = Uint8Array.from(bytes)
  other[PART + 5] = (other[PART + 5] as number) ^ 1
  const [a, b] = await Promise.all([addressOf([bytes]), addressOf([other])])
  expect(a.root).not.toBe(b.root)
  expect(a.parts.map((part, i) => hex(part) === hex(b.parts[i] as Uint8Array))).toEqual([
    true,
    false,
    true,
    true,
  ])
})
