// Which way up a picture is: the one thing of its Exif that changes how it looks, and so the one that is kept, in an Exif of ours that
// says nothing else.
import { concat, view } from "./pieces.ts"

const TAG = 0x0112
const SHORT = 3
const ENTRY = 12 // bytes of an entry

/** @param tiff an Exif block, from its byte order on. @returns 1 to 8; 1 where it does not say */
export function orientationIn(tiff: Uint8Array): number {
  if (tiff.length < 8) return 1
  const data = view(tiff)
  const little = data.getUint16(0) === 0x4949 // "II"
  if (!little && data.getUint16(0) !== 0x4d4d) return 1 // "MM"
  if (data.getUint16(2, little) !== 42) return 1
  const start = data.getUint32(4, little)
  if (start + 2 > tiff.length) return 1
  const count = data.getUint16(start, little)
  for (let n = 0; n < count; n++) {
    const at = start + 2 + n * ENTRY
    if (at + ENTRY > tiff.length) return 1
    if (data.getUint16(at, little) !== TAG) continue
    const value = data.getUint16(at + 8, little)
    const said = data.getUint16(at + 2, little) === SHORT && data.getUint32(at + 4, little) === 1
    return said && value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** The Exif block that says so and nothing else. */
export function orientationOnly(orientation: number): Uint8Array {
  const header = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
  const entry = [0, 1, TAG >> 8, TAG & 0xff, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0]
  return concat(Uint8Array.from(header), Uint8Array.from(entry), new Uint8Array(4))
}
