// The case store (PROTOCOL section 10): a head sealed to the intake, which names shelves of cards, the log's statements, and what
// waits to be dispatched. Every change is one commit: new blobs, then the head, in which the old ones are no more. Owns what it
// read; whoever opened it is the only one who writes.
import { platformAead } from "../core/age/aead.ts"
import { openBytes, type Unwrap } from "../core/age/open.ts"
import type { Recipient } from "../core/age/recipient.ts"
import { fromUtf8, utf8 } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import { sealBytes } from "../seal/age.ts"
import type { BlobRef, Card } from "./card.ts"
import { CasesError } from "./errors.ts"
import type { LogState } from "./log-state.ts"
import type { Outbox } from "./outbox.ts"
import { blobName, openJson, type Sealing, sealJson } from "./sealed.ts"

const FORMAT = "cairn-store/1"
const HEAD_MAX = 256 * 1024 * 1024
const SHELF = 64 // cards: what one change writes again
const SHELF_BYTES = 4 * 1024 * 1024 // and no more than about this, whatever somebody put into them

/** What the head says. */
interface Head {
  readonly format: typeof FORMAT
  readonly fingerprint: string
  readonly shelves: readonly BlobRef[]
  /** Segments of the log's statements, one an import. */
  readonly log: readonly BlobRef[]
  readonly state: BlobRef | null
  readonly outbox: BlobRef | null
}

/** A statement of the log that an import read, in order: all but filling ticks. */
export interface KeptLeaf {
  readonly index: number
  readonly hash: string
  /** The entry's bytes, base64. */
  readonly entry: string
}

interface Shelf {
  ref: BlobRef | null
  /** About how long it is. */
  bytes: number
  readonly refs: Set<string>
}

/** An opened store. Changes are gathered, and count when `commit` returns. */
export class Store {
  readonly sealing: Sealing
  readonly fingerprint: string
  /** Of the identities that opened it. */
  readonly offered: readonly Recipient[]
  /** Who the head is sealed to: those of them that a charter names. */
  recipients: readonly Recipient[]
  state: LogState | null = null
  outbox: Outbox
  readonly #cards = new Map<string, Card>()
  readonly #bySubject = new Map<string, string>()
  readonly #shelfOf = new Map<string, Shelf>()
  readonly #shelves: Shelf[] = []
  readonly #dirty = new Set<Shelf>()
  #head: Head
  readonly #segments: KeptLeaf[][] = []
  #newLeaves: KeptLeaf[] = []
  readonly #extra: string[] = []
  #failed = false

  private constructor(sealing: Sealing, head: Head, recipients: readonly Recipient[], outbox: Outbox) {
    this.sealing = sealing
    this.fingerprint = head.fingerprint
    this.offered = recipients
    this.recipients = recipients
    this.#head = head
    this.outbox = outbox
  }

  /**
   * Opens a store, or begins one where there is none.
   * @param recipients the opener's own: what a new head is sealed to until a charter is known
   * @throws {CasesError} `store-key`, `store-malformed`, `store-other`; `nothing-imported` without a fingerprint to begin with
   */
  static async open(
    sealing: Sealing,
    unwrap: Unwrap,
    recipients: readonly Recipient[],
    fingerprint?: string,
  ): Promise<Store> {
    const none = { format: FORMAT, shelves: [], log: [], state: null, outbox: null } as const
    const sealed = await sealing.blobs.head()
    if (sealed === null && fingerprint === undefined)
      throw new CasesError("nothing-imported", "there is no store yet: import a bundle first")
    const head =
      sealed === null ? { ...none, fingerprint: fingerprint ?? "" } : await openHead(sealing, unwrap, sealed)
    if (fingerprint !== undefined && head.fingerprint !== fingerprint)
      throw new CasesError("store-other", "the store of another organisation")
    const outbox =
      head.outbox === null ? { items: [], replies: [] } : await openJson<Outbox>(sealing, head.outbox)
    const store = new Store(sealing, head, recipients, outbox)
    await store.#read()
    // Where there is no head, blobs may be those of one that is only mislaid.
    if (sealed !== null) await sealing.blobs.sweep(store.#names())
    return store
  }

  async #read(): Promise<void> {
    if (this.#head.state !== null) this.state = await openJson<LogState>(this.sealing, this.#head.state)
    for (const ref of this.#head.shelves) {
      const shelf: Shelf = { ref, bytes: ref.size, refs: new Set() }
      this.#shelves.push(shelf)
      for (const card of await openJson<Card[]>(this.sealing, ref)) this.#place(card, shelf)
    }
  }

  #place(card: Card, shelf: Shelf): void {
    this.#cards.set(card.ref, card)
    this.#bySubject.set(card.subject, card.ref)
    this.#shelfOf.set(card.ref, shelf)
    shelf.refs.add(card.ref)
  }

  get size(): number {
    return this.#cards.size
  }

  cards(): Iterable<Card> {
    return this.#cards.values()
  }

  card(ref: string): Card | undefined {
    return this.#cards.get(ref) ?? this.#cards.get(this.#bySubject.get(ref) ?? "")
  }

  /** A new card, or another one in place of the one of that name. */
  put(card: Card): void {
    const shelf = this.#shelfOf.get(card.ref) ?? this.#shelfFor(card)
    this.#place(card, shelf)
    this.#dirty.add(shelf)
  }

  #shelfFor(card: Card): Shelf {
    const last = this.#shelves.at(-1)
    const isRoom = last !== undefined && last.refs.size < SHELF && last.bytes < SHELF_BYTES
    const shelf = isRoom ? last : this.#newShelf()
    shelf.bytes += JSON.stringify(card).length
    return shelf
  }

  #newShelf(): Shelf {
    const shelf: Shelf = { ref: null, bytes: 0, refs: new Set() }
    this.#shelves.push(shelf)
    return shelf
  }

  /** Takes a card away: its keys are gone with the next commit, and then its bytes. */
  drop(ref: string): void {
    const shelf = this.#shelfOf.get(ref)
    const card = this.#cards.get(ref)
    if (shelf === undefined || card === undefined) return
    this.#extra.push(...blobsOf(card))
    this.#cards.delete(ref)
    this.#bySubject.delete(card.subject)
    this.#shelfOf.delete(ref)
    shelf.refs.delete(ref)
    this.#dirty.add(shelf)
  }

  /** A blob that nothing names any more goes with the next commit. */
  forget(ref: BlobRef): void {
    this.#extra.push(...named(ref))
  }

  /** The same for a blob that is not of the store's own sealing. */
  forgetBody(name: string): void {
    this.#extra.push(name)
  }

  /** Statements of the log since the last commit. */
  addLeaves(leaves: readonly KeptLeaf[]): void {
    this.#newLeaves.push(...leaves)
  }

  /** Every statement that was kept, in order. */
  async *leaves(): AsyncGenerator<KeptLeaf> {
    for (const [i, ref] of this.#head.log.entries()) {
      this.#segments[i] ??= await openJson<KeptLeaf[]>(this.sealing, ref)
      yield* this.#segments[i]
    }
    yield* this.#newLeaves
  }

  /**
   * Makes everything since the last one durable, in one step.
   * @throws {CasesError} `store-malformed` if an earlier one failed: what is in memory is not what is kept
   */
  async commit(): Promise<void> {
    this.requireKept()
    this.distrust()
    await this.#commit()
    this.#failed = false
  }

  /** What is in memory may not be what is kept. */
  distrust(): void {
    this.#failed = true
  }

  /** That memory is what is kept: after a commit that failed, a use might look logged and not be. @throws {CasesError} `store-malformed` */
  requireKept(): void {
    if (this.#failed) throw new CasesError("store-malformed", "it could not be written: open it again")
  }

  async #commit(): Promise<void> {
    const before = this.#head
    const gone = [...this.#extra]
    for (const shelf of this.#dirty) {
      if (shelf.ref !== null) gone.push(...named(shelf.ref))
      const cards = [...shelf.refs].map((ref) => this.#cards.get(ref) as Card)
      shelf.ref = cards.length === 0 ? null : await sealJson(this.sealing, cards)
    }
    const log = [...before.log]
    if (this.#newLeaves.length > 0) log.push(await sealJson(this.sealing, this.#newLeaves))
    for (const ref of [before.state, before.outbox]) if (ref !== null) gone.push(...named(ref))
    this.#head = {
      ...before,
      shelves: this.#shelves.flatMap(({ ref }) => (ref === null ? [] : [ref])),
      log,
      state: this.state === null ? null : await sealJson(this.sealing, this.state),
      outbox: await sealJson(this.sealing, this.outbox),
    }
    const sealed = await sealBytes(utf8(JSON.stringify(this.#head)), this.recipients, this.sealing.aead)
    // What still waits to be dispatched stays, whoever let go of it.
    const waiting = new Set(this.#waiting())
    await this.sealing.blobs.commit(
      sealed,
      gone.filter((name) => !waiting.has(name)),
    )
    this.#dirty.clear()
    this.#extra.length = 0
    if (this.#newLeaves.length > 0) this.#segments[log.length - 1] = this.#newLeaves
    this.#newLeaves = []
  }

  #names(): Set<string> {
    const { shelves, log, state, outbox } = this.#head
    const refs = [...shelves, ...log, ...[state, outbox].filter((ref) => ref !== null)].flatMap(named)
    return new Set([...refs, ...this.#waiting(), ...[...this.cards()].flatMap(blobsOf)])
  }

  #waiting(): string[] {
    return [...this.outbox.items, ...this.outbox.replies].flatMap(({ files }) =>
      files.flatMap(({ ref }) => named(ref)),
    )
  }
}

/** The blobs that a card names. */
export function blobsOf({ containers, record }: Card): string[] {
  return [
    ...containers.flatMap(({ body, compartments }) => [
      ...(body === null ? [] : [body]),
      ...Object.values(compartments).flatMap((ref) => (ref === null ? [] : named(ref))),
    ]),
    ...(record === null ? [] : named(record.sealed)),
  ]
}

function named(ref: BlobRef): string[] {
  const name = blobName(ref)
  return name === null ? [] : [name]
}

async function openHead({ aead }: Sealing, unwrap: Unwrap, sealed: Uint8Array): Promise<Head> {
  let text: string
  try {
    text = fromUtf8(await openBytes(sealed, unwrap, aead ?? (await platformAead()), HEAD_MAX))
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    if (cause.code === "no-identity-fits" || cause.code === "file-key")
      throw new CasesError("store-key", "sealed to another identity", { cause })
    throw new CasesError("store-malformed", "its head is not what was put there", { cause })
  }
  const head = JSON.parse(text) as Head
  if (head.format !== FORMAT) throw new CasesError("store-malformed", "not a store of this version")
  return head
}
