// Servers and bundles that mean harm: endless, slow, of the wrong length, pointing elsewhere, lying, without an end. The auditor
// ends with a clear word, in bounded memory and time. Over real servers on a real line.
import { createServer, type RequestListener, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { bundleSource } from "../../src/auditor/bundle-source.ts"
import { serverSource } from "../../src/auditor/server-source.ts"
import { fromUtf8, hex } from "../../src/core/bytes.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { auditing, codesOf } from "./auditing.ts"
import type { Forge } from "./forge.ts"
import { honestLog, sourceOf } from "./honest.ts"
import { allKeys, type Keys, POLICY } from "./keys.ts"

const PATIENCE_MS = 500

let keys: Keys
let forge: Forge
let files: Map<string, Uint8Array>
beforeAll(async () => {
  keys = await allKeys()
  forge = await honestLog(keys)
  files = await forge.files()
})

type Lie = (response: ServerResponse) => void

/** A server of the honest log, but for what `lie` answers itself. */
async function serving(lie: (path: string) => Lie | undefined): Promise<string> {
  const listener: RequestListener = ({ url = "" }, response) => {
    const other = lie(url)
    if (other !== undefined) return other(response)
    const bytes = honest(url)
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes ?? '{"code":"not-found"}')
  }
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function honest(url: string): Uint8Array | string | undefined {
  const [, kind, name, more] = url.split("/")
  const { records, containers, charters } = forge.stored
  if (url.startsWith("/charter?"))
    return JSON.stringify({ charters: charters.map((note) => fromUtf8(note)), proof: "" })
  if (url === "/policy") return POLICY
  if (kind === "log") return files.get(url.slice(5))
  if (url.startsWith("/pending?")) return '{"items":[],"next":null}'
  if (kind === "records") return records.get(name as string)
  const held = containers.get(name as string)
  if (more === "hashes" && held !== undefined)
    return JSON.stringify({ size: held.bytes.length, hashes: [hex(leafHash(held.bytes))] })
  if (kind === "containers") return held?.bytes
  const items = [...containers].map(([root, { subject, bytes, state }]) => ({
    ...{ subject, root, size: bytes.length, state },
  }))
  return JSON.stringify({ items, next: null })
}

function from(base: string, over: { patienceMs?: number; until?: number } = {}) {
  const now = (): number => Date.now()
  const limits = { patienceMs: PATIENCE_MS, until: now() + 20_000, ...over }
  return serverSource({ base, fetch, now, signer: keys.auditor, ...limits })
}

test("the honest one is found clean over the line", async () => {
  const { report } = await auditing(keys, from(await serving(() => undefined), { patienceMs: 30_000 }))
  expect(report.findings).toEqual([])
  expect(report.verdict).toBe("ok")
})

const WHERE = [
  "/charter",
  "/log/checkpoint",
  "/log/tile/entries",
  "/log/tile/0",
  "/pending",
  "/holdings",
] as const
const endless = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(65_536, 0x20)
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", more)
  }
  more()
}

const LIES: readonly [string, Lie, RegExp][] = [
  ["never ends", endless, /too-large|slow/],
  ["never begins", () => {}, /slow/],
  ["comes a byte at a time", (response) => void response.write(" "), /slow/],
  [
    "is cut off",
    (response) =>
      void response.writeHead(200, { "content-length": "9" }).write("x", () => response.destroy()),
    /network/,
  ],
  [
    "points elsewhere",
    (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    /redirected/,
  ],
  ["is a refusal", (response) => void response.writeHead(500).end("{}"), /refused/],
  ["is empty", (response) => void response.end(), /malformed|checkpoint|note|root-mismatch|tile/],
  ["is a page", (response) => void response.end("<html>"), /malformed|checkpoint|note|root-mismatch|tile/],
  ["is deep JSON", (response) => void response.end("[".repeat(30_000_000)), /malformed|too-large|slow/],
]

describe.each(LIES)("an answer that %s", (_, lie, word) => {
  test.each(WHERE)("at %s", async (where) => {
    const base = await serving((path) => (path.startsWith(where) ? lie : undefined))
    const before = process.memoryUsage().rss
    const said = await auditing(keys, from(base)).then(
      ({ report }) => {
        expect(report.verdict).toBe("findings")
        return report.findings.map(({ code, message }) => `${code} ${message}`).join(" ")
      },
      (error: { code?: string }) => String(error.code),
    )
    expect(said).toMatch(word)
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
  })
})

test("lists that go round in circles, or backwards, end", async () => {
  const item = { subject: "0".repeat(64), root: "1".repeat(64), size: 1, state: "held" }
  for (const answer of [
    { items: [item], next: "1".repeat(64) },
    { items: [], next: "1".repeat(64) },
    { items: [item, item], next: null },
  ]) {
    const base = await serving((path) =>
      path.startsWith("/holdings") ? (response) => void response.end(JSON.stringify(answer)) : undefined,
    )
    expect(codesOf(await auditing(keys, from(base)))).toContain("source-failed")
  }
})

test("a log that says to be longer than any can be ends where it ends", async () => {
  const root = new Uint8Array(32)
  const huge = await signCheckpoint({ origin: ORIGIN, size: 2 ** 50, root }, keys.log)
  const base = await serving((path) =>
    path === "/log/checkpoint" ? (response) => void response.end(huge) : undefined,
  )
  expect(codesOf(await auditing(keys, from(base)))).toContain("source-failed")
  const { kept } = await auditing(keys, sourceOf(forge, files))
  expect(codesOf(await auditing(keys, from(base), { kept }))).toContain("source-failed")
})

test("all patience ends, however often it answers in time", async () => {
  const base = await serving(() => undefined)
  await expect(auditing(keys, from(base, { until: Date.now() - 1 }))).rejects.toMatchObject({ code: "slow" })
})

test("files that are no bundles, and zips that unfold, are refused", async () => {
  for (const bytes of [new Uint8Array(0), Buffer.from("PK\x03\x04"), Buffer.alloc(1_000_000, 0x50)]) {
    const read = async (at: number, length: number): Promise<Uint8Array> => bytes.subarray(at, at + length)
    await expect(bundleSource({ size: bytes.length, read })).rejects.toMatchObject({ code: /^bundle-/ })
  }
})
