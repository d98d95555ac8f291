// src/custody/phrase.ts and passphrase.ts: words that BIP-39 knows, and files that age opens.
import { createDecipheriv, createHmac, hkdfSync, scryptSync } from "node:crypto"
import { validateMnemonic } from "@scure/bip39"
import { Decrypter, Encrypter } from "age-encryption"
import { expect, test } from "vitest"
import { utf8 } from "../../src/core/bytes.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { isLocked, lockIdentities, newPassphrase, unlockIdentities } from "../../src/custody/passphrase.ts"
import { phraseOf, readPhrase } from "../../src/custody/phrase.ts"
import { refusalOf } from "../core/refusal.ts"

const ENGLISH = ALL_LISTS[1] as (typeof ALL_LISTS)[number]
const { identity } = await newIdentity()
const QUICK = 12 // scrypt of a test; what is written for people has 18
const PASS = "a passphrase of a test"

test("24 words are a BIP-39 phrase of every list, and read back", () => {
  for (const list of ALL_LISTS) {
    const bytes = randomBytes(32)
    const words = phraseOf(bytes, list)
    expect(words).toHaveLength(24)
    expect(validateMnemonic(words.join(" ").normalize("NFKD"), [...list.words])).toBe(true)
    expect(readPhrase(words.join(" "), [list])).toEqual([bytes])
  }
})

test("the first of BIP-39's own vectors of 24 words", () => {
  const words = phraseOf(new Uint8Array(32), ENGLISH).join(" ")
  expect(words).toBe(`${"abandon ".repeat(23)}art`)
})

test.each<[string, string]>([
  ["23 words", "abandon ".repeat(23)],
  ["25 words", `${"abandon ".repeat(24)}art`],
  ["digits", "1 ".repeat(24)],
])("%s: phrase-length", async (_, text) => {
  expect(await refusalOf(() => readPhrase(text, [ENGLISH]))).toBe("phrase-length")
})

test("an unknown word, two languages, a wrong check", async () => {
  const code = (text: string) => refusalOf(() => readPhrase(text, ALL_LISTS))
  expect(await code(`${"abandon ".repeat(22)}abandonn art`)).toBe("phrase-word")
  expect(await code(`${"abandon ".repeat(22)}ábaco art`)).toBe("phrase-mixed")
  expect(await code(`${"abandon ".repeat(23)}zoo`)).toBe("phrase-check")
})

test("a file under a passphrase is read again, and by age-encryption alone", async () => {
  const file = await lockIdentities([identity], PASS, "# a note", QUICK)
  expect(isLocked(file)).toBe(true)
  expect(await unlockIdentities(file, `${PASS}\n`)).toEqual([identity])
  const age = new Decrypter()
  age.addPassphrase(PASS)
  expect(await age.decrypt(file, "text")).toBe(`# a note\n${identity}\n`)
})

test("and by the specification alone, with the platform's scrypt", async () => {
  const file = Buffer.from(await lockIdentities([identity], PASS, "# a note", QUICK))
  const end = file.indexOf("\n--- ")
  const [, stanza = "", body = ""] = file.subarray(0, end).toString("latin1").split("\n")
  const [, , salt = "", factor] = stanza.split(" ")
  const cost = { N: 2 ** Number(factor), r: 8, p: 1, maxmem: 2 ** 28 }
  const label = Buffer.concat([Buffer.from("age-encryption.org/v1/scrypt"), Buffer.from(salt, "base64")])
  const open = (key: Uint8Array, nonce: Uint8Array, sealed: Buffer): Buffer => {
    const cipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 })
    cipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
  }
  const fileKey = open(scryptSync(PASS, label, 32, cost), new Uint8Array(12), Buffer.from(body, "base64"))
  const derive = (nonce: Uint8Array, info: string) =>
    Buffer.from(hkdfSync("sha256", fileKey, nonce, info, 32))
  const mac = createHmac("sha256", derive(new Uint8Array(0), "header"))
    .update(file.subarray(0, end + 4))
    .digest("base64")
  expect(file.subarray(end + 5, end + 48).toString("latin1")).toBe(mac.replace("=", ""))
  const payload = file.subarray(end + 49)
  const last = Buffer.concat([Buffer.alloc(11), Buffer.from([1])])
  const text = open(derive(payload.subarray(0, 16), "payload"), last, payload.subarray(16)).toString()
  expect(text).toBe(`# a note\n${identity}\n`)
})

test("the wrong passphrase, a changed file", async () => {
  const file = await lockIdentities([identity], PASS, "# a note", QUICK)
  expect(await refusalOf(() => unlockIdentities(file, `${PASS}x`))).toBe("passphrase")
  const changed = Uint8Array.from(file)
  changed[file.length - 1] = (changed[file.length - 1] as number) ^ 1
  expect(await refusalOf(() => unlockIdentities(changed, PASS))).toBe("passphrase")
  expect(await refusalOf(() => lockIdentities([identity], "fifteen letters", "#", QUICK))).toBe(
    "passphrase-short",
  )
})

test("more work than ours is refused before it is done", async () => {
  const file = await lockIdentities([identity], PASS, "# a note", QUICK)
  const asking = (factor: string): Uint8Array =>
    Buffer.from(Buffer.from(file).toString("latin1").replace(" 12\n", ` ${factor}\n`), "latin1")
  expect(await refusalOf(() => unlockIdentities(asking("19"), PASS))).toBe("passphrase-work")
  expect(await refusalOf(() => unlockIdentities(asking("99"), PASS))).toBe("passphrase-work")
  for (const odd of ["100", "012", "0", "-1", "1e1"])
    expect(await refusalOf(() => unlockIdentities(asking(odd), PASS))).toBe("passphrase-file")
})

test("what is no age file under a passphrase alone", async () => {
  const recipient = (await newIdentity()).recipient
  const sealed = new Encrypter()
  sealed.addRecipient(recipient)
  const file = await lockIdentities([identity], PASS, "# a note", QUICK)
  const two = Buffer.from(file)
    .toString("latin1")
    .replace(/(-> scrypt [^-]*)(--- )/, "$1$1$2")
  for (const other of [
    await sealed.encrypt("x"),
    utf8(identity),
    new Uint8Array(0),
    Buffer.from(two, "latin1"),
  ])
    expect(await refusalOf(() => unlockIdentities(other, PASS))).toBe("passphrase-file")
  expect(isLocked(utf8(identity))).toBe(false)
  expect(await refusalOf(() => unlockIdentities(Buffer.concat([file, Buffer.alloc(65_536)]), PASS))).toBe(
    "passphrase-file",
  )
  const empty = new Encrypter()
  empty.setPassphrase(PASS)
  empty.setScryptWorkFactor(QUICK)
  expect(await refusalOf(async () => unlockIdentities(await empty.encrypt("hello\n"), PASS))).toBe("identity")
})

test("a passphrase to write down is eight words, from the source given", () => {
  const words = newPassphrase(ENGLISH, randomBytes).split(" ")
  expect(words).toHaveLength(8)
  for (const word of words) expect(ENGLISH.words).toContain(word)
  expect(newPassphrase(ENGLISH, (n) => new Uint8Array(n).fill(255))).toBe("zoo ".repeat(8).trim())
  // Also where a word is one letter: what is made must be long enough to be taken.
  for (const list of ALL_LISTS)
    expect([...newPassphrase(list, randomBytes)].length).toBeGreaterThanOrEqual(16)
})
