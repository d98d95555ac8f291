// Sealed records as an audit reads them (PROTOCOL section 6): each by its hash, a custody record with the audit identity, the
// consent record that it relied on with the key that stands inside. What they say is judged in uses.ts.
import type { Aead } from "../core/age/aead.ts"
import { withFileKey } from "../core/age/file-key.ts"
import { openBytes, type Unwrap } from "../core/age/open.ts"
import { fromHex, hex } from "../core/bytes.ts"
import { type ConsentRecord, decodeConsentRecord } from "../core/consent/record.ts"
import { type CustodyRecord, decodeCustodyRecord } from "../core/custody/record.ts"
import { CodedError } from "../core/errors.ts"
import type { NewSha256 } from "../core/sha256.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { Source } from "./source.ts"

/** A record that is not there: a bundle need not carry it. */
export class Missing extends CodedError<"missing"> {}

/** What opens custody records: the audit identity stays with whoever gives this. */
export interface Opening {
  readonly unwrap: Unwrap
  readonly aead: Aead
  /** Where the runtime has a faster one than WebCrypto's. */
  readonly newSha256?: NewSha256 | undefined
}

/** Where records come from. */
export type Records = Pick<Source, "kind" | "record">

const RECORD_MAX = 16 * 1024 * 1024

/** @throws {CodedError} if it is not there, is another one, or does not open @throws {SourceError} */
export async function openCustodyRecord(
  from: Records,
  opening: Opening,
  ref: FileRef,
): Promise<CustodyRecord> {
  const sealed = await fetchRecord(from, opening, ref)
  return decodeCustodyRecord(await openBytes(sealed, opening.unwrap, opening.aead, RECORD_MAX))
}

/** @param key its file key, hex @throws {CodedError} as {@link openCustodyRecord} */
export async function openConsentRecord(
  from: Records,
  opening: Opening,
  ref: FileRef,
  key: string,
): Promise<ConsentRecord> {
  const sealed = await fetchRecord(from, opening, ref)
  return decodeConsentRecord(await openBytes(sealed, withFileKey(fromHex(key)), opening.aead, RECORD_MAX))
}

async function fetchRecord(
  from: Records,
  { newSha256 }: Opening,
  { sha256, size }: FileRef,
): Promise<Uint8Array> {
  const bytes = await from.record(sha256)
  if (bytes === undefined) throw new Missing("missing", "a record is not there")
  if (bytes.length !== size || (await hashOf(bytes, newSha256)) !== sha256)
    throw new CodedError("record-mismatch", "another record")
  return bytes
}

async function hashOf(bytes: Uint8Array, newSha256: NewSha256 | undefined): Promise<string> {
  if (newSha256 === undefined) return hex(await sha256Platform(bytes))
  const hash = newSha256()
  hash.update(bytes)
  return hex(hash.digest())
}
