// Taking a package in (PROTOCOL sections 5 and 9): read once, in order, and refused at the first thing found wrong. Nothing
// is stored before the container's header is checked, and nothing is kept unless the whole is what the statement names.
import { headerSize, parseAgeHeader } from "../core/age/header.ts"
import { hex } from "../core/bytes.ts"
import { type Bytes, Reader } from "../core/chunks.ts"
import { RuleError } from "../core/consent/rules.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { requireContainerSize } from "../core/container/padding.ts"
import { PART, PartsHash } from "../core/container/parts.ts"
import { type ContainerStream, type Hold, readPackage, type Upload } from "../core/package.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { NewContainer, Stored } from "../storage/port.ts"
import type { Desk } from "./desk.ts"
import { charterNamed } from "./grace.ts"
import { judged, TRIES, UNKNOWN } from "./judged.ts"
import { Refusal } from "./problem.ts"
import { checkedRecord } from "./record.ts"
import type { Setting } from "./setting.ts"

/** No container is larger: a package is a tar, whose files are under 8 GiB. */
export const CONTAINER_MAX = 8 ** 11 - 1

/** What was accepted, now or earlier. */
export interface Accepted {
  readonly promise: Uint8Array
  readonly body: ConsentBody
  /** The upload that is now claimed. */
  readonly claimed?: string
}

/**
 * @param inlineMax most bytes of a container that comes inside the package
 * @param hold lets it hold a record in memory
 * @returns the promise; of a repeated statement, the very bytes it got the first time
 * @throws {StatementError|NoteError|PackageError|TarError|ReadError|RecipientError|SizeError|RuleError|Refusal|StoreError}
 */
export async function accept(desk: Desk, source: Bytes, inlineMax: number, hold?: Hold): Promise<Accepted> {
  const { store, site, sequencer } = desk
  const pack = await readPackage(source, hold)
  const { body } = await openConsentStatement(pack.statement, site.origin)
  const { content } = body
  const leaf = hex(leafHash(pack.statement))
  const known = await store.promiseFor(leaf)
  const claimed = "id" in pack.container ? { claimed: pack.container.id } : {}
  if (known) return { promise: known, body, ...claimed }
  if (content === null)
    throw new RuleError("field-unknown", "a statement without a container comes to /consents")
  const today = await sequencer.day()
  // Of a first statement it is supposed that nothing is known of its subject: the store says if that is wrong.
  let said = judged(body.action === "given" ? UNKNOWN : await store.standing(body.subject), leaf, body, today)
  const charter = await charterNamed(store, await desk.charters(), body.charter, today)
  const intake = charter.body.intake.length
  const record = await checkedRecord(pack.record, body.record, intake)
  const inside = pack.container
  const bytes = "id" in inside ? await uploaded(desk, inside, content) : inline(inside, content, inlineMax)
  const ended = "id" in inside ? await pack.end() : pack.end
  const container = await checkedContainer(bytes, content, intake, ended ?? (async () => {}))
  const promise = await sequencer.promise(leaf)
  if (promise === null) throw new Refusal("busy", "nothing can be promised now")
  for (let tries = 0; tries < TRIES; tries++) {
    const statement = { leaf, note: pack.statement, body, promise, day: today, ...said }
    const stored = await store.putSubmission({ statement, record, container: container.given })
    if (stored.outcome === "stored") desk.accepted()
    if (stored.outcome !== "late") return { promise: answerOf(stored, promise), body, ...claimed }
    said = judged(await store.standing(body.subject), leaf, body, today)
    if (container.begun()) break // its bytes are gone; whoever sends it again is judged anew
  }
  throw new Refusal("busy", "other statements of this subject come at the same time")
}

/** The promise that a statement has now. @throws {Refusal} */
export function answerOf<P extends Uint8Array | null>(
  stored: Exclude<Stored, { outcome: "late" }>,
  promise: P,
): P {
  if (stored.outcome === "foreign-root")
    throw new Refusal("foreign-root", "another statement has this record or this container")
  return stored.outcome === "repeated" ? (stored.promise as P) : promise
}

function inline(inside: ContainerStream, content: ContentRef, max: number): Bytes {
  if (inside.size > max) throw new Refusal("too-large", "a container of this size comes in parts")
  if (inside.size !== content.size)
    throw new Refusal("root-mismatch", "another size than the statement names")
  return inside.bytes
}

async function uploaded({ store }: Setting, upload: Upload, { root, size }: ContentRef): Promise<Bytes> {
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
  { root, size }: ContentRef,
  intake: number,
  end: () => Promise<void>,
): Promise<{ given: NewContainer; begun: () => boolean }> {
  const reader = new Reader(bytes)
  // No more than the header it must have: a longer one is refused alike, and looking for it costs a third of a millisecond.
  const age = parseAgeHeader((await reader.peek(headerSize(intake))).subarray(0, headerSize(intake)))
  if (age.recipients !== intake) throw new Refusal("recipients", "a container for others than it must be")
  requireContainerSize(size, age.recipients)
  const header = await reader.take(age.size)
  let begun = false
  async function* hashed(): AsyncGenerator<Uint8Array> {
    begun = true
    const parts = new PartsHash()
    await parts.push(header)
    for await (const chunk of reader.rest()) {
      await parts.push(chunk)
      yield chunk
    }
    const found = await parts.finish()
    if (found.root !== root || found.size !== size)
      throw new Refusal("root-mismatch", "another container than the statement names")
    await end()
  }
  return { given: { root, size, header, body: hashed() }, begun: () => begun }
}
