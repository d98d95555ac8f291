// In the browser: the signature rule (PROTOCOL section 1) over vectors that the test hands in.
import { fromHex, utf8 } from "../../../src/core/bytes.ts"
import {
  isSignature,
  isSignatureByNoble,
  isSignatureByPlatform,
  platformHasEd25519,
  type SignatureCheck,
} from "../../../src/core/note/ed25519.ts"
import type { Vector } from "../../core/note/cctv.ts"

const page = {
  /** Numbers of the accepted vectors, by each implementation; none by the platform where it has no Ed25519. */
  async verdicts(vectors: readonly Vector[]) {
    const byPlatform = (await platformHasEd25519()) ? await accepted(isSignatureByPlatform, vectors) : null
    return {
      product: await accepted(isSignature, vectors),
      platform: byPlatform,
      noble: await accepted(isSignatureByNoble, vectors),
    }
  },
}

export type SignaturesPage = typeof page
Object.assign(globalThis, { cairn: page })

async function accepted(check: SignatureCheck, vectors: readonly Vector[]): Promise<number[]> {
  const numbers: number[] = []
  for (const { number, key, msg, sig } of vectors) {
    if (await check(fromHex(key), utf8(msg), fromHex(sig))) numbers.push(number)
  }
  return numbers
}
