// Strings made to be looked for, and how a leak could write them down. The encoders are their own, not those of the search:
// a mistake in one of them must not hide in the other.
import { randomInt } from "node:crypto"
import { writeFileSync } from "node:fs"
import type { Canary } from "./search.ts"

const SCRIPTS = {
  latin: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  ukrainian: "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
  arabic: "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
  thai: "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
} as const
export type Script = keyof typeof SCRIPTS

/** A word that stands nowhere else: 20 letters at random, and no prefix that packing could fold away. */
export function word(script: Script = "latin"): string {
  const letters = [...SCRIPTS[script]]
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join("")
}

/** A text of one word in each script, and the canaries in it. */
export function planted(name: string): { readonly text: string; readonly canaries: readonly Canary[] } {
  const words = (Object.keys(SCRIPTS) as Script[]).map((script) => ({
    name: `${name} (${script})`,
    value: word(script),
  }))
  return { text: words.map(({ value }) => value).join(" "), canaries: words }
}

/** How a leak writes a text, by name. */
export const WRITTEN: Readonly<Record<string, (text: string) => Buffer>> = {
  raw: (text) => Buffer.from(text),
  "base64, first": (text) => base64(`abc${text}xyz`),
  "base64, second": (text) => base64(`a${text}xyz`),
  "base64, third": (text) => base64(`ab${text}xyz`),
  hex: (text) => Buffer.from(Buffer.from(text).toString("hex")),
  HEX: (text) => Buffer.from(Buffer.from(text).toString("hex").toUpperCase()),
  "UTF-16LE": (text) => Buffer.from(`a${text}`, "utf16le"),
  "UTF-16BE": (text) => Buffer.from(`a${text}`, "utf16le").swap16(),
  "JSON-escaped": (text) => Buffer.from(`"${text.replace(/./gsu, unicode)}"`),
  "JSON-escaped, capitals": (text) => Buffer.from(`"${text.replace(/./gsu, (unit) => unicode(unit, true))}"`),
  "URL-escaped": (text) => Buffer.from(`q=${encodeURIComponent(text)}`),
  "URL-escaped, small": (text) =>
    Buffer.from(`q=${encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase())}`),
}

/** One leak: a fresh canary, written in one way. */
export interface Leak extends Canary {
  readonly value: string
  readonly bytes: Buffer
}

/** A leak for every way of writing. */
export function leaks(place: string, script: Script = "latin"): Leak[] {
  return Object.entries(WRITTEN).map(([way, write]) => {
    const value = word(script)
    return { name: `${place}: ${script}, ${way}`, value, bytes: write(value) }
  })
}

/**
 * Writes the list that leak.ts reads.
 * @param some leaks by the way they get out
 * @param to where those go that need to know it
 */
export function writeLeaks(path: string, some: Readonly<Record<string, readonly Leak[]>>, to?: string): void {
  const list = Object.entries(some).flatMap(([where, all]) =>
    all.map(({ bytes }) => ({ where, bytes: bytes.toString("base64"), to })),
  )
  writeFileSync(path, JSON.stringify(list))
}

function base64(text: string): Buffer {
  return Buffer.from(Buffer.from(text).toString("base64"))
}

function unicode(unit: string, capitals: unknown = false): string {
  const digits = unit.charCodeAt(0).toString(16).padStart(4, "0")
  return `\\u${capitals === true ? digits.toUpperCase() : digits}`
}
