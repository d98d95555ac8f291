// A runtime's own decapsulation gives the bytes that noble's gives, and opens and refuses what age's library does; and Node's own
// Ed25519 judges as the signature rule says.
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js"
import { describe, expect, test } from "vitest"
import { nodeAead } from "../../src/cli/native.ts"
import { nodeHybridKem, nodeIsSignature } from "../../src/cli/native-keys.ts"
import { parseAgeHeader } from "../../src/core/age/header.ts"
import type { HybridKem } from "../../src/core/age/hybrid.ts"
import { openBytes } from "../../src/core/age/open.ts"
import { fromHex, fromUtf8, utf8 } from "../../src/core/bytes.ts"
import { isSignature } from "../../src/core/note/ed25519.ts"
import { signerFromSeed } from "../../src/core/note/vkey.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { acceptedByFlags, cctvVectors } from "../core/note/cctv.ts"

const kem = nodeHybridKem as HybridKem
const ROUNDS = 20

test("this runtime has one", () => expect(nodeHybridKem).toBeDefined())

describe("decapsulation", () => {
  test("gives noble's secret, for its own ciphertexts and for those of others", () => {
    for (let round = 0; round < ROUNDS; round++) {
      const seed = randomBytes(32)
      const { publicKey } = MLKEM768X25519.keygen(Uint8Array.from(seed))
      const { cipherText, sharedSecret } = MLKEM768X25519.encapsulate(publicKey)
      expect(Uint8Array.from(kem(seed)(cipherText))).toEqual(Uint8Array.from(sharedSecret))
      const other = randomBytes(32)
      expect(Uint8Array.from(kem(other)(cipherText))).toEqual(
        Uint8Array.from(MLKEM768X25519.decapsulate(cipherText, Uint8Array.from(other))),
      )
    }
  })

  test("opens what was sealed to it, beside others, and nothing else", async () => {
    const [mine, theirs, nobody] = [await newIdentity(), await newIdentity(), await newIdentity()]
    const identities = await parseIdentities(mine.identity)
    const sealed = await sealBytes(utf8("hello"), [theirs.recipient, mine.recipient])
    expect(fromUtf8(await openBytes(sealed, unwrapWith(identities, kem), nodeAead, 100))).toBe("hello")
    const foreign = unwrapWith(await parseIdentities(nobody.identity), kem)
    await expect(openBytes(sealed, foreign, nodeAead, 100)).rejects.toMatchObject({
      code: "no-identity-fits",
    })
  })

  test("refuses every change of a header", async () => {
    const mine = await newIdentity()
    const unwrap = unwrapWith(await parseIdentities(mine.identity), kem)
    const sealed = await sealBytes(utf8("hello"), [mine.recipient])
    const header = sealed.slice(0, parseAgeHeader(sealed).size)
    const known = await unwrap(header)
    expect(known).toHaveLength(16)
    const [space, last] = [header.length - 45, header.length - 1] // all that the MAC is not over, beside itself
    const places = Array.from({ length: Math.floor(header.length / 13) }, (_, n) => n * 13)
    for (const at of [...places, space, last]) {
      const other = Uint8Array.from(header)
      other[at] = (other[at] as number) ^ 1
      await expect(unwrap(other), `byte ${at}`).rejects.toMatchObject({ code: "no-identity-fits" })
    }
  })
})

describe("Node's own Ed25519", () => {
  const vectors = cctvVectors() ?? []

  test.skipIf(vectors.length === 0)("accepts what the rule accepts of the CCTV vectors", async () => {
    const accepted: number[] = []
    for (const { number, key, msg, sig } of vectors)
      if (await nodeIsSignature(fromHex(key), utf8(msg), fromHex(sig))) accepted.push(number)
    expect(accepted).toEqual(acceptedByFlags(vectors))
  })

  test("of ordinary signatures, under more keys than are remembered", async () => {
    for (let n = 0; n < 300; n++) {
      const { sign, verifier } = await signerFromSeed("holder", randomBytes(32))
      const message = randomBytes(n)
      const signature = await sign(message)
      expect(await nodeIsSignature(verifier.key, message, signature)).toBe(true)
      signature[n % 64] = (signature[n % 64] as number) ^ 1
      expect(await nodeIsSignature(verifier.key, message, signature)).toBe(false)
      expect(await isSignature(verifier.key, message, signature)).toBe(false)
    }
  })

  test("a key of another length, or that is no point, has signed nothing", async () => {
    for (const key of [new Uint8Array(31), new Uint8Array(33), new Uint8Array(32).fill(0xfe)])
      expect(await nodeIsSignature(key, utf8("x"), new Uint8Array(64).fill(1))).toBe(false)
  })
})
