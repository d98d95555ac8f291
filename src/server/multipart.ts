// The one multipart form there is (PROTOCOL section 9; RFC 7578): a single file field `package`, read as a stream. What a
// browser without JavaScript sends and nothing more; the platform's own parser would hold the whole of it in memory.
import { equal, fromUtf8, utf8 } from "../core/bytes.ts"
import { type Bytes, Reader } from "../core/chunks.ts"
import { CodedError } from "../core/errors.ts"

export class MultipartError extends CodedError<"multipart-malformed"> {}

const HEAD_MAX = 4096
const BOUNDARY =
  /^multipart\/form-data;\s*boundary=(?:"([0-9A-Za-z'()+_,./:=? -]{1,70})"|([0-9A-Za-z'+_.-]{1,70}))$/i
const FIELD = /^content-disposition:\s*form-data;(?:.*;)?\s*name="package"\s*(?:;|$)/im

/** Whether a request is a form at all. */
export function isForm(contentType: string | null): boolean {
  return contentType?.toLowerCase().startsWith("multipart/form-data") ?? false
}

/**
 * The bytes of the file in field `package`. Read to its end, it has checked that the form ends there too.
 * @throws {MultipartError} `multipart-malformed`, at once or while reading
 */
export async function formFile(contentType: string | null, source: Bytes): Promise<Bytes> {
  const [, quoted, bare] = BOUNDARY.exec(contentType ?? "") ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) throw malformed("no boundary")
  const reader = new Reader(source)
  const first = utf8(`--${boundary}\r\n`)
  if (!equal(await reader.take(first.length), first)) throw malformed("does not begin with its boundary")
  const start = await reader.peek(HEAD_MAX)
  const end = find(start, utf8("\r\n\r\n"))
  if (end < 0) throw malformed("a part's head is too long")
  const head = text(await reader.take(end))
  if (!FIELD.test(head) || !/filename/i.test(head)) throw malformed("not the file field of this form")
  await reader.take(4)
  return upTo(reader, utf8(`\r\n--${boundary}`))
}

// Everything before `mark`, in which the mark may lie across two chunks; then the end of the form.
async function* upTo(reader: Reader, mark: Uint8Array): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(0)
  const rest = reader.rest()
  for await (const chunk of rest) {
    const seen = held.length === 0 ? chunk : joined(held, chunk)
    const at = find(seen, mark)
    if (at >= 0) {
      if (at > 0) yield seen.subarray(0, at)
      await requireEnd(seen.subarray(at + mark.length), rest)
      return
    }
    const safe = Math.max(0, seen.length - mark.length + 1)
    if (safe > 0) yield seen.subarray(0, safe)
    held = Uint8Array.from(seen.subarray(safe))
  }
  throw malformed("ends before its boundary")
}

// `--`, perhaps a line end, and nothing more: a second field would be something nobody looked at.
async function requireEnd(start: Uint8Array, rest: AsyncIterable<Uint8Array>): Promise<void> {
  let tail = start
  for await (const chunk of rest) {
    tail = joined(tail, chunk)
    if (tail.length > 4) break
  }
  if (!["--", "--\r\n"].includes(String.fromCharCode(...tail.subarray(0, 5))))
    throw malformed("more than one field")
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** Where `mark` begins in `bytes`, or -1. */
function find(bytes: Uint8Array, mark: Uint8Array): number {
  const [first] = mark
  for (let at = bytes.indexOf(first as number); at >= 0; at = bytes.indexOf(first as number, at + 1)) {
    if (at + mark.length > bytes.length) return -1
    if (mark.every((byte, i) => bytes[at + i] === byte)) return at
  }
  return -1
}

function text(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch {
    throw malformed("a part's head is not text") // nothing of it may stand in the message
  }
}

function malformed(why: string): MultipartError {
  return new MultipartError("multipart-malformed", why)
}
