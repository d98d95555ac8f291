// Our wrapper of age-encryption for sealing: typage makes the header, our STREAM the payload. The whole file still
// opens with any age that knows mlkem768x25519.
import { Encrypter } from "age-encryption"
import { type Aead, platformAead } from "../core/age/aead.ts"
import { parseAgeHeader } from "../core/age/header.ts"
import { parseRecipients, type Recipient, RecipientError } from "../core/age/recipient.ts"
import { PAYLOAD_NONCE, sealPayload } from "../core/age/stream.ts"
import { type Bytes, collect } from "../core/chunks.ts"
import { randomBytes } from "../core/webcrypto.ts"

/**
 * Seals a stream; memory does not grow with it.
 * @param recipients one to eight, all of whom can open it
 * @param aead ChaCha20-Poly1305; the platform's by default
 * @throws {RecipientError} `recipients`
 */
export async function* sealStream(
  plaintext: Bytes,
  recipients: readonly Recipient[],
  aead?: Aead,
): AsyncGenerator<Uint8Array> {
  const { header, fileKey } = await newHeader(recipients)
  const nonce = randomBytes(PAYLOAD_NONCE)
  yield header
  yield nonce
  yield* sealPayload(aead ?? (await platformAead()), fileKey, nonce, plaintext)
}

/** Seals `plaintext` held in memory. */
export async function sealBytes(
  plaintext: Uint8Array,
  recipients: readonly Recipient[],
  aead?: Aead,
): Promise<Uint8Array> {
  return collect(sealStream([plaintext], recipients, aead), Number.POSITIVE_INFINITY)
}

/** A fresh file key, and the header that wraps it for `recipients`. */
async function newHeader(
  recipients: readonly Recipient[],
): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  // typage would seal to nobody, and would mix in classic recipients that a later quantum computer opens.
  const checked = parseRecipients(recipients)
  const encrypter = new Encrypter()
  let fileKey: Uint8Array | undefined
  for (const recipient of checked) encrypter.addRecipient(recipient)
  encrypter.addRecipient({
    // A recipient that adds no stanza and sees the file key: the supported way to be told it.
    wrapFileKey(key) {
      fileKey = Uint8Array.from(key)
      return []
    },
  })
  let file: Uint8Array
  try {
    file = await encrypter.encrypt(new Uint8Array(0))
  } catch (cause) {
    throw new RecipientError("recipients", "a key that nothing can be sealed to", { cause })
  }
  const { size } = parseAgeHeader(file)
  return { header: file.subarray(0, size), fileKey: fileKey as Uint8Array }
}
