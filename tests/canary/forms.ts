// What a string can look like where it leaked: raw, base64 in all three alignments, hex, UTF-16, JSON- and URL-escaped,
// and each of the ASCII forms kept as UTF-16 again. Not searched: encryption, case folding, and bytes in another order.

/** One appearance of a canary. */
export interface Form {
  readonly name: string
  readonly bytes: Buffer
}

type Encoding = "utf8" | "utf16le" | "utf16be"

/** The forms of a text, or of bytes that stand for no text. */
export function formsOf(canary: string | Uint8Array): Form[] {
  const forms =
    typeof canary === "string" ? textForms(canary) : byteForms("bytes", Buffer.from(canary), "raw")
  const unique = new Map<string, Form>()
  for (const form of forms) {
    const key = form.bytes.toString("latin1")
    if (!unique.has(key)) unique.set(key, form) // plain letters look the same in several forms: the first names them
  }
  return [...unique.values()]
}

function textForms(text: string): Form[] {
  const escaped: readonly (readonly [string, string])[] = [
    ["json", jsonEscaped(text, false)],
    ["json, every letter", jsonEscaped(text, true)],
    ["url", encodeURIComponent(text)],
    ["url form", encodeURIComponent(text).replaceAll("%20", "+")],
    ["url, every byte", percent(Buffer.from(text))],
  ]
  const both = escaped.flatMap(([name, ascii]) => [
    ...asciiForms(name, ascii),
    ...asciiForms(`${name}, capitals turned`, turnCapitals(ascii)),
  ])
  return [
    ...byteForms("utf-8", encode(text, "utf8"), "raw"),
    ...byteForms("utf-16le", encode(text, "utf16le"), "utf-16le"),
    ...byteForms("utf-16be", encode(text, "utf16be"), "utf-16be"),
    ...both,
  ]
}

function byteForms(of: string, bytes: Buffer, raw: string): Form[] {
  const hex = bytes.toString("hex")
  return [
    { name: raw, bytes },
    ...asciiForms(`hex of ${of}`, hex),
    ...asciiForms(`HEX of ${of}`, hex.toUpperCase()),
    ...[0, 1, 2].flatMap((shift) => {
      const middle = base64Middle(bytes, shift)
      return [
        ...asciiForms(`base64+${shift} of ${of}`, middle),
        ...asciiForms(`base64url+${shift} of ${of}`, middle.replaceAll("+", "-").replaceAll("/", "_")),
      ]
    }),
  ]
}

// A string in a browser's store, a crash report or a journal may stand as UTF-16, whatever was in it.
function asciiForms(name: string, ascii: string): Form[] {
  return [
    { name, bytes: Buffer.from(ascii, "latin1") },
    { name: `${name}, in utf-16le`, bytes: encode(ascii, "utf16le") },
    { name: `${name}, in utf-16be`, bytes: encode(ascii, "utf16be") },
  ]
}

export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === "utf8") return Buffer.from(text)
  const bytes = Buffer.from(text, "utf16le")
  return encoding === "utf16le" ? bytes : bytes.swap16()
}

// The characters of base64 that hold bits of these bytes alone, where `shift` bytes stand before them in their group.
function base64Middle(bytes: Buffer, shift: number): string {
  const all = Buffer.concat([Buffer.alloc(shift), bytes])
  return all.toString("base64").slice(Math.ceil((shift * 8) / 6), Math.floor((all.length * 8) / 6))
}

function jsonEscaped(text: string, every: boolean): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  return units
    .map((unit) =>
      every || unit > 0x7e || unit < 0x20
        ? `\\u${unit.toString(16).padStart(4, "0")}`
        : JSON.stringify(String.fromCharCode(unit)).slice(1, -1),
    )
    .join("")
}

function percent(bytes: Buffer): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`).join("")
}

// Escapes are written in either case; the letters of the text itself are not touched.
function turnCapitals(ascii: string): string {
  return ascii.replace(/\\u[0-9a-f]{4}|%[0-9A-F]{2}/g, (one) =>
    one[0] === "%" ? one.toLowerCase() : `\\u${one.slice(2).toUpperCase()}`,
  )
}
