// What a log says of the people in it (PROTOCOL sections 5 to 8), for whoever takes it from strangers: every leaf judged in
// order by the charter before it, then the statements that are not leaves yet. Holds one entry per subject and content,
// nothing per tick. A statement that breaks a rule is named and counts for nothing; but every validly signed withdrawal does.
import { equal, fromHex, hex } from "./bytes.ts"
import { CarriedError, requireKnownCharter, requirePromise } from "./carried.ts"
import type { CarriedLeaf } from "./carried-log.ts"
import { type Charter, parseCharter } from "./charter/charter.ts"
import { judge, namesOf, noStanding, RuleError, type Standing } from "./consent/rules.ts"
import { type ConsentBody, openConsentStatement } from "./consent/statement.ts"
import { compare, lastDayOfMonth } from "./day.ts"
import { CodedError } from "./errors.ts"
import { encodeNote } from "./note/note.ts"
import { parseVkey } from "./note/vkey.ts"
import { openCustody } from "./statement/custody.ts"
import { openErasure } from "./statement/erasure.ts"
import type { ContentRef, FileRef } from "./statement/fields.ts"
import { parseLeaf } from "./statement/leaf.ts"
import { openRelease } from "./statement/release.ts"
import { openTick } from "./statement/tick.ts"
import { leafHash } from "./tlog/merkle.ts"

/** A container, and the statement that named it. */
export interface Content {
  readonly statement: ConsentBody & { readonly content: ContentRef }
  /** Its index in the log; null while it is no leaf. */
  readonly position: number | null
  /** Whether an erasure says that the server has dropped it. */
  erased: boolean
}

/** Everything said of one subject. */
export interface Person {
  standing: Standing
  /** The statement that named the record which holds now. */
  latest: ConsentBody | null
  /** Whether a withdrawal, or what takes one back, is pending: only a `reinstated` later in the log does that (C10). */
  withdrawing: boolean
  readonly contents: Content[]
  /** Index of the last leaf that changed it. */
  changed: number
}

/** A sealed record, and the statement that named it. */
export interface NamedRecord {
  readonly ref: FileRef
  readonly subject: string
  readonly position: number | null
  /** Whether an erasure says that it is gone. */
  erased: boolean
}

/** A statement that counts for nothing, and why. */
export interface Problem {
  readonly leaf: string
  readonly subject: string | null
  readonly root: string | null
  readonly code: string
}

/** A pending statement as it was carried. */
export interface PendingNote {
  readonly leaf: string
  readonly note: Uint8Array
  /** Null where the server could not sign: only a withdrawal is believed without. */
  readonly promise: Uint8Array | null
  /** What was found wrong with it on the way: a withdrawal is obeyed all the same, nothing else is. */
  readonly fault?: CodedError | undefined
}

/** Judges a log and what is pending after it. Owns what it has heard. */
export class Ledger {
  readonly people = new Map<string, Person>()
  readonly problems: Problem[] = []
  /** Records that statements name, by hash. */
  readonly records = new Map<string, NamedRecord>()
  /** Day of the last tick; of a log without one, null. */
  day: string | null = null
  readonly #charters: readonly Charter[]
  readonly #logged: Charter[] = []
  readonly #named = new Set<string>()
  /** Leaf hashes of the withdrawals among the leaves. */
  readonly #withdrawals = new Set<string>()

  /** @param charters the verified chain, oldest first: a version counts from its leaf on */
  constructor(charters: readonly Charter[]) {
    this.#charters = charters
  }

  /** The newest charter among the leaves so far. */
  get newest(): Charter {
    return this.#logged.at(-1) ?? (this.#charters[0] as Charter)
  }

  /** Whether an account may be opened, and if not, why not: `withdrawn`, `erased`, `expired`. */
  refusal(person: Person): "withdrawn" | "erased" | "expired" | undefined {
    const { until, erased, withdrawn } = person.standing
    if (erased) return "erased"
    if (person.withdrawing || withdrawn !== null) return "withdrawn"
    const over = until !== null && this.day !== null && compare(this.day, lastDayOfMonth(until)) > 0
    return over ? "expired" : undefined
  }

  /** Takes the next leaf. @throws {CarriedError} `charter-unknown` unless leaf 0 is charter 1 */
  async take({ index, entry, hash }: CarriedLeaf): Promise<void> {
    if (index === 0) {
      const first = this.#charters[0] as Charter
      if (!equal(entry, encodeNote(first.note)))
        throw new CarriedError("charter-unknown", "leaf 0 is not charter 1")
      this.#logged.push(first)
      return
    }
    await this.#orProblem(hash, (tell) => this.#leaf(entry, hash, index, tell))
  }

  /**
   * Takes statements that are no leaves yet, each with the promise that it will be one. In the order of each subject's
   * sequence; a withdrawal holds whatever else there is.
   */
  async takePending(notes: readonly PendingNote[]): Promise<void> {
    const consents: { item: PendingNote; body: ConsentBody }[] = []
    for (const item of notes.filter(({ note }) => !this.isOldWithdrawal(note)))
      await this.#orProblem(item.leaf, async (tell) => {
        const { origin } = this.newest
        if (parseLeaf(item.note, origin).type !== "consent") return this.#requirePromised(item)
        const { body } = await openConsentStatement(item.note, origin)
        tell(body)
        // Her signature is enough, before anything else is looked at.
        if (body.action === "withdrawn") this.#person(body.subject).withdrawing = true
        if (body.action === "reinstated") this.#lockUntilLogged(body.subject)
        requireWhole(item)
        consents.push({ item, body })
      })
    for (const { item, body } of consents.sort((a, b) => a.body.seq - b.body.seq))
      await this.#orProblem(item.leaf, async (tell) => {
        tell(body)
        if (body.action !== "withdrawn" || item.promise !== null) {
          requireKnownCharter(body.charter, this.#charters)
          await this.#requirePromised(item)
        }
        this.#consent(body, item.leaf, null)
      })
  }

  /** Whether it is a withdrawal that the log has: said once, it counts once, and what took it back is not undone by a copy. */
  isOldWithdrawal(note: Uint8Array): boolean {
    return this.#withdrawals.size > 0 && this.#withdrawals.has(hex(leafHash(note)))
  }

  #lockUntilLogged(subject: string): void {
    const person = this.#person(subject)
    if (person.standing.withdrawn !== null) person.withdrawing = true
  }

  // What is pending of the organisation's own counts from its leaf on; only its form and promise can be wrong before.
  async #requirePromised(item: PendingNote): Promise<void> {
    requireWhole(item)
    if (item.promise === null) throw new CarriedError("missing", "nothing promises it")
    await requirePromise(item.promise, item.note, this.#charters)
  }

  async #leaf(entry: Uint8Array, hash: string, index: number, tell: Tell): Promise<void> {
    const { origin, body: charter } = this.newest
    const log = parseVkey(charter.log)
    const parsed = parseLeaf(entry, origin)
    switch (parsed.type) {
      case "charter":
        return this.#charter(entry)
      case "tick": {
        const { body } = await this.#openTick(entry)
        if (this.day !== null && compare(body.day, this.day) < 0)
          throw new CarriedError("log-mismatch", "days go backwards")
        this.day = body.day
        return
      }
      case "consent": {
        const { body } = await openConsentStatement(entry, origin)
        tell(body)
        if (this.#withdrawals.has(hash)) throw new RuleError("head-moved", "the same withdrawal once more")
        if (body.action === "withdrawn") this.#withdrawals.add(hash)
        return this.#consent(body, hash, index)
      }
      case "erasure": {
        const { body } = await openErasure(entry, origin, log)
        const person = this.#person(body.subject)
        person.standing = judge(person.standing, { type: "erasure", leaf: hash, body }, this.#view())
        person.changed = index
        for (const content of person.contents)
          if (body.content.includes(content.statement.content.root)) content.erased = true
        for (const sha256 of body.records) this.#erased(sha256)
        return
      }
      case "custody": {
        const consoles = charter.consoles.map((vkey) => parseVkey(vkey))
        const { subject, record } = (await openCustody(entry, origin, consoles)).body
        if (record !== null)
          this.records.set(record.sha256, { ref: record, subject, position: index, erased: false })
        return
      }
      case "release":
        await openRelease(
          entry,
          origin,
          charter.releases.map((vkey) => parseVkey(vkey)),
        )
    }
  }

  // Where the log's old key was lost, the batch that brings the next charter has a tick by that one's key.
  async #openTick(entry: Uint8Array): ReturnType<typeof openTick> {
    const { origin, body } = this.newest
    try {
      return await openTick(entry, origin, parseVkey(body.log))
    } catch (error) {
      const next = this.#charters[this.#logged.length]
      if (next === undefined) throw error
      return openTick(entry, origin, parseVkey(next.body.log))
    }
  }

  // The chain was verified from the fingerprint; here a version only takes its place.
  #charter(entry: Uint8Array): void {
    const next = this.#charters[this.#logged.length]
    if (next === undefined || parseCharter(entry).hash !== next.hash)
      throw new CarriedError("charter-unknown", "a charter that is not the next of the chain")
    this.#logged.push(next)
  }

  #consent(body: ConsentBody, leaf: string, position: number | null): void {
    const person = this.#person(body.subject)
    // The batch that logs a charter logs it first: what is pending may name one that is.
    const charters = position === null ? this.#charters : this.#logged
    if (body.action !== "withdrawn") requireKnownCharter(body.charter, charters)
    person.standing = judge(person.standing, { type: "consent", leaf, body }, this.#view())
    if (position !== null) person.changed = position
    for (const [kind, hash] of namesOf(body)) this.#named.add(nameOf(kind, hash))
    const { content, record } = body
    if (content !== null) person.contents.push({ statement: { ...body, content }, position, erased: false })
    if (record !== null) {
      person.latest = body
      this.records.set(record.sha256, { ref: record, subject: body.subject, position, erased: false })
    }
  }

  #erased(sha256: string): void {
    const record = this.records.get(sha256)
    if (record !== undefined) record.erased = true
  }

  #person(subject: string): Person {
    const known = this.people.get(subject)
    if (known !== undefined) return known
    const fresh: Person = {
      standing: noStanding(subject),
      latest: null,
      withdrawing: false,
      contents: [],
      changed: 0,
    }
    this.people.set(subject, fresh)
    return fresh
  }

  #view() {
    return {
      isNamed: (kind: "root" | "record", hash: string) => this.#named.has(nameOf(kind, hash)),
      today: null,
    }
  }

  async #orProblem(leaf: string, work: (tell: Tell) => Promise<void>): Promise<void> {
    let said: ConsentBody | undefined
    try {
      await work((body) => {
        said = body
      })
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      const { subject = null, content = null } = said ?? {}
      this.problems.push({ leaf, subject, root: content?.root ?? null, code: error.code })
    }
  }
}

function requireWhole({ leaf, note, fault }: PendingNote): void {
  if (fault !== undefined) throw fault
  if (hex(leafHash(note)) !== leaf) throw new CarriedError("leaf-hash", "not the statement of this leaf hash")
}

/** Whose statement it is, told once her signature was verified. */
type Tell = (body: ConsentBody) => void

// 33 characters in place of 69: there is one per container and record of the whole log.
function nameOf(kind: "root" | "record", hash: string): string {
  return kind[1] + String.fromCharCode(...fromHex(hash))
}
