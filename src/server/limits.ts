// How much one address may ask for (PROTOCOL section 9): counts in memory, under a hash keyed anew by every process, gone
// with it. Where no address is known, only what everyone shares is counted.
import { hex, utf8 } from "../core/bytes.ts"
import { classOf, lineOf } from "./address.ts"
import { Refusal } from "./problem.ts"

export type Kind = "submission" | "part" | "other"

/** Requests a minute from one line, and bytes of drafts and of parts that nobody has claimed yet, from everyone together. */
export interface LimitPlan {
  readonly perMinute: Readonly<Record<Kind, number>>
  readonly uploadBytes: number
}

/** Roomy: a shelter, a phone network or a Tor exit may be one address for many. */
export const LIMITS: LimitPlan = {
  perMinute: { submission: 300, part: 6000, other: 3000 },
  uploadBytes: 16 * 1024 ** 3,
}

const WINDOW_SECONDS = 60
const MOST_LINES = 100_000 // past it all new ones share one count: memory stays bounded

/** Owns the counts. */
export class RateLimit {
  readonly #plan: LimitPlan
  readonly #now: () => number
  readonly #key: Promise<CryptoKey>
  readonly #counts = new Map<string, number>()
  readonly #most: number
  #window = 0

  constructor(plan: LimitPlan, now: () => number, most = MOST_LINES) {
    this.#plan = plan
    this.#most = most
    this.#now = now
    const secret = crypto.getRandomValues(new Uint8Array(32))
    this.#key = crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  }

  /** HMAC(text, random per process), hex. */
  async hidden(text: string): Promise<string> {
    const mac = await crypto.subtle.sign("HMAC", await this.#key, Uint8Array.from(utf8(text)))
    return hex(new Uint8Array(mac))
  }

  /** Counts a request. @throws {Refusal} `slow-down` */
  async take(address: string | undefined, kind: Kind): Promise<void> {
    if (address === undefined) return
    const line = `${kind} ${await this.hidden(lineOf(address))}`
    const window = Math.floor(this.#now() / WINDOW_SECONDS)
    if (window !== this.#window) this.#counts.clear()
    this.#window = window
    const counted = this.#counts.has(line) || this.#counts.size < this.#most ? line : kind
    const count = (this.#counts.get(counted) ?? 0) + 1
    this.#counts.set(counted, count)
    if (count > this.#plan.perMinute[kind])
      throw new Refusal("slow-down", "too many requests from one address")
  }

  /** Takes a request back that turned out to be signed by a role: couriers are not strangers. */
  async giveBack(address: string | undefined, kind: Kind): Promise<void> {
    if (address === undefined) return
    const line = `${kind} ${await this.hidden(lineOf(address))}`
    // Where it was counted: past the table's size, under what all new lines share. A new window may have begun meanwhile.
    const counted = this.#counts.has(line) ? line : kind
    const count = this.#counts.get(counted)
    if (count !== undefined) this.#counts.set(counted, Math.max(0, count - 1))
  }
}

const SHARE = 4 // one address class gets at most a quarter

/** Owns the count of unclaimed bytes and drafts by address class, from this process's start on. */
export class UploadQuota {
  readonly #plan: LimitPlan
  readonly #rate: RateLimit
  readonly #uploads = new Map<string, { day: string; shares: Map<string, number> }>()
  readonly #groups = new Map<string, number>()
  #coming = 0

  constructor(plan: LimitPlan, rate: RateLimit) {
    this.#plan = plan
    this.#rate = rate
  }

  /**
   * Runs `put` with room for `size` more bytes.
   * @param used bytes of drafts and unclaimed parts in the store
   * @param day today
   * @param put whether the bytes were new
   * @throws {Refusal} `busy`
   */
  async within<T extends string>(
    id: string,
    size: number,
    address: string | undefined,
    used: number,
    day: string,
    put: () => Promise<T>,
  ): Promise<T> {
    const group = address === undefined ? undefined : await this.#rate.hidden(classOf(address))
    if (used + this.#coming + size > this.#plan.uploadBytes)
      throw new Refusal("busy", "no room for parts now")
    if (group !== undefined && (this.#groups.get(group) ?? 0) + size > this.#plan.uploadBytes / SHARE)
      throw new Refusal("busy", "no more room for parts from there")
    this.#coming += size
    this.#add(id, group, size, day)
    let outcome: T | undefined
    try {
      outcome = await put()
      return outcome
    } finally {
      this.#coming -= size
      if (outcome !== "stored") this.#add(id, group, -size, day)
    }
  }

  /** As {@link within}, for bytes that stand alone: what stood before under `id` is gone once they are stored. */
  async replacing<T extends string>(
    id: string,
    size: number,
    address: string | undefined,
    used: number,
    day: string,
    put: () => Promise<T>,
  ): Promise<T> {
    const before = this.#uploads.get(id)
    this.#uploads.delete(id)
    let outcome: T | undefined
    try {
      outcome = await this.within(id, size, address, used, day, put)
      return outcome
    } finally {
      if (before !== undefined && outcome === "stored") this.#free(before)
      else if (before !== undefined) this.#uploads.set(id, before)
    }
  }

  /** The upload is claimed or gone: its room is free again. */
  release(id: string): void {
    const upload = this.#uploads.get(id)
    if (upload === undefined) return
    this.#uploads.delete(id)
    this.#free(upload)
  }

  /** What nobody added to since `day`, if it is one of `which`, is gone from the store. */
  releaseBefore(day: string, which: (id: string) => boolean = () => true): void {
    for (const [id, upload] of this.#uploads) if (upload.day < day && which(id)) this.release(id)
  }

  #free({ shares }: { readonly shares: ReadonlyMap<string, number> }): void {
    for (const [group, bytes] of shares) this.#change(group, -bytes)
  }

  #add(id: string, group: string | undefined, size: number, day: string): void {
    if (group === undefined) return
    // Whoever sends a part is charged for it, not who began the upload: else one could begin many and have others pay.
    const upload = this.#uploads.get(id) ?? { day, shares: new Map<string, number>() }
    upload.day = day
    upload.shares.set(group, (upload.shares.get(group) ?? 0) + size)
    this.#uploads.set(id, upload)
    this.#change(group, size)
  }

  #change(group: string, size: number): void {
    const bytes = (this.#groups.get(group) ?? 0) + size
    if (bytes > 0) this.#groups.set(group, bytes)
    else this.#groups.delete(group)
  }
}
