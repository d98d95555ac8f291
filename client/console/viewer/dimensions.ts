// How large a picture says it is, read from its header before anything decodes it: thirty bytes can ask for gigabytes of
// pixels. A header that cannot be read to its end is a picture that is not drawn.
import { CodedError } from "../../../src/core/errors.ts"
import type { Kind } from "./kind.ts"

export class PictureError extends CodedError<"picture-header" | "picture-too-large"> {}

export interface Dimensions {
  readonly width: number
  readonly height: number
}

/** What is decoded at most: 200 MB of pixels, more than a telephone's camera makes. */
export const MAX_PIXELS = 50_000_000
const MAX_SIDE = 30_000

/**
 * @param head the picture's beginning; a JPEG's size can stand behind large notes of its camera
 * @throws {PictureError} `picture-header`, `picture-too-large`
 */
export function dimensionsOf(kind: Kind, head: Uint8Array): Dimensions {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  let found: Dimensions | undefined
  try {
    if (kind === "png") found = png(view)
    if (kind === "jpeg") found = jpeg(view)
    if (kind === "gif") found = gif(view)
    if (kind === "webp") found = webp(view)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // it ends too early
  }
  if (found === undefined || found.width < 1 || found.height < 1)
    throw new PictureError("picture-header", "says no size")
  if (found.width > MAX_SIDE || found.height > MAX_SIDE || found.width * found.height > MAX_PIXELS)
    throw new PictureError("picture-too-large", "more pixels than are decoded")
  return found
}

// IHDR is the first chunk, or it is no PNG.
function png(view: DataView): Dimensions | undefined {
  if (view.getUint32(12) !== 0x49484452) return undefined
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

// Segments up to the frame header, SOF0 to SOF15; C4, C8 and CC are tables.
function jpeg(view: DataView): Dimensions | undefined {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff)
      at += 1 // filling
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    else if (marker === 0xd9 || marker === 0xda)
      return undefined // its data begins, and no size was said
    else at += 2 + view.getUint16(at + 2)
  }
}

// The screen, or the first frame where that is larger.
function gif(view: DataView): Dimensions | undefined {
  const packed = view.getUint8(10)
  let at = 13 + tableSize(packed)
  while (view.getUint8(at) === 0x21) {
    at += 2
    while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at)
    at += 1
  }
  if (view.getUint8(at) !== 0x2c) return undefined
  const [left, top, width, height] = [1, 3, 5, 7].map((n) => view.getUint16(at + n, true)) as [
    number,
    number,
    number,
    number,
  ]
  return {
    width: Math.max(view.getUint16(6, true), left + width),
    height: Math.max(view.getUint16(8, true), top + height),
  }
}

function tableSize(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1)
}

function webp(view: DataView): Dimensions | undefined {
  const chunk = view.getUint32(12)
  const uint24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536
  if (chunk === 0x56503858) return { width: uint24(24) + 1, height: uint24(27) + 1 } // VP8X
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true) // VP8L
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (chunk !== 0x56503820 || uint24(23) !== 0x2a019d) return undefined // VP8, and its start code
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}
