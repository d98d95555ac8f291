// ChaCha20-Poly1305 (RFC 8439) as something passed in: the platform's where it is there, noble's otherwise. Both give
// the same bytes; the platform's is several times faster, and a hundred times where JavaScript runs without JIT.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { equal } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { subtle } from "../webcrypto.ts"

export class AeadError extends CodedError<"damaged"> {}

/** Bytes that sealing a chunk adds. */
export const TAG = 16

/** One key, ready. Nonces are 12 bytes; the sealed form is the ciphertext and a 16-byte tag. */
export interface AeadKey {
  seal(nonce: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array> | Uint8Array
  /** @throws {AeadError} `damaged`, now or in the promise, if the tag does not fit */
  open(nonce: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> | Uint8Array
}

/** An implementation of ChaCha20-Poly1305. */
export interface Aead {
  readonly name: string
  key(bytes: Uint8Array): Promise<AeadKey>
  /** HKDF-SHA-256 (RFC 5869), 32 bytes, where the implementation has its own: noble's otherwise. */
  hkdf?(key: Uint8Array, salt: Uint8Array, info: Uint8Array): Uint8Array
}

/** The error for a tag that does not fit, whoever noticed. */
export function damaged(cause?: unknown): AeadError {
  return new AeadError("damaged", "a chunk was changed, cut or sealed to another key", { cause })
}

/** noble's: everywhere, at the speed of JavaScript. */
export const nobleAead: Aead = {
  name: "noble",
  key: async (bytes) => ({
    seal: (nonce, plaintext) => chacha20poly1305(bytes, nonce).encrypt(plaintext),
    open: (nonce, sealed) => {
      try {
        return chacha20poly1305(bytes, nonce).decrypt(sealed)
      } catch (cause) {
        throw damaged(cause)
      }
    },
  }),
}

const NAME = "ChaCha20-Poly1305"

/** WebCrypto's: Chromium and Node have it, Firefox not yet. Use {@link platformAead} to be given the right one. */
export const webAead: Aead = {
  name: "webcrypto",
  key: async (bytes) => {
    const key = await subtle.importKey("raw-secret", bytes, NAME, false, ["encrypt", "decrypt"])
    return {
      seal: async (iv, plaintext) => new Uint8Array(await subtle.encrypt({ name: NAME, iv }, key, plaintext)),
      open: async (iv, sealed) => {
        try {
          return new Uint8Array(await subtle.decrypt({ name: NAME, iv }, key, sealed))
        } catch (cause) {
          throw damaged(cause)
        }
      },
    }
  },
}

let chosen: Promise<Aead> | undefined

/** The fastest implementation this platform has, chosen once: WebCrypto's only if it gives noble's bytes. */
export function platformAead(): Promise<Aead> {
  chosen ??= choose()
  return chosen
}

async function choose(): Promise<Aead> {
  const [key, nonce, text] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(65)]
  try {
    const [ours, theirs] = await Promise.all([nobleAead.key(key), webAead.key(key)])
    return equal(await ours.seal(nonce, text), await theirs.seal(nonce, text)) ? webAead : nobleAead
  } catch {
    return nobleAead
  }
}
