// Opens what is sealed to the survivor herself: drafts, her consent records, replies.
import { Decrypter } from "age-encryption"
import { type Aead, platformAead } from "../core/age/aead.ts"
import { openBytes } from "../core/age/open.ts"
import { CodedError } from "../core/errors.ts"
import type { ReplyIdentity } from "./identity.ts"

export class OwnError extends CodedError<"not-hers"> {}

/**
 * @param file a sealed file, whole
 * @param max bytes its plaintext may have
 * @throws {OwnError} `not-hers` if it was not sealed to her, or its header was changed
 * @throws {RecipientError|ReadError|AeadError} see {@link openBytes}
 */
export async function openOwn(
  file: Uint8Array,
  identity: ReplyIdentity,
  max: number,
  aead?: Aead,
): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const unwrap = async (header: Uint8Array): Promise<Uint8Array> => {
    try {
      return await decrypter.decryptHeader(header)
    } catch (cause) {
      throw new OwnError("not-hers", "sealed to somebody else, or its header was changed", { cause })
    }
  }
  return openBytes(file, unwrap, aead ?? (await platformAead()), max)
}
