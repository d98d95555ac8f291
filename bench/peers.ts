// The peers: age-encryption used directly, OpenPGP.js, TweetNaCl.js and libsodium.js, each as its own documentation
// says. age, openpgp and ours seal to a public key; the other two are ciphers under a key, which is less work.
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption"
import sodium from "libsodium-wrappers"
import * as openpgp from "openpgp"
import nacl from "tweetnacl"
import { type Absent, type Contender, type Direction, drain, pieces } from "./contender.ts"

const MIB = 1024 * 1024
const BOTH = ["seal", "open"] as const

export async function peers(): Promise<(Contender | Absent)[]> {
  return [...(await age()), ...(await pgp()), secretbox(), await secretstream()]
}

async function age(): Promise<Contender[]> {
  const identity = await generateHybridIdentity()
  const encrypter = new Encrypter()
  encrypter.addRecipient(await identityToRecipient(identity))
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return [
    {
      name: "age-encryption, streams",
      slow: BOTH,
      seal: async (plain, sink) => drain(await encrypter.encrypt(streamOf(pieces(plain))), sink),
      open: async (sealed, sink) => drain(await decrypter.decrypt(streamOf(sealed)), sink),
    },
    {
      name: "age-encryption, one shot",
      slow: BOTH,
      max: 10 * MIB, // six times the file in memory: nobody would
      seal: async (plain, sink) => sink(await encrypter.encrypt(plain)),
      open: async ([sealed], sink) => sink(await decrypter.decrypt(sealed as Uint8Array)),
    },
  ]
}

// No compression, which is its default. AEAD (RFC 9580) is faster and behind a flag that its README warns of.
async function pgp(): Promise<Contender[]> {
  const { gcm } = openpgp.enums.aead
  return [
    await pgpWith("openpgp, its default", ["open"], {}),
    await pgpWith("openpgp, AEAD flag (AES-GCM)", [], { aeadProtect: true, preferredAEADAlgorithm: gcm }),
  ]
}

async function pgpWith(name: string, slow: Direction[], config: openpgp.PartialConfig): Promise<Contender> {
  const { publicKey, privateKey } = await openpgp.generateKey({
    userIDs: [{ name: "bench" }],
    format: "object",
    config,
  })
  return {
    name,
    slow,
    async seal(plain, sink) {
      const message = await openpgp.createMessage({ binary: plain })
      sink(await openpgp.encrypt({ message, encryptionKeys: publicKey, format: "binary", config }))
    },
    async open([sealed], sink) {
      const message = await openpgp.readMessage({ binaryMessage: sealed as Uint8Array })
      const { data } = await openpgp.decrypt({
        message,
        decryptionKeys: privateKey,
        format: "binary",
        config,
      })
      sink(data as Uint8Array)
    },
  }
}

function secretbox(): Contender {
  const key = nacl.randomBytes(nacl.secretbox.keyLength)
  const nonce = nacl.randomBytes(nacl.secretbox.nonceLength)
  return {
    name: "tweetnacl, secretbox",
    slow: BOTH,
    seal: async (plain, sink) => sink(nacl.secretbox(plain, nonce, key)),
    open: async ([sealed], sink) => sink(nacl.secretbox.open(sealed as Uint8Array, nonce, key) as Uint8Array),
  }
}

async function secretstream(): Promise<Contender | Absent> {
  const name = "libsodium (wasm), secretstream"
  try {
    await sodium.ready
  } catch {
    return { name, reason: "no WebAssembly here" }
  }
  const {
    crypto_secretstream_xchacha20poly1305_init_push: initPush,
    crypto_secretstream_xchacha20poly1305_push: push,
    crypto_secretstream_xchacha20poly1305_init_pull: initPull,
    crypto_secretstream_xchacha20poly1305_pull: pull,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE: MESSAGE,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL: FINAL,
  } = sodium
  const key = sodium.crypto_secretstream_xchacha20poly1305_keygen()
  return {
    name,
    slow: [],
    async seal(plain, sink) {
      const { state, header } = initPush(key)
      sink(header)
      let left = plain.length
      for (const chunk of pieces(plain)) {
        left -= chunk.length
        sink(push(state, chunk, null, left === 0 ? FINAL : MESSAGE))
      }
    },
    async open([header, ...chunks], sink) {
      const state = initPull(header as Uint8Array, key)
      for (const chunk of chunks) {
        const pulled = pull(state, chunk, null)
        if (pulled === false) throw new Error("libsodium: not authentic")
        sink(pulled.message)
      }
    },
  }
}

function streamOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.iterator]()
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
  })
}
