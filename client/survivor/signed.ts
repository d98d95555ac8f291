// Requests that her own key signs (PROTOCOL section 9, `holder`), over a line that may be bad. A device whose clock is wrong is
// told the time once, and goes by it.
import { HOLDER } from "../../src/core/consent/statement.ts"
import { contentDigest, NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import { type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import type { ReceiptKeys } from "../../src/core/receipt/receipt.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import type { Clock } from "./clock.ts"
import { type Answer, type Ask, ask, type Patience, persist } from "./line.ts"

/** `body`, if any, is sent as bytes of no known type. */
export type Wanted = Pick<Ask, "method" | "body"> & { readonly path: string }

/** Asks for what is hers, or changes it. @throws {RefusedError} */
export async function askSigned(
  wanted: Wanted,
  keys: ReceiptKeys,
  origin: string,
  clock: Clock,
  patience: Patience,
): Promise<Answer> {
  const signer = await signerFromSeed(HOLDER, keys.holderSeed)
  const once = async (): Promise<Answer> =>
    ask({ ...(await requestOf(wanted, signer, origin, clock)), signal: patience.signal })
  return persist(patience, async () => {
    try {
      return await once()
    } catch (error) {
      if (!clock.corrected(error)) throw error
      return once()
    }
  })
}

async function requestOf(
  { method, path, body }: Wanted,
  signer: Signer,
  origin: string,
  clock: Clock,
): Promise<Ask> {
  const digest = body === undefined ? NO_CONTENT : contentDigest(await sha256Platform(body))
  const facts = { method, url: new URL(path, location.href).href, contentDigest: digest }
  const headers = await signRequest(facts, origin, signer, clock.seconds())
  if (body === undefined) return { method, url: path, headers }
  return { method, url: path, headers: { ...headers, "content-type": "application/octet-stream" }, body }
}
