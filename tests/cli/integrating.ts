// `cairn log integrate` in this process, on a day of the test's choosing.
import { expect } from "vitest"
import { type Bench, inDays } from "./commands.ts"

/** Integrates on a day so many days from now. */
export async function integrate(made: Bench, days = 0, data = "data"): Promise<void> {
  const before = process.env.CAIRN_CLOCK
  process.env.CAIRN_CLOCK = inDays(days)
  try {
    expect((await made.run("log", "integrate", "--data", `./${data}`)).status).toBe(0)
  } finally {
    if (before === undefined) delete process.env.CAIRN_CLOCK
    else process.env.CAIRN_CLOCK = before
  }
}
