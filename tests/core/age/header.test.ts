// src/core/age/header.ts: the public header is checked to the byte, before anything costs time. Files are typage's.
import { Encrypter, generateX25519Identity, identityToRecipient, type Stanza } from "age-encryption"
import { describe, expect, test } from "vitest"
import { nobleAead } from "../../../src/core/age/aead.ts"
import { HEADER_MAX, headerSize, parseAgeHeader } from "../../../src/core/age/header.ts"
import { openStream } from "../../../src/core/age/open.ts"
import { collect } from "../../../src/core/chunks.ts"
import { newIdentity } from "../../../src/custody/keys.ts"
import { refusalOf } from "../refusal.ts"

const recipients = await Promise.all(Array.from({ length: 9 }, async () => (await newIdentity()).recipient))
const classic = await identityToRecipient(await generateX25519Identity())

async function sealedBy(typage: (encrypter: Encrypter) => void): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  typage(encrypter)
  return encrypter.encrypt("plain")
}
const sealedTo = (...list: string[]) =>
  sealedBy((encrypter) => list.map((one) => encrypter.addRecipient(one)))
const grease = (args: string[], body: Uint8Array) => ({ wrapFileKey: () => [{ args, body } as Stanza] })

const withPassphrase = (encrypter: Encrypter): void => {
  encrypter.setScryptWorkFactor(2)
  encrypter.setPassphrase("x")
}

/** What opening answers, and how often it went on to unwrap: each unwrapping may cost a decapsulation per stanza. */
async function opening(file: Uint8Array): Promise<[code: string, unwrapped: number]> {
  let unwrapped = 0
  const unwrap = async (): Promise<Uint8Array> => {
    unwrapped++
    return new Uint8Array(16)
  }
  const code = await refusalOf(() => collect(openStream([file], unwrap, nobleAead), 100))
  return [code, unwrapped]
}

test("one to eight hybrid stanzas are taken, and measured", async () => {
  for (let n = 1; n <= 8; n++) {
    const file = await sealedTo(...recipients.slice(0, n))
    const header = parseAgeHeader(file)
    expect(header).toEqual({ recipients: n, size: headerSize(n) })
    expect(Buffer.from(file.subarray(header.size - 49, header.size)).toString()).toMatch(
      /^\n--- [A-Za-z0-9+/]{43}\n$/,
    )
    expect(file.length - header.size).toBe(16 + 5 + 16)
    expect(parseAgeHeader(file.subarray(0, header.size))).toEqual(header)
  }
  expect(HEADER_MAX).toBe(headerSize(8))
})

const good = await sealedTo(recipients[0] as string)
const text = Buffer.from(good.subarray(0, headerSize(1))).toString("latin1")
const edited = (from: string | RegExp, to: string) => {
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  return Buffer.concat([Buffer.from(changed, "latin1"), good.subarray(headerSize(1))])
}
const [, enc = "", body = ""] = /^-> mlkem768x25519 (.*)\n(.*)\n/m.exec(text) ?? []
const mac = text.slice(-44, -1)
const stanza = `-> mlkem768x25519 ${enc}\n${body}\n`
// A text of the same length and bytes, but for spare bits that are not zero.
const loose = (base64: string) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  return base64.slice(0, -1) + letters[letters.indexOf(base64.at(-1) as string) + 1]
}

describe("refused before any unwrapping:", () => {
  test.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ["nobody to open it", () => sealedBy((e) => e.addRecipient({ wrapFileKey: () => [] }))],
    ["nine recipients", () => sealedTo(...recipients)],
    ["a classic recipient", () => sealedTo(classic)],
    ["a classic recipient after a hybrid one", () => sealedTo(recipients[0] as string, classic)],
    ["a classic recipient before a hybrid one", () => sealedTo(classic, recipients[0] as string)],
    [
      "a stanza that nobody knows",
      () =>
        sealedBy((e) =>
          [recipients[0] as string, grease(["x-grease", "a"], new Uint8Array(5))].map((r) =>
            e.addRecipient(r),
          ),
        ),
    ],
    [
      "a stanza with a P-256 tag",
      () =>
        sealedBy((e) =>
          [recipients[0] as string, grease(["p256tag", "a", "b"], new Uint8Array(32))].map((r) =>
            e.addRecipient(r),
          ),
        ),
    ],
    ["a passphrase", () => sealedBy(withPassphrase)],
    ["ten thousand stanzas", () => edited("--- ", `${stanza.repeat(9_999)}--- `)],
    ["ten thousand stanzas and no end", () => Buffer.from(`age-encryption.org/v1\n${stanza.repeat(10_000)}`)],
    ["another version", () => edited("v1", "v2")],
    [
      "armour",
      () => Buffer.from(`-----BEGIN AGE ENCRYPTED FILE-----\n${Buffer.from(good).toString("base64")}\n`),
    ],
    ["an upper-case type", () => edited("mlkem768x25519", "MLKEM768X25519")],
    ["an argument more", () => edited(`${enc}\n`, `${enc} x\n`)],
    ["two spaces", () => edited("mlkem768x25519 ", "mlkem768x25519  ")],
    ["a longer share", () => edited(enc, `${enc}AAAA`)],
    ["a shorter share", () => edited(enc, enc.slice(4))],
    ["a share with spare bits", () => edited(enc, loose(enc))],
    ["a body with spare bits", () => edited(body, loose(body))],
    ["a MAC with spare bits", () => edited(mac, loose(mac))],
    ["a padded body", () => edited(body, `${body}=`)],
    ["a body of another length", () => edited(body, body.slice(4))],
    ["a body with a line more", () => edited(`${body}\n`, `${body}\n\n`)],
    ["a space within base64", () => edited(body, `${body.slice(0, 10)} ${body.slice(11)}`)],
    ["a line feed within base64", () => edited(enc, `${enc.slice(0, 10)}\n${enc.slice(11)}`)],
    ["a letter past ASCII within base64", () => edited(body, `${body.slice(0, 10)}\xc1${body.slice(11)}`)],
    ["the URL alphabet", () => edited(body, `${body.slice(0, 10)}_${body.slice(11)}`)],
    ["carriage returns", () => edited(/\n/g, "\r\n")],
    ["a shorter MAC", () => edited(mac, mac.slice(4))],
    ["no space before the MAC", () => edited("--- ", "---")],
    ["another line in the MAC's place", () => edited("--- ", "+++ ")],
    ["a space after the MAC", () => edited(`${mac}\n`, `${mac} \n`)],
    ["no stanza", () => edited(stanza, "")],
    ["nothing", () => new Uint8Array(0)],
    ["the first line alone", () => Buffer.from("age-encryption.org/v1\n")],
    ["a header cut within its MAC", () => good.subarray(0, headerSize(1) - 5)],
    ["a header cut before its last line feed", () => good.subarray(0, headerSize(1) - 1)],
    ["a header cut within a stanza", () => good.subarray(0, 800)],
  ])("%s", async (_, make) => {
    const file = await make()
    expect(await refusalOf(() => parseAgeHeader(file))).toBe("recipients")
    expect(await opening(file)).toEqual(["recipients", 0])
  })
})

test("the same file, unchanged, goes on to be unwrapped once", async () => {
  expect(await opening(good)).toEqual(["damaged", 1])
})

test("a file that ends within its nonce is cut short", async () => {
  for (const length of [0, 1, 15]) {
    expect(await opening(good.subarray(0, headerSize(1) + length))).toEqual(["truncated", 1])
  }
})
