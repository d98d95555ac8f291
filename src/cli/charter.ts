// Where a charter comes from on the command line: a file of notes, one after another, or the answer of GET /charter,
// from a file or an address. Whatever its source, it is verified from the fingerprint; an answer also brings its proof.

import { utf8 } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { type ChainSource, chainSource } from "../custody/chain-files.ts"
import { CliError } from "./errors.ts"
import { readSmall } from "./files.ts"

const MAX_BYTES = 16 * 1024 * 1024
const TIMEOUT_MS = 30_000

/** The charters of one source. */
export interface Charters {
  /** The whole chain, oldest first, verified. */
  readonly chain: readonly [Charter, ...Charter[]]
  /** What is said to show that the newest stands in the log; null for bare notes, which come without. */
  readonly proof: Uint8Array | null
}

/**
 * @throws {CliError} `file`, `network`
 * @throws {CharterError|StatementError} if the chain does not hold
 */
export async function loadCharters(source: string, fingerprint: string): Promise<Charters> {
  const text = /^https?:\/\//.test(source) ? await download(source) : await readCharterFile(source)
  const { notes, proof } = sourceIn(text)
  const [first, ...later] = await verifyChain(notes.map(utf8), fingerprint)
  return { chain: [first as Charter, ...later], proof }
}

/**
 * 64 hex digits; spaces and case do not matter.
 * @throws {CliError} `usage`
 */
export function parseFingerprint(text: string): string {
  const digits = text.replace(/\s/g, "").toLowerCase()
  if (/^[0-9a-f]{64}$/.test(digits)) return digits
  throw new CliError(
    "usage",
    "a fingerprint is 64 hex digits",
    "copy it from where the organisation printed it",
  )
}

async function readCharterFile(path: string): Promise<string> {
  return Buffer.from(await readSmall(path, MAX_BYTES)).toString("utf8")
}

async function download(address: string): Promise<string> {
  const url = new URL(address)
  if (url.pathname === "/") url.pathname = "/charter"
  if (!url.searchParams.has("after")) url.searchParams.set("after", "0")
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) throw new CliError("network", `the server answered ${response.status}`)
    const parts: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > MAX_BYTES) throw new CliError("network", "the answer is too large")
      parts.push(chunk)
    }
    return Buffer.concat(parts).toString("utf8")
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    throw new CliError("network", "the server did not answer", "check the address and the connection", {
      cause,
    })
  }
}

function sourceIn(text: string): ChainSource {
  try {
    return chainSource(text)
  } catch (cause) {
    throw new CliError("file", "neither charter notes nor an answer of GET /charter", undefined, { cause })
  }
}
