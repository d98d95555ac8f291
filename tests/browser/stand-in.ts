// A server in memory that answers as PROTOCOL section 9 has it, as far as the submit page asks, and can be told to lie. For
// what the real server must never do; it keeps none of its rules.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { demoPolicy } from "../../src/cli/demo.ts"
import { fromUtf8, hex } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import { addDays } from "../../src/core/day.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { parsePrivateKey, signerFromSeed } from "../../src/core/note/vkey.ts"
import { type Package, readPackage } from "../../src/core/package.ts"
import { encodePolicy, type Policy } from "../../src/core/policy.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import type { Organisation, OrganisationPlan } from "../../src/custody/organisation.ts"
import { HEADERS, NO_STORE } from "../../src/server/headers.ts"
import { ORIGIN, organisation, packageOf } from "../fixtures/account.ts"
import { onlyLeafProof } from "../fixtures/charter-proof.ts"
import type { Built } from "./built.ts"

/** Today by this machine's clock, which is the browser's too. */
export const NOW_DAY: string = new Date().toISOString().slice(0, 10)

export interface StandIn {
  readonly url: string
  readonly port: number
  readonly made: Organisation
  /** What was handed in, each with its container inside. */
  readonly packages: Uint8Array[]
  /** How often each part arrived whole: `<id>/<n>`. */
  readonly parts: Map<string, number>
  /** How many parts were ever on their way at once. */
  readonly partsAtOnce: () => number
  /** Every request's method and path. */
  readonly requests: string[]
  /** What requests said of the page they came from. */
  readonly referrers: string[]
  /** What was posted as a form, raw. */
  readonly forms: Uint8Array[]
  close(): Promise<void>
}

/** How it lies or fails. */
export interface Lies {
  readonly plan?: Partial<OrganisationPlan>
  readonly policy?: Partial<Policy>
  /** The policy as it is served, where that is not the one the charter names. */
  readonly servedPolicy?: Uint8Array
  /** What is said to show that the charter stands in the log. */
  readonly proof?: () => Promise<Uint8Array>
  /** The promise: signed by another key under the log's name, with a bit changed, or for another statement. */
  readonly promise?: () => "true" | "other-key" | "changed" | "other-leaf" | "other-origin"
  /** Called before each answer; a number is answered as that status, and nothing is done. */
  readonly status?: (request: string) => number | undefined
  /** Called before each answer, which then waits for it. */
  readonly wait?: (request: string) => Promise<void> | undefined
  /** Called before each answer; where true, the work is done and its answer lost. */
  readonly lose?: (request: string) => boolean
  /** Changes what /site.js says. */
  readonly site?: (site: object) => object
  /** Headers in place of its own. */
  readonly headers?: Readonly<Record<string, string>>
  /** Changes the html of pages. */
  readonly html?: (html: string) => string
  /** Which mutant the pages of a mutated build are to be: see mutants/patched.ts. */
  readonly mutant?: string | undefined
}

export async function startStandIn(built: Built, lies: Lies = {}): Promise<StandIn> {
  const policy = encodePolicy({ ...demoPolicy(NOW_DAY), ...lies.policy })
  const made = await organisation({
    today: NOW_DAY,
    expires: addDays(NOW_DAY, 365),
    policy: { sha256: hex(await sha256Platform(policy)) },
    ...lies.plan,
  })
  const log = await parsePrivateKey(made.logKey)
  const proof = await onlyLeafProof(ORIGIN, made.note, made.logKey)
  const stand = { packages: [], parts: new Map(), requests: [], referrers: [], forms: [] } as Pick<
    StandIn,
    "packages" | "parts" | "requests" | "referrers" | "forms"
  >
  let [coming, atOnce] = [0, 0]
  const uploads = new Map<string, Map<number, Uint8Array>>()
  const site = {
    publicUrls: [],
    origin: ORIGIN,
    fingerprint: made.charter.hash,
    charter: { version: 1, sha256: made.charter.hash },
  }

  async function promiseFor(statement: Uint8Array): Promise<Uint8Array> {
    const lie = lies.promise?.() ?? "true"
    const leaf = hex(leafHash(lie === "other-leaf" ? Buffer.concat([statement, statement]) : statement))
    const signer = lie === "other-key" ? await signerFromSeed(ORIGIN, randomBytes(32)) : log
    const origin = lie === "other-origin" ? "another.example" : ORIGIN
    const promise = await signPromise(origin, leaf, NOW_DAY, 24, signer)
    if (lie !== "changed") return promise
    const text = fromUtf8(promise)
    return Buffer.from(text.replace(/"by":"(\d{4})/, (_, year) => `"by":"${Number(year) + 1}`))
  }

  async function take(bytes: Uint8Array): Promise<Uint8Array> {
    const pack: Package = await readPackage([bytes])
    const container =
      "bytes" in pack.container
        ? await collect(pack.container.bytes, bytes.length)
        : Buffer.concat(
            [...(uploads.get(pack.container.id)?.entries() ?? [])]
              .sort(([a], [b]) => a - b)
              .map(([, part]) => part),
          )
    stand.packages.push(await packageOf({ statement: pack.statement, record: pack.record, container }))
    return promiseFor(pack.statement)
  }

  async function answer(request: IncomingMessage, response: ServerResponse, body: Uint8Array): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1")
    const wanted = `${request.method} ${pathname}`
    await lies.wait?.(wanted)
    if (lies.lose?.(wanted)) response.end = () => lost(response)
    const status = lies.status?.(wanted)
    if (status !== undefined) {
      response.setHeader("content-type", "application/problem+json")
      return void response.writeHead(status).end(JSON.stringify({ code: "busy", status }))
    }
    const part = /^\/uploads\/([0-9a-f]{32})(?:\/(\d+))?$/.exec(pathname)
    const json = (value: unknown) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify(value))
    if (wanted === "GET /site.js") {
      response.setHeader("content-type", "text/javascript; charset=utf-8")
      const mutant = lies.mutant === undefined ? "" : `globalThis.MUTANT = ${JSON.stringify(lies.mutant)}\n`
      response.end(`${mutant}globalThis.CAIRN_SITE = ${JSON.stringify(lies.site?.(site) ?? site)}\n`)
    } else if (wanted === "GET /charter")
      json({ charters: [fromUtf8(made.note)], proof: fromUtf8((await lies.proof?.()) ?? proof) })
    else if (wanted === "GET /policy")
      response.setHeader("content-type", "application/json").end(lies.servedPolicy ?? policy)
    else if (part !== null && request.method === "PUT") {
      const [, id = "", n = ""] = part
      if (request.headers["content-digest"] !== contentDigest(await sha256Platform(body)))
        return void response.writeHead(400).end()
      const parts = uploads.get(id) ?? new Map<number, Uint8Array>()
      uploads.set(id, parts.set(Number(n), body))
      stand.parts.set(`${id}/${n}`, (stand.parts.get(`${id}/${n}`) ?? 0) + 1)
      response.statusCode = 204
      response.end()
    } else if (request.method === "PUT" && /^\/drafts\/[0-9a-f]{64}$/.test(pathname)) {
      response.statusCode = 204
      response.end()
    } else if (part !== null) {
      const parts = [...(uploads.get(part[1] as string) ?? [])].map(async ([n, bytes]) => {
        return { n, size: bytes.length, sha256: hex(await sha256Platform(bytes)) }
      })
      json({ parts: await Promise.all(parts) })
    } else if (wanted === "POST /submissions") {
      if (!/^application\/x-tar$/.test(request.headers["content-type"] ?? "")) {
        stand.forms.push(body)
        return void response.setHeader("location", "/answer").writeHead(303).end()
      }
      const promise = await take(body)
      response.setHeader("content-type", "text/plain; charset=utf-8").statusCode = 201
      response.end(promise)
    } else if (wanted === "GET /answer") {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>Form</title><p>Received")
    } else {
      const file = built.files.get(
        pathname === "/"
          ? "index.html"
          : /^\/(away|real)$/.test(pathname)
            ? `${pathname.slice(1)}.html`
            : pathname.slice(1),
      )
      if (file === undefined || request.method !== "GET") return void response.writeHead(404).end()
      const type = typeOf(pathname)
      const html = lies.html !== undefined && type.startsWith("text/html")
      response.setHeader("content-type", type).end(html ? lies.html(fromUtf8(file)) : file)
    }
  }

  const server = createServer((request, response) => {
    stand.requests.push(`${request.method} ${request.url}`)
    if (request.headers.referer !== undefined) stand.referrers.push(request.headers.referer)
    for (const [name, value] of Object.entries({ ...HEADERS, "cache-control": NO_STORE, ...lies.headers }))
      response.setHeader(name, value)
    if (request.method === "PUT") {
      atOnce = Math.max(atOnce, ++coming)
      response.on("close", () => coming--)
    }
    const chunks: Uint8Array[] = []
    request.on("data", (chunk) => chunks.push(chunk))
    request.on("error", () => {}) // the proxy's work
    request.on("end", () => {
      answer(request, response, Buffer.concat(chunks)).catch((error: unknown) => {
        console.error(error)
        response.destroy()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, port, made, ...stand, partsAtOnce: () => atOnce, close }
}

// An answer that breaks off. Where not a byte of it came, Chromium would send the request again by itself, unseen.
function lost(response: ServerResponse): ServerResponse {
  response.removeHeader("content-length")
  response.writeHead(200, { "content-length": 10 }).write("x", () => response.destroy())
  return response
}

function typeOf(path: string): string {
  const ending = /\.(\w+)$/.exec(path)?.[1] ?? "html"
  const types: Record<string, string> = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" }
  return `${types[ending] ?? "text/html"}; charset=utf-8`
}
