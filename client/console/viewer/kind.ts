// What a file is, by its first bytes and never by its name or what somebody said of it; and how such a file may be shown:
// as pixels, as sound, as text, or only as bytes. Whatever is not listed is bytes.

/** How a file is shown. `moving` is film, played like sound. */
export type Showing = "pixels" | "sound" | "moving" | "text" | "bytes"

export type Kind = keyof typeof KINDS

/** Everything that is known, and what is done with it. What could run, load or unpack is never more than bytes or text. */
export const KINDS = {
  png: "pixels",
  jpeg: "pixels",
  gif: "pixels",
  webp: "pixels",
  webm: "moving",
  mp4: "moving",
  ogg: "sound",
  wav: "sound",
  mp3: "sound",
  flac: "sound",
  aac: "sound",
  html: "text",
  svg: "text",
  xml: "text",
  text: "text",
  pdf: "bytes",
  zip: "bytes",
  packed: "bytes",
  document: "bytes",
  program: "bytes",
  picture: "bytes",
  film: "bytes",
  unknown: "bytes",
} as const satisfies Record<string, Showing>

/** So many bytes of a file are looked at. */
export const HEAD = 64 * 1024

const MAGIC: readonly (readonly [Kind, offset: number, bytes: string])[] = [
  ["png", 0, "\x89PNG\r\n\x1a\n"],
  ["jpeg", 0, "\xff\xd8\xff"],
  ["gif", 0, "GIF87a"],
  ["gif", 0, "GIF89a"],
  ["webm", 0, "\x1a\x45\xdf\xa3"],
  ["ogg", 0, "OggS"],
  ["flac", 0, "fLaC"],
  ["mp3", 0, "ID3"],
  ["pdf", 0, "%PDF-"],
  ["zip", 0, "PK\x03\x04"],
  ["zip", 0, "PK\x05\x06"],
  ["packed", 0, "\x1f\x8b"],
  ["packed", 0, "7z\xbc\xaf\x27\x1c"],
  ["packed", 0, "Rar!"],
  ["packed", 0, "BZh"],
  ["packed", 0, "\xfd7zXZ\x00"],
  ["packed", 257, "ustar"],
  ["document", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], // older office files
  ["document", 0, "{\\rtf"],
  ["program", 0, "MZ"],
  ["program", 0, "\x7fELF"],
  ["program", 0, "#!"],
  ["program", 0, "\xca\xfe\xba\xbe"],
  ["picture", 0, "II*\x00"],
  ["picture", 0, "MM\x00*"],
  ["picture", 0, "BM"],
  ["picture", 0, "8BPS"],
]
const STILL = ["heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif", "avis"]

/** @param head its first {@link HEAD} bytes, or all of it */
export function kindOf(head: Uint8Array): Kind {
  const found = MAGIC.find(([, offset, bytes]) => holds(head, offset, bytes))
  if (found !== undefined && !(found[0] === "picture" && isText(head))) return found[0]
  if (holds(head, 0, "RIFF")) return riff(head)
  if (holds(head, 4, "ftyp")) return STILL.includes(latin(head.subarray(8, 12))) ? "picture" : "mp4"
  const second = head[0] === 0xff ? (head[1] ?? 0) : 0
  if ((second & 0xf6) === 0xf0) return "aac"
  if ((second & 0xe6) === 0xe2) return "mp3" // layer III, without a label before it
  if (!isText(head)) return "unknown"
  const begins = latin(head.subarray(0, 4096)).toLowerCase()
  if (/<svg[\s>]/.test(begins)) return "svg"
  if (/<(!doctype html|html|head|body|script|iframe|meta|title)[\s>]/.test(begins)) return "html"
  return /^\s*(\xef\xbb\xbf)?<\?xml/.test(begins) ? "xml" : "text"
}

/** Marks of a second kind in a file of a first: a picture that is also a zip, a page or a PDF. */
export function alsoHolds(kind: Kind, head: Uint8Array, tail: Uint8Array): Kind[] {
  const [front, back] = [latin(head).toLowerCase(), latin(tail)]
  const marks: readonly (readonly [Kind, boolean])[] = [
    ["zip", back.includes("PK\x05\x06")],
    ["pdf", front.slice(0, 1024).includes("%pdf-")],
    ["html", /<(script|html|iframe)[\s>]/.test(front)],
  ]
  const own: readonly Kind[] = [kind, ...(KINDS[kind] === "text" ? (["html"] as const) : [])]
  return marks.filter(([one, there]) => there && !own.includes(one)).map(([one]) => one)
}

/** UTF-8 without anything that only machines read. @param head cut anywhere, also within a letter */
export function isText(head: Uint8Array): boolean {
  for (let cut = 0; cut < 4; cut++) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(head.subarray(0, head.length - cut))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      return !/[\x00-\x08\x0e-\x1f\x7f]/.test(text)
    } catch {
      if (head.length < HEAD) return false // all of it: it was not cut
    }
  }
  return false
}

function riff(head: Uint8Array): Kind {
  const form = latin(head.subarray(8, 12))
  if (form === "WEBP") return "webp"
  return form === "WAVE" ? "wav" : form === "AVI " ? "film" : "unknown"
}

function holds(bytes: Uint8Array, offset: number, wanted: string): boolean {
  return latin(bytes.subarray(offset, offset + wanted.length)) === wanted
}

/** Each byte as the letter of its number. */
function latin(bytes: Uint8Array): string {
  let text = ""
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}
