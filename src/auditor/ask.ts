// One question to a server that may be hostile: never redirected, never longer than it may be, never for ever. Signed by the
// auditor's key where a role is needed (PROTOCOL section 9). It believes nothing; whoever asks checks the answer.
import { toBase64 } from "../core/base64.ts"
import { collect } from "../core/chunks.ts"
import { CodedError } from "../core/errors.ts"
import { PROBLEM, parseAnswer } from "../core/http/answers.ts"
import { NO_CONTENT, signRequest } from "../core/http/signature.ts"
import type { Signer } from "../core/note/vkey.ts"

/** The source did not answer as it must. `code` says how. */
export class SourceError extends CodedError<
  "network" | "redirected" | "too-large" | "refused" | "malformed" | "missing"
> {}

/** A server and how to reach it. */
export interface Address {
  /** `https://name[:port]`, no path */
  readonly base: string
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How long one answer may take, in milliseconds. */
  readonly patienceMs: number
  /** Who signs; without one only what is public is asked for. */
  readonly auditor?: { readonly signer: Signer; readonly origin: string } | undefined
  /** The largest checkpoint that this auditor has seen, as its exact note: it stops a server that went back. */
  seen?: Uint8Array | undefined
}

/** What a server said. `bytes` of a refusal are its problem document's code. */
export interface Answer {
  readonly status: number
  readonly bytes: Uint8Array
  readonly code: string
}

const TRIES = 3
const PROBLEM_MAX = 16_384

/**
 * @param max most bytes that a good answer may have
 * @throws {SourceError} `network`, `redirected`, `too-large`
 */
export async function ask(address: Address, path: string, max: number): Promise<Answer> {
  let clock = 0 // seconds that the server is ahead: learned at most once
  let learned = false
  for (let tries = 1; ; tries++) {
    try {
      const answer = await askOnce(address, path, max, clock)
      if (answer.status !== 401 || answer.code !== "clock" || learned) return answer
      learned = true
      clock = answer.now - Math.floor(address.now() / 1000)
    } catch (error) {
      if (!(error instanceof SourceError) || error.code !== "network" || tries === TRIES) throw error
    }
  }
}

async function askOnce(
  address: Address,
  path: string,
  max: number,
  clock: number,
): Promise<Answer & { now: number }> {
  const enough = new AbortController()
  const timer = setTimeout(() => enough.abort(), address.patienceMs)
  try {
    const { fetch } = address // not as a method: a browser's knows only its own window
    const response = await fetch(`${address.base}${path}`, {
      ...{ headers: await headersOf(address, path, clock), signal: enough.signal },
      ...{ redirect: "manual", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" },
    })
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
      throw new SourceError("redirected", "the server points elsewhere, which is never followed")
    const bytes = await collect(bodyOf(response), response.ok ? max : PROBLEM_MAX)
    if (response.ok) return { status: response.status, bytes, code: "", now: 0 }
    return { status: response.status, bytes, ...problemIn(bytes) }
  } catch (cause) {
    if (cause instanceof SourceError) throw cause
    if (cause instanceof CodedError && cause.code === "too-large")
      throw new SourceError("too-large", "the answer is longer than it may be")
    throw new SourceError("network", "the server did not answer in time, or was cut off", { cause })
  } finally {
    clearTimeout(timer)
    enough.abort()
  }
}

async function headersOf({ base, now, auditor, seen }: Address, path: string, clock: number) {
  if (auditor === undefined) return {}
  const created = Math.floor(now() / 1000) + clock
  const facts = { method: "GET", url: `${base}${path}`, contentDigest: NO_CONTENT }
  const signed = await signRequest(facts, auditor.origin, auditor.signer, created)
  return seen === undefined ? signed : { ...signed, "cairn-seen": toBase64(seen) }
}

// By a reader, because not every browser can iterate a body.
async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  try {
    for (;;) {
      const next = await reader?.read()
      if (next === undefined || next.done) return
      yield next.value
    }
  } finally {
    await reader?.cancel().catch(() => {})
  }
}

function problemIn(bytes: Uint8Array): { code: string; now: number } {
  try {
    const { code, now = 0 } = parseAnswer(PROBLEM, bytes)
    return { code, now }
  } catch {
    return { code: "", now: 0 }
  }
}
