// src/custody/keys.ts: signing keys and identities as they are made, and read again by those who use them.
import { expect, test } from "vitest"
import { nobleAead } from "../../src/core/age/aead.ts"
import { openBytes } from "../../src/core/age/open.ts"
import { parseRecipient } from "../../src/core/age/recipient.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { isSignature } from "../../src/core/note/ed25519.ts"
import { parsePrivateKey, parseVkey } from "../../src/core/note/vkey.ts"
import { newIdentity, newSigningKey } from "../../src/custody/keys.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { refusalOf } from "../core/refusal.ts"

test("a signing key's secret, vkey and signer are one key", async () => {
  const { secret, vkey, signer } = await newSigningKey("root-1")
  const verifier = parseVkey(vkey)
  expect(verifier).toEqual(signer.verifier)
  expect(verifier.name).toBe("root-1")
  expect((await parsePrivateKey(secret)).verifier).toEqual(verifier)
  const message = utf8("x")
  expect(await isSignature(verifier.key, message, await signer.sign(message))).toBe(true)
})

test("the key is the seed's, and the seed is 32 bytes of the source given", async () => {
  const asked: number[] = []
  const random = (n: number) => {
    asked.push(n)
    return new Uint8Array(n).fill(7)
  }
  const [a, b] = [await newSigningKey("root-1", random), await newSigningKey("root-1", random)]
  expect(a.secret).toBe(b.secret)
  expect(asked).toEqual([32, 32])
  expect((await newSigningKey("root-1")).secret).not.toBe((await newSigningKey("root-1")).secret)
})

test.each(["", "a b", "a+b", "a\n"])("no key is named %j", async (name) => {
  expect(await refusalOf(() => newSigningKey(name))).toBe("vkey")
})

test("an identity opens what is sealed to its recipient", async () => {
  const [{ identity, recipient }, other] = [await newIdentity(), await newIdentity()]
  expect(parseRecipient(recipient)).toBe(recipient)
  expect(other.identity).not.toBe(identity)
  const file = await sealBytes(utf8("plain"), [recipient], nobleAead)
  const unwrap = unwrapWith(await parseIdentities(`${identity}\n`))
  expect(await openBytes(file, unwrap, nobleAead, 100)).toEqual(utf8("plain"))
})
