// The plain copy of a disclosure (survivor-standards 5.1, 5.5, 7.69): the chosen answers and files, with a custody sheet that says
// what is and is not proven. What goes along is chosen and hashed before anybody approves; the bytes are read when it is given.
import { sha256 } from "@noble/hashes/sha2.js"
import { fromBase64 } from "../core/base64.ts"
import { fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { isPublication } from "../core/consent/decision.ts"
import { InForceError } from "../core/consent/refusal.ts"
import type { CustodyRecord } from "../core/custody/record.ts"
import type { Card, FilesInside, HeldContainer } from "./card.ts"
import type { DisclosurePlan, PlainCopy } from "./desk.ts"
import { CasesError } from "./errors.ts"
import { answersOf, fileBytes } from "./reveal.ts"
import { charterOf, type Room, stateOf } from "./room.ts"
import { openJson } from "./sealed.ts"
import { sheetOf } from "./sheet.ts"
import { covers, type FieldId, mayBePicture, scopeOfFile } from "./split.ts"

type Objects = CustodyRecord["objects"]

/** What goes along, chosen and hashed. */
export interface Prepared {
  readonly objects: Objects
  /** `account.json`, or the exact words; null if neither goes. */
  readonly text: { readonly name: string; readonly bytes: Uint8Array } | null
  readonly files: readonly {
    readonly name: string
    readonly held: HeldContainer
    readonly inside: FilesInside
    readonly part: FilesInside["parts"][number]
  }[]
}

/**
 * Chooses what a plan names.
 * @throws {InForceError} `scope` for an answer or a file that the plan's scope does not take in
 * @throws {CasesError} `no-case` for a file that there is not, `quarantined`
 */
export async function prepare(room: Room, card: Card, plan: DisclosurePlan): Promise<Prepared> {
  // Anything could be typed there: only what she approved word by word is held against a hash.
  if (plan.words !== null && !isPublication(plan.purpose))
    throw new InForceError("content", "words go along only where she approved these words")
  for (const field of plan.fields)
    if (!covers(plan.dataScope, field as FieldId))
      throw new InForceError("scope", "an answer that the scope does not take in")
  const text = await textOf(room, card, plan)
  const files = await Promise.all(plan.files.map((name) => fileOf(room, card, plan, name)))
  const objects: Objects = [
    ...(text === null ? [] : [objectOf(hex(sha256(text.bytes)), text.bytes.length, text.kind)]),
    ...files.map(({ inside, part }) =>
      objectOf(inside.sha256[part.name] ?? "", part.size, scopeOfFile(part)),
    ),
  ]
  return { objects, text, files }
}

function objectOf(sum: string, size: number, kind: string): Objects[number] {
  return { sha256: sum, size, kind, redactions: [] }
}

async function textOf(room: Room, card: Card, { words, fields }: DisclosurePlan) {
  if (words !== null) return { name: "words.txt", kind: "words", bytes: utf8(words) }
  if (fields.length === 0) return null
  const answers = await answersOf(room, card, (id) => fields.includes(id))
  const said = answers.map(({ field, value }) => ({ field, value }))
  return { name: "account.json", kind: "account", bytes: utf8(`${JSON.stringify(said, null, 2)}\n`) }
}

async function fileOf(
  room: Room,
  { containers, quarantine }: Card,
  { dataScope }: DisclosurePlan,
  name: string,
) {
  const [number = "", ...rest] = name.split(":")
  const held = containers[Number(number) - 1]
  if (held === undefined || held.compartments.files === null)
    throw new CasesError("no-case", "no such file in the case")
  const inside = await openJson<FilesInside>(room.store.sealing, held.compartments.files)
  const part = inside.parts.find((one) => one.name === rest.join(":") && one.name.startsWith("files/"))
  if (part === undefined) throw new CasesError("no-case", "no such file in the case")
  if (!dataScope.includes(scopeOfFile(part)))
    throw new InForceError("scope", "a file that the scope does not take in")
  if (quarantine !== null && mayBePicture(part))
    throw new CasesError("quarantined", "a picture that may be of a young person")
  return { name: `${number}-${part.name.replace("/", "-")}`, held, inside, part }
}

/** The files of a copy, and the sheet that goes with them. Logged before this is called. */
export async function plainCopy(
  room: Room,
  card: Card,
  record: CustodyRecord,
  { text, files }: Prepared,
  leaf: string,
): Promise<PlainCopy["files"]> {
  const listed = [
    ...(text === null
      ? []
      : [{ name: text.name, size: text.bytes.length, bytes: [text.bytes], sum: hex(sha256(text.bytes)) }]),
    ...files.map(({ name, held, inside, part }) => ({
      ...{ name, size: part.size, bytes: fileBytes(room, held, inside, part) },
      sum: inside.sha256[part.name] ?? "",
    })),
  ]
  const { organisation } = charterOf(room).body
  const sheet = utf8(
    sheetOf({
      ...{ organisation, record, leaf, console: room.signer.verifier.name },
      containers: card.containers.map(({ root, size, consent }) => ({ root, size, consent })),
      checkpoint: fromUtf8(fromBase64(stateOf(room).checkpoint)),
      files: listed.map(({ name, size, sum }) => ({ name, size, sum })),
    }),
  )
  const sums = utf8(listed.map(({ name, sum }) => `${sum}  ${name}\n`).join(""))
  return [
    ...listed.map(({ name, size, bytes }) => ({ name, size, bytes })),
    { name: "custody.txt", size: sheet.length, bytes: [sheet] },
    { name: "SHA256SUMS", size: sums.length, bytes: [sums] },
  ]
}
