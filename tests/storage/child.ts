// Another process with a store: `node child.ts hold DATA` opens it and waits; `node child.ts write DATA COUNT` stores that
// many submissions at once and prints each leaf when it was answered.
import { writeSync } from "node:fs"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { makeSubmission, random } from "./made.ts"

const [mode, data = "", count = "1"] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`) // at once: a killed process must have said it

const made = await Promise.all(
  Array.from({ length: mode === "write" ? Number(count) : 0 }, () =>
    makeSubmission({ body: random(72_000) }),
  ),
)
const store = await openNodeStore(data)
say("open")
if (mode === "hold") setInterval(() => {}, 1000)
else {
  await Promise.all(
    made.map(async (one) => {
      await store.putSubmission(one)
      say(one.statement.leaf)
    }),
  )
  await store.close()
}
