// WebP (RFC 9649): a RIFF file of which the picture, its colours and its frames stay. Gone are Exif, XMP, chunks that nobody
// knows, inside frames too, and whatever stands after the end.
import { orientationIn, orientationOnly } from "./orientation.ts"
import { ascii, concat, fail, type Piece, readAt, type Source, sizeOf, view } from "./pieces.ts"
import { PROFILE_MAX, plainProfile } from "./profile.ts"

const START = 12 // "RIFF", size, "WEBP"
const HEAD = 8 // name and size of a chunk
const FRAME = 16 // bytes of a frame before its own chunks
const PICTURE = ["VP8 ", "VP8L", "ALPH"]
const [HAS_ICC, HAS_EXIF, HAS_XMP, KNOWN] = [0x20, 0x08, 0x04, 0x3e]
const EXIF = "Exif\0\0" // some writers put this before it

interface Chunk {
  readonly name: string
  readonly from: number
  /** Of its data; a chunk of an odd size is followed by a zero. */
  readonly data: number
  readonly size: number
  readonly end: number
}

/** @throws {HiddenError} `hidden-form` */
export async function withoutHiddenWebp(source: Source): Promise<Piece[]> {
  const end = HEAD + view(await readAt(source, 4, 4)).getUint32(0, true)
  if (end > source.size) fail("it ends too early")
  const chunks = await chunksOf(source, START, end)
  const [first] = chunks
  const has = (name: string): Chunk | undefined => chunks.find((chunk) => chunk.name === name)
  if (first === undefined || !(PICTURE.includes(first.name) || first.name === "VP8X"))
    fail("no picture in it")
  if (has("VP8 ") === undefined && has("VP8L") === undefined && has("ANMF") === undefined)
    fail("no picture in it")
  if (first.name !== "VP8X") return assembled([stretch(first)])

  const orientation = await orientationOf(source, has("EXIF"))
  const body = await readAt(source, first.data, 10)
  if (first.size !== 10) fail("a header of another size")
  const flags = ((body[0] ?? 0) & KNOWN & ~(HAS_XMP | HAS_EXIF)) | (orientation === 1 ? 0 : HAS_EXIF)
  const icc = has("ICCP")
  const out: Piece[] = [
    {
      bytes: chunk("VP8X", concat(Uint8Array.of(icc ? flags : flags & ~HAS_ICC, 0, 0, 0), body.subarray(4))),
    },
  ]
  if (icc !== undefined) {
    if (icc.size > PROFILE_MAX) fail("more than any has")
    out.push({ bytes: chunk("ICCP", plainProfile(await readAt(source, icc.data, icc.size))) })
  }
  for (const one of chunks.slice(1)) {
    if (one.name === "ANIM" && one.size === 6) out.push(stretch(one))
    else if (PICTURE.includes(one.name)) out.push(stretch(one))
    else if (one.name === "ANMF") out.push(...(await frame(source, one)))
  }
  if (orientation !== 1) out.push({ bytes: chunk("EXIF", orientationOnly(orientation)) })
  return assembled(out)
}

async function chunksOf(source: Source, from: number, to: number): Promise<Chunk[]> {
  const chunks: Chunk[] = []
  for (let at = from; at < to; ) {
    const head = await readAt(source, at, HEAD)
    const size = view(head).getUint32(4, true)
    const data = at + HEAD
    const end = data + size + (size % 2)
    if (end > to) fail("a chunk that goes beyond the end")
    chunks.push({ name: ascii(head.subarray(0, 4)), from: at, data, size, end })
    at = end
  }
  return chunks
}

/** One picture of a moving one: its place and time, and of its chunks only the picture. */
async function frame(source: Source, { data, size }: Chunk): Promise<Piece[]> {
  if (size < FRAME) fail("a frame that is too short")
  const inner = await chunksOf(source, data + FRAME, data + size)
  const kept = inner.filter(({ name }) => PICTURE.includes(name)).map(stretch)
  const head = await readAt(source, data, FRAME)
  return [{ bytes: concat(named("ANMF", FRAME + sizeOf(kept)), head) }, ...kept]
}

async function orientationOf(source: Source, exif: Chunk | undefined): Promise<number> {
  if (exif === undefined || exif.size > PROFILE_MAX) return 1
  const data = await readAt(source, exif.data, exif.size)
  return orientationIn(ascii(data.subarray(0, EXIF.length)) === EXIF ? data.subarray(EXIF.length) : data)
}

function stretch({ from, end }: Chunk): Piece {
  return { from, to: end }
}

function assembled(pieces: readonly Piece[]): Piece[] {
  return [{ bytes: concat(named("RIFF", sizeOf(pieces) + 4), Uint8Array.from("WEBP", code)) }, ...pieces]
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  return concat(named(name, data.length), data, new Uint8Array(data.length % 2))
}

function named(name: string, size: number): Uint8Array {
  const head = new Uint8Array(HEAD)
  head.set(Uint8Array.from(name, code))
  view(head).setUint32(4, size, true)
  return head
}

const code = (sign: string): number => sign.charCodeAt(0)
