// A file as text or as bytes to look at: letters that would turn lines around are spelled out, and nothing is longer than a
// person would read.

/** So much of a text is shown. */
export const TEXT_SHOWN = 200_000
/** So much of anything else, sixteen to a line. */
export const BYTES_SHOWN = 512

// Those that reach beyond a word. Marks and isolates of single words stay: Arabic text uses them, and each line is apart.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g

/** The lines of a text of at most {@link TEXT_SHOWN} bytes, perhaps cut within its last letter. */
export function readableText(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8").decode(bytes).replace(/\ufffd$/, "")
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(TURNING, (letter) => `[U+${letter.charCodeAt(0).toString(16).toUpperCase()}]`)
}

/** `00000010  25 50 44 46 …  |%PDF…|`, as other tools show it. */
export function dump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ")
    const seen = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("")
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex.padEnd(47)}  |${seen}|`)
  }
  return lines.join("\n")
}
