// The page's end of its worker: starts it from the one address that is its own, and ends it with all it holds.
import { TrustedWorker as Worker } from "../survivor/trusted.ts"
import type { Asked, Told } from "./messages.ts"

/** A running worker. */
export interface Keeper {
  ask(asked: Asked): void
  /** Ends it at once: receipt, keys, records and open requests go with it. */
  end(): void
}

export function startKeeper(told: (told: Told) => void): Keeper {
  // Exactly these words are what the build looks for to make the worker a file of its own.
  const worker = new Worker(new URL("./keeping.ts", import.meta.url), { type: "module" })
  worker.onmessage = ({ data }: MessageEvent<Told>) => told(data)
  worker.onerror = (event) => {
    event.preventDefault()
    told({ tell: "stopped", code: "fault" })
  }
  return { ask: (asked) => worker.postMessage(asked), end: () => worker.terminate() }
}
