// JPEG (ITU-T T.81): every segment is read and only those that the picture is made of stay. Gone are Exif, XMP, IPTC, comments,
// thumbnails, further pictures (MPF), films behind the picture, and whatever else stands after its end.
import { orientationIn, orientationOnly } from "./orientation.ts"
import { ascii, concat, fail, type Piece, readAt, type Source, view } from "./pieces.ts"
import { PROFILE_MAX, plainProfile } from "./profile.ts"

const [SOI, EOI, SOS, DQT, DHT, DRI, DNL, DAC, COM] = [0xd8, 0xd9, 0xda, 0xdb, 0xc4, 0xdd, 0xdc, 0xcc, 0xfe]
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![DHT, 0xc8, DAC].includes(marker)
const isApp = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7
const JFIF = "JFIF\0"
const EXIF = "Exif\0\0"
const ICC = "ICC_PROFILE\0"
const ADOBE = "Adobe"

interface Found {
  orientation: number | undefined
  readonly profile: Uint8Array[]
}

/** @throws {HiddenError} `hidden-form` */
export async function withoutHiddenJpeg(source: Source): Promise<Piece[]> {
  const found: Found = { orientation: undefined, profile: [] }
  const head: Piece[] = []
  const rest: Piece[] = []
  let [at, scans] = [2, 0]
  for (;;) {
    const [ff = 0, marker = 0] = await readAt(source, at, 2)
    if (ff !== 0xff) fail("no marker where one should be")
    if (marker === 0xff)
      at++ // a fill byte, left out
    else if (marker === EOI) {
      if (scans === 0) fail("no picture in it")
      rest.push({ from: at, to: at + 2 })
      return [{ bytes: Uint8Array.of(0xff, SOI) }, ...head, ...oursOf(found), ...merged(rest)]
    } else {
      const length = view(await readAt(source, at + 2, 2)).getUint16(0)
      if (length < 2) fail("a segment shorter than its own length")
      const end = at + 2 + length
      if (isApp(marker) || marker === COM) {
        // The first of each kind stands before the picture's own segments; what comes between scans is not for readers of pictures.
        const said = await readAt(source, at + 4, length - 2)
        const kept = scans === 0 ? keptOf(marker, said, found) : undefined
        if (kept !== undefined) head.push({ bytes: kept })
      } else {
        await requireShape(marker, source, at, length)
        rest.push({ from: at, to: end })
      }
      at = end
      if (marker === SOS) {
        scans++
        const scanned = await endOfScan(source, at)
        rest.push({ from: at, to: scanned })
        at = scanned
      }
    }
  }
}

/** What of an application's segment stays at once; orientation and colours are noted. */
function keptOf(marker: number, said: Uint8Array, found: Found): Uint8Array | undefined {
  const starts = (text: string): boolean => ascii(said.subarray(0, text.length)) === text
  if (marker === 0xe1 && starts(EXIF)) found.orientation ??= orientationIn(said.subarray(EXIF.length))
  if (marker === 0xe2 && starts(ICC)) found.profile.push(said.subarray(ICC.length))
  if (marker === 0xe0 && starts(JFIF) && said.length >= 14)
    return segment(marker, concat(said.subarray(0, 12), new Uint8Array(2))) // without its small picture
  if (marker === 0xee && starts(ADOBE) && said.length >= 12)
    // Only which way its colours are mixed; the rest has no meaning to readers of pictures.
    return segment(marker, concat(said.subarray(0, 7), new Uint8Array(4), said.subarray(11, 12)))
  return undefined
}

/** What stands in place of what was taken out: which way up, and which colours. */
function oursOf({ orientation = 1, profile }: Found): Piece[] {
  const up = concat(asBytes(EXIF), orientationOnly(orientation))
  return [...(orientation === 1 ? [] : [{ bytes: segment(0xe1, up) }]), ...colours(profile)]
}

const LONGEST = 65_535 - 2 - ICC.length - 2

function colours(parts: readonly Uint8Array[]): Piece[] {
  if (parts.length === 0) return []
  const ordered = parts.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
  const whole = ordered.every((part, n) => part[0] === n + 1 && part[1] === ordered.length)
  if (!whole || ordered.reduce((sum, { length }) => sum + length, 0) > PROFILE_MAX)
    fail("a colour profile in odd parts")
  const profile = plainProfile(concat(...ordered.map((part) => part.subarray(2))))
  const count = Math.ceil(profile.length / LONGEST)
  return Array.from({ length: count }, (_, n) => {
    const part = profile.subarray(n * LONGEST, (n + 1) * LONGEST)
    return { bytes: segment(0xe2, concat(asBytes(ICC), Uint8Array.of(n + 1, count), part)) }
  })
}

/** A segment of the picture itself has exactly the bytes that it says, or there is something else in it. */
async function requireShape(marker: number, source: Source, at: number, length: number): Promise<void> {
  const body = await readAt(source, at + 4, length - 2)
  if (marker === DQT) return requireTables(body, (first) => (first >> 4 === 0 ? 65 : 129))
  if (marker === DHT)
    return requireTables(body, (_, rest) => 17 + rest.subarray(1, 17).reduce((sum, n) => sum + n, 0))
  const expected = isFrame(marker)
    ? 6 + 3 * (body[5] ?? -1)
    : { [SOS]: 4 + 2 * (body[0] ?? -1), [DRI]: 2, [DNL]: 2 }[marker]
  if (marker === DAC ? body.length % 2 !== 0 : body.length !== expected)
    fail("a segment that is not as it should be")
}

function requireTables(body: Uint8Array, sizeOfTable: (first: number, rest: Uint8Array) => number): void {
  let at = 0
  while (at < body.length) at += sizeOfTable(body[at] ?? 0, body.subarray(at))
  if (at !== body.length) fail("a table that is not as long as it says")
}

const WINDOW = 65_536

/** Where the coded picture ends: at the first marker that is neither a stuffed zero nor a restart. */
async function endOfScan(source: Source, from: number): Promise<number> {
  for (let at = from; at < source.size - 1; at += WINDOW - 1) {
    const bytes = await source.read(at, Math.min(at + WINDOW, source.size))
    for (let n = bytes.indexOf(0xff); n >= 0 && n < bytes.length - 1; n = bytes.indexOf(0xff, n + 1)) {
      const next = bytes[n + 1] ?? 0
      if (next !== 0 && !isRestart(next)) return at + n
    }
  }
  return fail("it ends in the middle of the picture")
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const length = body.length + 2
  return concat(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), body)
}

function asBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0))
}

/** Neighbours as one: a picture of many scans is read in few pieces. */
function merged(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (last && !("bytes" in last) && !("bytes" in piece) && last.to === piece.from)
      out[out.length - 1] = { from: last.from, to: piece.to }
    else out.push(piece)
  }
  return out
}
