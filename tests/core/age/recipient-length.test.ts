// src/core/age/recipient.ts: a text of any other length is refused before its checksum is computed, which would cost
// time in proportion to it. The decoder is counted, not timed.
import { bech32 } from "@scure/base"
import { expect, test, vi } from "vitest"
import { parseRecipient } from "../../../src/core/age/recipient.ts"
import { refusalOf } from "../refusal.ts"

vi.mock("@scure/base", async (original) => {
  const base = await original<typeof import("@scure/base")>()
  return { ...base, bech32: { ...base.bech32, decode: vi.fn(base.bech32.decode) } }
})

test("a megabyte is not decoded", async () => {
  expect(await refusalOf(() => parseRecipient(`age1pq1${"q".repeat(1_000_000)}`))).toBe("recipients")
  expect(bech32.decode).not.toHaveBeenCalled()
  expect(await refusalOf(() => parseRecipient(`age1pq1${"q".repeat(1952)}`))).toBe("recipients")
  expect(bech32.decode).toHaveBeenCalledOnce()
})
