// One verdict on a signature everywhere (PROTOCOL section 1): the 914 CCTV vectors in this browser. In Node:
// tests/core/note/ed25519.test.ts.
import { expect } from "@playwright/test"
import { acceptedByFlags, cctvVectors } from "../core/note/cctv.ts"
import type { SignaturesPage } from "./pages/signatures.ts"
import { note, test } from "./watched.ts"

declare const cairn: SignaturesPage

test("the signature rule accepts the same 43 of 914 vectors", async ({ open }) => {
  const vectors = cctvVectors() ?? []
  test.skip(vectors.length === 0, "the vectors are not beside this clone")
  const expected = acceptedByFlags(vectors)
  expect([vectors.length, expected.length]).toEqual([914, 43])
  const page = await open("signatures")
  const verdicts = await page.evaluate((all) => cairn.verdicts(all), vectors)
  // Where the browser has no Ed25519 of its own there is no verdict of its own either, and the product's is noble's.
  expect(verdicts).toEqual({ product: expected, platform: verdicts.platform && expected, noble: expected })
  note("cases", vectors.length * (verdicts.platform === null ? 2 : 3))
})
