// A second reader of what lies around the sealed bytes: ustar archives and tree roots (PROTOCOL sections 1 and 4),
// padmé sizes, signed notes (c2sp.org/signed-note, Ed25519). node:crypto alone, no line and no package shared with src.
import { isUtf8 } from "node:buffer"
import { createHash, createPublicKey, verify } from "node:crypto"

/** One ustar header: its fields as written, and its 512 bytes. */
export interface TarHeader {
  name: string
  mode: number
  uid: number
  gid: number
  size: number
  mtime: number
  raw: Uint8Array
}

const BLOCK = 512 // POSIX ustar
const PART = 1048576 // PROTOCOL section 1: bytes per leaf of a tree root
const SPKI_ED25519 = Buffer.from("302a300506032b6570032100", "hex") // RFC 8410, up to the key

/**
 * A POSIX ustar archive of regular files, read to its last byte.
 * @returns `files` by name in the archive's order, `headers` in the same order, and `zeros`: the count of zero bytes
 *   after the last file, the two end blocks among them
 * @throws {Error} `tar: …` for any other kind of entry, a wrong checksum, a name twice, bytes where zeros belong, a cut
 */
export function readTar(bytes: Uint8Array): {
  files: Map<string, Uint8Array>
  headers: TarHeader[]
  zeros: number
} {
  const tar = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (tar.length % BLOCK !== 0) throw new Error("tar: not whole blocks")
  const files = new Map<string, Uint8Array>()
  const headers: TarHeader[] = []
  let at = 0
  while (at < tar.length && tar[at] !== 0) {
    const header = readTarHeader(tar.subarray(at, at + BLOCK))
    const end = at + BLOCK + header.size
    const next = Math.ceil(end / BLOCK) * BLOCK
    if (next > tar.length) throw new Error("tar: a file is cut short")
    if (!isZero(tar.subarray(end, next))) throw new Error("tar: bytes after a file's end")
    if (files.has(header.name)) throw new Error("tar: a name stands twice")
    files.set(header.name, new Uint8Array(tar.subarray(at + BLOCK, end)))
    headers.push(header)
    at = next
  }
  if (tar.length - at < 2 * BLOCK) throw new Error("tar: the two end blocks are missing")
  if (!isZero(tar.subarray(at))) throw new Error("tar: bytes after the end")
  return { files, headers, zeros: tar.length - at }
}

function readTarHeader(raw: Buffer): TarHeader {
  const text = (from: number, length: number) => {
    const field = raw.toString("latin1", from, from + length)
    if (!/^[ -~]*\0*$/.test(field)) throw new Error("tar: a text field is not ASCII, then zeros")
    return field.replace(/\0+$/, "")
  }
  const octal = (from: number, length: number) => {
    const field = raw.toString("latin1", from, from + length)
    if (!/^[0-7]+[ \0]+$/.test(field)) throw new Error("tar: a number field is not octal")
    return Number.parseInt(field, 8)
  }
  const sum = raw.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0)
  if (octal(148, 8) !== sum) throw new Error("tar: a header's checksum is wrong")
  if (raw.toString("latin1", 257, 265) !== "ustar\x0000") throw new Error("tar: not POSIX ustar")
  if (raw.toString("latin1", 156, 157) !== "0") throw new Error("tar: not a regular file")
  const prefix = text(345, 155)
  return {
    name: prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    mode: octal(100, 8),
    uid: octal(108, 8),
    gid: octal(116, 8),
    size: octal(124, 12),
    mtime: octal(136, 12),
    raw: new Uint8Array(raw),
  }
}

/** Hex of the RFC 6962 tree hash over the 1 MiB parts of `bytes`; of no bytes there are no parts. */
export function treeRoot(bytes: Uint8Array): string {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += PART) parts.push(bytes.subarray(at, at + PART))
  return merkleRoot(parts)
}

/** Hex of the RFC 6962 section 2.1 tree hash of `leaves` (the leaves themselves, not their hashes). */
export function merkleRoot(leaves: readonly Uint8Array[]): string {
  return mth(leaves).toString("hex")
}

function mth(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves
  if (first === undefined) return sha256()
  if (leaves.length === 1) return sha256(Buffer.of(0), first)
  let split = 1 // the largest power of two below the count
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.of(1), mth(leaves.slice(0, split)), mth(leaves.slice(split)))
}

/** Padmé (PROTOCOL section 1) of `n` bytes, 2 or more; by the length of binary numerals, so that no float can round. */
export function padme(n: number): number {
  const length = n.toString(2).length
  const spare = length - 1 - (length - 1).toString(2).length
  if (spare <= 0) return n
  const step = 2n ** BigInt(spare)
  return Number(((BigInt(n) + step - 1n) / step) * step)
}

/**
 * The text of a signed note, if `publicKey` signed it. Lines of other keys are passed over, as signed-note demands.
 * @param publicKey 32 raw bytes
 * @returns `text` with its last newline, `name` as which the key signed, and `lines`, the count of all signature lines
 * @throws {Error} `note: …` or `base64: …` for a malformed note, a key that did not sign, or any of its signatures being wrong
 */
export function openNote(
  note: string | Uint8Array,
  publicKey: Uint8Array,
): { text: string; name: string; lines: number } {
  const bytes = Buffer.from(note)
  const whole = bytes.toString()
  if (typeof note === "string" ? whole !== note : !isUtf8(bytes)) throw new Error("note: not UTF-8")
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x0a)) throw new Error("note: a control character")
  const split = whole.lastIndexOf("\n\n")
  const text = whole.slice(0, split + 1)
  const tail = whole.slice(split + 2)
  const lines = Array.from(tail.matchAll(/— ([^\s+]+) ([A-Za-z0-9+/=]+)\n/gy))
  if (split < 0 || lines.map((line) => line[0]).join("") !== tail)
    throw new Error("note: not a text and signature lines")
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, publicKey]), format: "der", type: "spki" })
  let signer: string | undefined
  for (const [, name = "", payload = ""] of lines) {
    const line = fromBase64(payload)
    if (!line.subarray(0, 4).equals(keyId(name, publicKey))) continue
    if (!verify(null, Buffer.from(text), key, line.subarray(4))) throw new Error("note: a signature is wrong")
    signer ??= name
  }
  if (signer === undefined) throw new Error("note: not signed by this key")
  return { text, name: signer, lines: lines.length }
}

/**
 * Name and raw key of `<name>+<key ID>+<base64>`.
 * @throws {Error} `vkey: …` or `base64: …` for another form or kind of key, or a key ID that is not its own
 */
export function parseVkey(vkey: string): { name: string; publicKey: Uint8Array } {
  const [, name = "", id = "", data = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey) ?? []
  const bytes = fromBase64(data)
  if (bytes.length !== 33 || bytes[0] !== 1) throw new Error("vkey: not an Ed25519 key")
  const publicKey = new Uint8Array(bytes.subarray(1))
  if (keyId(name, publicKey).toString("hex") !== id) throw new Error("vkey: the key ID is another's")
  return { name, publicKey }
}

function keyId(name: string, publicKey: Uint8Array): Buffer {
  return sha256(Buffer.from(`${name}\n\x01`), publicKey).subarray(0, 4)
}

// Node's decoder forgives almost anything, so the text must also be what the bytes encode to.
function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, "base64")
  if (bytes.toString("base64") !== text) throw new Error("base64: not canonical")
  return bytes
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
