// CRC-32 (ISO 3309, as zip has it), by table: only because the zip format asks for one. What protects a file is its hash or its seal.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** Of `bytes` after those whose checksum is `before`; 32 bits, unsigned. A runtime's own, where it has one, is called the same way. */
export type Crc32 = (bytes: Uint8Array, before: number) => number

export const tableCrc32: Crc32 = (bytes, before) => {
  let c = ~before
  for (let i = 0; i < bytes.length; i++) c = (TABLE[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8)
  return ~c >>> 0
}
