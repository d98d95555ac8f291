// What only the store over D1 and R2 must show: what `fsck` says of missing and changed objects.
import type { Store } from "../../../src/storage/port.ts"
import { makeSubmission } from "../made.ts"
import { same } from "../says.ts"
import type { Bindings } from "./worker.ts"

export interface WorkerCase {
  readonly name: string
  run(store: Store, bindings: Bindings): Promise<void>
}

async function found(store: Store, deep: boolean): Promise<string[]> {
  const all: string[] = []
  for await (const { code, about } of store.problems(deep)) all.push(`${code} ${about}`)
  return all.sort()
}

export const WORKER_CASES: readonly WorkerCase[] = [
  {
    name: "objects that are missing, changed or claimed by nobody are found",
    run: async (store, { BUCKET }) => {
      const [gone, changed, record] = [await makeSubmission(), await makeSubmission(), await makeSubmission()]
      for (const made of [gone, changed, record]) await store.putSubmission(made)
      const key = (kind: string, hash: string, leaf: string) => `${kind}/${hash.slice(0, 2)}/${hash}.${leaf}`
      await BUCKET.delete(key("headers", gone.container.root, gone.statement.leaf))
      const body = changed.whole.slice(changed.container.header.length)
      body[0] = (body[0] ?? 0) ^ 1
      await BUCKET.put(key("containers", changed.container.root, changed.statement.leaf), body)
      const sha256 = record.record?.sha256 ?? ""
      await BUCKET.put(key("records", sha256, record.statement.leaf), new Uint8Array(3))
      const loose = "ab".repeat(32)
      await BUCKET.put(key("records", loose, loose), new Uint8Array(3))
      const shallow = [
        `changed-file ${sha256}`,
        `missing-file ${gone.container.root}`,
        `unclaimed-file ${loose}`,
      ]
      same(await found(store, false), shallow.sort())
      same(await found(store, true), [...shallow, `changed-file ${changed.container.root}`].sort())
    },
  },
]
