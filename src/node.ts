// The server on Node: wiring only. Opens the store of a data folder, gives the server what it asks for, and puts it behind
// Node's HTTP with its limits. Routes and rules are in server/, bytes and rows in storage/node/.
import { readFile } from "node:fs/promises"
import { createServer as createHttpServer, type Server as HttpServer, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { getRequestListener } from "@hono/node-server"
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response"
import { hex } from "./core/bytes.ts"
import { type Charter, parseCharter } from "./core/charter/charter.ts"
import { CodedError } from "./core/errors.ts"
import { sha256Platform } from "./core/webcrypto.ts"
import { charterFiles, clockOf, enterCharterFiles } from "./host/folder.ts"
import { openLog } from "./host/log.ts"
import { readMergePlan } from "./host/merge-plan.ts"
import { type Schedule, startSchedule } from "./host/schedule.ts"
import { type Proxies, senderOf } from "./server/address.ts"
import { createServer, type Server } from "./server/app.ts"
import { CONSOLE } from "./server/assets.ts"
import { giveBody } from "./server/body.ts"
import { HEADERS, NO_STORE, withHeaders } from "./server/headers.ts"
import { LIMITS, type LimitPlan } from "./server/limits.ts"
import { type ProblemCode, problem } from "./server/problem.ts"
import { type Asset, dayOf, type Fault } from "./server/setting.ts"
import { parseSite, type Site } from "./server/site.ts"
import { openNodeStore } from "./storage/node/store.ts"
import type { Store } from "./storage/port.ts"

export class StartError extends CodedError<"policy-mismatch" | "log-key"> {}

/** How long the line may be used for what, in milliseconds. */
export interface Timeouts {
  readonly headers: number
  /** Nothing in either direction. */
  readonly idle: number
  /** A whole request: a form of 64 MiB takes an hour at 150 kbit/s. */
  readonly request: number
}

const TIMEOUTS: Timeouts = { headers: 20_000, idle: 120_000, request: 3_600_000 }
const WORK_MS = 900_000
const KEPT_MS = 75_000 // between two requests: longer than a proxy keeps its line, which would else send into one that is closing
const HEADER_MAX = 16 * 1024
const CONNECTIONS_MAX = 2000
const STOP_MS = 30_000 // how long requests in flight may take once it is stopping
const TIDY_MS = 3_600_000

/** What a running server tells its operator: never content, an address, a path's parameters or a time. */
export type LogEvent = Readonly<Record<string, string | number>> & { readonly event: string }

export interface NodeOptions {
  readonly data: string
  /** The built pages; where there are none, only the interface is served. */
  readonly client: string
  readonly host: string
  readonly port: number
  readonly proxy: Proxies
  readonly log: (event: LogEvent) => void
  /** `CAIRN_CLOCK`: an RFC 3339 instant to start from, in a demonstration. */
  readonly clock?: string | undefined
  /** `CAIRN_HEAD`: where the last checkpoint is kept outside the data folder. */
  readonly head?: string | undefined
  readonly publicUrls?: readonly string[] | undefined
  readonly limits?: LimitPlan
  readonly timeouts?: Timeouts
}

export interface Running {
  readonly url: string
  readonly kind: "demonstration" | "production"
  /** Takes no more requests, finishes those in flight, then closes the store. */
  close(): Promise<void>
}

/**
 * @throws {StartError|SiteError|CharterError|StatementError} if the data folder is not a server's
 * @throws {StoreError} `busy` if another process has it
 */
export async function startNode(options: NodeOptions): Promise<Running> {
  const { data, log } = options
  const site = parseSite(await readFile(join(data, "site.json")))
  const notes = await charterFiles(data)
  const [first] = notes.map((note) => parseCharter(note, site.origin))
  const kind = (first as Charter).body.kind // which never changes
  const now = clockOf(options.clock, kind)
  const store = await openNodeStore(data, { today: () => dayOf(now()) })
  let schedule: Schedule | undefined
  try {
    const newest = (await enterCharterFiles(store, notes, site.origin)).at(-1) as Charter
    await enterPolicy(store, join(data, "policy.json"), newest)
    const sequencer = await openLog({
      data,
      store,
      origin: site.origin,
      fingerprint: site.fingerprint,
      now,
      trustClock: kind === "demonstration", // CAIRN_CLOCK is somebody's word, and counts nowhere else
      head: options.head,
      tell: (event) => log(event),
    })
    if (!sequencer.holds(newest.body.log))
      throw new StartError("log-key", "log.key is not the key that the charter names")
    const running = startSchedule({
      sequencer,
      store,
      plan: await readMergePlan(data),
      now,
      failed: (error) => log(faultEvent({ route: "integrate", error })),
    })
    schedule = running
    const server = await createServer({
      store,
      sequencer,
      accepted: () => running.accepted(),
      site: withUrls(site, options.publicUrls),
      now,
      assets: (names) => pageIn(options.client, names),
      fault: (fault) => log(faultEvent(fault)),
      limits: options.limits ?? LIMITS,
    })
    await server.tidy()
    const http = httpServer(server, options, now)
    await listen(http, options.host, options.port)
    const tidying = setInterval(
      () => void server.tidy().catch((error) => log(faultEvent({ route: "tidy", error }))),
      TIDY_MS,
    )
    tidying.unref()
    if (store.leftovers > 0) log({ event: "leftovers", files: store.leftovers })
    log({ event: "start", kind: newest.body.kind, charter: newest.body.version })
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      clearInterval(tidying)
      await stop(http)
      await running.stop()
      await store.close()
      log({ event: "stop" })
    }
    const { port } = http.address() as AddressInfo
    const host = options.host.includes(":") ? `[${options.host}]` : options.host
    return { url: `http://${host}:${port}`, kind, close: () => (closing ??= close()) }
  } catch (error) {
    await schedule?.stop() // a run under way would go on over a closed store
    await store.close()
    throw error
  }
}

function httpServer(server: Server, options: NodeOptions, now: () => number): HttpServer {
  const timeouts = options.timeouts ?? TIMEOUTS
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const forwarded = incoming.headers["x-forwarded-for"]
      giveBody(request, incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>)
      const address = senderOf(incoming.socket.remoteAddress, forwarded?.toString(), options.proxy)
      await send(await server.handle(request, address), outgoing as ServerResponse, request.method === "HEAD")
      return RESPONSE_ALREADY_SENT
    },
    { errorHandler: () => refusal("note-malformed", now()), overrideGlobalObjects: false }, // no request could be made of it
  )
  const http = createHttpServer(
    {
      maxHeaderSize: HEADER_MAX,
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      keepAliveTimeout: KEPT_MS,
      connectionsCheckingInterval: Math.min(5000, timeouts.headers),
      requireHostHeader: false, // nothing here depends on it, and Node's own refusal would lack the headers
    },
    (incoming, outgoing) => {
      incoming.headers.host = "cairn.invalid" // whatever it says is not believed: no answer depends on it
      // Once a body is here, it is our turn: taking in an upload of gigabytes is silent for longer than a line may be.
      incoming.once("end", () => incoming.socket.setTimeout(WORK_MS))
      void listener(incoming, outgoing)
    },
  )
  http.timeout = timeouts.idle
  http.maxConnections = CONNECTIONS_MAX
  http.on("checkExpectation", (incoming, outgoing) => http.emit("request", incoming, outgoing))
  http.on("clientError", (error: NodeJS.ErrnoException, socket) => refuseRaw(error, socket as Socket, now()))
  return http
}

// Our own, because a body that fails midway must cut the line: a shorter answer under a longer Content-Length would hang,
// and a message written into it could be taken for content.
async function send(response: Response, outgoing: ServerResponse, head: boolean): Promise<void> {
  const headers = Object.fromEntries(response.headers)
  if (response.body === null || head) {
    outgoing.writeHead(response.status, headers).end()
    return
  }
  if (!response.headers.has("content-length")) {
    const bytes = Buffer.from(await response.arrayBuffer())
    outgoing.writeHead(response.status, { ...headers, "content-length": bytes.length }).end(bytes)
    return
  }
  outgoing.writeHead(response.status, headers)
  await pipeline(Readable.fromWeb(response.body as never), outgoing).catch(() => outgoing.destroy())
}

function refusal(code: ProblemCode, now: number): Response {
  const { status, headers, body } = problem(code, now)
  return withHeaders(new Response(body, { status, headers }))
}

const RAW: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: "too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "busy",
}

// What Node refuses before there is a request: the same document and the same headers, written by hand.
function refuseRaw(error: NodeJS.ErrnoException, socket: Socket, now: number): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy()
    return
  }
  const { status, headers, body } = problem(RAW[error.code ?? ""] ?? "note-malformed", now)
  const all = {
    ...HEADERS,
    "cache-control": NO_STORE,
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join("")}\r\n${body}`)
}

function listen(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((done, fail) => {
    http.once("error", fail)
    http.listen(port, host, () => {
      http.off("error", fail)
      done()
    })
  })
}

async function stop(http: HttpServer): Promise<void> {
  const idle = setInterval(() => http.closeIdleConnections(), 50) // lines that are kept open would hold it up
  const enough = setTimeout(() => http.closeAllConnections(), STOP_MS)
  await new Promise((done) => http.close(done))
  clearInterval(idle)
  clearTimeout(enough)
}

// The policy that stands as a file, for the charter that names it; whether it is the one in force shows by its hash.
async function enterPolicy(store: Store, path: string, { body }: Charter): Promise<void> {
  const bytes = Uint8Array.from(await readFile(path))
  const sha256 = hex(await sha256Platform(bytes))
  if (sha256 === body.policy.sha256) await store.putPolicy(sha256, bytes)
  else if ((await store.policy(body.policy.sha256)) === undefined)
    throw new StartError("policy-mismatch", "policy.json is not the policy that the charter names")
}

function withUrls(site: Site, publicUrls: readonly string[] | undefined): Site {
  return publicUrls === undefined ? site : { ...site, publicUrls: [...publicUrls] }
}

// The staff's console is an artifact of its own, built beside the pages.
async function pageIn(client: string, names: readonly string[]): Promise<Asset | undefined> {
  const console = names.filter((name) => name === CONSOLE)
  return (await assetIn(client, names)) ?? assetIn(join(client, "../console"), console)
}

async function assetIn(folder: string, names: readonly string[]): Promise<Asset | undefined> {
  for (const name of names) {
    try {
      return { name, bytes: Uint8Array.from(await readFile(join(folder, name))) }
    } catch (error) {
      if (!["ENOENT", "EISDIR", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error
    }
  }
  return undefined
}

// The kind of error and where in our code: its message could hold a path, and a path a hash.
function faultEvent({ route, error }: Fault): LogEvent {
  const { name, code, stack } = error as { name?: string; code?: unknown; stack?: string }
  const frame = /\n\s+at .*?([\w-]+\.ts:\d+)/.exec(stack ?? "")?.[1]
  return { event: "fault", route, error: `${name ?? "unknown"}`, code: `${code ?? ""}`, at: frame ?? "" }
}
