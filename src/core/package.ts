// The package (PROTOCOL section 9): what a page posts, a partner carries and the offline form saves as `.cairn`. A tar
// of statement.note, record.age and container.age, or upload.json in the container's place.
import * as z from "zod/mini"
import { fromUtf8, utf8 } from "./bytes.ts"
import { type Bytes, Reader } from "./chunks.ts"
import { readTarHeader, skipTarFill, TAR_END, tarFill, tarHeader } from "./container/tar.ts"
import { CodedError } from "./errors.ts"
import { parseCanonicalJson } from "./json.ts"
import { count, hash } from "./statement/fields.ts"
import { STATEMENT_MAX } from "./statement/frame.ts"

export class PackageError extends CodedError<"package-malformed" | "too-large"> {}

const upload = z.strictObject({ id: z.string().check(z.regex(/^[0-9a-f]{32}$/)), root: hash, size: count })

/** Where a container's parts were uploaded to, and its address. */
export type Upload = z.infer<typeof upload>

/** Sealed records are a few padded steps; more is no record. */
export const RECORD_MAX = 4 * 1024 * 1024
const UPLOAD_MAX = 512

/** A container on its way into or out of a package. */
export interface ContainerStream {
  readonly size: number
  readonly bytes: Bytes
}

/** What a package is made of. `record` is null for `added`; the container is one or the other. */
export interface Package {
  readonly statement: Uint8Array
  readonly record: Uint8Array | null
  readonly container: ContainerStream | Upload
}

/** A package being read: use up the container's bytes, then call `end`. */
export interface OpenPackage extends Package {
  /** @throws {TarError|ReadError} unless the package ends as it must */
  end(): Promise<void>
}

/**
 * The bytes of a package.
 * @throws {PackageError} `package-malformed` if the container's bytes are not as many as its size says
 */
export async function* encodePackage({ statement, record, container }: Package): AsyncGenerator<Uint8Array> {
  yield* file("statement.note", statement.length, [statement])
  if (record !== null) yield* file("record.age", record.length, [record])
  if ("bytes" in container) yield* file("container.age", container.size, container.bytes)
  else {
    const json = utf8(JSON.stringify(upload.parse(container)))
    yield* file("upload.json", json.length, [json])
  }
  yield TAR_END
}

/** What `POST /consents` takes: a statement, and its record where the action has one. */
export interface Change {
  readonly statement: Uint8Array
  readonly record: Uint8Array | null
}

/** The bytes of a change. */
export async function* encodeChange({ statement, record }: Change): AsyncGenerator<Uint8Array> {
  yield* file("statement.note", statement.length, [statement])
  if (record !== null) yield* file("record.age", record.length, [record])
  yield TAR_END
}

/** A change being read: whether its record is worth reading depends on the statement. */
export interface OpenChange {
  readonly statement: Uint8Array
  /** The record, if there is one, up to the change's end. @throws as {@link readPackage} */
  record(): Promise<Uint8Array | null>
}

/** Told the size of a record before it is read into memory; throws where there is no room for it. */
export type Hold = (size: number) => void

/** Reads a change up to its record; throws as {@link readPackage}. */
export async function readChange(source: Bytes, hold: Hold = () => {}): Promise<OpenChange> {
  const reader = new Reader(source)
  const first = await header(reader, ["statement.note"])
  const statement = await small(reader, first.size, STATEMENT_MAX)
  return {
    statement,
    async record() {
      const next = await readTarHeader(reader, ["record.age"])
      const record = next === undefined ? null : await small(reader, next.size, RECORD_MAX, hold)
      if (next !== undefined && (await readTarHeader(reader, [])) !== undefined)
        throw malformed("more files than a change has")
      await reader.end()
      return record
    },
  }
}

/**
 * Reads a package up to its container. Nothing in it is verified yet.
 * @throws {PackageError} `package-malformed`, `too-large`
 * @throws {TarError} `tar-malformed`
 * @throws {ReadError} `truncated`, `trailing-data`
 */
export async function readPackage(source: Bytes, hold: Hold = () => {}): Promise<OpenPackage> {
  const reader = new Reader(source)
  const first = await header(reader, ["statement.note"])
  const statement = await small(reader, first.size, STATEMENT_MAX)
  let next = await header(reader, ["record.age", "container.age", "upload.json"])
  const record = next.name === "record.age" ? await small(reader, next.size, RECORD_MAX, hold) : null
  if (record !== null) next = await header(reader, ["container.age", "upload.json"])
  const end = async (): Promise<void> => {
    if ((await readTarHeader(reader, [])) !== undefined) throw malformed("more files than a package has")
    await reader.end()
  }
  if (next.name === "upload.json") {
    return { statement, record, container: parseUpload(await small(reader, next.size, UPLOAD_MAX)), end }
  }
  return { statement, record, container: { size: next.size, bytes: filled(reader, next.size) }, end }
}

async function* filled(reader: Reader, size: number): AsyncGenerator<Uint8Array> {
  yield* reader.stream(size)
  await skipTarFill(reader, size)
}

async function* file(name: string, size: number, bytes: Bytes): AsyncGenerator<Uint8Array> {
  yield await tarHeader(name, size)
  let seen = 0
  for await (const chunk of bytes) {
    seen += chunk.length
    yield chunk
  }
  if (seen !== size) throw malformed("a file is not as long as it was said to be") // else a package nobody can open
  yield tarFill(size)
}

async function header(reader: Reader, names: readonly string[]): Promise<{ name: string; size: number }> {
  const found = await readTarHeader(reader, names)
  if (found === undefined) throw malformed("ends before its container")
  return found
}

async function small(reader: Reader, size: number, max: number, hold: Hold = () => {}): Promise<Uint8Array> {
  if (size > max) throw new PackageError("too-large", "a file of the package is too large")
  hold(size)
  const bytes = await reader.take(size)
  await skipTarFill(reader, size)
  return bytes
}

function parseUpload(bytes: Uint8Array): Upload {
  try {
    const text = fromUtf8(bytes)
    const value = upload.parse(parseCanonicalJson(text))
    if (JSON.stringify(value) === text) return value
  } catch (cause) {
    throw new PackageError("package-malformed", "upload.json", { cause: (cause as Error).name })
  }
  throw malformed("upload.json: keys not in order")
}

function malformed(why: string): PackageError {
  return new PackageError("package-malformed", why)
}
