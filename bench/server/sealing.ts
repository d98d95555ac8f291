// Seals what a run sends, in as many workers as there are cores. Every package is used once.
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import type { SealingPlan } from "./sealer.ts"

const SEALER = join(import.meta.dirname, "sealer.ts")

/** @param told how many are sealed */
export async function seal(plan: SealingPlan, told: (done: number) => void): Promise<void> {
  const workers = Math.min(availableParallelism(), plan.numbers.length)
  let done = 0
  await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const numbers = plan.numbers.filter((_, n) => n % workers === i)
      const worker = new Worker(SEALER, { workerData: { ...plan, numbers } })
      worker.on("message", () => told(++done))
      return new Promise<void>((ended, fail) => {
        worker.on("error", fail)
        worker.on("exit", (code) => (code === 0 ? ended() : fail(new Error("a sealer failed"))))
      })
    }),
  )
}
