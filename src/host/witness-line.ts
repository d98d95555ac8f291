// The line to a witness over HTTP: one POST, no redirect, and an end whatever the witness does.
import type { WitnessLine } from "../sequencer/setting.ts"

const PATIENCE_MS = 10_000
const ANSWER_MAX = 64 * 1024 // 63 hashes and a hundred signature lines are far less

/** @param patience milliseconds for the whole exchange @throws whatever the line does; the answer's end is not waited for */
export function witnessLine(patience = PATIENCE_MS): WitnessLine {
  return async (url, body) => {
    const response = await fetch(url, {
      method: "POST",
      body: Uint8Array.from(body),
      headers: { "content-type": "text/plain; charset=utf-8" },
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > ANSWER_MAX) throw new RangeError("a witness's answer does not end")
      chunks.push(chunk)
    }
    return { status: response.status, body: new Uint8Array(Buffer.concat(chunks)) }
  }
}
