// The operations of a store that touch only rows, and so are the same for every adapter.
import { dueOn } from "./erasure-rows.ts"
import { sha256Of } from "./hashing.ts"
import {
  headOf,
  leavesBetween,
  placeBatch,
  positionOf,
  replaceHead,
  setStopped,
  startLog,
  stoppedOf,
} from "./log-rows.ts"
import type { Store } from "./port.ts"
import {
  charterNotes,
  contentOf,
  holdingOf,
  holdingsAfter,
  insertCharter,
  insertPolicy,
  pendingAfter,
  policyOf,
  promiseOf,
  type Rows,
} from "./rows.ts"
import { ownerOf, standingOf, statementsOf } from "./subject-rows.ts"
import { insertPromise } from "./submission-rows.ts"
import { partsOf, sumOfParts } from "./upload-rows.ts"
import { waitingAtMost } from "./waiting-rows.ts"

type OfRows =
  | ("charters" | "putCharter" | "policy" | "putPolicy")
  | ("holdings" | "holding" | "pending" | "parts" | "uploadBytes")
  | ("promiseFor" | "putPromise" | "standing" | "ownerOf" | "statementsOf")
  | ("head" | "startLog" | "waiting" | "placeBatch" | "positionOf" | "leaves" | "replaceHead" | "due")
  | ("stopped" | "setStopped")

/** @param fail throws what an error of the driver amounts to */
export function rowOperations(rows: Rows, fail: (error: unknown) => never): Pick<Store, OfRows> {
  return {
    charters: () => charterNotes(rows).catch(fail),
    putCharter: async (version, note) =>
      insertCharter(rows, { version, hash: await sha256Of(note), note }).catch(fail),
    policy: (sha256) => policyOf(rows, sha256).catch(fail),
    putPolicy: (sha256, bytes) => insertPolicy(rows, sha256, bytes).catch(fail),
    promiseFor: (leaf) => promiseOf(rows, leaf).catch(fail),
    putPromise: (leaf, promise) => insertPromise(rows, leaf, promise).catch(fail),
    standing: (subject) => standingOf(rows, subject).catch(fail),
    ownerOf: (hash) => ownerOf(rows, hash).catch(fail),
    statementsOf: (subject) => statementsOf(rows, subject).catch(fail),
    holdings: (after, limit) => holdingsAfter(rows, after, limit).catch(fail),
    holding: async (root) => {
      const row = await contentOf(rows, root).catch(fail)
      return row && holdingOf(row)
    },
    pending: (after, limit) => pendingAfter(rows, after, limit).catch(fail),
    parts: (id) => partsOf(rows, id).catch(fail),
    uploadBytes: () => sumOfParts(rows).catch(fail),
    head: () => headOf(rows).catch(fail),
    startLog: (charter, day, checkpoint) => startLog(rows, charter, day, checkpoint).catch(fail),
    waiting: (limit) => waitingAtMost(rows, limit).catch(fail),
    placeBatch: (batch) => placeBatch(rows, batch).catch(fail),
    positionOf: (leaf) => positionOf(rows, leaf).catch(fail),
    leaves: (from, to) => leavesBetween(rows, from, to).catch(fail),
    replaceHead: (old, next) => replaceHead(rows, old, next).catch(fail),
    due: (day, cooled, limit) => dueOn(rows, day, cooled, limit).catch(fail),
    stopped: () => stoppedOf(rows).catch(fail),
    setStopped: (why) => setStopped(rows, why).catch(fail),
  }
}
