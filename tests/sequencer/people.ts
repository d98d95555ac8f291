// Statements as a server would accept them: signed by their holders and consoles, judged by core's rules, promised by the
// sequencer, stored in one step. What is refused is told by its code, and nothing of it is stored.

import { concat, hex } from "../../src/core/bytes.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import {
  CONSENT,
  type ConsentAction,
  type ConsentBody,
  openConsentStatement,
} from "../../src/core/consent/statement.ts"
import { addressOf } from "../../src/core/container/parts.ts"
import { type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { CUSTODY, type CustodyBody } from "../../src/core/statement/custody.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import type { SigningKey } from "../../src/custody/keys.ts"
import type { Sequencer } from "../../src/sequencer/sequencer.ts"
import { judged } from "../../src/server/judged.ts"
import type { NewRecord } from "../../src/storage/port.ts"
import { ORIGIN, type World } from "./world.ts"

/** Somebody with a receipt. */
export interface Person {
  readonly signer: Signer
  readonly subject: string
}

export async function newPerson(): Promise<Person> {
  const signer = await signerFromSeed("holder", randomBytes(32))
  return { signer, subject: hex(signer.verifier.key) }
}

/** What was accepted: its leaf and its promise. */
export interface Taken {
  readonly leaf: string
  readonly body: ConsentBody
  readonly promise: Uint8Array | null
}

export interface Say {
  readonly until?: string
  readonly now?: boolean
  /** Over the body as it should be. */
  readonly over?: Partial<ConsentBody>
  /** Signed by somebody else. */
  readonly by?: Signer
}

/** @returns what was accepted, or the code of the refusal */
export async function say(
  { store }: World,
  sequencer: Sequencer,
  person: Person,
  action: ConsentAction,
  { until = "2028-11", now = false, over = {}, by }: Say = {},
): Promise<Taken | string> {
  const day = await sequencer.day()
  const before = await store.standing(person.subject)
  const withRecord = action === "given" || action === "amended" || action === "reinstated"
  const record: NewRecord | null = withRecord ? await newRecord() : null
  const withContent = action === "given" || action === "added"
  const container = withContent ? { ...(await newContainer()), ...over.content } : null
  const body: ConsentBody = {
    subject: person.subject,
    seq: before.head === null ? 0 : before.head.seq + 1,
    prev: before.head?.leaf ?? null,
    action,
    day,
    until: withRecord ? until : null,
    record: record === null ? null : { sha256: record.sha256, size: record.bytes.length },
    content: container === null ? null : { root: container.root, size: container.size },
    erase: now ? "now" : null,
    charter: await newestCharter(store),
    ...over,
  }
  try {
    const note = await signStatement(CONSENT, ORIGIN, body, [by ?? person.signer])
    const leaf = hex(leafHash(note))
    await openConsentStatement(note, ORIGIN)
    const after = judged(before, leaf, body, day)
    const promise = await sequencer.promise(leaf)
    if (promise === null && action !== "withdrawn") return "busy"
    const statement = { leaf, note, body, promise, day, ...after }
    const stored =
      container === null
        ? await store.putConsent(statement, record)
        : await store.putSubmission({ statement, record, container })
    return stored.outcome === "stored" ? { leaf, body, promise } : stored.outcome
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code !== "string") throw error
    return code
  }
}

async function newestCharter(store: World["store"]): Promise<string> {
  // As a server gives it out: the newest that is a leaf of the served log. One that still waits is nobody's yet.
  const size = (await store.head())?.size ?? 1
  const logged: Uint8Array[] = []
  for (const note of await store.charters()) {
    const position = await store.positionOf(hex(leafHash(note)))
    if (logged.length === 0 || (typeof position === "number" && position < size)) logged.push(note)
  }
  return parseCharter(logged.at(-1) as Uint8Array).hash
}

/** The same, where nothing but acceptance is expected. */
export async function said(...args: Parameters<typeof say>): Promise<Taken> {
  const taken = await say(...args)
  if (typeof taken === "string") throw new Error(`refused: ${taken}`)
  return taken
}

/** A console's own chain. */
export interface Desk {
  readonly key: SigningKey
  seq: number
  prev: string | null
}

export function deskOf(key: SigningKey): Desk {
  return { key, seq: 0, prev: null }
}

/** States something as a console. @returns its leaf, or the outcome that was no storing */
export async function state(
  { store }: World,
  sequencer: Sequencer,
  desk: Desk,
  subject: string,
  action: CustodyBody["action"],
  consent: string,
): Promise<{ leaf: string; promise: Uint8Array | null } | string> {
  const record = action === "used" ? await newRecord() : null
  const key = hex(desk.key.signer.verifier.key)
  const body: CustodyBody = {
    console: key,
    seq: desk.seq,
    prev: desk.prev,
    subject,
    action,
    consent,
    log: (await sequencer.head()).size,
    record: record === null ? null : { sha256: record.sha256, size: record.bytes.length },
  }
  const note = await signStatement(CUSTODY, ORIGIN, body, [desk.key.signer])
  const leaf = hex(leafHash(note))
  const promise = await sequencer.promise(leaf)
  const chain = { key, seq: desk.seq, prev: desk.prev }
  const entry = { leaf, kind: "custody", note, day: await sequencer.day(), promise, subject } as const
  const stored = await store.putEntry({ ...entry, console: chain, custody: { action, consent } }, record)
  if (stored.outcome !== "stored") return stored.outcome
  desk.seq++
  desk.prev = leaf
  return { leaf, promise }
}

/** The day by which the log promised a leaf, its signature verified. */
export async function promisedDay({ keys }: World, promise: Uint8Array): Promise<string> {
  for (const { verifier } of keys.values()) {
    try {
      return (await openPromise(promise, ORIGIN, verifier)).by
    } catch {
      // Another key's.
    }
  }
  throw new Error("a promise by no key of the log")
}

async function newRecord(): Promise<NewRecord> {
  const bytes = randomBytes(200)
  return { sha256: hex(await sha256Platform(bytes)), bytes }
}

async function newContainer() {
  const [header, body] = [randomBytes(100), randomBytes(150)]
  const { root, size } = await addressOf([concat(header, body)])
  return { root, size, header, body: [body] }
}
