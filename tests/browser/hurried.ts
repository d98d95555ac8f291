// The pages as they are, but for how long they wait before they try again: half a minute of patience in a second. How long they really
// wait is in tests/submit/line.test.ts, and CAIRN_LONG=1 leaves the pages as they are.
import { type Built, buildPages } from "./built.ts"
import { test as base } from "./form.ts"
import { patching } from "./mutants/patched.ts"

const WAITS = {
  name: "short waits",
  file: "client/survivor/line.ts",
  find: "const WAITS_MS = [500, 1000, 2000, 4000, 8000, 16_000]",
  put: "const WAITS_MS = [20, 40, 80, 160, 320, 640]",
}

async function buildHurried(): Promise<Built> {
  let fits = false
  const built = await buildPages([
    patching([WAITS], () => {
      fits = true
    }),
  ])
  if (!fits) throw new Error(`the waits stand elsewhere than in ${WAITS.file}`)
  return built
}

export const test =
  process.env.CAIRN_LONG === "1"
    ? base
    : base.extend<object, { built: Built }>({
        built: [
          // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
          async ({}, use) => {
            const built = await buildHurried()
            await use(built)
            await built.remove()
          },
          { scope: "worker" },
        ],
      })
