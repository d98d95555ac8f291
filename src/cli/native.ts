// Node's own ciphers and hashes, passed into the rooms that would otherwise use slower ones; the bytes are the same.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from "node:crypto"
import { type Aead, type AeadKey, damaged, TAG } from "../core/age/aead.ts"
import { concat } from "../core/bytes.ts"
import type { NewSha256 } from "../core/sha256.ts"

const NAME = "chacha20-poly1305"
const TAGGED = { authTagLength: TAG }

/** OpenSSL's ChaCha20-Poly1305, and its HKDF. */
export const nodeAead: Aead = {
  name: "node",
  // Made once: given as bytes, a key costs a quarter of every chunk's time.
  key: async (bytes) => aeadKey(createSecretKey(bytes)),
  hkdf: (key, salt, info) => new Uint8Array(hkdfSync("sha256", key, salt, info, 32)),
}

function aeadKey(key: KeyObject): AeadKey {
  return {
    seal(nonce, plaintext) {
      const cipher = createCipheriv(NAME, key, nonce, TAGGED)
      return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
    },
    open(nonce, sealed) {
      const cut = sealed.length - TAG
      const decipher = createDecipheriv(NAME, key, nonce, TAGGED)
      decipher.setAuthTag(sealed.subarray(cut))
      const plaintext = decipher.update(sealed.subarray(0, cut))
      try {
        decipher.final()
      } catch (cause) {
        throw damaged(cause)
      }
      return plaintext
    },
  }
}

/** OpenSSL's SHA-256. */
export const nodeSha256: NewSha256 = () => createHash("sha256")
