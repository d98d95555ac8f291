// When to integrate (PROTOCOL section 8): at 00:00 UTC, every so many minutes, or soon after something was accepted; a day is
// never skipped, whatever the plan. Nothing here is precise, and nothing depends on it: what is due is asked of the sequencer.
import type { Sequencer } from "../sequencer/sequencer.ts"
import type { Store } from "../storage/port.ts"
import type { MergePlan } from "./merge-plan.ts"

const BEAT_MS = 60_000
const SOON_MS = 250 // what is accepted meanwhile goes along
const RETRY_MS = 10 * 60_000 // after a run that failed, or that witnesses did not cosign
const DAY = 86_400

export interface ScheduleSetting {
  readonly sequencer: Sequencer
  readonly store: Pick<Store, "waiting">
  readonly plan: MergePlan
  /** Seconds since 1970. */
  readonly now: () => number
  /** A run that failed: everything that was accepted is kept, and the next run takes it. */
  readonly failed: (error: unknown) => void
}

export interface Schedule {
  /** Something was accepted. */
  accepted(): void
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>
}

/** Finishes what was left, makes up for the day that was missed, and goes on by the plan. */
export function startSchedule({ sequencer, store, plan, now, failed }: ScheduleSetting): Schedule {
  let stopped = false
  let soon: NodeJS.Timeout | undefined
  let beat: NodeJS.Timeout | undefined
  let under: Promise<void> = Promise.resolve()
  let [lastRun, lastTry] = [performance.now(), Number.NEGATIVE_INFINITY]

  const attempt = (work: () => Promise<unknown>): Promise<void> => {
    under = under.then(async () => {
      if (stopped) return
      try {
        await work()
      } catch (error) {
        lastTry = performance.now()
        failed(error)
      }
    })
    return under
  }
  const integrate = async (): Promise<void> => {
    if ((await sequencer.stopped()) !== undefined) return
    lastRun = performance.now()
    if (!(await sequencer.integrate()).published) lastTry = lastRun
  }
  const resume = async (): Promise<void> => {
    if (!(await sequencer.resume())) lastTry = performance.now()
  }
  const due = async (): Promise<boolean> => {
    if (typeof plan === "object" && performance.now() - lastRun >= plan.minutes * 60_000) return true
    return (await sequencer.day()) > (await sequencer.head()).day
  }
  const look = async (): Promise<void> => {
    if ((await sequencer.stopped()) !== undefined || performance.now() - lastTry < RETRY_MS) return
    if (await due()) return integrate()
    await resume()
  }
  const next = (): void => {
    if (stopped) return
    const midnight = (DAY - (now() % DAY)) * 1000
    beat = setTimeout(() => void attempt(look).then(next), Math.min(BEAT_MS, midnight)).unref()
  }
  const begin = async (): Promise<void> => {
    const left = plan !== "daily" && (await store.waiting(1)).length > 0
    if (left || (await due())) await integrate()
    else await resume()
  }
  void attempt(begin).then(next)

  return {
    accepted() {
      if (plan !== "immediate" || stopped || soon !== undefined) return
      soon = setTimeout(() => {
        soon = undefined
        void attempt(integrate)
      }, SOON_MS).unref()
    },
    async stop() {
      stopped = true
      clearTimeout(soon)
      clearTimeout(beat)
      await under
    },
  }
}
