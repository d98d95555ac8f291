// Opens a package as it was carried by hand (PROTOCOL sections 4, 5, 9): the statement's signature, the record and the
// container against it, C9, and only then publishing.
import { type Aead, platformAead } from "../core/age/aead.ts"
import { parseAgeHeader } from "../core/age/header.ts"
import { openBytes, type Unwrap } from "../core/age/open.ts"
import { hex, utf8 } from "../core/bytes.ts"
import type { Bytes } from "../core/chunks.ts"
import { type ConsentRecord, decodeConsentRecord } from "../core/consent/record.ts"
import { type ConsentBody, openConsentStatement, requireSubject } from "../core/consent/statement.ts"
import { requireRecordSize } from "../core/container/padding.ts"
import { CodedError } from "../core/errors.ts"
import { type OpenPackage, RECORD_MAX, readPackage } from "../core/package.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { type OpenedContainer, openContainer, type SealedContainer } from "./container.ts"
import type { Place } from "./place.ts"

export class OpenError extends CodedError<
  "record-mismatch" | "not-a-submission" | "container-elsewhere" | "charter-unknown"
> {}

/** What opening a package takes. */
export interface PackageInput extends Pick<SealedContainer, "unwrap" | "newSha256" | "progress"> {
  readonly file: Bytes
  /** The log that the statement must name, where a charter says it. */
  readonly origin?: string
  /** Given the statement once its signature is good; throws if the charter it names is not the organisation's. */
  readonly judge: (statement: ConsentBody) => void
  readonly aead?: Aead
  /** A place for the case of this statement. */
  readonly placeFor: (statement: ConsentBody) => Promise<Place>
}

/** An opened, published case. */
export interface OpenedPackage extends OpenedContainer {
  readonly statement: ConsentBody
  readonly record: ConsentRecord | null
}

/**
 * Opens a package and publishes its case; where anything is wrong, nothing is published.
 * @throws {CodedError} the first thing found wrong; see {@link openContainer} for the container's
 */
export async function openPackage(input: PackageInput): Promise<OpenedPackage> {
  const pack = await readPackage(input.file)
  const { body } = await openConsentStatement(pack.statement, input.origin)
  if (body.content === null) throw new OpenError("not-a-submission", "a statement without an account")
  input.judge(body)
  if (!("bytes" in pack.container))
    throw new OpenError("container-elsewhere", "its container was uploaded apart")
  const aead = input.aead ?? (await platformAead())
  const record = await openRecord(pack, body, input.unwrap, aead)
  const place = await input.placeFor(body)
  try {
    const sealed = { ...input, file: pack.container.bytes, content: body.content, aead }
    const opened = await openContainer(sealed, place)
    requireSubject(body, opened.submission.subject)
    await pack.end()
    if (record !== null) await write(place, "consent.json", JSON.stringify(record))
    const sums = [...opened.sha256].map(([name, sum]) => `${sum}  ${name}\n`) // as sha256sum writes and checks them
    await write(place, "SHA256SUMS", sums.join(""))
    await place.publish()
    return { ...opened, statement: body, record }
  } catch (error) {
    await place.discard()
    throw error
  }
}

async function openRecord(
  { record }: OpenPackage,
  statement: ConsentBody,
  unwrap: Unwrap,
  aead: Aead,
): Promise<ConsentRecord | null> {
  const said = statement.record
  if (record === null && said === null) return null
  const same = record !== null && said !== null && said.size === record.length
  if (!same || hex(await sha256Platform(record)) !== said.sha256) {
    throw new OpenError("record-mismatch", "not the record that the statement names")
  }
  requireRecordSize(record.length, parseAgeHeader(record).recipients)
  const value = decodeConsentRecord(await openBytes(record, unwrap, aead, RECORD_MAX))
  requireSubject(statement, value.holder)
  return value
}

async function write(place: Place, name: string, text: string): Promise<void> {
  const file = await place.create(name)
  await file.write(utf8(text))
  await file.close()
}
