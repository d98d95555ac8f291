// PNG (W3C, third edition): only the chunks that the picture and its colours are made of stay. Gone are texts, times, Exif, what no
// standard knows, and whatever stands after the end.
import { orientationIn, orientationOnly } from "./orientation.ts"
import { ascii, concat, fail, type Piece, readAt, type Source, view } from "./pieces.ts"
import { PROFILE_MAX, plainProfile } from "./profile.ts"

/** The most bytes that each may have, but for those of the picture itself. */
const KEPT: Readonly<Record<string, number>> = {
  IHDR: 13,
  PLTE: 768,
  IDAT: Number.POSITIVE_INFINITY,
  IEND: 0,
  tRNS: 256,
  cHRM: 32,
  gAMA: 4,
  sRGB: 1,
  sBIT: 4,
  bKGD: 6,
  cICP: 4,
  mDCV: 24,
  cLLI: 8,
  acTL: 8,
  fcTL: 26,
  fdAT: Number.POSITIVE_INFINITY,
}
const START = 8
const AROUND = 12 // bytes of a chunk beside its data: length, name, check

/** @throws {HiddenError} `hidden-form` */
export async function withoutHiddenPng(source: Source): Promise<Piece[]> {
  const pieces: Piece[] = [{ from: 0, to: START }]
  const seen = new Set<string>()
  for (let at = START; ; ) {
    const head = await readAt(source, at, 8)
    const length = view(head).getUint32(0)
    const name = ascii(head.subarray(4))
    const end = at + AROUND + length
    if (!/^[A-Za-z]{4}$/.test(name) || end > source.size) fail("no chunk where one should be")
    if ((name === "IHDR") !== (seen.size === 0)) fail("no header, or not first")
    const most = KEPT[name]
    if (most === undefined && /^[A-Z]/.test(name))
      fail("a part that nobody knows, without which it cannot be shown")
    if (most !== undefined) {
      if (length > most) fail("a chunk that is longer than it may be")
      pieces.push({ from: at, to: end })
    } else pieces.push(...(await replaced(name, source, at + 8, length, seen)))
    seen.add(name)
    at = end
    if (name !== "IEND") continue
    if (!seen.has("IDAT")) fail("no picture in it")
    return pieces
  }
}

/** What stands in place of a chunk that tells more than it must. */
async function replaced(
  name: string,
  source: Source,
  from: number,
  length: number,
  seen: ReadonlySet<string>,
): Promise<Piece[]> {
  if ((name !== "eXIf" && name !== "iCCP") || seen.has(name)) return []
  if (length > PROFILE_MAX) fail("more than any has")
  const data = await readAt(source, from, length)
  if (name === "eXIf") {
    const orientation = orientationIn(data)
    return orientation === 1 ? [] : [{ bytes: chunk("eXIf", orientationOnly(orientation)) }]
  }
  const end = data.indexOf(0)
  if (end < 1 || end > 79 || data[end + 1] !== 0) fail("no colour profile")
  const profile = plainProfile(await through(new DecompressionStream("deflate"), data.subarray(end + 2)))
  const packed = await through(new CompressionStream("deflate"), profile)
  return [{ bytes: chunk("iCCP", concat(Uint8Array.of(0x70, 0, 0), packed)) }] // its name is one letter
}

async function through(by: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const out: Uint8Array[] = []
  let size = 0
  try {
    const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(by).getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      out.push(read.value)
      size += read.value.length
      if (size > PROFILE_MAX) await reader.cancel() // a small file that unpacks to a large one
    }
  } catch {
    fail("packed in another way")
  }
  if (size > PROFILE_MAX) fail("more than any has")
  return concat(...out)
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = concat(
    Uint8Array.from(name, (sign) => sign.charCodeAt(0)),
    data,
  )
  const [length, check] = [new Uint8Array(4), new Uint8Array(4)]
  view(length).setUint32(0, data.length)
  view(check).setUint32(0, crc32(named))
  return concat(length, named, check)
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
