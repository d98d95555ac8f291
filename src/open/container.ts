// Container -> testimony and files (PROTOCOL section 4). Everything goes to a temporary place first; it is published
// only when the ciphertext's root, every member of the tar and the manifest agree.
import { type Aead, platformAead } from "../core/age/aead.ts"
import { HEADER_MAX, parseAgeHeader } from "../core/age/header.ts"
import { openStream, type Unwrap } from "../core/age/open.ts"
import { concat, hex, isZero } from "../core/bytes.ts"
import { type Bytes, Reader } from "../core/chunks.ts"
import {
  decodeManifest,
  decodeSubmission,
  fileName,
  JSON_MAX,
  MAX_FILES,
  NAMES,
  type Part,
  type Submission,
} from "../core/container/inside.ts"
import { paddedTarSize, requireContainerSize } from "../core/container/padding.ts"
import { PartsHash } from "../core/container/parts.ts"
import { readTarHeader, skipTarFill, TAR_END, tarEntrySize } from "../core/container/tar.ts"
import { CodedError } from "../core/errors.ts"
import { decodeTestimony, type Testimony } from "../core/intake/testimony.ts"
import { type NewSha256, nobleSha256 } from "../core/sha256.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import type { Place } from "./place.ts"

export class ContainerError extends CodedError<
  "root-mismatch" | "manifest-mismatch" | "inside-malformed" | "size-not-padded"
> {}

/** A container to be opened, and what the statement said of it. */
export interface SealedContainer {
  readonly file: Bytes
  readonly content: ContentRef
  readonly unwrap: Unwrap
  readonly aead?: Aead
  readonly newSha256?: NewSha256
  /** Hashes the parts on this thread; without it the platform does, on other cores. */
  readonly here?: NewSha256 | undefined
  /** Told as it reads, in bytes of the container. */
  readonly progress?: (done: number, total: number) => void
}

/** What was inside. `sha256` is of each file's plain bytes, for the custody sheet. */
export interface OpenedContainer {
  readonly submission: Submission
  readonly testimony: Testimony
  readonly parts: readonly Part[]
  readonly sha256: ReadonlyMap<string, string>
}

/**
 * Opens a container into `place`, and leaves publishing to the caller, who still has the subject to compare.
 * @throws {RecipientError} `recipients`, {@link IdentityError} `no-identity-fits`, {@link AeadError} `damaged`
 * @throws {SizeError|ContainerError} `size-not-padded`; `root-mismatch`, `manifest-mismatch`, `inside-malformed`
 * @throws {TarError|ReadError|InsideError|TestimonyError} for a tar or file that is not as it must be
 */
export async function openContainer(sealed: SealedContainer, place: Place): Promise<OpenedContainer> {
  const { content, unwrap, progress, here } = sealed
  const address = new PartsHash(here)
  const file = new Reader(watched(sealed.file, address, (done) => progress?.(done, content.size)))
  const { recipients } = parseAgeHeader(await file.peek(HEADER_MAX))
  requireContainerSize(content.size, recipients)
  const tar = new Reader(openStream(file.rest(), unwrap, sealed.aead ?? (await platformAead())))
  try {
    const opened = await readMembers(tar, place, { newSha256: sealed.newSha256 ?? nobleSha256, here })
    const { root, size } = await address.finish()
    if (root !== content.root || size !== content.size) {
      throw new ContainerError("root-mismatch", "not the container that the statement names")
    }
    return opened
  } finally {
    await tar.close()
    await file.close()
  }
}

interface Found {
  readonly parts: Pick<Part, "name" | "size" | "tree">[]
  readonly sha256: Map<string, string>
  readonly json: Map<string, Uint8Array>
}

interface Hashing {
  readonly newSha256: NewSha256
  readonly here: NewSha256 | undefined
}

async function readMembers(tar: Reader, place: Place, hashing: Hashing): Promise<OpenedContainer> {
  const found: Found = { parts: [], sha256: new Map(), json: new Map() }
  let size = TAR_END.length
  for (let expected: readonly string[] = [NAMES.submission]; expected.length > 0; ) {
    const header = await readTarHeader(tar, expected)
    if (header === undefined) throw new ContainerError("inside-malformed", "a file is missing")
    size += tarEntrySize(header.size)
    await readMember(tar, header, place, found, hashing)
    expected = namesAfter(header.name, found.parts.length)
  }
  if ((await readTarHeader(tar, [])) !== undefined)
    throw new ContainerError("inside-malformed", "a file too many")
  await requireFilling(tar, paddedTarSize(size) - size)
  const json = (name: string): Uint8Array => found.json.get(name) as Uint8Array
  const { parts } = decodeManifest(json(NAMES.manifest))
  requireManifest(parts, found.parts)
  const submission = decodeSubmission(json(NAMES.submission))
  return { submission, testimony: decodeTestimony(json(NAMES.testimony)), parts, sha256: found.sha256 }
}

// Which file may follow: the order is fixed, and only attachments vary in number.
function namesAfter(name: string, members: number): readonly string[] {
  if (name === NAMES.manifest) return []
  if (name === NAMES.submission) return [NAMES.testimony]
  const files = members - 2 // beside submission.json and testimony.json
  return files < MAX_FILES ? [fileName(files + 1), NAMES.manifest] : [NAMES.manifest]
}

async function readMember(
  tar: Reader,
  { name, size }: { name: string; size: number },
  place: Place,
  found: Found,
  { newSha256, here }: Hashing,
): Promise<void> {
  const hash = newSha256()
  const isJson = name.endsWith(".json")
  if (isJson && size > JSON_MAX) throw new ContainerError("inside-malformed", "a JSON file is too large")
  const kept: Uint8Array[] = []
  const tree = new PartsHash(here)
  const file = await place.create(name)
  for await (const chunk of tar.stream(size)) {
    hash.update(chunk)
    await tree.push(chunk)
    await file.write(chunk)
    if (isJson) kept.push(chunk)
  }
  await file.close()
  await skipTarFill(tar, size)
  if (isJson) found.json.set(name, concat(...kept))
  found.sha256.set(name, hex(hash.digest()))
  if (name !== NAMES.manifest) found.parts.push({ name, size, tree: (await tree.finish()).root })
}

// After the tar come zeros up to the padded size, to the last byte: room for nothing else.
async function requireFilling(tar: Reader, size: number): Promise<void> {
  let seen = 0
  for await (const chunk of tar.rest()) {
    if (!isZero(chunk)) throw new ContainerError("inside-malformed", "data after the end")
    seen += chunk.length
  }
  if (seen !== size) throw new ContainerError("size-not-padded", "padded to another size than it must be")
}

function requireManifest(said: readonly Part[], found: Found["parts"]): void {
  const agrees = said.length === found.length
  const same = said.every(({ name, size, tree }, i) => {
    const f = found[i]
    return f !== undefined && f.name === name && f.size === size && f.tree === tree
  })
  if (!agrees || !same)
    throw new ContainerError("manifest-mismatch", "the files are not those of the manifest")
}

async function* watched(
  file: Bytes,
  address: PartsHash,
  seen: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const chunk of file) {
    await address.push(chunk)
    done += chunk.length
    seen(done)
    yield chunk
  }
}
