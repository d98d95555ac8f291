// Makes docs/vectors/receipt.json from the text of docs/PROTOCOL.md, section 3, with Node's own cryptography and none
// of src: a second computation to compare with. Run it with `node tests/core/receipt/make-vectors.ts`.
import { createHash, createPrivateKey, createPublicKey, hkdfSync, pbkdf2Sync } from "node:crypto"
import { writeFileSync } from "node:fs"
import { wordlist as czech } from "@scure/bip39/wordlists/czech.js"
import { wordlist as english } from "@scure/bip39/wordlists/english.js"
import { wordlist as french } from "@scure/bip39/wordlists/french.js"
import { wordlist as italian } from "@scure/bip39/wordlists/italian.js"
import { wordlist as japanese } from "@scure/bip39/wordlists/japanese.js"
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js"
import { wordlist as portuguese } from "@scure/bip39/wordlists/portuguese.js"
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js"
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js"
import { wordlist as traditional } from "@scure/bip39/wordlists/traditional-chinese.js"
import { identityOf, recipientOf } from "../../independent/age.ts"

const lists: Record<string, readonly string[]> = {
  cs: czech,
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  ja: japanese,
  ko: korean,
  pt: portuguese,
  "zh-Hans": simplified,
  "zh-Hant": traditional,
}

const secrets = [
  "000000000000000000000000",
  "ffffffffffffffffffffffff",
  "000000000000000000000001",
  "800000000000000000000000",
  "000102030405060708090a0b",
  "aaaaaaaaaaaaaaaaaaaaaaaa",
  "8d0dfff3a438b50c7877c8e9", // drawn once from /dev/urandom
]

/** The number of a secret, in binary text so that nothing of it is shared with the bit shifts in src. */
function bits(secret: string): string {
  const bytes = Buffer.from(secret, "hex")
  const digest = createHash("sha256").update("cairn/receipt/v1").update(bytes).digest()
  return binary(bytes) + binary(digest).slice(0, 3)
}

function binary(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")
}

function inWords(number: string, words: readonly string[]): string[] {
  const groups = number.match(/.{11}/g) ?? []
  return groups.map((group) => (words[Number.parseInt(group, 2)] ?? "").normalize("NFC"))
}

function inDigits(number: bigint): string {
  return (number.toString().padStart(30, "0").match(/.{3}/g) ?? []).join(" ")
}

/** What `secret` (hex) makes for the log named `origin`. */
export function makeKeys(secret: string, origin: string) {
  const stretched = pbkdf2Sync(Buffer.from(secret, "hex"), `cairn/receipt/v1${origin}`, 210_000, 64, "sha512")
  const holderSeed = Buffer.from(hkdfSync("sha256", stretched, "", "cairn/holder/v1", 32))
  const replySeed = Buffer.from(hkdfSync("sha256", stretched, "", "cairn/reply/v1", 32))
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), holderSeed]) // RFC 8410
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }))
  const spki = key.export({ format: "der", type: "spki" })
  return {
    stretched: stretched.toString("hex"),
    holderSeed: holderSeed.toString("hex"),
    subject: spki.subarray(-32).toString("hex"),
    replySeed: replySeed.toString("hex"),
    replyRecipient: recipientOf(identityOf(replySeed)),
  }
}

/** Nine words of the English and the French list at once, whose check bits fit in both as two different secrets. */
function twoLanguages(): string {
  const shared = english.filter((word) => french.includes(word))
  for (let seed = 0; ; seed++) {
    const words = Array.from({ length: 9 }, (_, i) => shared[(seed * (i + 1) + i * i) % shared.length] ?? "")
    const fits = [english, french].map((list) => {
      const number = words.map((word) => list.indexOf(word).toString(2).padStart(11, "0")).join("")
      return (
        bits(
          BigInt(`0b${number.slice(0, 96)}`)
            .toString(16)
            .padStart(24, "0"),
        ) === number
      )
    })
    if (fits.every(Boolean)) return words.join(" ")
  }
}

/** Texts that every reader with all ten lists refuses, each for one fault, and the code it refuses with. */
function makeRefused() {
  const number = bits(secrets.at(-1) ?? "")
  const words = inWords(number, english)
  const digits = inDigits(BigInt(`0b${number}`))
  const wrong = inDigits(BigInt(`0b${number}`) ^ 1n)
  return [
    { text: "", code: "receipt-length" },
    { text: words.slice(1).join(" "), code: "receipt-length" },
    { text: [...words, words[0]].join(" "), code: "receipt-length" },
    { text: digits.slice(1), code: "receipt-length" },
    { text: `${digits}0`, code: "receipt-length" },
    { text: words.with(4, "cairn").join(" "), code: "receipt-word" },
    { text: `${digits.slice(0, 17)}o${digits.slice(18)}`, code: "receipt-word" },
    { text: words.with(8, inWords(number, czech)[8] ?? "").join(" "), code: "receipt-mixed" },
    {
      text: inWords((BigInt(`0b${number}`) ^ 1n).toString(2).padStart(99, "0"), english).join(" "),
      code: "receipt-checksum",
    },
    { text: wrong, code: "receipt-checksum" },
    { text: inDigits(2n ** 99n), code: "receipt-range" },
    { text: inDigits(2n ** 99n + BigInt(`0b${number}`)), code: "receipt-range" }, // its low 99 bits are a receipt
    { text: inDigits(10n ** 30n - 1n), code: "receipt-range" },
    { text: twoLanguages(), code: "receipt-ambiguous" },
  ]
}

export function makeVectors() {
  const origin = "demo.cairn.example"
  const receipts = secrets.map((secret) => {
    const number = bits(secret)
    const words = Object.entries(lists).map(([language, list]) => [language, inWords(number, list).join(" ")])
    const digits = inDigits(BigInt(`0b${number}`))
    return {
      secret,
      digits,
      words: Object.fromEntries(words) as Record<string, string>,
      ...makeKeys(secret, origin),
    }
  })
  return { format: "cairn-receipt-vectors/1", origin, receipts, refused: makeRefused() }
}

if (import.meta.main) {
  const file = new URL("../../../docs/vectors/receipt.json", import.meta.url)
  writeFileSync(file, `${JSON.stringify(makeVectors(), null, 2)}\n`)
}
