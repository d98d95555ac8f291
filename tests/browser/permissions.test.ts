// The server's Permissions-Policy before a real Chromium: it knows every feature that is named, so that it complains of none,
// and what is left on is the microphone on our pages alone.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test } from "@playwright/test"
import { HEADERS, PERMISSIONS_POLICY } from "../../src/server/headers.ts"
import { note } from "./watched.ts"

const AS_SERVED = { ...HEADERS, "permissions-policy": PERMISSIONS_POLICY }

interface Policy {
  readonly known: readonly string[]
  readonly allowed: readonly string[]
}

/** Opens an empty page under `headers`. @returns what Chromium makes of its policy, and what it wrote to the console */
async function underPolicy(
  page: import("@playwright/test").Page,
  headers: Readonly<Record<string, string>>,
): Promise<Policy & { said: readonly string[] }> {
  const server = createServer((_, response) => {
    response
      .writeHead(200, { ...headers, "content-type": "text/html" })
      .end("<!doctype html><title>x</title>")
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const said: string[] = []
  page.on("console", (message) => said.push(message.text()))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const policy = await page.evaluate(() => {
    const own = (document as unknown as { featurePolicy: Record<string, () => string[]> }).featurePolicy
    return { known: own.features?.() ?? [], allowed: own.allowedFeatures?.() ?? [] }
  })
  server.close()
  return { ...policy, said: said.filter((text) => text.includes("Permissions-Policy")) }
}

test("Chromium knows every feature that is switched off", async ({ page }, { project }) => {
  test.skip(project.name !== "chromium", "only Chromium reads this header and tells what it knows")
  const named = PERMISSIONS_POLICY.split(", ").map((one) => one.split("=")[0] as string)
  const { known, allowed, said } = await underPolicy(page, AS_SERVED)
  expect(said).toEqual([])
  expect(named.filter((one) => !known.includes(one))).toEqual([])
  expect(named.filter((one) => allowed.includes(one))).toEqual(["microphone"])
  note("cases", named.length)
})

test("a feature that no Chromium knows is complained of, so that the test above can fail", async ({ page }, {
  project,
}) => {
  test.skip(project.name !== "chromium", "only Chromium reads this header and tells what it knows")
  const policy = `${PERMISSIONS_POLICY}, bluetoothed=()`
  const { said } = await underPolicy(page, { ...HEADERS, "permissions-policy": policy })
  expect(said.join()).toContain("bluetoothed")
  note("cases", 1)
})
