// In the browser: the stand, for the benchmark to drive from outside.
import { platformAead } from "../src/core/age/aead.ts"
import { newStand, type Stand } from "./stand.ts"

const stand = newStand({ aead: await platformAead() })

const page = {
  field: async () => (await stand).field,
  run: async (...args: Parameters<Stand["run"]>) => (await stand).run(...args),
}

export type BenchPage = typeof page
Object.assign(globalThis, { cairn: page })
