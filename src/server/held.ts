// Records that are held in memory while they come in (PROTOCOL section 9, "Limits"): what anybody may send has a bound each, and
// this is the bound on all of them together. A record of the usual size is never kept waiting by what others send.
import { Refusal } from "./problem.ts"

const USUAL = 160 * 1024 // bytes: 128 KiB of record, sealed to eight; two thousand lines of them are 320 MB
const LARGE = 64 * 1024 * 1024 // of all larger ones together

/** Owns the count. */
export class HeldRecords {
  #large = 0

  /**
   * Lets `read` hold one record.
   * @param read calls `hold` with the record's size before it reads it @throws {Refusal} `busy`, from `hold`
   */
  async while<T>(read: (hold: (size: number) => void) => Promise<T>): Promise<T> {
    let mine = 0
    try {
      return await read((size) => {
        if (size <= USUAL) return
        if (this.#large + size > LARGE) throw new Refusal("busy", "too many large records at once")
        this.#large += size
        mine += size
      })
    } finally {
      this.#large -= mine
    }
  }
}
