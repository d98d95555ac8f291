// Attacks on the log itself: its tree, its past, its days and batches, its keys, its promises, and on whoever only answers.
import { SourceError } from "../../src/auditor/ask.ts"
import { signNote } from "../../src/core/note/note.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { treeRoot } from "../../src/core/tlog/merkle.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { logFiles, tick } from "../fixtures/log.ts"
import { type Attack, afterwards, at, before, writes } from "./attack.ts"
import { auditing } from "./auditing.ts"
import type { Forge } from "./forge.ts"
import { honestLog, sourceOf } from "./honest.ts"
import type { Keys } from "./keys.ts"

const SIZE = 57
const LAST_TILE = `tile/0/000.p/${SIZE}`

/** What an auditor kept who saw the honest log. */
async function keptOf(forge: Forge, keys: Keys) {
  return (await auditing(keys, sourceOf(forge, await forge.files()))).kept
}

/** The past is changed after an auditor saw it, and the log goes on. */
function rewritten(name: string, change: (leaves: Uint8Array[], keys: Keys) => Promise<void> | void): Attack {
  return afterwards(name, ["inconsistent"], async (forge, keys) => {
    const kept = await keptOf(forge, keys)
    await change(forge.leaves, keys)
    while (forge.leaves.length % 8 !== 1) forge.leaves.push(await tick("2026-11-29", keys.log))
    await forge.batch("batch-8", "2026-11-29")
    return { input: { kept } }
  })
}

export const ON_THE_LOG: readonly Attack[] = [
  afterwards(
    "a leaf is changed under the tile of hashes that others saw",
    ["leaf-hash"],
    async (forge, { log }) => {
      const seen = await forge.files()
      forge.leaves[8] = await tick("2026-11-22", log)
      const files = await forge.files()
      files.set(LAST_TILE, seen.get(LAST_TILE) as Uint8Array)
      return { files }
    },
  ),
  afterwards("the state is signed over another tree", ["root-mismatch"], async (forge, { log }) => {
    const files = await forge.files()
    const other = { origin: ORIGIN, size: SIZE, root: new Uint8Array(32) }
    files.set("checkpoint", await signCheckpoint(other, log))
    return { files }
  }),
  afterwards("a tile of hashes is given of another length", ["root-mismatch"], async (forge) => {
    const files = await forge.files()
    files.set(LAST_TILE, (files.get(LAST_TILE) as Uint8Array).subarray(32))
    return { files }
  }),
  afterwards("the log does not begin with charter 1", ["charter-chain"], async (forge, { log }) => {
    forge.leaves[0] = await tick("2026-11-21", log)
    return {}
  }),
  afterwards("the log is empty", ["charter-chain"], async (forge, { log }) => {
    const files = await forge.files()
    const nothing = { origin: ORIGIN, size: 0, root: treeRoot([]) }
    files.set("checkpoint", await signCheckpoint(nothing, log))
    return { files }
  }),
  rewritten("a leaf is removed", (leaves) => void leaves.splice(3, 1)),
  rewritten("a leaf is changed", async (leaves, { log }) => {
    leaves[8] = await tick("2026-11-22", log)
  }),
  rewritten("two leaves are reordered", (leaves) => {
    const [one, two] = [leaves[2], leaves[3]] as [Uint8Array, Uint8Array]
    leaves[2] = two
    leaves[3] = one
  }),
  rewritten("a leaf is put in at an earlier day", async (leaves, { log }) => {
    leaves.splice(20, 0, await tick("2026-11-24", log))
  }),
  afterwards("an older copy is shown", ["rollback"], async (forge, keys) => {
    const kept = await keptOf(forge, keys)
    forge.leaves.length = 41
    return { input: { kept }, source: { holdings: async () => undefined } }
  }),
  afterwards("a database is rolled back and goes on", ["inconsistent"], async (forge, keys) => {
    const kept = await keptOf(forge, keys)
    forge.leaves.length = 41
    for (const day of ["2026-11-28", "2026-11-29", "2026-11-30"]) await forge.batch(day, day)
    return { input: { kept } }
  }),
  afterwards("two auditors are shown two logs of one size", ["fork"], async (forge, keys) => {
    const shown = (await forge.files()).get("checkpoint") as Uint8Array
    forge.leaves[SIZE - 1] = await tick("2026-11-29", keys.log)
    return { input: { others: [shown] } }
  }),
  afterwards("somebody was shown another past", ["fork"], async (forge, keys) => {
    const other = [...forge.leaves.slice(0, 32), await tick("2026-11-25", keys.log)]
    const shown = (await logFiles(other, keys.log)).get("checkpoint") as Uint8Array
    return { input: { others: [shown] } }
  }),
  afterwards("somebody has seen more", ["rollback"], async (forge, keys) => {
    const more = [...forge.leaves, await tick("2026-11-30", keys.log)]
    return { input: { others: [(await logFiles(more, keys.log)).get("checkpoint") as Uint8Array] } }
  }),
  afterwards("a filler is left out", ["batch-shape"], (forge) => {
    forge.leaves.pop()
    return {}
  }),
  afterwards("a batch begins with no tick", ["batch-shape"], (forge) => {
    const [first, second] = [forge.leaves[9], forge.leaves[10]] as [Uint8Array, Uint8Array]
    forge.leaves[9] = second
    forge.leaves[10] = first
    return {}
  }),
  writes("days run backwards", ["day-order", "erasure-early"], () => ({
    day: at("batch-6", () => "2026-11-25"),
  })),
  writes("a statement is back-dated by a year", ["day-order"], () => ({
    consent: at("given-bea", (body) => ({ ...body, day: "2025-11-21" })),
  })),
  writes("an import signed by no console's key", ["bad-signature", "custody-gap"], ({ stranger }) => ({
    signer: at("import-bea", () => stranger.signer),
  })),
  writes("a tick signed by another key", ["bad-signature"], () =>
    before("batch-7", async (forge) => {
      const other = await newSigningKey(ORIGIN)
      forge.put("odd", await tick("2026-11-29", other.signer))
    }),
  ),
  writes("a statement with a field that no type has", ["malformed"], ({ log }) =>
    before("batch-7", async (forge) => {
      const body = `{"day":"2026-11-29","nonce":"${"0".repeat(32)}","more":1}`
      forge.put("odd", await signNote(`cairn/tick/v1 ${ORIGIN}\n${body}\n`, [log]))
    }),
  ),
  writes("a tick before all calendars", ["batch-shape", "day-order"], ({ log }) =>
    before("batch-7", async (forge) => {
      forge.put("odd", await tick("0001-01-01", log))
    }),
  ),
  afterwards("a promise that is not kept", ["promise-broken"], async (forge) => {
    await forge.wait(await tick("2026-11-20", forge.keys.log), "2026-11-20")
    return {}
  }),
  afterwards("a statement waits without a promise", ["promise-broken"], async (forge, { people }) => {
    const { note } = await forge.consent("late", people[2], { action: "added", day: "2026-11-29" })
    forge.stored.containers.clear()
    for (const [root, one] of (await honestLog(forge.keys)).stored.containers)
      forge.stored.containers.set(root, one)
    forge.stored.pending.push({ note, promise: null })
    return {}
  }),
  afterwards("a statement waits that a stranger signed", ["bad-signature"], async (forge) => {
    const other = await newSigningKey(ORIGIN)
    await forge.wait(await tick("2026-11-29", other.signer), "2026-11-29")
    return {}
  }),
  afterwards("a statement waits under another's name", ["source-failed"], async (_, { log }) => {
    const note = await tick("2026-11-29", log)
    return { source: { pending: async () => [{ leaf: "0".repeat(64), note, promise: null }] } }
  }),
  afterwards(
    "what was promised to an auditor is gone at the next audit",
    ["promise-broken"],
    async (forge, keys) => {
      await forge.wait(await tick("2026-11-29", keys.log), "2026-11-29")
      const kept = await keptOf(forge, keys)
      forge.stored.pending.length = 0
      return { input: { kept, today: "2026-12-05" } }
    },
  ),
  afterwards("what was promised became a leaf too late", ["promise-broken"], async (forge, keys) => {
    const said = { action: "amended", day: "2026-11-29" } as const
    const { leaf, note } = await forge.consent("late", keys.people[2], said)
    const promise = await signPromise(ORIGIN, leaf, "2026-11-29", 24, keys.log)
    forge.stored.pending.push({ note, promise })
    const kept = await keptOf(forge, keys)
    forge.stored.pending.length = 0
    await forge.batch("late", "2026-12-05")
    return { input: { kept, today: "2026-12-05" } }
  }),
  writes("a release is dropped", ["release-chain"], () => ({ drop: ["release-1"] })),
  afterwards("the server says nothing of what it holds", ["source-failed"], () => ({
    source: {
      holdings: async () => {
        throw new SourceError("refused", "the server refused it (500)")
      },
    },
  })),
  afterwards("a checkpoint to compare with is another log's", ["source-failed"], async () => {
    const other = await newSigningKey("other.example")
    const root = new Uint8Array(32)
    return {
      input: { others: [await signCheckpoint({ origin: "other.example", size: 1, root }, other.signer)] },
    }
  }),
]
