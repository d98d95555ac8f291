// The second implementation, put to the test before it judges the first: against typage, noble, modern-tar and outside
// vectors. Nothing of src is looked at here.
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { inflateSync } from "node:zlib"
import { ed25519 } from "@noble/curves/ed25519.js"
import { hkdf } from "@noble/hashes/hkdf.js"
import { pbkdf2 } from "@noble/hashes/pbkdf2.js"
import { sha256, sha512 } from "@noble/hashes/sha2.js"
import { bech32 } from "@scure/base"
import {
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption"
import * as cctv from "cctv-age"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decryptAge, decryptAgeWithFileKey, fileKeyOf, identityOf, recipientOf, stanzaTypes } from "./age.ts"
import { digitsOf, receiptKeys, secretOfDigits } from "./receipt.ts"

const vectors = join(import.meta.dirname, "../../../shared/vectors")
const withVectors = existsSync(vectors) || process.env.CAIRN_ALL === "1"
if (!withVectors) console.log("independent: skipping outside vectors, ../shared/vectors is not here")
const readVectors = (name: string) => JSON.parse(readFileSync(join(vectors, name), "utf8"))

const ascii = (text: string) => new TextEncoder().encode(text)
const noise = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * 2654435761) >>> 13)
const hexHash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

/** The code a call refuses with, or "ok". */
function outcome(call: () => unknown): string {
  try {
    call()
    return "ok"
  } catch (error) {
    return (error as Error).message.split(":")[0] ?? ""
  }
}

async function seal(plain: Uint8Array, ...identities: string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  for (const identity of identities) encrypter.addRecipient(await identityToRecipient(identity))
  return encrypter.encrypt(plain)
}

describe("independence", () => {
  it.each(["age.ts", "container.ts", "receipt.ts"])("%s imports only node: and its siblings", (name) => {
    const source = readFileSync(join(import.meta.dirname, name), "utf8")
    const imports = Array.from(source.matchAll(/\b(?:from|import)\s*["'`]([^"'`]+)/g), (found) => found[1])
    expect(imports.length).toBeGreaterThan(0)
    for (const from of imports) expect(from).toMatch(/^(node:[a-z]+|\.\/(age|container|receipt)\.ts)$/)
    expect(imports).not.toContain("node:module")
    expect(source).not.toMatch(/\brequire\b|getBuiltinModule|\bimport\s*\(/)
  })
})

describe("age: what typage seals", () => {
  it.each([0, 1, 65535, 65536, 65537, 200000])("%i bytes, for one and for three", async (size) => {
    const plain = noise(size)
    const [a, b, c, stranger] = await Promise.all([1, 2, 3, 4].map(() => generateHybridIdentity()))
    if (!a || !b || !c || !stranger) throw new Error("no identities")
    const one = await seal(plain, a)
    const three = await seal(plain, a, b, c)
    expect(stanzaTypes(one)).toEqual(["mlkem768x25519"])
    expect(stanzaTypes(three)).toEqual(Array(3).fill("mlkem768x25519"))
    expect(decryptAge(one, a)).toEqual(plain)
    for (const identity of [a, b, c]) expect(decryptAge(three, identity)).toEqual(plain)
    expect(decryptAgeWithFileKey(three, fileKeyOf(three, c))).toEqual(plain)
    expect(outcome(() => decryptAge(three, stranger))).toBe("no-match")
  })

  it("reads a view into a larger buffer", async () => {
    const identity = await generateHybridIdentity()
    const file = await seal(ascii("a view"), identity)
    const wide = new Uint8Array(file.length + 20).fill(7)
    wide.set(file, 10)
    expect(decryptAge(wide.subarray(10, 10 + file.length), identity)).toEqual(ascii("a view"))
  })

  it("a file for nobody, a classic file, another's file key", async () => {
    const identity = await generateHybridIdentity()
    const lost = await seal(ascii("lost"))
    expect(outcome(() => decryptAge(lost, identity))).toBe("header")
    const classic = await seal(ascii("old"), await generateX25519Identity())
    expect(outcome(() => decryptAge(classic, identity))).toBe("no-match")
    const file = await seal(ascii("kept"), identity)
    expect(outcome(() => decryptAgeWithFileKey(file, new Uint8Array(16)))).toBe("mac")
    const mac = Buffer.from(file).indexOf("\n--- ") + 5
    const rewritten = Uint8Array.from(file, (byte, i) => (i === mac ? (byte === 65 ? 66 : 65) : byte))
    expect(outcome(() => fileKeyOf(rewritten, identity))).toBe("mac")
  })

  it("every flipped byte, every cut and every added byte is refused", async () => {
    const identity = await generateHybridIdentity()
    const other = await generateHybridIdentity()
    const file = await seal(noise(100), other, identity)
    const opened: string[] = []
    for (let at = 0; at < file.length; at++) {
      const flipped = file.slice()
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      if (outcome(() => decryptAge(flipped, identity)) === "ok") opened.push(`flip ${at}`)
      if (outcome(() => decryptAge(file.subarray(0, at), identity)) === "ok") opened.push(`cut ${at}`)
    }
    for (const tail of [1, 16, 17]) {
      const longer = new Uint8Array(file.length + tail)
      longer.set(file)
      if (outcome(() => decryptAge(longer, identity)) === "ok") opened.push(`longer ${tail}`)
    }
    expect(opened).toEqual([])
    expect(decryptAge(file, identity)).toEqual(noise(100))
  })

  it("a long file: chunks swapped, dropped, cut at a boundary", async () => {
    const identity = await generateHybridIdentity()
    const file = await seal(noise(200000), identity)
    const start = file.length - (200000 + 4 * 16)
    const chunk = (i: number) => file.subarray(start + i * 65552, start + (i + 1) * 65552)
    const head = file.subarray(0, start)
    const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat([head, ...parts]))
    expect(decryptAge(join(chunk(0), chunk(1), chunk(2), chunk(3)), identity)).toEqual(noise(200000))
    for (const order of [[1, 0, 2, 3], [0, 1, 3], [0, 1, 2], [0, 1, 2, 3, 3], [3], []])
      expect([order, outcome(() => decryptAge(join(...order.map(chunk)), identity))]).toEqual([
        order,
        "payload",
      ])
  })
})

describe("age: CCTV", () => {
  const codes: Record<string, string> = {
    success: "ok",
    "no match": "no-match",
    "HMAC failure": "mac",
    "header failure": "header",
    "payload failure": "payload",
  }
  const parse = (bytes: Uint8Array) => {
    const all = Buffer.from(bytes)
    const split = all.indexOf("\n\n")
    const fields = all
      .toString("utf8", 0, split)
      .split("\n")
      .map((line) => line.split(": "))
    const field = (name: string) => fields.find(([key]) => key === name)?.[1] ?? ""
    const rest = all.subarray(split + 2)
    const file = new Uint8Array(field("compressed") === "zlib" ? inflateSync(rest) : rest)
    const identity = fields.find(([, value]) => value?.startsWith("AGE-SECRET-KEY-PQ-"))?.[1] ?? ""
    return {
      expect: codes[field("expect")],
      payload: field("payload"),
      fileKey: field("file key"),
      identity,
      file,
    }
  }
  const all = Object.entries<Uint8Array>({ ...cctv }).map(([name, bytes]) => ({ name, bytes }))
  const hybrid = all.filter(({ name }) => name.startsWith("hybrid"))
  // Whatever the stanzas are, header, MAC and payload can be judged by the file key that the vector tells.
  const byKey = all.filter(({ name }) => /^(empty|header|hmac|stanza|stream|version)/.test(name))

  it("the vectors are there", () => {
    expect(hybrid.length).toBeGreaterThanOrEqual(18)
    expect(byKey.length).toBeGreaterThanOrEqual(50)
  })

  it.each(hybrid)("$name", ({ name, bytes }) => {
    const vector = parse(bytes)
    // There the fault is in a classic stanza, which this reader passes over.
    const expected = name === "hybrid_x25519_arg" ? "no-match" : vector.expect
    expect(outcome(() => decryptAge(vector.file, vector.identity))).toBe(expected)
    if (expected === "ok") expect(hexHash(decryptAge(vector.file, vector.identity))).toBe(vector.payload)
  })

  it.each(byKey)("$name, by its file key", ({ bytes }) => {
    const vector = parse(bytes)
    const fileKey = Buffer.from(vector.fileKey, "hex")
    expect(outcome(() => decryptAgeWithFileKey(vector.file, fileKey))).toBe(vector.expect)
    if (vector.expect === "ok")
      expect(hexHash(decryptAgeWithFileKey(vector.file, fileKey))).toBe(vector.payload)
  })
})

describe("age: identities", () => {
  it.skipIf(!withVectors)("the published pairs of identity and recipient", () => {
    const kats: { type: string; identity: string; recipient: string }[] =
      readVectors("age-recipient-kats.json").kats
    const hybrid = kats.filter((kat) => kat.type === "mlkem768x25519")
    expect(hybrid.length).toBe(2)
    for (const kat of hybrid) expect(recipientOf(kat.identity)).toBe(kat.recipient)
  })

  it("typage makes the same recipients, @scure/base the same identities", async () => {
    for (let seed = 0; seed < 5; seed++) {
      const bytes = noise(32).map((byte) => byte + seed)
      const identity = bech32.encode("age-secret-key-pq-", bech32.toWords(bytes), false).toUpperCase()
      expect(identityOf(bytes)).toBe(identity)
      expect(recipientOf(identity)).toBe(await identityToRecipient(identity))
    }
  })

  const words = bech32.toWords(noise(32))
  const encode = (data: number[], hrp = "age-secret-key-pq-") => bech32.encode(hrp, data, false).toUpperCase()
  const good = encode(words)
  it.each([
    ["as it should be", good, "ok"],
    ["lower case", good.toLowerCase(), "identity"],
    ["a space before", ` ${good}`, "identity"],
    ["a newline after", `${good}\n`, "identity"],
    ["one letter changed", good.slice(0, -1) + (good.endsWith("Q") ? "P" : "Q"), "identity"],
    ["two letters swapped", good.replace(/(.)(.)(.{10})$/, (_, a, b, rest) => b + a + rest), "identity"],
    ["31 bytes", encode(bech32.toWords(noise(31))), "identity"],
    ["33 bytes", encode(bech32.toWords(noise(33))), "identity"],
    ["five spare bits more", encode([...words, 0]), "identity"],
    ["spare bits not zero", encode([...words.slice(0, -1), (words.at(-1) ?? 0) | 1]), "identity"],
    ["a classic identity's name", encode(words, "age-secret-key-"), "identity"],
    ["nothing", "", "identity"],
  ])("%s", (_, identity, expected) => {
    expect(outcome(() => recipientOf(identity))).toBe(expected)
  })
})

describe("receipt", () => {
  it("noble and typage make the same keys", async () => {
    const secret = noise(12)
    const stretched = pbkdf2(sha512, secret, ascii("cairn/receipt/v1demo.cairn.example"), {
      c: 210_000,
      dkLen: 64,
    })
    const holder = hkdf(sha256, stretched, undefined, ascii("cairn/holder/v1"), 32)
    const reply = hkdf(sha256, stretched, undefined, ascii("cairn/reply/v1"), 32)
    const keys = receiptKeys(secret, "demo.cairn.example")
    expect(keys.holder).toEqual(holder)
    expect(keys.subject).toBe(Buffer.from(ed25519.getPublicKey(holder)).toString("hex"))
    expect(keys.identity).toBe(identityOf(reply))
    expect(decryptAge(await seal(ascii("for her"), keys.identity), keys.identity)).toEqual(ascii("for her"))
    expect(receiptKeys(secret, "other.cairn.example").subject).not.toBe(keys.subject)
  })

  it("thirty digits come back, in any spacing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (secret) => {
        const digits = digitsOf(secret)
        expect(digits).toMatch(/^[0-9]{30}$/)
        expect(secretOfDigits(digits.replace(/(...)/g, "$1 "))).toEqual(secret)
        const next = (BigInt(digits) ^ 1n).toString().padStart(30, "0")
        expect(outcome(() => secretOfDigits(next))).toBe("receipt")
      }),
    )
  })

  it.each([
    ["a secret of 11 bytes", () => receiptKeys(noise(11), "demo.cairn.example")],
    ["29 digits", () => secretOfDigits(digitsOf(noise(12)).slice(1))],
    ["31 digits", () => secretOfDigits(`0${digitsOf(noise(12))}`)],
    ["a letter", () => secretOfDigits(`${digitsOf(noise(12)).slice(1)}x`)],
    // The same low 99 bits and checksum: only the size of the number is wrong.
    ["2^99 more", () => secretOfDigits((BigInt(digitsOf(new Uint8Array(12))) + (1n << 99n)).toString())],
  ])("refuses %s", (_, call) => {
    expect(outcome(call)).toBe("receipt")
  })
})
