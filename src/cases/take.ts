// Taking one container into the store (PROTOCOL sections 4 and 11): its bytes go to a blob as they are read, without their header;
// header and file key go under a key of the case's own; what is inside is checked to its end as at any opening, and its answers
// go apart by compartment. If anything is wrong, the blob is no one's.
import { HEADER_MAX, parseAgeHeader } from "../core/age/header.ts"
import { toBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import { type Bytes, Reader } from "../core/chunks.ts"
import { type ConsentBody, requireSubject } from "../core/consent/statement.ts"
import type { NewSha256 } from "../core/sha256.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import { digestBy } from "../core/webcrypto.ts"
import { OpenError, openRecord } from "../open/account.ts"
import { RefusedError } from "../open/carried.ts"
import { openContainer } from "../open/container.ts"
import type { Place } from "../open/place.ts"
import type { BlobRef, FilesInside, HeldRecord } from "./card.ts"
import { Handoff } from "./handoff.ts"
import type { RecordBeside, Taken } from "./hands.ts"
import type { Room } from "./room.ts"
import { newName, sealBlob, sealJson } from "./sealed.ts"
import { factsOf, split } from "./split.ts"

// Bytes, sealed: 256 KiB of record. It stands opened on the card, with those of everybody else, for as long as the store is open.
const HELD_RECORD_MAX = 300 * 1024

/** What takes a container: no store, no key of a console. */
export type Taking = Pick<Room, "unwrap" | "aead" | "newSha256"> & {
  readonly sealing: Room["store"]["sealing"]
  /** Where this thread is one of several: it hashes here, and does not wait for others. */
  readonly here?: NewSha256
}

/** What a container has to be. */
export interface Wanted {
  readonly statement: ConsentBody & { readonly content: ContentRef }
  /** Leaf hash of that statement. */
  readonly leaf: string
  /** The record that holds now, opened. */
  readonly record: RecordBeside | null
  readonly file: Bytes
  /** Throws unless what it came in ends as it must. */
  readonly end: () => Promise<void>
  readonly progress?: (done: number, total: number) => void
}

/** @throws whatever opening an account throws; then nothing of it counts */
export async function takeContainer(taking: Taking, wanted: Wanted): Promise<Taken> {
  const { sealing, aead, newSha256, here } = taking
  const { statement, record, leaf } = wanted
  const { content } = statement
  const body = newName(sealing.random)
  const copy = new Handoff()
  const written = sealing.blobs.write(body, copy.bytes())
  written.catch((error) => copy.refuse(error))
  let fileKey = new Uint8Array(0)
  let header = new Uint8Array(0)
  try {
    const opened = await openContainer(
      {
        ...{ content, aead, newSha256, here, file: teed(wanted.file, copy) },
        ...(wanted.progress && { progress: wanted.progress }),
        unwrap: async (bytes) => {
          header = Uint8Array.from(bytes)
          fileKey = Uint8Array.from(await taking.unwrap(bytes))
          return fileKey
        },
      },
      NOWHERE,
    )
    requireSubject(statement, opened.submission.subject)
    // One of the two would go to somebody else.
    if (record !== null && record.reply !== opened.submission.reply)
      throw new OpenError("reply-mismatch", "account and record name different reply recipients")
    await wanted.end()
    copy.end()
    await written
    const answers = split(opened.testimony)
    const files: FilesInside = {
      ...{ header: toBase64(header), fileKey: toBase64(fileKey), parts: opened.parts },
      sha256: Object.fromEntries(opened.sha256),
    }
    const compartments = {
      contact: await sealJson(sealing, answers.contact),
      identity: await sealJson(sealing, answers.identity),
      account: await sealJson(sealing, answers.account),
      files: await sealJson(sealing, files),
    }
    const { language } = opened.submission
    const parts = opened.parts
      .filter(({ name }) => name.startsWith("files/"))
      .map(({ name, size, type, hidden }) => ({ name, size, type, hidden }))
    return {
      container: { ...content, consent: leaf, language, body, compartments, parts },
      submission: opened.submission,
      facts: factsOf(opened.testimony, opened.parts, record),
    }
  } catch (error) {
    copy.fail(error)
    await written.catch(() => {})
    throw error
  }
}

/** Opens a sealed consent record, and keeps it as it came. @throws as {@link openRecord} */
export async function takeRecord(
  taking: Taking,
  sealed: Uint8Array,
  named: ConsentBody,
  leaf: string,
): Promise<HeldRecord> {
  if (sealed.length > HELD_RECORD_MAX)
    throw new RefusedError("too-large", "no record of a person is this long")
  let consentKey = new Uint8Array(0)
  const unwrap: Taking["unwrap"] = async (bytes) => {
    consentKey = Uint8Array.from(await taking.unwrap(bytes))
    return consentKey
  }
  const value = await openRecord(
    { record: sealed, statement: named },
    unwrap,
    taking.aead,
    digestBy(taking.here),
  )
  if (value === null || named.record === null)
    throw new OpenError("record-mismatch", "not the record that the statement names")
  const ref: BlobRef = await sealBlob(taking.sealing, sealed)
  return { ref: named.record, leaf, consentKey: hex(consentKey), value, sealed: ref }
}

// The header apart: it is what the intake identity would open the rest with.
async function* teed(file: Bytes, copy: Handoff): AsyncGenerator<Uint8Array> {
  const reader = new Reader(file)
  try {
    const { size } = parseAgeHeader(await reader.peek(HEADER_MAX))
    yield Uint8Array.from(await reader.take(size))
    for await (const chunk of reader.rest()) {
      await copy.push(chunk)
      yield chunk
    }
  } finally {
    await reader.close()
  }
}

/** A place for files that are only checked: what they are is read from the store again, when somebody asks. */
const NOWHERE: Place = {
  create: () => ({ write: () => {}, close: () => {} }),
  publish: () => {},
  discard: () => {},
}
