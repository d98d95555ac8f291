// A second reader of age files (c2sp.org/age v1, hybrid identities only), sharing no line and no package with src:
// node:crypto alone, Node 24.7 or newer. The tests' cross-check of what Cairn seals; not part of Cairn itself.
import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  hkdfSync,
} from "node:crypto"

// Every refusal is an `Error` whose message starts with one of these codes, a colon and a space.
export type AgeRefusal = "identity" | "header" | "no-match" | "mac" | "payload"

const CHUNK = 65536 // age, "Payload": bytes of plaintext per STREAM chunk
const TAG = 16 // RFC 8439: Poly1305 tag
const FILE_KEY = 16 // age: bytes of a file key
const MLKEM_CIPHERTEXT = 1088 // FIPS 203, ML-KEM-768
const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l" // BIP 173
const IDENTITY_HRP = "age-secret-key-pq-"

// RFC 8410 and RFC 9935 (seed only) keys in DER, up to where the raw bytes go.
const PKCS8_X25519 = Buffer.from("302e020100300506032b656e04220420", "hex")
const SPKI_X25519 = Buffer.from("302a300506032b656e032100", "hex")
const PKCS8_MLKEM768 = Buffer.from("3054020100300b060960864801650304040204428040", "hex")

/**
 * The plaintext of a whole binary age file, if any of its hybrid stanzas is for `identity`.
 * Stanzas of other kinds are passed over, as age demands; see {@link stanzaTypes} for Cairn's narrower rule.
 * @param identity `AGE-SECRET-KEY-PQ-1…`
 * @throws {Error} message `<AgeRefusal>: …`, for anything wrong anywhere in the file; never a part of the plaintext
 */
export function decryptAge(file: Uint8Array, identity: string): Uint8Array {
  return decryptAgeWithFileKey(file, fileKeyOf(file, identity))
}

/**
 * The same, for one who holds the file's 16-byte key instead of an identity.
 * @throws {Error} message `<AgeRefusal>: …`
 */
export function decryptAgeWithFileKey(file: Uint8Array, fileKey: Uint8Array): Uint8Array {
  const header = readHeader(file)
  checkMac(header, fileKey)
  return openPayload(header.payload, fileKey)
}

/**
 * The 16-byte file key, once the header's MAC was found right under it. The payload is not looked at.
 * @throws {Error} message `<AgeRefusal>: …`
 */
export function fileKeyOf(file: Uint8Array, identity: string): Uint8Array {
  const header = readHeader(file)
  const fileKey = unwrap(header.stanzas, identity)
  checkMac(header, fileKey)
  return fileKey
}

/**
 * The kinds of all stanzas, in order: a file of Cairn's has one to eight, all `mlkem768x25519`.
 * @throws {Error} `header: …` if the header does not follow the grammar
 */
export function stanzaTypes(file: Uint8Array): string[] {
  return readHeader(file).stanzas.map((stanza) => stanza.type)
}

/** `age1pq1…` of `AGE-SECRET-KEY-PQ-1…`. @throws {Error} `identity: …` */
export function recipientOf(identity: string): string {
  const keys = expand(seedOf(identity))
  const ek = createPublicKey(keys.mlkem).export({ format: "der", type: "spki" }).subarray(-1184)
  return bech32("age1pq", Buffer.concat([ek, keys.x25519Public]))
}

/** `AGE-SECRET-KEY-PQ-1…` of a 32-byte seed. */
export function identityOf(seed: Uint8Array): string {
  return bech32(IDENTITY_HRP, seed).toUpperCase()
}

// The header's grammar, whole: a version line, stanzas whose last body line is short, the MAC line.
const B64 = "[A-Za-z0-9+/]"
const STANZA = `-> ([!-~]+(?: [!-~]+)*)\\n((?:${B64}{64}\\n)*${B64}{0,63}\\n)`
const HEADER = new RegExp(`^age-encryption\\.org/v1\\n((?:${STANZA})+)--- (${B64}{43})\\n`)
const MAC_LINE = "--- \n".length + 43

interface Stanza {
  type: string
  args: string[]
  body: Buffer
}

interface Header {
  stanzas: Stanza[]
  macInput: Buffer
  mac: Buffer
  payload: Buffer
}

function readHeader(file: Uint8Array): Header {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const end = bytes.indexOf("\n--- ") + 1 + MAC_LINE // "-" is not base64, so the first such line is the MAC's or the grammar fails
  const text = bytes.toString("latin1", 0, end)
  const match = HEADER.exec(text)
  if (match === null) refuse("header", "not an age v1 header")
  const stanzas = Array.from((match[1] ?? "").matchAll(new RegExp(STANZA, "g")), (found) => {
    const [type = "", ...args] = (found[1] ?? "").split(" ")
    return { type, args, body: fromBase64((found[2] ?? "").replaceAll("\n", "")) }
  })
  return {
    stanzas,
    macInput: bytes.subarray(0, end - MAC_LINE + "---".length),
    mac: fromBase64(match[4] ?? ""),
    payload: bytes.subarray(end),
  }
}

function checkMac(header: Header, fileKey: Uint8Array): void {
  const key = hkdf(fileKey, Buffer.alloc(0), "header")
  if (!hmac(key, header.macInput).equals(header.mac)) refuse("mac", "the header is not what was sealed")
}

function unwrap(stanzas: Stanza[], identity: string): Buffer {
  const keys = expand(seedOf(identity))
  const hybrid = stanzas
    .filter((stanza) => stanza.type === "mlkem768x25519")
    .map(({ args, body }) => {
      if (args.length !== 1) refuse("header", "a hybrid stanza has one argument")
      const enc = fromBase64(args[0] ?? "")
      if (enc.length !== MLKEM_CIPHERTEXT + 32) refuse("header", "a hybrid share is 1120 bytes")
      if (body.length !== FILE_KEY + TAG) refuse("header", "a wrapped file key is 32 bytes")
      return { enc, body }
    })
  for (const { enc, body } of hybrid) {
    const { key, nonce } = hpkeSchedule(xwing(keys, enc))
    try {
      return openAead(key, nonce, body)
    } catch {} // sealed to someone else
  }
  return refuse("no-match", "no stanza is for this identity")
}

type HybridKeys = ReturnType<typeof expand>

function expand(seed: Buffer) {
  const bytes = createHash("shake256", { outputLength: 96 }).update(seed).digest()
  const x25519 = pkcs8(PKCS8_X25519, bytes.subarray(64))
  const x25519Public = createPublicKey(x25519).export({ format: "der", type: "spki" }).subarray(-32)
  return { mlkem: pkcs8(PKCS8_MLKEM768, bytes.subarray(0, 64)), x25519, x25519Public }
}

// X-Wing's Decapsulate (draft-connolly-cfrg-xwing-kem): SHA3-256(ssM || ssX || ctX || pkX || label).
function xwing(keys: HybridKeys, enc: Buffer): Buffer {
  const ctX = enc.subarray(MLKEM_CIPHERTEXT)
  const ssM = decapsulate(keys.mlkem, enc.subarray(0, MLKEM_CIPHERTEXT))
  let ssX: Buffer
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI_X25519, ctX]), format: "der", type: "spki" })
    ssX = diffieHellman({ privateKey: keys.x25519, publicKey }) // throws for an all-zero secret
  } catch {
    return refuse("header", "an X25519 share is of low order")
  }
  const hash = createHash("sha3-256").update(ssM).update(ssX).update(ctX).update(keys.x25519Public)
  return hash.update("\\.//^\\").digest()
}

// RFC 9180 section 5.1, base mode: KEM 0x647a, HKDF-SHA256 (1), ChaCha20Poly1305 (3).
function hpkeSchedule(secret: Buffer) {
  const suite = Buffer.from("HPKE\x64\x7a\x00\x01\x00\x03", "latin1")
  const extract = (salt: Uint8Array, label: string, ikm: Uint8Array | string) =>
    hmac(salt, Buffer.concat([Buffer.from("HPKE-v1"), suite, Buffer.from(label), Buffer.from(ikm)]))
  const none = Buffer.alloc(0)
  const context = Buffer.concat([
    Buffer.of(0),
    extract(none, "psk_id_hash", none),
    extract(none, "info_hash", "age-encryption.org/mlkem768x25519"),
  ])
  const prk = extract(secret, "secret", none)
  // One block of HKDF-Expand is enough for both lengths.
  const take = (label: string, length: number) =>
    hmac(
      prk,
      Buffer.concat([
        Buffer.of(0, length),
        Buffer.from("HPKE-v1"),
        suite,
        Buffer.from(label),
        context,
        Buffer.of(1),
      ]),
    ).subarray(0, length)
  return { key: take("key", 32), nonce: take("base_nonce", 12) }
}

function openPayload(payload: Buffer, fileKey: Uint8Array): Uint8Array {
  if (payload.length < 16) refuse("header", "the payload's nonce is missing")
  const key = hkdf(fileKey, payload.subarray(0, 16), "payload")
  const plain: Buffer[] = []
  let rest = payload.subarray(16)
  for (let counter = 0; ; counter++) {
    const final = rest.length <= CHUNK + TAG
    const nonce = Buffer.alloc(12)
    nonce.writeUIntBE(counter, 5, 6)
    nonce[11] = final ? 1 : 0
    let chunk: Buffer
    try {
      chunk = openAead(key, nonce, rest.subarray(0, CHUNK + TAG))
    } catch {
      return refuse("payload", "a chunk is not what was sealed, or the end is missing")
    }
    if (final && chunk.length === 0 && counter > 0) refuse("payload", "the last chunk is empty")
    plain.push(chunk)
    if (final) return new Uint8Array(Buffer.concat(plain))
    rest = rest.subarray(CHUNK + TAG)
  }
}

function openAead(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG })
  decipher.setAuthTag(sealed.subarray(-TAG))
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()])
}

function hkdf(ikm: Uint8Array, salt: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", ikm, salt, info, 32))
}

function hmac(key: Uint8Array, data: Uint8Array): Buffer {
  return createHmac("sha256", key).update(data).digest()
}

function pkcs8(prefix: Buffer, raw: Buffer) {
  return createPrivateKey({ key: Buffer.concat([prefix, raw]), format: "der", type: "pkcs8" })
}

// Node's decoder forgives almost anything, so the text must also be what the bytes encode to.
function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, "base64")
  if (bytes.toString("base64").replace(/=+$/, "") !== text) refuse("header", "not canonical base64")
  return bytes
}

// 32 bytes are 52 characters of five bits, the last four bits zero; six more are the checksum.
function seedOf(identity: string): Buffer {
  const data = /^AGE-SECRET-KEY-PQ-1([AC-HJ-NP-Z02-9]{58})$/.exec(identity)?.[1]
  if (data === undefined) refuse("identity", "not a hybrid identity")
  const words = Array.from(data.toLowerCase(), (letter) => CHARSET.indexOf(letter))
  if (checksum(IDENTITY_HRP, words) !== 1) refuse("identity", "the checksum is wrong")
  const value = words.slice(0, 52).reduce((sum, word) => sum * 32n + BigInt(word), 0n)
  if (value % 16n !== 0n) refuse("identity", "spare bits are not zero")
  return Buffer.from((value / 16n).toString(16).padStart(64, "0"), "hex")
}

function bech32(hrp: string, bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
  const words = (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, "0"), 2))
  const sum = checksum(hrp, [...words, 0, 0, 0, 0, 0, 0]) ^ 1
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (sum >>> shift) & 31)
  return `${hrp}1${[...words, ...tail].map((word) => CHARSET.charAt(word)).join("")}`
}

// BIP 173's polymod over the human-readable part and the data; 1 when a checksum is in place.
function checksum(hrp: string, words: number[]): number {
  const codes = Array.from(hrp, (letter) => letter.charCodeAt(0))
  let sum = 1
  for (const word of [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31), ...words]) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ word
    for (const [i, generator] of [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].entries())
      if ((top >>> i) & 1) sum ^= generator
  }
  return sum
}

function refuse(code: AgeRefusal, detail: string): never {
  throw new Error(`${code}: ${detail}`)
}
