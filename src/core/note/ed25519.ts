// The signature rule (PROTOCOL section 1): one verdict on an Ed25519 signature on every platform.
// Byte checks first, then the platform's verification; without one, the same equation over noble's points.
import { ed25519 } from "@noble/curves/ed25519.js"
import { sha512 } from "@noble/hashes/sha2.js"
import { concat, equal, fromHex, hex } from "../bytes.ts"
import { subtle } from "../webcrypto.ts"

const P = 2n ** 255n - 19n // the field's prime, RFC 8032 section 5.1
const L = ed25519.Point.Fn.ORDER // the order of the base point

// y-coordinates of the eight points of small order, sign bit cleared. The two with x = 0 also have a second,
// non-canonical encoding with the sign bit set; masking the bit catches both.
const SMALL_ORDER_Y = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
])

/** Tells whether `signature` (64 bytes) is valid on `message` under `key` (32 bytes). */
export type SignatureCheck = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>

/** The rule, with the platform's Ed25519 where there is one and noble's points otherwise. */
export const isSignature: SignatureCheck = async (key, message, signature) =>
  (await platformHasEd25519())
    ? isSignatureByPlatform(key, message, signature)
    : isSignatureByNoble(key, message, signature)

/** The rule by the platform's Ed25519. Rejects where there is none: {@link isSignature} knows. */
export const isSignatureByPlatform: SignatureCheck = async (key, message, signature) => {
  if (!hasCanonicalParts(key, signature)) return false
  try {
    const imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"])
    return await subtle.verify("Ed25519", imported, signature, message)
  } catch (error) {
    if ((error as Error).name === "NotSupportedError") throw error
    return false // some platforms reject a key that is no point only here
  }
}

/**
 * The rule by another verification of a runtime's own.
 * @param verify the cofactorless equation with R compared as bytes; false or a rejection for a key that is no point
 */
export function signatureCheck(verify: SignatureCheck): SignatureCheck {
  return async (key, message, signature) =>
    hasCanonicalParts(key, signature) && (await verify(key, message, signature))
}

/** The rule by noble's points: R = [S]B - [k]A compared as bytes. Not noble's own `verify`, which is cofactored. */
export const isSignatureByNoble: SignatureCheck = async (key, message, signature) => {
  if (!hasCanonicalParts(key, signature)) return false
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
  const k = littleEndian(sha512(concat(r, key, message))) % L
  try {
    const a = ed25519.Point.fromBytes(key)
    const left = ed25519.Point.BASE.multiplyUnsafe(littleEndian(s)).subtract(a.multiplyUnsafe(k))
    return equal(left.toBytes(), r)
  } catch {
    return false // the key is no point of the curve
  }
}

function hasCanonicalParts(key: Uint8Array, signature: Uint8Array): boolean {
  return (
    key.length === 32 &&
    signature.length === 64 &&
    isUsablePoint(key) &&
    isUsablePoint(signature.subarray(0, 32)) &&
    littleEndian(signature.subarray(32)) < L
  )
}

function isUsablePoint(encoding: Uint8Array): boolean {
  const y = Uint8Array.from(encoding)
  y[31] = (y[31] as number) & 0x7f
  return littleEndian(y) < P && !SMALL_ORDER_Y.has(hex(y))
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`)
}

let supported: Promise<boolean> | undefined

/** Whether this platform verifies Ed25519 itself; asked once, with RFC 8032's first test vector. */
export function platformHasEd25519(): Promise<boolean> {
  supported ??= probe()
  return supported
}

async function probe(): Promise<boolean> {
  const key = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
  const signature = fromHex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  )
  try {
    const imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"])
    return await subtle.verify("Ed25519", imported, signature, new Uint8Array(0))
  } catch {
    return false
  }
}
