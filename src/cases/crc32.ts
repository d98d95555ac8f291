// CRC-32 (ISO 3309, as zip has it), by table: only because the zip format asks for one. What protects a store is its sealing.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** A checksum being computed. */
export class Crc32 {
  #c = 0xffffffff

  update(bytes: Uint8Array): void {
    let c = this.#c
    for (const byte of bytes) c = (TABLE[(c ^ byte) & 0xff] as number) ^ (c >>> 8)
    this.#c = c
  }

  /** 32 bits, unsigned. */
  get value(): number {
    return (this.#c ^ 0xffffffff) >>> 0
  }
}
