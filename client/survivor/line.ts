// One request at a time over a line that may be slow, cut or silent: real progress, and patience that ends in a question
// to her rather than in a loss. XMLHttpRequest, because fetch tells nothing of what it has sent.
import { CodedError } from "../../src/core/errors.ts"
import { PROBLEM, parseAnswer } from "../../src/core/http/answers.ts"
import type { Trouble } from "./organisation.ts"

/** The line broke, or the server asks for time: the same request may be made again. */
export class LineError extends CodedError<"line" | "busy"> {
  /** Seconds the server asked to wait. */
  readonly after: number

  constructor(code: "line" | "busy", detail: string, after = 0) {
    super(code, detail)
    this.after = after
  }
}

/** The server will not take it; `code` is its problem's. With `clock`, `now` is the server's, seconds since 1970. */
export class RefusedError extends CodedError {
  readonly now: number | undefined

  constructor(code: string, detail: string, now?: number) {
    super(code, detail)
    this.now = now
  }
}

export interface Ask {
  readonly method: "GET" | "PUT" | "POST" | "DELETE"
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Told how many bytes of the body went out. */
  readonly progress?: (sent: number) => void
  /** Ends it, as a cut line would. */
  readonly signal?: AbortSignal | undefined
}

export interface Answer {
  readonly status: number
  readonly bytes: Uint8Array
}

const SILENCE_MS = 60_000
const LATER = [408, 425, 429, 500, 502, 503, 504, 507]

/**
 * Makes one request.
 * @returns the answer, 2xx or 404: an unknown upload is no fault
 * @throws {LineError} where the same may be tried again
 * @throws {RefusedError} with the problem's code
 */
export async function ask({ method, url, headers = {}, body, progress, signal }: Ask): Promise<Answer> {
  const request = new XMLHttpRequest()
  const stop = (): void => request.abort()
  request.open(method, url)
  request.responseType = "arraybuffer"
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  let silence: ReturnType<typeof setTimeout> | undefined
  const heard = (): void => {
    clearTimeout(silence)
    // A phone that changed cells can leave a connection open that nothing will ever come over.
    silence = setTimeout(() => request.abort(), SILENCE_MS)
  }
  heard()
  request.onprogress = heard
  request.upload.onprogress = ({ loaded }) => {
    heard()
    progress?.(loaded)
  }
  signal?.addEventListener("abort", stop)
  await new Promise<void>((resolve, reject) => {
    request.onload = () => resolve()
    request.onerror = request.onabort = () => reject(new LineError("line", "cut"))
    request.send(body as Uint8Array<ArrayBuffer> | undefined)
  }).finally(() => {
    clearTimeout(silence)
    signal?.removeEventListener("abort", stop)
  })
  const { status } = request
  const bytes = new Uint8Array(request.response as ArrayBuffer)
  if ((status >= 200 && status < 300) || status === 404) return { status, bytes }
  if (LATER.includes(status)) throw new LineError("busy", `answered ${status}`, secondsIn(request))
  const { code, now } = problemIn(bytes)
  throw new RefusedError(code, `answered ${status}`, now)
}

function secondsIn(request: XMLHttpRequest): number {
  const seconds = Number(request.getResponseHeader("retry-after"))
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}

function problemIn(bytes: Uint8Array): { readonly code: string; readonly now?: number | undefined } {
  try {
    return parseAnswer(PROBLEM, bytes)
  } catch {
    return { code: "fault" }
  }
}

/** How a screen is told of waiting, and how she says to go on, or that it is to end. */
export interface Patience {
  /** Aborted once she wants something else: nothing is asked any more, and what is under way is cut. */
  readonly signal?: AbortSignal | undefined
  waiting(trouble: Trouble): void
  /** Resolves when she asks for another try. */
  stuck(trouble: Trouble): Promise<void>
}

// Six tries within about half a minute; after that she is asked, and nothing is lost meanwhile.
const WAITS_MS = [500, 1000, 2000, 4000, 8000, 16_000]
const LONGEST_MS = 60_000

/**
 * Tries until it works, is refused, or she gives up.
 * @param attempt is told whether it is the first
 * @throws whatever is not a {@link LineError}; anything, once she wants something else
 */
export async function persist<T>(patience: Patience, attempt: (first: boolean) => Promise<T>): Promise<T> {
  for (let tries = 0, first = true; ; first = false) {
    patience.signal?.throwIfAborted()
    try {
      return await attempt(first)
    } catch (error) {
      if (!(error instanceof LineError) || patience.signal?.aborted === true) throw error
      const wait = WAITS_MS[tries++]
      if (wait === undefined) {
        await patience.stuck(error.code)
        tries = 0
        continue
      }
      patience.waiting(error.code)
      await pause(Math.max(wait, Math.min(error.after * 1000, LONGEST_MS)))
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
