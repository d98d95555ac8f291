// Revealing content (PROTOCOL section 6): logged as `opened` before anything is shown, once a person, case and day; with only
// keeping allowed, for triage, which is how to reach her and whether she is in danger. Attachments come one at a time.
import { openPayload, PAYLOAD_NONCE } from "../core/age/stream.ts"
import { fromBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import { Reader } from "../core/chunks.ts"
import type { Purpose, Scope } from "../core/consent/decision.ts"
import type { Permit } from "../core/consent/in-force.ts"
import type { Use } from "../core/consent/use.ts"
import { NAMES, type Part } from "../core/container/inside.ts"
import { readTarHeader, skipTarFill } from "../core/container/tar.ts"
import type { CustodyRecord } from "../core/custody/record.ts"
import type { Card, Compartment, FilesInside, HeldContainer } from "./card.ts"
import { widest } from "./covered.ts"
import type { Attachment, Revealed } from "./desk.ts"
import { CasesError } from "./errors.ts"
import { caseOf, type Room, requireReady } from "./room.ts"
import { openJson } from "./sealed.ts"
import {
  type Answers,
  compartmentOf,
  covers,
  type FieldId,
  mayBePicture,
  scopeOfFile,
  TRIAGE,
} from "./split.ts"
import { stateUse } from "./states.ts"

/** @throws {InForceError} why not @throws {CasesError} */
export async function reveal(
  room: Room,
  ref: string,
  purpose: Purpose,
  met: Use["met"] = [],
): Promise<Revealed> {
  const day = requireReady(room)
  const card = caseOf(room, ref)
  const { use, permit } = widest(card, purpose, null, day, { met, notHappened: [] })
  await logOpening(room, card, use, permit, day)
  const only = permit.only
  const shown = await answersOf(room, card, (id) =>
    only === null ? covers(use.dataScope, id) : TRIAGE.includes(id),
  )
  const files = only === null ? await filesOf(room, card, use.dataScope) : []
  return { only, purpose, answers: shown, files }
}

async function logOpening(room: Room, card: Card, use: Use, permit: Permit, day: string): Promise<void> {
  const { by } = room
  const only = permit.only !== null
  const record: CustodyRecord = {
    ...{ format: "cairn-custody/1", subject: card.subject, action: "opened", purpose: use.purpose },
    ...{ recipientId: null, decisionId: permit.decisionId, identifiability: use.identifiability },
    ...{ dataScope: [...use.dataScope], objects: [], consentKey: card.record?.consentKey ?? null },
    ...{ by, day, note: null, approval: null },
  }
  // Once a day: a second look for more than the first one, or under new decisions of hers, is a look of its own.
  const logged = card.openings.some((one) => one.by === by && one.day === day && one.purpose === use.purpose)
  if (logged && card.earlier.some((one) => isSame(one.record, record))) return
  const opened = { ...card, openings: [...card.openings, { by, day, purpose: use.purpose, only }] }
  await stateUse(room, opened, record)
  await room.store.commit()
}

function isSame(before: CustodyRecord | null, now: CustodyRecord): boolean {
  return JSON.stringify(before) === JSON.stringify(now)
}

/** Her answers that `shows` lets through, of all her containers in order. */
export async function answersOf(
  { store }: Room,
  { containers }: Card,
  shows: (id: FieldId) => boolean,
): Promise<Revealed["answers"]> {
  const answers: { field: string; value: unknown; compartment: Compartment }[] = []
  for (const { compartments } of containers)
    for (const compartment of ["contact", "identity", "account"] as const) {
      const ref = compartments[compartment]
      if (ref === null) continue
      const inside = await openJson<Answers>(store.sealing, ref)
      for (const [field, value] of Object.entries(inside))
        if (shows(field as FieldId))
          answers.push({ field, value, compartment: compartmentOf(field as FieldId) })
    }
  return answers
}

/** Her files that a scope covers. */
export async function filesOf(
  { store }: Room,
  { containers }: Card,
  scope: readonly Scope[],
): Promise<Revealed["files"]> {
  const files: Revealed["files"][number][] = []
  for (const [container, { compartments }] of containers.entries()) {
    if (compartments.files === null) continue
    const { parts } = await openJson<FilesInside>(store.sealing, compartments.files)
    for (const part of parts)
      if (part.name.startsWith("files/") && scope.includes(scopeOfFile(part)))
        files.push({ container, ...lineOfPart(part), original: part.original })
  }
  return files
}

function lineOfPart({ name, size, type, hidden }: Part) {
  return { name, size, type, hidden }
}

/** @throws {CasesError} `covered` unless revealed today for more than triage; `quarantined`; `no-case` for another file */
export async function attachment(
  room: Room,
  ref: string,
  container: number,
  name: string,
): Promise<Attachment> {
  const day = requireReady(room)
  const card = caseOf(room, ref)
  const opening = card.openings.findLast((one) => one.by === room.by && one.day === day && !one.only)
  if (opening === undefined) throw new CasesError("covered", "reveal the case first")
  const { use } = widest(card, opening.purpose as Purpose, null, day, {
    met: ["best_interests"],
    notHappened: [],
  })
  const held = card.containers[container]
  if (held === undefined || held.compartments.files === null)
    throw new CasesError("no-case", "no such file in the case")
  const inside = await openJson<FilesInside>(room.store.sealing, held.compartments.files)
  const part = inside.parts.find((one) => one.name === name && name.startsWith("files/"))
  if (part === undefined) throw new CasesError("no-case", "no such file in the case")
  if (!use.dataScope.includes(scopeOfFile(part)))
    throw new CasesError("covered", "her consent does not cover it")
  if (card.quarantine !== null && mayBePicture(part))
    throw new CasesError("quarantined", "a picture that may be of a young person")
  const { original, type, size } = part
  return { name, original, type, size, bytes: fileBytes(room, held, inside, part) }
}

/** One file out of a container's bytes, as they were taken: its hash is compared with that of the import at the end. */
export async function* fileBytes(
  { store, aead, newSha256 }: Pick<Room, "store" | "aead" | "newSha256">,
  { body }: HeldContainer,
  { fileKey, parts, sha256 }: FilesInside,
  wanted: Part,
): AsyncGenerator<Uint8Array> {
  if (body === null) throw new CasesError("store-malformed", "its bytes are gone")
  const file = new Reader(store.sealing.blobs.read(body))
  const nonce = Uint8Array.from(await file.take(PAYLOAD_NONCE))
  const tar = new Reader(openPayload(aead, fromBase64(fileKey), nonce, file.rest()))
  try {
    for (const part of [...parts, { name: NAMES.manifest }]) {
      const header = await readTarHeader(tar, [part.name])
      if (header === undefined) break
      if (part.name !== wanted.name) {
        for await (const _ of tar.stream(header.size));
        await skipTarFill(tar, header.size)
        continue
      }
      const hash = newSha256()
      for await (const chunk of tar.stream(header.size)) {
        hash.update(chunk)
        yield chunk
      }
      if (hex(hash.digest()) !== sha256[wanted.name])
        throw new CasesError("store-malformed", "a file is not what was taken in")
      return
    }
    throw new CasesError("store-malformed", "a file is not where it was")
  } finally {
    await tar.close()
    await file.close()
  }
}
