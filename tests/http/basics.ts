// Headers of every kind of answer, and what everyone may read.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { utf8 } from "../../src/core/bytes.ts"
import { verifyChain } from "../../src/core/charter/chain.ts"
import { parseVkey } from "../../src/core/note/vkey.ts"
import { openCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { openProof } from "../../src/core/tlog/proof-file.ts"
import { account, ORIGIN, TODAY } from "../fixtures/account.ts"
import { post, served, signed, type Target, told } from "./world.ts"

// Written out here once more: what a deployment's headers must be is not to follow from the code.
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types cairn"
const EXACT = {
  "content-security-policy": CSP,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
}
const NEVER = ["set-cookie", "server", "x-powered-by", "link", "refresh", "location", "etag", "last-modified"]

function expectHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(EXACT)) expect(headers.get(name), name).toBe(value)
  for (const name of NEVER) expect(headers.has(name), name).toBe(false)
  const given = headers.get("permissions-policy")
  const isDocument = /^(text\/html|image\/svg)/.test(headers.get("content-type") ?? "")
  expect(given === null).toBe(!isDocument) // browsers read it on documents alone
  if (given === null) return
  const permissions = given.split(", ")
  expect(permissions).toContain("microphone=(self)")
  expect(permissions.filter((one) => !one.endsWith("=()"))).toEqual(["microphone=(self)"])
  for (const feature of ["camera", "geolocation", "display-capture", "usb", "browsing-topics", "payment"])
    expect(permissions).toContain(`${feature}=()`)
}

/** Sends bytes as they are and reads to the end: for what no client would send. */
export function raw(url: string, text: string): Promise<{ status: number; headers: Headers; body: string }> {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let all = ""
    socket.on("data", (chunk) => {
      all += chunk.toString("latin1")
    })
    socket.on("error", fail)
    socket.on("close", () => {
      const [head = "", body = ""] = all.split("\r\n\r\n")
      const [first = "", ...lines] = head.split("\r\n")
      const pairs = lines.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string])
      done({ status: Number(first.split(" ")[1]), headers: new Headers(pairs), body })
    })
  })
}

export function basics(target: Target): void {
  const dist = mkdtempSync(join(tmpdir(), "cairn-pages-"))
  const client = join(dist, "client")
  beforeAll(() => {
    mkdirSync(join(client, "assets"), { recursive: true })
    mkdirSync(join(dist, "console"))
    writeFileSync(join(dist, "console/console.html"), "<!doctype html><title>Console</title>")
    writeFileSync(join(dist, "console/other.html"), "x")
    writeFileSync(join(client, "index.html"), "<!doctype html><title>Page</title>")
    writeFileSync(join(client, "return.html"), "<!doctype html><title>Page 2</title>")
    writeFileSync(join(client, "assets/a-1b2c.js"), "export {}")
    writeFileSync(join(client, ".secret"), "x")
    writeFileSync(join(dist, "cairn-outside.txt"), "x")
  })
  afterAll(() => rmSync(dist, { recursive: true }))
  const at = served(target, { client })

  test.each([
    ["/", "gzip, br", "br"],
    ["/", "gzip", "gzip"],
    ["/assets/a-1b2c.js", "br;q=0, GZIP;q=0.5", "gzip"],
    ["/assets/a-1b2c.js", "br;q=1, gzip", "br"],
    ["/assets/a-1b2c.js", "*", "gzip"],
    ["/", "deflate, zstd", null],
    ["/", "gzip;q=0", null],
    ["/", "", null],
    ["/policy", "gzip", null],
    ["/log/checkpoint", "gzip", null],
  ])("GET %s packs for %o: %o", async (path, accepted, encoding) => {
    const plain = await fetch(`${at.url}${path}`, { headers: { "accept-encoding": "" } })
    for (const _ of ["first", "again"]) {
      const response = await fetch(`${at.url}${path}`, { headers: { "accept-encoding": accepted } })
      expect(response.headers.get("content-encoding")).toBe(encoding)
      if (encoding !== null) expect(response.headers.get("vary")).toBe("accept-encoding")
    }
    const whole = await fetch(`${at.url}${path}`, { headers: { "accept-encoding": accepted } })
    expect(await whole.text()).toBe(await plain.text()) // what fetch unpacks is what was there
  })

  test.each([
    ["/health", 200, "no-store", "application/json"],
    ["/charter?after=0", 200, "no-store", "application/json"],
    ["/policy", 200, "no-store", "application/json"],
    ["/site.js", 200, "no-store", "text/javascript; charset=utf-8"],
    ["/", 200, "no-store", "text/html; charset=utf-8"],
    ["/return", 200, "no-store", "text/html; charset=utf-8"],
    ["/console.html", 200, "no-store", "application/octet-stream"],
    ["/other.html", 404, "no-store", "application/problem+json"],
    ["/assets/a-1b2c.js", 200, "public, max-age=31536000, immutable", "text/javascript; charset=utf-8"],
    ["/log/checkpoint", 200, "no-store", "text/plain; charset=utf-8"],
    ["/log/tile/0/000.p/1", 200, "public, max-age=31536000, immutable", "application/octet-stream"],
    ["/log/tile/entries/000.p/1", 401, "no-store", "application/problem+json"],
    ["/uploads/00112233445566778899aabbccddeeff", 200, "no-store", "application/json"],
    ["/holdings", 401, "no-store", "application/problem+json"],
    ["/nothing", 404, "no-store", "application/problem+json"],
    ["/submissions", 404, "no-store", "application/problem+json"],
    ["/charter?after=x", 404, "no-store", "application/problem+json"],
    [`/${"a".repeat(3000)}`, 413, "no-store", "application/problem+json"],
  ])("GET %s", async (path, status, cache, type) => {
    for (const method of ["GET", "HEAD"]) {
      const response = await fetch(`${at.url}${path}`, { method })
      expect(response.status).toBe(status)
      expectHeaders(response.headers)
      expect(response.headers.get("cache-control")).toBe(cache)
      expect(response.headers.get("content-type")).toBe(type)
      const bytes = await response.arrayBuffer()
      if (method === "HEAD") expect(bytes.byteLength).toBe(0)
    }
  })

  test("the console is a file to keep, and no page of this server", async () => {
    const response = await fetch(`${at.url}/console.html`)
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="console.html"')
    expect(await response.text()).toBe("<!doctype html><title>Console</title>")
    expect((await fetch(`${at.url}/`)).headers.has("content-disposition")).toBe(false)
  })

  test("accepted, refused, signed and methods that nobody has carry them too", async () => {
    const { package: pack } = await account(at.made.charter)
    const answers = [
      await post(at.url, pack),
      await post(at.url, pack.subarray(0, 100)),
      await signed(at.url, "/holdings", at.courier),
      await fetch(`${at.url}/charter`, { method: "DELETE" }),
      await fetch(`${at.url}/submissions`, {
        method: "OPTIONS",
        headers: { origin: "https://evil.example" },
      }),
    ]
    for (const response of answers) expectHeaders(response.headers)
    expect(answers.map((response) => response.status)).toEqual([201, 400, 200, 404, 404])
    for (const response of answers) expect(response.headers.has("access-control-allow-origin")).toBe(false)
  })

  test.each([
    ["a line that is no request", "what\r\n\r\n", 400, "note-malformed"],
    ["a header that is none", "GET / HTTP/1.1\r\nno header\r\n\r\n", 400, "note-malformed"],
    ["headers without end", `GET / HTTP/1.1\r\nx: ${"a".repeat(40_000)}\r\n\r\n`, 413, "too-large"],
    ["a path with a backslash", "GET /a\\b HTTP/1.1\r\nconnection: close\r\n\r\n", 400, "note-malformed"],
    [
      "an address of another scheme",
      "GET ftp://a/b HTTP/1.1\r\nconnection: close\r\n\r\n",
      400,
      "note-malformed",
    ],
    ["no Host at all", "GET /health HTTP/1.1\r\nconnection: close\r\n\r\n", 200, '"ok":true'],
    ["an expectation", "GET /health HTTP/1.1\r\nexpect: tea\r\nconnection: close\r\n\r\n", 200, '"ok":true'],
    [
      "two lengths",
      "POST /submissions HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      400,
      "note-malformed",
    ],
  ])("below the app: %s", async (_, text, status, holds) => {
    const answer = await raw(at.url, text)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(holds)
    expectHeaders(answer.headers)
    expect(answer.headers.get("cache-control")).toBe("no-store")
  })

  test("no Host and no forwarded header changes a byte of any answer", async () => {
    const lies =
      "x-forwarded-host: evil.example\r\nx-forwarded-proto: https\r\nforwarded: host=evil.example\r\n"
    const get = (path: string, host: string, more = "") =>
      raw(at.url, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${more}connection: close\r\n\r\n`)
    for (const path of ["/", "/site.js", "/charter", "/nothing", "/holdings"]) {
      const honest = await get(path, new URL(at.url).host)
      for (const host of ["evil.example", "evil.example:99999", "[::1", "a b", "", "xn--a"])
        expect((await get(path, host, lies)).body, `${path} ${host}`).toBe(honest.body)
      expect((await get(`http://evil.example${path}`, "evil.example", lies)).body).toBe(honest.body)
      expect(honest.body).not.toContain("evil")
    }
  })

  test.each([
    "/.secret",
    "/../cairn-outside.txt",
    "/%2e%2e/cairn-outside.txt",
    "/..%2fcairn-outside.txt",
    "/assets/..%5c..%5ccairn-outside.txt",
    "//etc/passwd",
    "/index.html%00.js",
    "/assets",
    "/site.json",
    "/log.key",
  ])("no page is %s", async (path) => {
    const answer = await raw(at.url, `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
    expect(answer.status).toBe(404)
  })

  test("the charter is the organisation's chain, and after it there is nothing", async () => {
    const { charters, proof } = await (await fetch(`${at.url}/charter?after=0`)).json()
    expect((await verifyChain(charters.map(utf8), at.made.charter.hash)).length).toBe(1)
    const log = [parseVkey(at.made.charter.body.log)]
    const trusted = { origin: ORIGIN, logs: log, witnesses: [], witnessQuorum: 0 }
    expect((await openProof(utf8(proof), leafHash(at.made.note), trusted)).index).toBe(0)
    expect((await (await fetch(`${at.url}/charter?after=1`)).json()).charters).toEqual([])
  })

  test("the policy is served as its hash was signed", async () => {
    expect(Buffer.from(await (await fetch(`${at.url}/policy`)).arrayBuffer())).toEqual(Buffer.from(at.policy))
  })

  test("the site script pins the charter, and nothing in it can be changed", async () => {
    const script = await (await fetch(`${at.url}/site.js`)).text()
    const scope: { CAIRN_SITE?: Record<string, unknown> } = {}
    new Function("globalThis", script)(scope)
    const sha256 = at.made.charter.hash
    const site = { origin: ORIGIN, fingerprint: sha256, charter: { version: 1, sha256 }, publicUrls: [] }
    expect(scope.CAIRN_SITE).toEqual(site)
    expect(Object.isFrozen(scope.CAIRN_SITE)).toBe(true)
  })

  test("the log is the signed tree of charter 1", async () => {
    const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer())
    const checkpoint = await bytes(await fetch(`${at.url}/log/checkpoint`))
    const leaf = leafHash(at.made.note)
    const log = parseVkey(at.made.charter.body.log)
    expect(await openCheckpoint(checkpoint, ORIGIN, log)).toMatchObject({
      origin: ORIGIN,
      size: 1,
      root: leaf,
    })
    expect(await bytes(await fetch(`${at.url}/log/tile/0/000.p/1`))).toEqual(leaf)
    for (const signer of [at.courier, at.auditor]) {
      const entries = await bytes(await signed(at.url, "/log/tile/entries/000.p/1", signer))
      expect(Buffer.from(entries.subarray(2))).toEqual(Buffer.from(at.made.note))
    }
    for (const path of [
      "tile/0/000",
      "tile/0/001.p/1",
      "tile/0/000.p/0",
      "tile/64/000",
      "tile/../log.key",
      "x",
    ])
      expect(await told(await fetch(`${at.url}/log/${path}`))).toBe("404 not-found")
  })

  test("health tells the size of the log, and no answer was a fault", async () => {
    expect(await (await fetch(`${at.url}/health`)).json()).toEqual({ ok: true, size: 1 })
    expect(at.events.filter(({ event }) => event === "fault")).toEqual([])
    expect(TODAY).toMatch(/^\d/)
  })
}
