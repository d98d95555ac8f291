// The records of a stored zip (PKWARE APPNOTE 6.3.10), ZIP64 throughout, dated 1980-01-01 and without owner or rights: those of a
// store's one file, whose entries' sizes and checksums are known before they are written.
import { concat, utf8 } from "../core/bytes.ts"

const FIRST_OF_1980 = 0x00210000
const ALL_ONES = 0xffffffff // "stands in the ZIP64 field"
const ZIP64 = 45 // version needed

/** Where a local header has the checksum. */
export const LOCAL_CRC = 14

export function localHeader(name: string, size: number, crc: number): Uint8Array {
  const extra = concat(u16(1), u16(16), u64(size), u64(size))
  const fixed = [u32(0x04034b50), u16(ZIP64), u16(0), u16(0), u32(FIRST_OF_1980), u32(crc)]
  return concat(
    ...fixed,
    u32(ALL_ONES),
    u32(ALL_ONES),
    u16(name.length),
    u16(extra.length),
    utf8(name),
    extra,
  )
}

export function directoryEntry(name: string, size: number, crc: number, offset: number): Uint8Array {
  const extra = concat(u16(1), u16(24), u64(size), u64(size), u64(offset))
  const fixed = [u32(0x02014b50), u16(ZIP64), u16(ZIP64), u16(0), u16(0), u32(FIRST_OF_1980), u32(crc)]
  const sizes = [u32(ALL_ONES), u32(ALL_ONES), u16(name.length), u16(extra.length), u16(0), u16(0), u16(0)]
  return concat(...fixed, ...sizes, u32(0), u32(ALL_ONES), utf8(name), extra)
}

/** Everything after the directory. */
export function end(entries: number, size: number, offset: number): Uint8Array {
  const zip64 = [u32(0x06064b50), u64(44), u16(ZIP64), u16(ZIP64), u32(0), u32(0), u64(entries), u64(entries)]
  const locator = [u32(0x07064b50), u32(0), u64(offset + size), u32(1)]
  const last = [
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(0xffff),
    u16(0xffff),
    u32(ALL_ONES),
    u32(ALL_ONES),
    u16(0),
  ]
  return concat(...zip64, u64(size), u64(offset), ...locator, ...last)
}

function u16(n: number): Uint8Array {
  return Uint8Array.of(n & 255, n >>> 8)
}

function u32(n: number): Uint8Array {
  return Uint8Array.of(n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24)
}

function u64(n: number): Uint8Array {
  return concat(u32(n % 2 ** 32), u32(Math.floor(n / 2 ** 32)))
}
