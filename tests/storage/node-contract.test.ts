// The storage contract over SQLite and files.
import { afterAll, describe, test } from "vitest"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { CASES } from "./contract.ts"
import { newFolder } from "./places.ts"

let ran = 0
afterAll(() => console.log(`storage contract: ${ran} of ${CASES.length} cases over SQLite and files`))

describe("the storage contract over SQLite and files", () => {
  test.each(CASES)("$name", async ({ run }) => {
    const store = await openNodeStore(newFolder())
    try {
      await run(store)
      ran += 1
    } finally {
      await store.close()
    }
  })
})
