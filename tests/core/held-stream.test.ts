// An answer made while it is sent has the bytes of one that is made whole.
import { expect, test } from "vitest"
import { toBase64 } from "../../src/core/base64.ts"
import { collect } from "../../src/core/chunks.ts"
import { paddedAnswer, paddedHeld } from "../../src/core/http/answers.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"

const statement = {
  kind: "consent",
  leaf: "a".repeat(64),
  note: 'n — "\n',
  promise: null,
  proof: null,
} as const
const rest = { checkpoint: "c\n", statements: [statement], replies: [{ n: 1, age: "AAAA" }] }

test.each([
  ["none", []],
  ["one that fits its padding", [3]],
  ["several, none a multiple of three, cut anywhere", [1, 200_000, 1_000_001]],
])("records: %s", async (_, sizes) => {
  const all = sizes.map((size, n) => ({
    sha256: `${n}`.repeat(64),
    bytes: randomBytes(Math.min(size, 65_536)),
    size,
  }))
  const whole = all.map(({ bytes, size, ...one }) => {
    const long = new Uint8Array(size)
    for (let at = 0; at < size; at += bytes.length) long.set(bytes.subarray(0, size - at), at)
    return { ...one, size, long }
  })
  const { size, bytes } = paddedHeld(
    rest,
    whole.map(({ sha256, size, long }) => ({ sha256, size, bytes: [long.subarray(0, 7), long.subarray(7)] })),
  )
  const made = await collect(bytes, Number.POSITIVE_INFINITY)
  expect(made.length).toBe(size)
  const records = whole.map(({ sha256, long }) => ({ sha256, age: toBase64(long) }))
  const { checkpoint, statements, replies } = rest
  expect(
    Buffer.from(made).equals(paddedAnswer({ checkpoint, statements: [...statements], records, replies })),
  ).toBe(true)
})
