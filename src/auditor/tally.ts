// What was counted on the way, for the report: how much of each kind was verified, and what happened on which day.
import type { Leaf } from "../core/statement/leaf.ts"
import type { Entry } from "./book.ts"
import type { Checked, LogDay } from "./report.ts"

type Counts = { -readonly [key in keyof LogDay]: LogDay[key] }

/** Owns the counts of a run, and the days of all runs. */
export class Tally {
  readonly checked: { -readonly [key in keyof Checked]: number } = {
    entries: 0,
    signatures: 0,
    charters: 0,
    consents: 0,
    custody: 0,
    erasures: 0,
    ticks: 0,
    releases: 0,
    promises: 0,
    subjects: 0,
    containers: 0,
    records: 0,
    custodyRecords: 0,
    cosignatures: 0,
  }
  readonly days: Counts[]

  constructor(days: readonly LogDay[] = []) {
    this.days = days.map((day) => ({ ...day }))
  }

  tick(day: string, index: number): void {
    this.checked.ticks++
    this.#entry(1)
    this.#on(day).size = index + 1
  }

  charter(day: string | null): void {
    this.checked.charters++
    this.#entry(1)
    if (day !== null) this.#on(day).charters++
  }

  count({ day, index }: Entry, leaf: Exclude<Leaf, { type: "tick" | "charter" }>): void {
    this.#entry(1)
    const today = this.#on(day)
    today.size = index + 1
    switch (leaf.type) {
      case "consent":
        this.checked.consents++
        if (leaf.body.action === "given") today.given++
        else if (leaf.body.action === "withdrawn") today.withdrawn++
        else today.changed++
        return
      case "custody":
        this.checked.custody++
        if (leaf.body.action === "imported") today.imported++
        else if (leaf.body.action === "used") today.used++
        return
      case "erasure":
        this.checked.erasures++
        today.erased++
        return
      case "release":
        this.checked.releases++
    }
  }

  #entry(signatures: number): void {
    this.checked.entries++
    this.checked.signatures += signatures
  }

  #on(day: string): Counts {
    const last = this.days.at(-1)
    if (last?.day === day) return last
    const size = last?.size ?? 1
    const fresh = {
      day,
      size,
      given: 0,
      changed: 0,
      withdrawn: 0,
      imported: 0,
      used: 0,
      erased: 0,
      charters: 0,
    }
    this.days.push(fresh)
    return fresh
  }
}
