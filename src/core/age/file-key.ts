// Opening a sealed file with its file key alone (c2sp.org/age v1): what `consentKey` lets an auditor do with one record and no
// other. The header's MAC is checked with it, so a key that is another file's opens nothing.
import { hkdf } from "@noble/hashes/hkdf.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { fromBase64NoPad } from "../base64.ts"
import { equal, fromUtf8, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import type { Unwrap } from "./open.ts"

export class FileKeyError extends CodedError<"file-key"> {}

const FILE_KEY = 16 // bytes
const MAC_LINE = 43 + 1 // base64 without padding, and the line's end
const [SPACE, LINE_FEED] = [0x20, 0x0a]

/**
 * What gives `fileKey` for the one header whose MAC it makes.
 * @param fileKey 16 bytes
 * @throws {FileKeyError} `file-key` from the function, for any other header
 */
export function withFileKey(fileKey: Uint8Array): Unwrap {
  return async (header) => {
    // The MAC is over the header up to and with `---`; a space and the MAC itself follow (age, "Header").
    const end = header.length - MAC_LINE - 1
    if (header[end] !== SPACE || header.at(-1) !== LINE_FEED)
      throw new FileKeyError("file-key", "not the end of a header")
    const mac = fromBase64NoPad(fromUtf8(header.subarray(end + 1, header.length - 1)))
    const key = hkdf(sha256, fileKey, undefined, utf8("header"), 32)
    const fits = fileKey.length === FILE_KEY && equal(hmac(sha256, key, header.subarray(0, end)), mac)
    if (!fits) throw new FileKeyError("file-key", "the key of another file")
    return fileKey
  }
}
