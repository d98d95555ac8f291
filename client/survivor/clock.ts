// This device's clock, and what a server said of it: for statements and for requests that her key signs. Apart from the signing, which
// most of those who only send need not load.
import { RefusedError } from "./line.ts"

export class Clock {
  #ahead = 0 // seconds that the server's clock is ahead

  seconds(): number {
    return Math.floor(Date.now() / 1000 + this.#ahead)
  }

  /** `YYYY-MM-DD`, UTC */
  today(): string {
    return new Date(1000 * this.seconds()).toISOString().slice(0, 10)
  }

  /** @returns whether the refusal was about the clock, which then is set */
  corrected(error: unknown): boolean {
    if (!(error instanceof RefusedError) || error.code !== "clock" || error.now === undefined) return false
    this.#ahead = error.now - Date.now() / 1000
    return true
  }
}
