// Requests signed with a role's key (PROTOCOL section 9; RFC 9421, RFC 9530): who asks is a key, never an account.
// Both ends use this file: the courier signs, the server verifies.

import { sha256 } from "@noble/hashes/sha2.js"
import { createSignature, verifySignature } from "http-message-sig"
import { toBase64 } from "../base64.ts"
import { fromHex, hex } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { isSignature } from "../note/ed25519.ts"
import type { Signer } from "../note/vkey.ts"

export class RequestError extends CodedError<"unauthorised" | "clock"> {}

const LABEL = "cairn"
const ALGORITHM = "ed25519"
const COMPONENTS = ["@method", "@path", "@query", "content-digest"] as const
const WINDOW_SECONDS = 300

/** A request as both ends see it. `contentDigest` is of its body, of no bytes where it has none. */
export interface RequestFacts {
  readonly method: string
  readonly url: string
  readonly contentDigest: string
}

/** `Content-Digest` (RFC 9530) of a SHA-256 in 32 bytes. */
export function contentDigest(digest: Uint8Array): string {
  return `sha-256=:${toBase64(digest)}:`
}

/** `Content-Digest` of a request without a body. */
export const NO_CONTENT: string = contentDigest(sha256(new Uint8Array(0)))

/**
 * The headers that sign a request.
 * @param created seconds since 1970
 */
export async function signRequest(
  request: RequestFacts,
  origin: string,
  signer: Signer,
  created: number,
): Promise<Record<string, string>> {
  const { signature, signatureInput } = await createSignature(descriptor(request), {
    label: LABEL,
    components: COMPONENTS,
    parameters: { created, keyid: hex(signer.verifier.key), alg: ALGORITHM, tag: tagOf(origin) },
    signer: { algorithm: ALGORITHM, sign: (data) => signer.sign(data) },
  })
  return { "content-digest": request.contentDigest, signature, "signature-input": signatureInput }
}

/**
 * Verifies a request's signature; whether the body has the digest is the caller's to check.
 * @param headers the two signature headers as they came, or undefined
 * @param now seconds since 1970
 * @returns the key that signed, 32 bytes
 * @throws {RequestError} `clock` if all is well but the time, else `unauthorised`
 */
export async function verifyRequest(
  request: RequestFacts,
  headers: { readonly signature?: string | undefined; readonly signatureInput?: string | undefined },
  origin: string,
  now: number,
): Promise<Uint8Array> {
  const { signature, signatureInput } = headers
  if (signature === undefined || signatureInput === undefined)
    throw new RequestError("unauthorised", "not signed")
  let created: number | undefined
  let key: Uint8Array | undefined
  try {
    await verifySignature(
      descriptor(request, [
        { name: "signature", value: signature },
        { name: "signature-input", value: signatureInput },
      ]),
      {
        label: LABEL,
        policy: {
          algorithms: [ALGORITHM],
          requiredComponents: COMPONENTS,
          requiredParameters: ["created", "keyid", "tag"],
          now,
          clockSkew: Number.MAX_SAFE_INTEGER, // the window is ours, below: a clock that is off has its own answer
        },
        resolveVerifier: ({ parameters, components }) => {
          const exact = components.length === COMPONENTS.length && parameters.tag === tagOf(origin)
          if (!exact) throw new RequestError("unauthorised", "signs something else")
          created = parameters.created
          const signer = fromHex(parameters.keyid ?? "")
          key = signer
          return { algorithm: ALGORITHM, verify: (data, bytes) => isSignature(signer, data, bytes) }
        },
      },
    )
  } catch (cause) {
    throw new RequestError("unauthorised", "signature not valid", { cause })
  }
  if (key === undefined || created === undefined)
    throw new RequestError("unauthorised", "signature not valid")
  if (Math.abs(now - created) > WINDOW_SECONDS) throw new RequestError("clock", "signed at another time")
  return key
}

function tagOf(origin: string): string {
  return `cairn/v1 ${origin}`
}

function descriptor(request: RequestFacts, more: readonly { name: string; value: string }[] = []) {
  const fields = [{ name: "content-digest", value: request.contentDigest }, ...more]
  return { kind: "request", method: request.method, targetUri: request.url, fields } as const
}
