// A small server in memory that speaks the courier's part of the protocol, and misbehaves as a test asks it to. It is
// not the server: it stores nothing on disk and checks only what these tests are about.
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { onTestFinished } from "vitest"
import { demoPolicy } from "../../src/cli/demo.ts"
import { hex } from "../../src/core/bytes.ts"
import { addressOf, PART } from "../../src/core/container/parts.ts"
import { contentDigest, NO_CONTENT, RequestError, verifyRequest } from "../../src/core/http/signature.ts"
import { parsePrivateKey, parseVkey, type Signer } from "../../src/core/note/vkey.ts"
import { readPackage } from "../../src/core/package.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import type { Organisation, OrganisationPlan } from "../../src/custody/organisation.ts"
import { ORIGIN, organisation, TODAY } from "../fixtures/account.ts"
import { batch, logFiles } from "../fixtures/log.ts"

export const POLICY = encodePolicy(demoPolicy(TODAY))
const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** An organisation whose charter names the demonstration's policy. */
export function withPolicy(plan: Partial<OrganisationPlan> = {}): Promise<Organisation> {
  return organisation({ policy: { sha256: sha(POLICY) }, ...plan })
}

/** What goes wrong with one answer. A `Buffer` is another body; `short` cuts the line in the middle. */
export type Fault =
  | "drop"
  | "short"
  | "silent"
  | "endless"
  | "trickle"
  | { status: number; code?: string; now?: number; headers?: Record<string, string>; text?: string }
  | { body: Uint8Array }
  | { change: (body: Buffer) => Uint8Array }
  | { length: number }

export interface Asked {
  readonly method: string
  readonly path: string
  /** How often this method and path was asked before. */
  readonly before: number
}

export interface TestServer {
  readonly url: string
  readonly asked: Asked[]
  fault: (asked: Asked) => Fault | undefined
  /** The server's clock, seconds. */
  now: () => number
  readonly pending: Map<string, { note: string; promise: string | null }>
  /** The leaves so far; `integrate` adds a batch. */
  readonly leaves: Uint8Array[]
  /** Roots that the server will not give, by what it says. */
  readonly taken: Map<string, "withdrawn" | "erased">
  readonly records: Map<string, Uint8Array>
  readonly containers: Map<string, Uint8Array>
  readonly uploads: Map<string, Map<number, Buffer>>
  readonly files: Map<string, Uint8Array>
  pageSize: number
  /** Takes a statement in, as a server that checks nothing would. */
  keep(statement: Uint8Array, record?: Uint8Array | null, container?: Uint8Array): Promise<string>
  /** Makes leaves of what is pending, in its order of arrival, and of `more`. */
  integrate(day: string, ...more: Uint8Array[]): Promise<void>
  /** Serves a log of these leaves, whatever was served before. */
  publish(leaves: readonly Uint8Array[], ...signers: Signer[]): Promise<void>
}

/** Starts one that is gone after the test, or when `after` says so. */
export async function serve(
  made: Organisation,
  after: (end: () => void) => void = onTestFinished,
): Promise<TestServer> {
  const signer = await parsePrivateKey(made.logKey)
  const note = made.note
  const server: TestServer = {
    url: "",
    asked: [],
    fault: () => undefined,
    now: () => Math.floor(Date.now() / 1000),
    pending: new Map(),
    leaves: [],
    taken: new Map(),
    records: new Map(),
    containers: new Map(),
    uploads: new Map(),
    files: new Map<string, Uint8Array>([
      [
        "/charter?after=0",
        Buffer.from(JSON.stringify({ charters: [Buffer.from(note).toString()], proof: "" })),
      ],
      ["/policy", POLICY],
    ]),
    pageSize: 500,
    async keep(statement, record, container) {
      const leaf = hex(leafHash(statement))
      const promise = await signPromise(ORIGIN, leaf, TODAY, 24, signer)
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
      server.pending.set(leaf, { note: text(statement), promise: text(promise) })
      if (record) server.records.set(sha(record), record)
      if (container) server.containers.set((await addressOf([container])).root, container)
      return server.pending.get(leaf)?.promise as string
    },
    async integrate(day, ...more) {
      const notes = [...server.pending.values()].map((one) => Buffer.from(one.note))
      server.pending.clear()
      await server.publish([...server.leaves, ...(await batch(day, [...notes, ...more], signer))])
    },
    async publish(leaves, ...signers) {
      const all = leaves.slice()
      server.leaves.splice(0, server.leaves.length, ...all)
      for (const path of [...server.files.keys()]) if (path.startsWith("/log/")) server.files.delete(path)
      const [by = signer, ...others] = signers
      for (const [path, bytes] of await logFiles(all, by, ...others)) server.files.set(`/log/${path}`, bytes)
    },
  }
  await server.publish([note])
  const couriers = made.charter.body.couriers.map((vkey) => hex(parseVkey(vkey).key))
  const http = createServer((request, response) => {
    void answer(server, couriers, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done))
  after(() => {
    http.closeAllConnections()
    http.close()
  })
  return Object.assign(server, { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` })
}

async function answer(
  server: TestServer,
  couriers: string[],
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { method = "", url: path = "" } = request
  const before = server.asked.filter((one) => one.method === method && one.path === path).length
  server.asked.push({ method, path, before })
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const fault = server.fault({ method, path, before })
  if (fault === "drop") return void response.destroy()
  if (fault === "silent") return
  const said = await reply(server, couriers, request, Buffer.concat(chunks))
  send(response, said, fault)
}

interface Said {
  status: number
  body: Uint8Array
  headers?: Record<string, string>
}

const problem = (status: number, code: string, more: object = {}): Said => ({
  status,
  body: Buffer.from(JSON.stringify({ type: "about:blank", title: "x", status, code, ...more })),
  headers: { "content-type": "application/problem+json" },
})
const ok = (body: Uint8Array | object, status = 200): Said => ({
  status,
  body: body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)),
})

function send(response: ServerResponse, said: Said, fault: Fault | undefined): void {
  if (fault === "endless" || fault === "trickle") {
    response.writeHead(200)
    const more = (): void => {
      if (response.destroyed) return
      response.write(Buffer.alloc(fault === "endless" ? 65536 : 1, 97))
      setTimeout(more, fault === "endless" ? 0 : 20)
    }
    more()
    return
  }
  const { status, body, headers = {} } = typeof fault === "object" ? changed(said, fault) : said
  const length = typeof fault === "object" && "length" in fault ? fault.length : body.length
  response.writeHead(status, { ...headers, ...(status !== 204 && { "content-length": length }) })
  if (fault === "short") response.write(body.subarray(0, body.length / 2), () => response.destroy())
  else if (length > body.length) response.write(body, () => response.destroy())
  else response.end(body.subarray(0, length))
}

function changed(said: Said, fault: Exclude<Fault, string>): Said {
  if ("body" in fault) return { ...said, body: fault.body }
  if ("change" in fault) return { ...said, body: fault.change(Buffer.from(said.body)) }
  if (!("status" in fault)) return said
  const { status, code, now, headers, text = "" } = fault
  const plain = { status, body: Buffer.from(text) }
  return { ...(code === undefined ? plain : problem(status, code, { now })), ...(headers && { headers }) }
}

async function reply(
  server: TestServer,
  couriers: string[],
  request: IncomingMessage,
  body: Buffer,
): Promise<Said> {
  const { method = "", url: path = "", headers } = request
  const file = server.files.get(path)
  if (file !== undefined && !path.startsWith("/log/tile/entries/")) return ok(file)
  const [, first = "", second = "", third] = path.split(/[/?]/)
  if (method === "POST" && path === "/submissions") return submitted(server, body)
  if (first === "uploads") return uploaded(server, method, second, third, body, headers["content-digest"])
  try {
    const { signature, "signature-input": signatureInput } = headers as Record<string, string>
    const digest = method === "POST" ? contentDigest(createHash("sha256").update(body).digest()) : NO_CONTENT
    const facts = { method, url: `${server.url}${path}`, contentDigest: digest }
    const key = await verifyRequest(facts, { signature, signatureInput }, ORIGIN, server.now())
    if (!couriers.includes(hex(key))) return problem(404, "not-found")
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return problem(401, error.code, error.code === "clock" ? { now: server.now() } : {})
  }
  if (file !== undefined) return ok(file)
  if (first === "dispatch") return ok({ items: [] }, 202)
  if (first === "pending") {
    const after = new URL(path, server.url).searchParams.get("after") ?? ""
    const leaves = [...server.pending.keys()]
      .sort()
      .filter((leaf) => leaf > after)
      .slice(0, server.pageSize)
    const items = leaves.map((leaf) => ({ leaf, ...server.pending.get(leaf) }))
    return ok({ items, next: leaves.length < server.pageSize ? null : leaves.at(-1) })
  }
  if (first === "holdings") return ok({ items: holdingsOf(server), next: null })
  const gone = first === "containers" ? server.taken.get(second) : undefined
  if (gone !== undefined) return problem(gone === "erased" ? 410 : 409, gone)
  const bytes = first === "records" ? server.records.get(second) : server.containers.get(second)
  if (bytes === undefined) return problem(404, "not-found")
  if (first === "records") return ok(bytes)
  if (third === "hashes") {
    const { parts, size } = await addressOf([bytes])
    return ok({ size, hashes: parts.map(hex) })
  }
  return ok(bytes.subarray(Number(third) * PART, (Number(third) + 1) * PART))
}

function holdingsOf({ leaves, pending, containers, taken }: TestServer) {
  const notes = [...leaves, ...[...pending.values()].map(({ note }) => Buffer.from(note))]
  const items = notes.flatMap((note) => {
    const [head = "", json = "{}"] = Buffer.from(note).toString().split("\n")
    const { subject, content } = JSON.parse(json) as { subject: string; content?: { root: string } }
    const root = head.startsWith("cairn/consent/v1 ") ? content?.root : undefined
    const state = taken.get(root ?? "") ?? "held"
    if (root === undefined || state === "erased" || !containers.has(root)) return []
    return [{ subject, root, size: containers.get(root)?.length, day: TODAY, state }]
  })
  return [...new Map(items.map((item) => [item.root, item])).values()].sort((a, b) =>
    a.root < b.root ? -1 : 1,
  )
}

function uploaded(
  server: TestServer,
  method: string,
  id: string,
  n: string | undefined,
  body: Buffer,
  digest: string | string[] | undefined,
): Said {
  const parts = server.uploads.get(id) ?? new Map<number, Buffer>()
  if (method === "GET") {
    const said = [...parts].map(([at, part]) => ({ n: at, size: part.length, sha256: sha(part) }))
    return ok({ parts: said })
  }
  if (digest !== contentDigest(createHash("sha256").update(body).digest()))
    return problem(400, "root-mismatch")
  const there = parts.get(Number(n))
  if (there !== undefined && !there.equals(body)) return problem(409, "upload-conflict")
  server.uploads.set(id, parts.set(Number(n), body))
  return ok(Buffer.alloc(0), 204)
}

async function submitted(server: TestServer, body: Buffer): Promise<Said> {
  const pack = await readPackage([body])
  let container: Uint8Array
  if ("bytes" in pack.container) {
    const chunks: Uint8Array[] = []
    for await (const chunk of pack.container.bytes) chunks.push(chunk)
    container = Buffer.concat(chunks)
  } else {
    const parts = server.uploads.get(pack.container.id) ?? new Map<number, Buffer>()
    container = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part))
    if ((await addressOf([container])).root !== pack.container.root) return problem(400, "root-mismatch")
  }
  return ok(Buffer.from(await server.keep(pack.statement, pack.record, container)), 201)
}
