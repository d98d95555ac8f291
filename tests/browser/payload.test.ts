// The same bytes everywhere (PROTOCOL section 4): age's payload as this browser seals it, with its own cipher and with
// noble's, against Node's with OpenSSL's.
import { createHash } from "node:crypto"
import { expect } from "@playwright/test"
import { nodeAead } from "../../src/cli/native.ts"
import { sealPayload } from "../../src/core/age/stream.ts"
import { FILE_KEY, NONCE, plaintext, SIZES } from "./fixed.ts"
import type { PayloadPage, Which } from "./pages/payload.ts"
import { note, test } from "./watched.ts"

declare const cairn: PayloadPage

async function sealedInNode(size: number): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of sealPayload(nodeAead, FILE_KEY, NONCE, [plaintext(size)])) hash.update(chunk)
  return hash.digest("hex")
}

const AEADS: Which[] = ["platform", "noble"]

test("the browser's own cipher is used where there is one", async ({ open }) => {
  const page = await open("payload")
  const { name, own } = await page.evaluate(() => cairn.chosen())
  expect(name).toBe(own ? "webcrypto" : "noble")
  note("aead", name)
  note("cases", 1)
  // Where JIT is said to be off it is off: WebAssembly goes with it.
  const wasm = await page.evaluate(() => "WebAssembly" in globalThis)
  expect(wasm).toBe(!test.info().project.name.endsWith("without JIT"))
})

for (const which of AEADS) {
  test(`${which}: sealed bytes are those that Node makes`, async ({ open }) => {
    const page = await open("payload")
    for (const size of SIZES) {
      const sealed = await page.evaluate(([a, n]) => cairn.sealed(a, n), [which, size] as const)
      expect([size, sealed]).toEqual([size, await sealedInNode(size)])
      note("cases", 1)
    }
  })

  test(`${which}: they open again, unless a bit was changed`, async ({ open }) => {
    const page = await open("payload")
    for (const size of SIZES) {
      const opened = await page.evaluate(([a, n]) => cairn.opened(a, n), [which, size] as const)
      expect([size, opened]).toEqual([size, { same: true, code: "damaged" }])
      note("cases", 2)
    }
  })
}
