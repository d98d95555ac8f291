// One question to the server and its answer, over a bad line (PROTOCOL section 9): tried again with pauses, never
// redirected, never longer than was expected, and signed where a role asks. Knows no path of the protocol.
import { toBase64 } from "../core/base64.ts"
import { collect } from "../core/chunks.ts"
import { CodedError } from "../core/errors.ts"
import { PROBLEM, parseAnswer } from "../core/http/answers.ts"
import { contentDigest, NO_CONTENT, signRequest } from "../core/http/signature.ts"
import type { Signer } from "../core/note/vkey.ts"
import { sha256Platform } from "../core/webcrypto.ts"

/** The line failed, or who is at its other end does not speak the protocol. */
export class LineError extends CodedError<"network" | "redirected" | "answer-too-large"> {}

/** The server said no; `code` is the server's own. With `clock`, `now` is the server's, seconds since 1970. */
export class Refusal extends CodedError {
  readonly now: number | undefined

  constructor(code: string, detail: string, now?: number) {
    super(code, detail)
    this.now = now
  }
}

/** A server and how to reach it; `offset` is how far its clock is from ours, learned at most once. */
export interface Line {
  /** `https://name[:port]`, no path */
  readonly base: string
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** How long nothing may come before it is tried again; of a request with a body, five times as long. */
  readonly silenceMs: number
  offset?: number
  /** The largest checkpoint that was seen, told to the server with each signed request (`Cairn-Seen`). */
  seen?: Uint8Array
}

/** What is asked. */
export interface Question {
  readonly method: "GET" | "PUT" | "POST"
  /** Path and query. */
  readonly path: string
  readonly body?: Uint8Array<ArrayBuffer>
  readonly type?: string
  /** Most bytes that the answer may have. */
  readonly max: number
  /** Who signs, and for which log. */
  readonly role?: { readonly signer: Signer; readonly origin: string }
  /** Throws for an answer to ask again for. */
  readonly check?: (answer: Uint8Array) => Promise<void> | void
}

const PAUSES_MS = [500, 1000, 2000, 4000, 8000] // one more try than pauses
const LONGEST_PAUSE_MS = 60_000
const PROBLEM_MAX = 16_384
const MOST_SILENCES = 20

/**
 * @returns the answer's body
 * @throws {Refusal} the server's code
 * @throws {LineError} `network` after the last try; `redirected`, `answer-too-large`
 * @throws whatever `check` threw last
 */
export async function ask(line: Line, question: Question): Promise<Uint8Array> {
  for (let tries = 0; ; tries++) {
    const outcome = await tryOnce(line, question)
    if (outcome.answer !== undefined) return outcome.answer
    if (outcome.again === "at-once") continue
    const pause = PAUSES_MS[tries]
    if (outcome.again === "never" || pause === undefined) throw outcome.error
    await line.pause(Math.min(Math.max(pause, outcome.afterMs ?? 0), LONGEST_PAUSE_MS))
  }
}

type Outcome =
  | { readonly answer: Uint8Array }
  | {
      readonly answer?: undefined
      readonly error: Error
      readonly again: "never" | "later" | "at-once"
      readonly afterMs?: number
    }

async function tryOnce(line: Line, question: Question): Promise<Outcome> {
  const headers = await headersOf(line, question)
  const silence = new Silence(line.silenceMs * (question.body === undefined ? 1 : 5))
  try {
    const { method, path, body = null } = question
    const { fetch } = line // not as a method: a browser's knows only its own window
    const response = await fetch(`${line.base}${path}`, {
      ...{ method, headers, body, signal: silence.signal },
      ...{ redirect: "manual", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" },
    })
    const { status, type } = response
    if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
      silence.end()
      const error = new LineError("redirected", "the server points elsewhere, which is never followed")
      return { error, again: "never" }
    }
    const bytes = await bodyOf(response, response.ok ? question.max : PROBLEM_MAX, silence)
    if (!response.ok) return refused(line, question, response, bytes)
    return await checked(question, bytes)
  } catch (cause) {
    if (cause instanceof LineError) return { error: cause, again: "never" }
    const error = new LineError("network", "the server did not answer, or was cut off", { cause })
    return { error, again: "later" }
  } finally {
    silence.end()
  }
}

async function headersOf(line: Line, { method, path, body, type, role }: Question) {
  const digest = body === undefined ? NO_CONTENT : contentDigest(await sha256Platform(body))
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type }
  if (role === undefined) return body === undefined ? headers : { ...headers, "content-digest": digest }
  const created = Math.floor(line.now() / 1000) + (line.offset ?? 0)
  if (line.seen !== undefined) headers["cairn-seen"] = toBase64(line.seen)
  const facts = { method, url: `${line.base}${path}`, contentDigest: digest }
  return { ...headers, ...(await signRequest(facts, role.origin, role.signer, created)) }
}

async function bodyOf(response: Response, max: number, silence: Silence): Promise<Uint8Array> {
  const tooLarge = () => new LineError("answer-too-large", "the answer is longer than it may be")
  if (Number(response.headers.get("content-length") ?? 0) > max) throw tooLarge()
  try {
    return await collect(heard(response, silence), max)
  } catch (error) {
    if ((error as Partial<CodedError>).code === "too-large") throw tooLarge()
    throw error
  }
}

// By a reader, because not every browser can iterate a body.
async function* heard({ body }: Response, silence: Silence): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  try {
    for (;;) {
      const next = await reader?.read()
      if (next === undefined || next.done) return
      silence.broken()
      yield next.value
    }
  } finally {
    await reader?.cancel().catch(() => {})
  }
}

async function checked(question: Question, answer: Uint8Array): Promise<Outcome> {
  try {
    await question.check?.(answer)
    return { answer }
  } catch (error) {
    if (error instanceof CodedError) return { error, again: "later" }
    throw error
  }
}

const TO_TRY_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504])

function refused(line: Line, question: Question, response: Response, bytes: Uint8Array): Outcome {
  const { status } = response
  const again = TO_TRY_AGAIN.has(status) ? "later" : "never"
  const afterMs = 1000 * (Number(response.headers.get("retry-after")) || 0)
  const problem = problemIn(bytes)
  if (problem === undefined) {
    const error = new LineError("network", `the server answered ${status} without saying why`)
    return { error, again, afterMs }
  }
  const error = new Refusal(problem.code, `the server refused it (${status})`, problem.now)
  const clock = status === 401 && problem.code === "clock" && question.role !== undefined
  if (clock && problem.now !== undefined && line.offset === undefined) {
    line.offset = problem.now - Math.floor(line.now() / 1000) // once: a clock that is then still wrong is not ours
    return { error, again: "at-once" }
  }
  return { error, again, afterMs }
}

function problemIn(bytes: Uint8Array) {
  try {
    return parseAnswer(PROBLEM, bytes)
  } catch {
    return undefined
  }
}

/** Ends a request on which nothing comes. Owns a timer; `end` stops it. */
class Silence {
  readonly #abort = new AbortController()
  readonly #milliseconds: number
  readonly #longest: ReturnType<typeof setTimeout>
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
    this.#longest = setTimeout(() => this.#abort.abort(), milliseconds * MOST_SILENCES) // a byte a minute is no answer
    this.broken()
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  broken(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#abort.abort(), this.#milliseconds)
  }

  end(): void {
    clearTimeout(this.#longest)
    clearTimeout(this.#timer)
  }
}
