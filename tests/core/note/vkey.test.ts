// src/core/note/vkey.ts: verifier keys and private keys as text, against the outside vectors and alone.
import fc from "fast-check"
import { describe, expect, test, vi } from "vitest"
import { fromBase64, toBase64 } from "../../../src/core/base64.ts"
import { concat, utf8 } from "../../../src/core/bytes.ts"
import { isSignature } from "../../../src/core/note/ed25519.ts"
import {
  COSIGNATURE,
  ED25519,
  encodePrivateKey,
  encodeVkey,
  isKeyName,
  parsePrivateKey,
  parseVkey,
  signerFromSeed,
  verifierKey,
} from "../../../src/core/note/vkey.ts"
import { subtle } from "../../../src/core/webcrypto.ts"
import { refusalOf } from "../refusal.ts"
import { sharedVectors } from "../shared.ts"

interface Vectors {
  verifier_keys_valid: string[]
  verifier_keys_invalid: { vkey?: string; why?: string }[]
  signing: { skey: string }[]
}
const vectors = sharedVectors<Vectors>("signed-note/vectors.json")

const seeds = () => fc.uint8Array({ minLength: 32, maxLength: 32 })
const names = () => fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter(isKeyName)

describe.skipIf(vectors === undefined)("outside vectors", () => {
  const { verifier_keys_valid: valid = [], verifier_keys_invalid: invalid = [] }: Partial<Vectors> =
    vectors ?? {}

  test("valid keys are taken and written again", () => {
    for (const text of valid) expect(encodeVkey(parseVkey(text))).toBe(text)
    console.log(`signed-note: ${valid.length} valid keys taken`)
    expect(valid.length).toBeGreaterThan(0)
  })

  test("invalid keys are refused, as is every proper part and every byte one higher of a valid one", async () => {
    const texts = new Set(invalid.flatMap(({ vkey }) => vkey ?? []))
    expect(texts.size).toBeGreaterThan(0)
    const given = texts.size
    for (const text of valid) {
      for (let from = 0; from < text.length; from++) {
        for (let to = from; to <= text.length; to++) texts.add(text.slice(from, to))
        const raised = String.fromCharCode(text.charCodeAt(from) + 1)
        texts.add(text.slice(0, from) + raised + text.slice(from + 1))
      }
      texts.delete(text)
    }
    for (const text of texts) {
      if ((await refusalOf(() => parseVkey(text))) !== "vkey") expect.fail(`taken: ${text}`)
    }
    console.log(`signed-note: ${given} invalid keys and ${texts.size - given} mangled ones refused`)
  })

  test("the private key makes its public one", async () => {
    for (const { skey } of vectors?.signing ?? []) {
      const { verifier } = await parsePrivateKey(skey)
      expect(valid).toContain(encodeVkey(verifier))
      expect(
        encodePrivateKey(verifier.name, fromBase64(skey.split("+").slice(4).join("+")).subarray(1)),
      ).toBe(skey)
    }
  })
})

test("keys come back from their text", async () => {
  await fc.assert(
    fc.asyncProperty(names(), seeds(), async (name, seed) => {
      const { verifier } = await signerFromSeed(name, seed)
      expect(parseVkey(encodeVkey(verifier))).toEqual(verifier)
      expect((await parsePrivateKey(encodePrivateKey(name, seed))).verifier).toEqual(verifier)
    }),
    { numRuns: 30 },
  )
})

test("signers sign what the signature rule takes, the same where the platform has no Ed25519", async () => {
  const message = utf8("a message\n")
  const signer = await signerFromSeed("x", new Uint8Array(32).fill(3))
  const signature = await signer.sign(message)
  expect(signature.length).toBe(64)
  expect(await isSignature(signer.verifier.key, message, signature)).toBe(true)
  const platform = vi.spyOn(subtle, "importKey").mockRejectedValueOnce(new Error("no Ed25519 here"))
  const other = await signerFromSeed("x", new Uint8Array(32).fill(3))
  expect(platform).toHaveBeenCalledOnce()
  expect(await other.sign(message)).toEqual(signature)
  platform.mockRestore()
})

const KEY = new Uint8Array(32).fill(9)
const text = (name: string, type: number, key: Uint8Array, id?: string): string => {
  const made = verifierKey(isKeyName(name) ? name : "x", KEY, type)
  return `${name}+${id ?? made.id}+${toBase64(concat(Uint8Array.of(type), key))}`
}

test("a cosigner's key is taken only where cosigners are asked for", async () => {
  const witness = encodeVkey(verifierKey("witness", KEY, COSIGNATURE))
  expect(await refusalOf(() => parseVkey(witness))).toBe("vkey")
  expect(parseVkey(witness, [COSIGNATURE, ED25519]).type).toBe(COSIGNATURE)
  expect(await refusalOf(() => parseVkey(text("x", ED25519, KEY), [COSIGNATURE]))).toBe("vkey")
})

test.each([
  ["an upper-case key ID", text("name", ED25519, KEY).replace(/\+[0-9a-f]+\+/, (id) => id.toUpperCase())],
  ["another key's ID", text("name", ED25519, KEY, "00000000")],
  ["a longer key ID", text("name", ED25519, KEY).replace("+", "+0")],
  ["an empty name", text("", ED25519, KEY)],
  ["a space in the name", text("a b", ED25519, KEY)],
  ["a key that is too long", text("name", ED25519, new Uint8Array(33))],
  ["a key that is too short", text("name", ED25519, new Uint8Array(31))],
  ["no key at all", "name+00000000+"],
  ["ECDSA", text("name", 0x02, KEY)],
  ["base64 without its padding", `${text("name", ED25519, new Uint8Array(31)).replace("=", "")}`],
  ["a line feed at the end", `${text("name", ED25519, KEY)}\n`],
])("a vkey with %s is refused", async (_, vkey) => {
  expect(await refusalOf(() => parseVkey(vkey))).toBe("vkey")
})

test.each([
  "",
  " ",
  "a b",
  "a\tb",
  "a+b",
  "a\u00a0b",
  "a\u3000b",
  "a\u2028b",
  "a\u0000",
  "a\u007f",
  "a\n",
  "\ud800",
])("%j is no name", async (name) => {
  expect(isKeyName(name)).toBe(false)
  expect(await refusalOf(() => verifierKey(name, KEY))).toBe("vkey")
})

test("a raw key has 32 bytes", async () => {
  for (const length of [0, 31, 33]) {
    expect(await refusalOf(() => verifierKey("x", new Uint8Array(length)))).toBe("vkey")
  }
})

describe("private keys", () => {
  const seed = new Uint8Array(32).fill(5)
  const good = encodePrivateKey("root-1", seed)
  const payload = toBase64(concat(Uint8Array.of(ED25519), seed))

  test.each([
    ["a public key", "root-1+00000000+AAAA"],
    ["another key ID", good.replace(/\+[0-9a-f]{8}\+/, "+00000000+")],
    ["another name", good.replace("root-1", "root-2")],
    ["another type", good.replace(payload, toBase64(concat(Uint8Array.of(2), seed)))],
    ["a short seed", good.replace(payload, toBase64(concat(Uint8Array.of(ED25519), seed.subarray(1))))],
    ["base64 that is not canonical", good.replace(payload, `${payload}=`)],
    ["a line feed at the end", `${good}\n`],
    ["another word in front", good.replace("PRIVATE", "private")],
    ["a name with a space", good.replace("root-1", "root 1")],
    ["nothing", ""],
  ])("%s is refused, and the refusal holds none of it", async (_, bad) => {
    const error = await parsePrivateKey(bad).then(
      () => undefined,
      (reason: Error) => reason,
    )
    expect(await refusalOf(() => Promise.reject(error))).toBe("private-key")
    expect(String(error?.message)).not.toContain(payload.slice(4, 12))
  })
})
