// Requests that her own key signs (PROTOCOL section 9, `holder`), over a line that may be bad. A device whose clock is wrong is
// told the time once, and goes by it.
import { HOLDER } from "../../src/core/consent/statement.ts"
import { NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import { type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import type { ReceiptKeys } from "../../src/core/receipt/receipt.ts"
import { type Answer, ask, type Patience, persist, RefusedError } from "./line.ts"

/** This device's clock, and what a server said of it. */
export class Clock {
  #ahead = 0 // seconds that the server's clock is ahead

  seconds(): number {
    return Math.floor(Date.now() / 1000 + this.#ahead)
  }

  /** `YYYY-MM-DD`, UTC */
  today(): string {
    return new Date(1000 * this.seconds()).toISOString().slice(0, 10)
  }

  /** @returns whether the refusal was about the clock, which then is set */
  corrected(error: unknown): boolean {
    if (!(error instanceof RefusedError) || error.code !== "clock" || error.now === undefined) return false
    this.#ahead = error.now - Date.now() / 1000
    return true
  }
}

/** Asks for what is hers. @throws {RefusedError} */
export async function askSigned(
  path: string,
  keys: ReceiptKeys,
  origin: string,
  clock: Clock,
  patience: Patience,
): Promise<Answer> {
  const signer = await signerFromSeed(HOLDER, keys.holderSeed)
  return persist(patience, async () => {
    try {
      return await once(path, signer, origin, clock)
    } catch (error) {
      if (!clock.corrected(error)) throw error
      return once(path, signer, origin, clock)
    }
  })
}

async function once(path: string, signer: Signer, origin: string, clock: Clock): Promise<Answer> {
  const facts = { method: "GET", url: new URL(path, location.href).href, contentDigest: NO_CONTENT }
  return ask({ method: "GET", url: path, headers: await signRequest(facts, origin, signer, clock.seconds()) })
}
