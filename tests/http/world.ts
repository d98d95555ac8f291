// What the HTTP contract suite is run against: an organisation whose data folder is on disk and whose offline keys are not,
// and a server of it on some runtime. A further runtime is one more entry of TARGETS.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { demoPolicy } from "../../src/cli/demo.ts"
import { writeFolders } from "../../src/cli/init.ts"
import { fromUtf8, hex } from "../../src/core/bytes.ts"
import { contentDigest, NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import type { Organisation, OrganisationPlan } from "../../src/custody/organisation.ts"
import { type LogEvent, startNode, type Timeouts } from "../../src/node.ts"
import { parseProxies } from "../../src/server/address.ts"
import type { LimitPlan } from "../../src/server/limits.ts"
import { ORIGIN, organisation, TODAY } from "../fixtures/account.ts"

/** The server's clock at its start. */
export const NOON = `${TODAY}T12:00:00Z`
const NOON_SECONDS = Date.parse(NOON) / 1000

export interface ServerOptions {
  readonly proxy?: string
  readonly limits?: LimitPlan
  readonly timeouts?: Timeouts
  /** The server's clock at its start; noon of TODAY if it is not said. */
  readonly clock?: string
  /** Built pages. */
  readonly client?: string
}

export interface Running {
  readonly url: string
  readonly events: readonly LogEvent[]
  stop(): Promise<void>
}

/** A runtime: a server of `data`. */
export interface Target {
  readonly name: string
  start(data: string, options: ServerOptions): Promise<Running>
}

export const TARGETS: readonly Target[] = [
  {
    name: "node",
    async start(data, { proxy, client = join(data, "no-pages"), ...options }) {
      const events: LogEvent[] = []
      const log = (event: LogEvent): void => void events.push(event)
      const given = { data, client, proxy: parseProxies(proxy), log, clock: NOON, ...options }
      const running = await startNode({ ...given, host: "127.0.0.1", port: 0 })
      return { url: running.url, events, stop: running.close }
    },
  },
]

/** An organisation on disk without its `demo/`, and the keys of its roles in memory. */
export interface World {
  readonly data: string
  readonly made: Organisation
  readonly policy: Uint8Array
  readonly courier: Signer
  readonly auditor: Signer
  remove(): void
}

/** @param merge how often statements become leaves */
export async function newWorld(plan: Partial<OrganisationPlan> = {}, merge = "daily"): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-http-"))
  const policy = encodePolicy(demoPolicy(TODAY))
  const made = await organisation({ policy: { sha256: hex(await sha256Platform(policy)) }, ...plan })
  const data = join(folder, "data")
  await writeFolders(data, join(folder, "demo"), made, fromUtf8(policy), TODAY, merge)
  rmSync(join(folder, "demo"), { recursive: true })
  const key = (name: string) => parsePrivateKey(made.secrets.get(name) as string)
  return {
    data,
    made,
    policy,
    courier: await key("courier.key"),
    auditor: await key("auditor.key"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A request as whoever signs it makes it; `at` is the server's clock in seconds. */
export interface Asking {
  readonly method?: string
  readonly body?: Uint8Array | undefined
  /** What goes over the line instead of the body that was signed. */
  readonly sent?: Uint8Array
  readonly at?: number
  readonly headers?: Record<string, string>
}

/** Asks for `path` with a key's signature, over the body's digest too. */
export async function ask(url: string, path: string, signer: Signer, asking: Asking = {}): Promise<Response> {
  const { method = "GET", body, sent = body, at = NOON_SECONDS, headers } = asking
  const digest = body === undefined ? NO_CONTENT : contentDigest(await sha256Platform(body))
  const facts = { method, url: `${url}${path}`, contentDigest: digest }
  const signature = await signRequest(facts, ORIGIN, signer, at)
  const given = sent === undefined ? {} : { body: Uint8Array.from(sent) }
  return fetch(`${url}${path}`, { method, ...given, headers: { ...signature, ...headers } })
}

/** Noon of a day, in seconds. */
export function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`) / 1000
}

/** The headers that sign a request for `path`, `late` seconds after noon. */
export function signedHeaders(url: string, path: string, signer: Signer, late = 0) {
  const facts = { method: "GET", url: `${url}${path}`, contentDigest: NO_CONTENT }
  return signRequest(facts, ORIGIN, signer, NOON_SECONDS + late)
}

/** Asks for `path` with a role's signature. */
export function signed(url: string, path: string, signer: Signer, late = 0): Promise<Response> {
  return ask(url, path, signer, { at: NOON_SECONDS + late })
}

export function post(
  url: string,
  body: BodyInit | Uint8Array,
  type = "application/x-tar",
): Promise<Response> {
  return fetch(`${url}/submissions`, {
    method: "POST",
    headers: { "content-type": type },
    body: body as BodyInit,
  })
}

/** Status and code of a problem, as one word. */
export async function told(response: Response): Promise<string> {
  const text = await response.text()
  if (response.ok) return `${response.status}`
  return `${response.status} ${(JSON.parse(text) as { code: string }).code}`
}

/** Sealed bytes that a data folder holds, by name. */
export function stored(data: string): string[] {
  return ["headers", "containers", "records", "uploads", "drafts", "replies", "tmp"].flatMap((kind) =>
    (existsSync(join(data, kind))
      ? readdirSync(join(data, kind), { recursive: true, withFileTypes: true })
      : []
    )
      .filter((entry) => entry.isFile())
      .map((entry) => `${kind}/${entry.name}`),
  )
}

/** A world and a server of it for a whole `describe`; both are gone after it. */
export function served(
  target: Target,
  options: ServerOptions = {},
): World & { readonly url: string } & Running {
  let world: World | undefined
  let running: Running | undefined
  beforeAll(async () => {
    world = await newWorld()
    running = await target.start(world.data, options)
  })
  afterAll(async () => {
    await running?.stop()
    world?.remove()
  })
  return new Proxy({} as World & Running, {
    get: (_, key) => Reflect.get(running ?? {}, key) ?? Reflect.get(world ?? {}, key),
  })
}
