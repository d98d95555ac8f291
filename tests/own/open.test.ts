// src/own: what is sealed to the survivor opens with her receipt, and with nothing else.
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption"
import { expect, test } from "vitest"
import { nobleAead } from "../../src/core/age/aead.ts"
import { headerSize } from "../../src/core/age/header.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { deriveReceiptKeys, newReceipt } from "../../src/core/receipt/receipt.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { replyIdentity, replyRecipient } from "../../src/own/identity.ts"
import { openOwn } from "../../src/own/open.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { refusalOf } from "../core/refusal.ts"

const keysOf = (secret: number) =>
  deriveReceiptKeys(
    newReceipt((n) => new Uint8Array(n).fill(secret)),
    "demo.cairn.example",
  )
const [hers, another] = await Promise.all([keysOf(1), keysOf(2)])
const plain = utf8("a draft")
const { recipient } = await newIdentity()
const file = await sealBytes(plain, [recipient, await replyRecipient(hers)])
const code = (bytes: Uint8Array, keys = hers, max = 100) =>
  refusalOf(() => openOwn(bytes, replyIdentity(keys), max))

test("her receipt opens it, alone or beside the organisation, with any implementation", async () => {
  expect(await openOwn(file, replyIdentity(hers), 100)).toEqual(plain)
  expect(await openOwn(file, replyIdentity(hers), 100, nobleAead)).toEqual(plain)
  expect(await replyRecipient(await keysOf(1))).toBe(await replyRecipient(hers))
})

test("another receipt does not", async () => {
  expect(await code(file, another)).toBe("not-hers")
})

test("what was changed is refused", async () => {
  const flipped = (at: number) => file.map((byte, i) => (i === at ? byte ^ 1 : byte))
  expect(await code(flipped(file.length - 1))).toBe("damaged")
  expect(await code(file.subarray(0, -1))).toBe("damaged")
  expect(await code(file.subarray(0, headerSize(2) + 3))).toBe("truncated")
  const text = Buffer.from(file).toString("latin1")
  const [first = "", second = ""] = text.match(/-> .*\n.*\n/g) ?? []
  expect(await code(Buffer.from(text.replace(first + second, second + first), "latin1"))).toBe("not-hers")
})

test("what is not sealed as we seal, or is too large, is refused", async () => {
  const encrypter = new Encrypter()
  encrypter.addRecipient(await replyRecipient(hers))
  encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()))
  expect(await code(await encrypter.encrypt(plain))).toBe("recipients")
  expect(await code(file, hers, plain.length - 1)).toBe("too-large")
})
