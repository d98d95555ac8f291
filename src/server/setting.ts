// What the server is given by whoever starts it, on any platform. It asks for nothing else: no environment, no file, no
// key, no clock of its own.
import type { Sequencer } from "../sequencer/sequencer.ts"
import type { Store } from "../storage/port.ts"
import type { LimitPlan } from "./limits.ts"
import type { Site } from "./site.ts"

/** A file of the built client. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Its name below `dist/client`, as it is: `index.html`, `assets/submit-1a2b.js`. */
  readonly name: string
}

/** Something went wrong that no caller caused. Never holds content, an address or a path's parameters. */
export interface Fault {
  /** Method and route pattern: `GET /containers/:root`. */
  readonly route: string
  readonly error: unknown
}

export interface Setting {
  readonly store: Store
  /** Who promises, and knows the day and the head of the log: the only room that has the log's key. */
  readonly sequencer: Pick<Sequencer, "day" | "promise" | "holds" | "seen" | "head">
  /** Told of everything that was accepted and waits for the log. */
  readonly accepted: () => void
  readonly site: Site
  /** Seconds since 1970. */
  readonly now: () => number
  /** A file of the client by one of these names, the first that is there. */
  readonly assets: (names: readonly string[]) => Promise<Asset | undefined>
  readonly fault: (fault: Fault) => void
  readonly limits: LimitPlan
}

/** The day, UTC, of a time in seconds. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
