// The storage contract over real D1 and R2, inside workerd, with the migrations that are in drizzle/. The cases run in
// worker/worker.ts; here they are named and judged.
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CASES } from "./contract.ts"
import { WORKER_CASES } from "./worker/cases.ts"

Object.assign(process.env, {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DO_NOT_TRACK: "1",
})
const { createTestHarness } = await import("wrangler") // after its environment is set
const harness = createTestHarness({
  root: import.meta.dirname,
  workers: [{ configPath: "./worker/wrangler.toml" }],
})
const cases = [...CASES, ...WORKER_CASES].map((one, n) => ({ name: one.name, n }))
let url: URL
let ran = 0

beforeAll(async () => {
  url = (await harness.listen()).url
  await harness.getWorker().applyD1Migrations("DB")
})
afterAll(async () => {
  await harness.close()
  console.log(`storage contract: ${ran} of ${cases.length} cases over D1 and R2 in workerd`)
})

describe("the storage contract over D1 and R2", () => {
  test("the worker has the same cases", async () => {
    expect(await (await fetch(new URL("/cases", url))).json()).toEqual(cases.map((one) => one.name))
  })

  test.each(cases)("$name", async ({ n }) => {
    const answer = await fetch(new URL(`/${n}`, url))
    expect(await answer.text()).toBe("done")
    ran += 1
  })
})
