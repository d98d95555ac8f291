// Posting a package (PROTOCOL section 9): read to its end before anything is sent, its container in parts where it is
// large, and answered by a promise whose signature is verified. Sees ciphertext only.
import { HEADER_MAX, parseAgeHeader } from "../core/age/header.ts"
import { concat, hex, utf8 } from "../core/bytes.ts"
import { requireKnownCharter, requirePromise } from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { type Bytes, collect, Reader, rechunk } from "../core/chunks.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { requireContainerSize, requireRecordSize } from "../core/container/padding.ts"
import { addressOf, PART } from "../core/container/parts.ts"
import { CodedError } from "../core/errors.ts"
import { PARTS, parseAnswer } from "../core/http/answers.ts"
import { encodePackage, RECORD_MAX, readPackage } from "../core/package.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import type { InclusionPromise } from "../core/statement/promise.ts"
import { type RandomBytes, sha256Platform } from "../core/webcrypto.ts"
import { ask, type Line, Refusal } from "./line.ts"

export class SubmitError extends CodedError<
  "not-a-submission" | "record-mismatch" | "root-mismatch" | "origin"
> {}

/** The server takes a container of this size inside the package; a larger one goes in parts. */
export const INLINE_MAX = 8 * 1024 * 1024
const MOST = INLINE_MAX + RECORD_MAX + 64 * 1024 // statement, record and tar around it
const ANSWER_MAX = 4096
const PARTS_MAX = 4 * 1024 * 1024

/** A package that was read and found whole. */
export interface CheckedPackage {
  readonly statement: Uint8Array
  readonly body: ConsentBody
  readonly origin: string
  readonly record: Uint8Array | null
  /** Whether somebody uploaded its container before. */
  readonly uploaded: boolean
  /** The container's age header; empty where the container is not here. */
  readonly header: Uint8Array
}

/**
 * Reads a package to its end, as strictly as can be without opening it.
 * @throws {PackageError|TarError|ReadError|StatementError|NoteError|RecipientError|SizeError|SubmitError}
 */
export async function checkPackage(file: Bytes): Promise<CheckedPackage> {
  const pack = await readPackage(file)
  const { statement, record, container } = pack
  const { body, origin } = await openConsentStatement(statement)
  const { content } = body
  if (content === null) throw new SubmitError("not-a-submission", "a statement without an account")
  await requireRecord(record, body)
  if (container.size !== content.size) throw new SubmitError("root-mismatch", "not the size that it says")
  const { root, header } =
    "bytes" in container
      ? await readContainer(container.bytes, content.size)
      : { root: container.root, header: new Uint8Array(0) }
  if (root !== content.root)
    throw new SubmitError("root-mismatch", "not the container that the statement names")
  await pack.end()
  return { statement, body, origin, record, uploaded: !("bytes" in container), header }
}

async function requireRecord(record: Uint8Array | null, { record: said }: ConsentBody): Promise<void> {
  if (record === null && said === null) return
  const same = record !== null && said !== null && said.size === record.length
  if (!same || hex(await sha256Platform(record)) !== said.sha256)
    throw new SubmitError("record-mismatch", "not the record that the statement names")
  requireRecordSize(record.length, parseAgeHeader(record).recipients)
}

async function readContainer(bytes: Bytes, size: number): Promise<{ root: string; header: Uint8Array }> {
  const reader = new Reader(bytes)
  const start = await reader.peek(HEADER_MAX)
  const age = parseAgeHeader(start)
  requireContainerSize(size, age.recipients)
  const header = Uint8Array.from(start.subarray(0, age.size))
  return { root: (await addressOf(reader.rest())).root, header }
}

/** What submitting takes. */
export interface Submitting {
  readonly line: Line
  readonly charters: readonly Charter[]
  readonly checked: CheckedPackage
  /** The package again, from its beginning; called once or more. */
  readonly file: () => Bytes
  readonly random: RandomBytes
  /** Told as parts arrive, in bytes of the container. */
  readonly progress?: (done: number, total: number) => void
}

/**
 * Sends the package.
 * @returns the promise, verified, and its exact bytes
 * @throws {Refusal|LineError} @throws {CarriedError|StatementError} `charter-unknown`, or for a promise that is none
 */
export async function submitPackage(submitting: Submitting): Promise<{
  readonly promise: InclusionPromise
  readonly note: Uint8Array
}> {
  const { line, charters, checked, file } = submitting
  // Before gigabytes go up in vain.
  if (checked.origin !== charters[0]?.origin) throw new SubmitError("origin", "sealed for another log")
  requireKnownCharter(checked.body.charter, charters)
  const { size } = contentOf(checked)
  const inline = checked.uploaded || size <= INLINE_MAX
  const body = await collect(inline ? file() : await withUpload(submitting), MOST)
  const note = await ask(line, {
    ...{ method: "POST", path: "/submissions", type: "application/x-tar", max: ANSWER_MAX },
    body: Uint8Array.from(body),
  })
  return { promise: await requirePromise(note, checked.statement, charters), note }
}

function contentOf({ body }: CheckedPackage): ContentRef {
  return body.content as ContentRef // checkPackage takes no other
}

/** Uploads the container. @returns the package that names the upload in its place */
async function withUpload({ line, checked, file, random, progress }: Submitting): Promise<Bytes> {
  const { statement, record, header } = checked
  const { root, size } = contentOf(checked)
  const told = (done: number): void => progress?.(done, size)
  let id = await uploadId(statement, header)
  try {
    await upload(line, id, file(), told)
  } catch (error) {
    // Other bytes stand under this id, and a part never changes.
    if (!(error instanceof Refusal) || error.code !== "upload-conflict") throw error
    id = hex(random(16))
    await upload(line, id, file(), told)
  }
  return encodePackage({ statement, record, container: { id, root, size } })
}

// The same package finds the parts of its last try again, with nothing kept in between. Who has only the statement cannot
// know the id, and so neither look at the upload nor put other bytes in its way: in the header are fresh encapsulations,
// and nobody but the sender has it before the account is accepted. Afterwards the upload is gone.
async function uploadId(statement: Uint8Array, header: Uint8Array): Promise<string> {
  const digest = await sha256Platform(concat(utf8("cairn/upload/v1\n"), header, statement))
  return hex(digest.subarray(0, 16))
}

async function upload(line: Line, id: string, file: Bytes, told: (done: number) => void): Promise<void> {
  const answer = await ask(line, { method: "GET", path: `/uploads/${id}`, max: PARTS_MAX })
  const there = new Map(parseAnswer(PARTS, answer).parts.map(({ n, sha256 }) => [n, sha256]))
  const pack = await readPackage(file)
  if (!("bytes" in pack.container)) return
  let [n, done] = [0, 0]
  for await (const part of rechunk(pack.container.bytes, PART)) {
    if (part.length === 0) break // where the size is a multiple of a part
    const body = Uint8Array.from(part)
    if (there.get(n) !== hex(await sha256Platform(body))) {
      await ask(line, {
        ...{ method: "PUT", path: `/uploads/${id}/${n}`, type: "application/octet-stream" },
        ...{ body, max: ANSWER_MAX },
      })
    }
    done += part.length
    n += 1
    told(done)
  }
}
