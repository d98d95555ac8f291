// A colour profile without what it says of the device: only the tags that colours are computed by, and a header without maker,
// model and time. Screens' profiles hold their serial numbers, and screenshots hold screens' profiles.
import { ascii, concat, fail, view } from "./pieces.ts"

const HEADER = 128
const ENTRY = 12
const MOST_TAGS = 100
export const PROFILE_MAX = 4 * 1024 * 1024
const KEPT =
  "rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt cicp lumi D2B0 D2B1 D2B2 B2D0 B2D1 B2D2"
// Where the header says who made what, when, and which profile it is.
const BLANK = [
  [4, 8],
  [24, 36],
  [40, 44],
  [48, 64],
  [80, 128],
] as const

/** @throws {HiddenError} `hidden-form` */
export function plainProfile(profile: Uint8Array): Uint8Array {
  if (profile.length < HEADER + 4 || profile.length > PROFILE_MAX) fail("no colour profile")
  const data = view(profile)
  if (ascii(profile.subarray(36, 40)) !== "acsp" || data.getUint32(0) > profile.length)
    fail("no colour profile")
  const count = data.getUint32(HEADER)
  if (count > MOST_TAGS || HEADER + 4 + count * ENTRY > profile.length)
    fail("a colour profile of too many tags")
  const tags: { name: Uint8Array; from: number; size: number }[] = []
  for (let n = 0; n < count; n++) {
    const at = HEADER + 4 + n * ENTRY
    const [from, size] = [data.getUint32(at + 4), data.getUint32(at + 8)]
    if (from + size > profile.length) fail("a colour profile that points outside")
    const name = profile.subarray(at, at + 4)
    if (KEPT.split(" ").includes(ascii(name)))
      tags.push({ name, from, size: exactly(ascii(name), profile.subarray(from, from + size)) })
  }
  return assembled(profile, tags)
}

const PARAMETERS = [1, 3, 4, 5, 7] // of each kind of curve that is a formula
const TABLES = ["mft1", "mft2", "mAB ", "mBA ", "mpet", "cicp"]

/** The bytes that a tag of this name has, by its type: where it holds another, or more, it may hold anything. */
function exactly(name: string, body: Uint8Array): number {
  if (body.length < 12) fail("a tag without a type")
  const type = ascii(body.subarray(0, 4))
  const data = view(body)
  const size = /TRC$/.test(name)
    ? { curv: 12 + 2 * data.getUint32(8), para: 12 + 4 * (PARAMETERS[data.getUint16(8)] ?? -1) }[type]
    : /^(.XYZ|wtpt|bkpt|lumi)$/.test(name)
      ? { "XYZ ": 20 }[type]
      : name === "chad"
        ? { sf32: 44 }[type]
        : TABLES.includes(type)
          ? body.length
          : undefined
  if (size === undefined || size < 12 || size > body.length || body.length - size > 3)
    return fail("a tag of another shape")
  return size
}

function assembled(
  profile: Uint8Array,
  tags: readonly { readonly name: Uint8Array; readonly from: number; readonly size: number }[],
): Uint8Array {
  const table = new Uint8Array(4 + tags.length * ENTRY)
  view(table).setUint32(0, tags.length)
  const bodies: Uint8Array[] = []
  const places = new Map<string, number>() // tags may share what they point at
  let end = HEADER + table.length
  for (const [n, { name, from, size }] of tags.entries()) {
    const key = `${from} ${size}`
    const place = places.get(key) ?? end
    if (!places.has(key)) {
      const body = new Uint8Array(Math.ceil(size / 4) * 4)
      body.set(profile.subarray(from, from + size))
      bodies.push(body)
      end += body.length
    }
    places.set(key, place)
    table.set(name, 4 + n * ENTRY)
    view(table).setUint32(8 + n * ENTRY, place)
    view(table).setUint32(12 + n * ENTRY, size)
  }
  const header = Uint8Array.from(profile.subarray(0, HEADER))
  for (const [from, to] of BLANK) header.fill(0, from, to)
  view(header).setUint32(0, end)
  return concat(header, table, ...bodies)
}
