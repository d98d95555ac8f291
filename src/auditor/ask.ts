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
  "network" | "slow" | "redirected" | "too-large" | "refused" | "malformed" | "missing"
> {}

/** Who signs a request, and of which log it speaks. */
export interface Role {
  readonly signer: Signer
  readonly origin: string
}

/** A server and how to reach it. */
export interface Address {
  /** `https://name[:port]`, no path */
  readonly base: string
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How long one answer may take, in milliseconds. */
  readonly patienceMs: number
  /** When all patience ends, in milliseconds since 1970: a server may answer slowly for ever. */
  readonly until: number
  /** Who signs; without one only what is public is asked for. */
  readonly signer?: Signer | undefined
  /** The largest checkpoint that this auditor has seen, as its exact note: it stops a server that went back. */
  readonly seen?: Uint8Array | undefined
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
 * @throws {SourceError} `network`, `slow`, `redirected`, `too-large`
 */
export async function ask(
  address: Address,
  path: string,
  max: number,
  role?: Role | undefined,
): Promise<Answer> {
  let clock = 0 // seconds that the server is ahead: learned at most once
  let learned = false
  for (let tries = 1; ; tries++) {
    try {
      const answer = await askOnce(address, path, max, role, clock)
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
  role: Role | undefined,
  clock: number,
): Promise<Answer & { now: number }> {
  const left = Math.min(address.patienceMs, address.until - address.now())
  if (left <= 0) throw tooSlow()
  const enough = new AbortController()
  const timer = setTimeout(() => enough.abort(), left)
  try {
    const { fetch } = address // not as a method: a browser's knows only its own window
    const response = await fetch(`${address.base}${path}`, {
      ...{ headers: await headersOf(address, path, role, clock), signal: enough.signal },
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
    if (enough.signal.aborted) throw tooSlow(cause)
    throw new SourceError("network", "the server cannot be reached, or broke off", { cause })
  } finally {
    clearTimeout(timer)
    enough.abort()
  }
}

function tooSlow(cause?: unknown): SourceError {
  return new SourceError("slow", "the server did not answer in time", { cause })
}

async function headersOf(
  { base, now, seen }: Address,
  path: string,
  role: Role | undefined,
  clock: number,
): Promise<Record<string, string>> {
  if (role === undefined) return {}
  const created = Math.floor(now() / 1000) + clock
  const facts = { method: "GET", url: `${base}${path}`, contentDigest: NO_CONTENT }
  const signed = await signRequest(facts, role.origin, role.signer, created)
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
