// One account, however it was carried (PROTOCOL sections 4 and 5): its record and container against the statement, C9,
// and only then publishing. Whether to believe the statement is the caller's to have judged.
import { type Aead, platformAead } from "../core/age/aead.ts"
import { parseAgeHeader } from "../core/age/header.ts"
import { openBytes, type Unwrap } from "../core/age/open.ts"
import { hex, utf8 } from "../core/bytes.ts"
import { type ConsentRecord, decodeConsentRecord } from "../core/consent/record.ts"
import { requireRecordOf } from "../core/consent/record-of.ts"
import { type ConsentBody, requireSubject } from "../core/consent/statement.ts"
import { requireRecordSize } from "../core/container/padding.ts"
import { CodedError } from "../core/errors.ts"
import { RECORD_MAX } from "../core/package.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import { type Digest, sha256Platform } from "../core/webcrypto.ts"
import { type OpenedContainer, openContainer, type SealedContainer } from "./container.ts"
import type { Place } from "./place.ts"

export class OpenError extends CodedError<
  "record-mismatch" | "reply-mismatch" | "not-a-submission" | "container-elsewhere" | "charter-unknown"
> {}

/** What opens accounts, and where they go. */
export interface Opening extends Pick<SealedContainer, "unwrap" | "aead" | "newSha256" | "progress"> {
  /** A place for the case of this statement. */
  readonly placeFor: (statement: ConsentBody) => Promise<Place>
}

/** An account in its sealed parts, and the statement that was believed. */
export interface SealedParts extends Pick<SealedContainer, "file"> {
  readonly statement: ConsentBody & { readonly content: ContentRef }
  /** The record that holds now, sealed. */
  readonly record: Uint8Array | null
  /** The statement that named it, where it is not the container's own. */
  readonly recordOf?: ConsentBody
  /** Throws unless what the container came in ends as it must; called when the container was read. */
  readonly end: () => Promise<void>
}

/** A sealed record and the statements that it is held against. */
export type RecordParts = Pick<SealedParts, "record" | "recordOf"> & { readonly statement: ConsentBody }

/** An opened, published case. */
export interface OpenedAccount extends OpenedContainer {
  readonly statement: ConsentBody
  readonly record: ConsentRecord | null
}

/**
 * Opens an account and publishes its case; where anything is wrong, nothing is published.
 * @throws {OpenError} `record-mismatch`; {@link openContainer}'s errors; whatever `end` throws
 */
export async function openAccount(opening: Opening, parts: SealedParts): Promise<OpenedAccount> {
  const { statement } = parts
  const aead = opening.aead ?? (await platformAead())
  const record = await openRecord(parts, opening.unwrap, aead)
  const place = await opening.placeFor(statement)
  try {
    const sealed = { ...opening, file: parts.file, content: statement.content, aead }
    const opened = await openContainer(sealed, place)
    requireSubject(statement, opened.submission.subject)
    // One of the two would go to somebody else.
    if (record !== null && record.reply !== opened.submission.reply)
      throw new OpenError("reply-mismatch", "account and record name different reply recipients")
    await parts.end()
    if (record !== null) await write(place, "consent.json", JSON.stringify(record))
    const sums = [...opened.sha256].map(([name, sum]) => `${sum}  ${name}\n`) // as sha256sum writes and checks them
    await write(place, "SHA256SUMS", sums.join(""))
    await place.publish()
    return { ...opened, statement, record }
  } catch (error) {
    await place.discard()
    throw error
  }
}

/**
 * The record of an account, held against the statement that names it.
 * @returns null where the statement names none
 * @throws {OpenError} `record-mismatch` @throws {SizeError|RecordOfError|ConsentRecordError|StatementError}
 */
export async function openRecord(
  { record, statement, recordOf = statement }: RecordParts,
  unwrap: Unwrap,
  aead: Aead,
  digest: Digest = sha256Platform,
): Promise<ConsentRecord | null> {
  const said = recordOf.record
  if (record === null && said === null) return null
  const same = record !== null && said !== null && said.size === record.length
  if (!same || hex(await digest(record)) !== said.sha256) {
    throw new OpenError("record-mismatch", "not the record that the statement names")
  }
  requireRecordSize(record.length, parseAgeHeader(record).recipients)
  const value = decodeConsentRecord(await openBytes(record, unwrap, aead, RECORD_MAX))
  requireRecordOf(value, recordOf)
  return value
}

async function write(place: Place, name: string, text: string): Promise<void> {
  const file = await place.create(name)
  await file.write(utf8(text))
  await file.close()
}
