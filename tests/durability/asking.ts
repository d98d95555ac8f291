// Asking a server that may die at any moment: submissions, parts and signed requests over node:http, so that it shows
// on which line an answer came, and whether one came at all.
import { createHash } from "node:crypto"
import { type Agent, request } from "node:http"
import { contentDigest, NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import type { Signer } from "../../src/core/note/vkey.ts"
import { ORIGIN, TODAY } from "../fixtures/account.ts"

export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** The port that was asked from: it names the line in a trace of the server. */
  readonly port: number
  /** Whether the answer came to its end. */
  readonly whole: boolean
}

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly agent?: Agent
  /** Told the status as soon as it is there. */
  readonly seen?: (status: number) => void
}

/** @throws {Error} if the line broke before a status came */
export function ask(
  url: string,
  { method = "GET", headers = {}, body, agent, seen }: Asked,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const length = body === undefined ? {} : { "content-length": String(body.length) }
    const how = { method, headers: { ...headers, ...length }, agent: agent ?? false }
    const asked = request(url, how, (response) => {
      const port = asked.socket?.localPort ?? 0
      const status = response.statusCode as number
      const chunks: Buffer[] = []
      seen?.(status)
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("error", () => {}) // `close` follows
      response.on("close", () => {
        done({ status, port, whole: response.complete, body: Buffer.concat(chunks) })
      })
    })
    asked.on("error", fail)
    asked.end(body)
  })
}

export function submit(url: string, body: Uint8Array, how: Asked = {}): Promise<Answer> {
  const headers = { "content-type": "application/x-tar" }
  return ask(`${url}/submissions`, { method: "POST", headers, body, ...how })
}

export function putPart(url: string, id: string, n: number, body: Uint8Array): Promise<Answer> {
  const headers = { "content-digest": contentDigest(createHash("sha256").update(body).digest()) }
  return ask(`${url}/uploads/${id}/${n}`, { method: "PUT", headers, body })
}

/** When the server's clock began, by ours: a server that was started later believes it is earlier. */
const NOON = Date.parse(`${TODAY}T12:00:00Z`) / 1000

/** Asks as a courier; the server was started within the last five minutes. */
export async function asCourier(url: string, path: string, courier: Signer, agent?: Agent): Promise<Answer> {
  const facts = { method: "GET", url: `${url}${path}`, contentDigest: NO_CONTENT }
  const headers = await signRequest(facts, ORIGIN, courier, NOON)
  return ask(`${url}${path}`, { headers, ...(agent && { agent }) })
}

/** The code of a problem document. */
export function codeOf({ body }: Answer): string {
  return (JSON.parse(body.toString("utf8")) as { code: string }).code
}
