// A second derivation of a receipt's keys (PROTOCOL section 3), sharing no line and no package with src: node:crypto
// alone. The tests' cross-check; it reads digits but not words, which would need the word lists.
import { createHash, createPrivateKey, createPublicKey, hkdfSync, pbkdf2Sync } from "node:crypto"
import { identityOf } from "./age.ts"

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex") // RFC 8410, up to the seed

/**
 * Everything a receipt makes that another program can compare.
 * @param secret 12 bytes
 * @param origin the log's name
 * @returns `subject` (hex of the Ed25519 public key), `identity` (`AGE-SECRET-KEY-PQ-1…` of the reply key) and
 *   `holder`, the 32-byte Ed25519 seed
 * @throws {Error} `receipt: …` unless the secret is 12 bytes
 */
export function receiptKeys(
  secret: Uint8Array,
  origin: string,
): { subject: string; identity: string; holder: Uint8Array } {
  if (secret.length !== 12) throw new Error("receipt: a secret is 12 bytes")
  const stretched = pbkdf2Sync(secret, `cairn/receipt/v1${origin}`, 210_000, 64, "sha512")
  const derive = (info: string) => new Uint8Array(hkdfSync("sha256", stretched, new Uint8Array(0), info, 32))
  const holder = derive("cairn/holder/v1")
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, holder]), format: "der", type: "pkcs8" })
  const subject = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32).toString("hex")
  return { subject, identity: identityOf(derive("cairn/reply/v1")), holder }
}

/**
 * The 12-byte secret of thirty ASCII digits, in any spacing.
 * @throws {Error} `receipt: …` for another count of digits, a value of 2^99 or more, or a wrong checksum
 */
export function secretOfDigits(digits: string): Uint8Array {
  const bare = digits.replace(/\s/g, "")
  if (!/^[0-9]{30}$/.test(bare)) throw new Error("receipt: not thirty digits")
  const hex = (BigInt(bare) >> 3n).toString(16).padStart(24, "0").slice(-24)
  const secret = new Uint8Array(Buffer.from(hex, "hex"))
  if (digitsOf(secret) !== bare) throw new Error("receipt: a wrong checksum, or past the largest value")
  return secret
}

/** Thirty digits without spaces of a 12-byte secret. */
export function digitsOf(secret: Uint8Array): string {
  const value = (BigInt(`0x${Buffer.from(secret).toString("hex")}`) << 3n) | BigInt(checksumOf(secret))
  return value.toString().padStart(30, "0")
}

function checksumOf(secret: Uint8Array): number {
  return createHash("sha256").update("cairn/receipt/v1").update(secret).digest().readUInt8(0) >> 5
}
