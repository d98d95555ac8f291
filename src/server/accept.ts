// Taking a package in (PROTOCOL sections 5 and 9): read once, in order, and refused at the first thing found wrong. Nothing
// is stored before the container's header is checked, and nothing is kept unless the whole is what the statement names.
import { headerSize, parseAgeHeader } from "../core/age/header.ts"
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { type Bytes, Reader } from "../core/chunks.ts"
import { type GivenBody, requireGiven, requireSaidDay } from "../core/consent/rules.ts"
import { openConsentStatement } from "../core/consent/statement.ts"
import { requireContainerSize, requireRecordSize } from "../core/container/padding.ts"
import { PART, PartsHash } from "../core/container/parts.ts"
import { type ContainerStream, readPackage, type Upload } from "../core/package.ts"
import { signPromise } from "../core/statement/promise.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { NewContainer, NewRecord, Standing } from "../storage/port.ts"
import type { Charters } from "./charters.ts"
import { Refusal } from "./problem.ts"
import { dayOf, type Setting } from "./setting.ts"

/** No container is larger: a package is a tar, whose files are under 8 GiB. */
export const CONTAINER_MAX = 8 ** 11 - 1

/** What was accepted, now or earlier. */
export interface Accepted {
  readonly promise: Uint8Array
  /** The upload that is now claimed. */
  readonly claimed?: string
}

/**
 * @param inlineMax most bytes of a container that comes inside the package
 * @returns the promise; of a repeated statement, the very bytes it got the first time
 * @throws {StatementError|NoteError|PackageError|TarError|ReadError|RecipientError|SizeError|RuleError|Refusal|StoreError}
 */
export async function accept(
  setting: Setting,
  charters: Charters,
  source: Bytes,
  inlineMax: number,
): Promise<Accepted> {
  const { store, site, log } = setting
  const pack = await readPackage(source)
  const { body: said } = await openConsentStatement(pack.statement, site.origin)
  const leaf = hex(leafHash(pack.statement))
  const known = await store.promiseFor(leaf)
  const claimed = "id" in pack.container ? { claimed: pack.container.id } : {}
  if (known) return { promise: known, ...claimed }
  const today = dayOf(setting.now())
  const body = requireGiven(said) // `added` comes with the returning holder
  requireSaidDay(body.day, today)
  const charter = charterNamed(charters, body.charter)
  const intake = charter.body.intake.length
  const record = await checkedRecord(pack.record, body, intake)
  const inside = pack.container
  const bytes = "id" in inside ? await uploaded(setting, inside, body) : inline(inside, body, inlineMax)
  const ended = "id" in inside ? await pack.end() : pack.end
  const container = await checkedContainer(bytes, body, intake, ended ?? (async () => {}))
  const promise = await signPromise(site.origin, leaf, today, charters.newest.body.mergeDelayHours, log)
  const after: Standing = {
    turn: 1, // nothing is known of her: `given` is what comes first (C1)
    head: { leaf, seq: body.seq },
    withdrawal: null,
    erased: false,
    kept: body.until === null ? null : { leaf, until: body.until },
  }
  const statement = { leaf, note: pack.statement, body, promise, day: today, movesHead: true, after }
  const stored = await store.putSubmission({ statement, record, container })
  switch (stored.outcome) {
    case "stored":
      return { promise, ...claimed }
    case "repeated":
      return { promise: stored.promise ?? promise, ...claimed }
    case "late":
      throw new Refusal("head-moved", "another statement of this subject was first")
    default:
      throw new Refusal(stored.outcome, "another statement has this record or this container")
  }
}

// A charter that nobody here knows is answered like one that is over: in both cases the sender's charter is not ours, and
// fetching it anew and sealing again is the way out. When an older one is over (its grace) comes with later charters.
function charterNamed({ chain }: Charters, hash: string): Charter {
  const charter = chain.find((one) => one.hash === hash)
  if (charter === undefined) throw new Refusal("charter-superseded", "sealed under a charter not known here")
  return charter
}

// Sealed to the charter's intake and to her own reply recipient.
async function checkedRecord(bytes: Uint8Array | null, body: GivenBody, intake: number): Promise<NewRecord> {
  if (bytes === null) throw new Refusal("note-malformed", "the record is missing")
  const sha256 = hex(await sha256Platform(bytes))
  if (sha256 !== body.record.sha256 || bytes.length !== body.record.size)
    throw new Refusal("root-mismatch", "another record than the statement names")
  const { recipients } = parseAgeHeader(bytes.subarray(0, headerSize(intake + 1)))
  if (recipients !== intake + 1) throw new Refusal("recipients", "a record for others than it must be")
  requireRecordSize(bytes.length, recipients)
  return { sha256, bytes }
}

function inline(inside: ContainerStream, body: GivenBody, max: number): Bytes {
  if (inside.size > max) throw new Refusal("too-large", "a container of this size comes in parts")
  if (inside.size !== body.content.size)
    throw new Refusal("root-mismatch", "another size than the statement names")
  return inside.bytes
}

async function uploaded({ store }: Setting, upload: Upload, body: GivenBody): Promise<Bytes> {
  const { root, size } = body.content
  if (upload.root !== root || upload.size !== size)
    throw new Refusal("root-mismatch", "another container than the statement names")
  if (size > CONTAINER_MAX) throw new Refusal("too-large", "no container is this large")
  const count = Math.ceil(size / PART)
  const parts = await store.parts(upload.id)
  // Only whether they are there: sizes and bytes are what the root is of.
  for (let n = 0; n < count; n++)
    if (parts[n]?.n !== n) throw new Refusal("not-found", "a part has not arrived")
  return store.readUpload(upload.id, count)
}

async function checkedContainer(
  bytes: Bytes,
  body: GivenBody,
  intake: number,
  end: () => Promise<void>,
): Promise<NewContainer> {
  const { root, size } = body.content
  const reader = new Reader(bytes)
  // No more than the header it must have: a longer one is refused alike, and looking for it costs a third of a millisecond.
  const age = parseAgeHeader((await reader.peek(headerSize(intake))).subarray(0, headerSize(intake)))
  if (age.recipients !== intake) throw new Refusal("recipients", "a container for others than it must be")
  requireContainerSize(size, age.recipients)
  const header = await reader.take(age.size)
  return { root, size, header, body: hashed(reader, header, body, end) }
}

async function* hashed(reader: Reader, header: Uint8Array, body: GivenBody, end: () => Promise<void>) {
  const parts = new PartsHash()
  await parts.push(header)
  for await (const chunk of reader.rest()) {
    await parts.push(chunk)
    yield chunk
  }
  const { root, size } = await parts.finish()
  if (root !== body.content.root || size !== body.content.size)
    throw new Refusal("root-mismatch", "another container than the statement names")
  await end()
}
