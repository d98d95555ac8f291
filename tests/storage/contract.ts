// What every store must do, as cases that any runtime can run: no test library, no Node. node-contract.test.ts runs them
// over SQLite and files, workerd.test.ts inside workerd over D1 and R2. Each case gets an empty store.
import { utf8 } from "../../src/core/bytes.ts"
import { CONSENT_CASES } from "./contract-consents.ts"
import { ENTRY_CASES } from "./contract-entries.ts"
import { ERASING_CASES } from "./contract-erasing.ts"
import { KEPT_CASES } from "./contract-kept.ts"
import { LOG_CASES } from "./contract-log.ts"
import { RACE_CASES } from "./contract-races.ts"
import { REBUILD_CASES } from "./contract-rebuild.ts"
import { SUBMISSION_CASES } from "./contract-submissions.ts"
import { UPLOAD_CASES } from "./contract-uploads.ts"
import { makeSubmission, random } from "./made.ts"
import { type Case, same, sameBytes, thrown } from "./says.ts"

export const CASES: readonly Case[] = [
  ...SUBMISSION_CASES,
  {
    name: "holdings and pending come in the order of their hashes, page by page",
    run: async (store) => {
      const all = await Promise.all(Array.from({ length: 7 }, () => makeSubmission()))
      for (const made of all) await store.putSubmission(made)
      const roots = all.map((made) => made.container.root).sort()
      const leaves = all.map((made) => made.statement.leaf).sort()
      const held = async (after: string) => (await store.holdings(after, 3)).map((one) => one.root)
      const waiting = async (after: string) => (await store.pending(after, 3)).map((one) => one.leaf)
      same(await held(""), roots.slice(0, 3))
      same(await held(roots[2] ?? ""), roots.slice(3, 6))
      same(await held(roots[5] ?? ""), roots.slice(6))
      same(await held(roots[6] ?? ""), [])
      same(await waiting(""), leaves.slice(0, 3))
      same(await waiting(leaves[2] ?? ""), leaves.slice(3, 6))
      same(await waiting(leaves[6] ?? ""), [])
    },
  },
  ...RACE_CASES,
  {
    name: "charters are kept in order and never change",
    run: async (store) => {
      const [one, two] = [random(900), random(901)]
      await store.putCharter(2, two)
      await store.putCharter(1, one)
      await store.putCharter(1, one)
      await thrown(() => store.putCharter(1, two))
      const kept = await store.charters()
      same(kept.length, 2)
      sameBytes(kept[0] ?? utf8(""), one)
      sameBytes(kept[1] ?? utf8(""), two)
    },
  },
  {
    name: "files of the log are read back, replaced whole, and have no other names",
    run: async (store) => {
      same(await store.logFile("checkpoint"), undefined)
      await store.putLogFile("checkpoint", utf8("one"))
      await store.putLogFile("checkpoint", utf8("two"))
      await store.putLogFile("tile/0/x001/067.p/8", utf8("tile"))
      await store.putLogFile("tile/entries/000", utf8("entries"))
      sameBytes((await store.logFile("checkpoint")) ?? utf8(""), utf8("two"))
      sameBytes((await store.logFile("tile/0/x001/067.p/8")) ?? utf8(""), utf8("tile"))
      sameBytes((await store.logFile("tile/entries/000")) ?? utf8(""), utf8("entries"))
      same(await store.logFile("tile/0/x001/067"), undefined)
      for (const path of ["../cairn.db", "tile/../../cairn.db", "tile/..", "tile//0", "checkpoint/x", ""])
        await thrown(() => store.putLogFile(path, utf8("x")))
    },
  },
  ...UPLOAD_CASES,
  ...CONSENT_CASES,
  ...ENTRY_CASES,
  ...KEPT_CASES,
  ...LOG_CASES,
  ...ERASING_CASES,
  ...REBUILD_CASES,
]
