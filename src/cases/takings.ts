// What of a bundle goes into the store, once its log was judged (PROTOCOL section 11): for each person who may be shown, the record
// that holds now, the containers that are not here yet, and the records of what others did. What is wrong is named and left out.
import { requireHash } from "../bundle/entry.ts"
import { openBytes } from "../core/age/open.ts"
import { hex } from "../core/bytes.ts"
import { decodeCustodyRecord } from "../core/custody/record.ts"
import { CodedError } from "../core/errors.ts"
import type { Person } from "../core/ledger.ts"
import { RECORD_MAX } from "../core/package.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { digestBy, sha256Platform } from "../core/webcrypto.ts"
import { OpenError } from "../open/account.ts"
import { type Carried, entryOf, RefusedError, small } from "../open/carried.ts"
import type { Card, HeldRecord } from "./card.ts"
import type { Hands, Held, Job, RecordBeside, Taken } from "./hands.ts"
import type { Heard } from "./heard.ts"
import { isErasable } from "./locks.ts"
import type { LeftOut } from "./report.ts"
import type { Room } from "./room.ts"
import { type Taking, takeContainer, takeRecord } from "./take.ts"

/** This thread's. */
export function ownHands(taking: Taking, bundle: Held): Hands {
  const digest = digestBy(taking.here)
  return {
    record: async (named, leaf) => {
      const path = recordPath(named.record?.sha256 ?? "")
      return takeRecord(taking, await small(bundle, path, RECORD_MAX, digest), named, leaf)
    },
    container: (job, record) => takeJob(taking, bundle, job, record),
  }
}

/** What is to be done, and what is not there. */
export interface Plan {
  readonly jobs: readonly Job[]
  readonly leftOut: LeftOut[]
  readonly missing: string[]
  readonly elsewhere: string[]
}

export function containerPath(root: string): string {
  return `containers/${root}.age`
}

export function recordPath(sha256: string): string {
  return `records/${sha256}.age`
}

/** Looks through everybody of the log. Opens nothing. */
export function planTakings(room: Room, heard: Heard, bundle: Carried): Plan {
  const plan: Plan = { jobs: [], leftOut: [], missing: [], elsewhere: [] }
  const jobs: Job[] = []
  for (const [subject, person] of heard.people) {
    const card = room.store.card(subject)
    const code = heard.refusal(person)
    if (code === "erased" && !isErasable(heard, person)) plan.leftOut.push({ subject, root: null, code })
    const leaves = new Map(
      (heard.said.get(subject) ?? []).flatMap(({ said }) =>
        said.type === "consent" && said.body.content !== null ? [[said.body.content.root, said.leaf]] : [],
      ),
    )
    for (const content of person.contents) {
      const { root } = content.statement.content
      const there = bundle.entries.has(containerPath(root))
      bundle.claimed.add(containerPath(root))
      if (card?.containers.some((one) => one.root === root)) continue
      if (code !== undefined) {
        if (there) plan.leftOut.push({ subject, root, code })
        continue
      }
      const leaf = leaves.get(root)
      if (there && leaf !== undefined) jobs.push({ subject, content, leaf })
      else if (content.erased && leaf !== undefined && isImported(heard, subject, leaf))
        plan.elsewhere.push(root)
      else {
        plan.missing.push(root)
        plan.leftOut.push({ subject, root, code: "missing" })
      }
    }
  }
  return { ...plan, jobs }
}

// The server says what it dropped; that a console had it before, only the console says.
function isImported(heard: Heard, subject: string, leaf: string): boolean {
  const said = heard.custody.get(subject) ?? []
  return said.some(({ body }) => body.action === "imported" && body.consent === leaf)
}

// One container out of the bundle.
async function takeJob(taking: Taking, bundle: Held, job: Job, record: RecordBeside | null): Promise<Taken> {
  const { statement } = job.content
  const container = entryOf(bundle, containerPath(statement.content.root))
  if (container.size !== statement.content.size)
    throw new RefusedError("size-mismatch", "not the size that she signed")
  const hash = taking.newSha256()
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of container.bytes()) {
      hash.update(chunk)
      yield chunk
    }
  }
  return takeContainer(taking, {
    ...{ statement, leaf: job.leaf, record, file: hashed() },
    end: async () => requireHash(bundle.index, container.name, hex(hash.digest())),
  })
}

/**
 * The record that holds now: the one that the card has, or the bundle's.
 * @throws what is wrong with it, `missing` too
 */
export async function recordNow(
  hands: Hands,
  bundle: Carried,
  { latest }: Person,
  heard: Heard,
  card: Card | undefined,
): Promise<HeldRecord | null> {
  if (latest === null || latest.record === null) return null
  const { sha256 } = latest.record
  bundle.claimed.add(recordPath(sha256))
  if (card?.record?.ref.sha256 === sha256) return card.record
  const leaf = heard.said
    .get(latest.subject)
    ?.find(({ said }) => said.type === "consent" && said.body.record?.sha256 === sha256)?.said.leaf
  if (leaf === undefined) throw new RefusedError("missing", "no statement names it")
  return hands.record(latest, leaf)
}

/** What was done with her account by any console, as far as it is not on the card yet. */
export async function earlierUses(
  taking: Taking,
  bundle: Carried,
  heard: Heard,
  subject: string,
  known: Card["earlier"],
): Promise<{ earlier: Card["earlier"]; leftOut: LeftOut[] }> {
  const earlier = [...known]
  const leftOut: LeftOut[] = []
  for (const { leaf, body } of heard.custody.get(subject) ?? []) {
    if (body.record === null) continue
    const path = recordPath(body.record.sha256)
    const there = bundle.entries.has(path)
    bundle.claimed.add(path)
    const at = earlier.findIndex((one) => one.leaf === leaf)
    if (at >= 0 && (earlier[at]?.record !== null || !there)) continue
    const read = there ? await readUse(taking, bundle, body.record) : { record: null, code: "missing" }
    if (read.record === null) leftOut.push({ subject, root: null, code: read.code })
    if (at >= 0) earlier[at] = { leaf, record: read.record }
    else earlier.push({ leaf, record: read.record })
  }
  return { earlier, leftOut }
}

// Held against the statement, not the bundle's own index: whoever carries could give another record in its place.
async function readUse({ unwrap, aead }: Taking, bundle: Carried, { sha256, size }: FileRef) {
  try {
    const sealed = await small(bundle, recordPath(sha256), RECORD_MAX)
    if (sealed.length !== size || hex(await sha256Platform(sealed)) !== sha256)
      throw new OpenError("record-mismatch", "not the record that the statement names")
    return { record: decodeCustodyRecord(await openBytes(sealed, unwrap, aead, RECORD_MAX)), code: "" }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return { record: null, code: error.code }
  }
}
