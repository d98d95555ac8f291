// Runs the storage contract where the Worker's store runs: inside workerd, over the D1 and R2 it is given. One request is
// one case on an emptied store.
import type { D1Database, R2Bucket } from "@cloudflare/workers-types"
import { openWorkersStore } from "../../../src/storage/workers/store.ts"
import { CASES } from "../contract.ts"
import { WORKER_CASES } from "./cases.ts"

export interface Bindings {
  readonly DB: D1Database
  readonly BUCKET: R2Bucket
}

// Children before what they refer to.
const TABLES = ["upload_parts", "uploads", "records", "contents", "statements", "charters"].concat([
  "subjects",
  "log",
  "stopped",
  "drafts",
  "replies",
  "erasing",
])

export default {
  async fetch(request: Request, { DB, BUCKET }: Bindings): Promise<Response> {
    const cases = [...CASES, ...WORKER_CASES]
    const n = Number(new URL(request.url).pathname.slice(1))
    if (Number.isNaN(n)) return Response.json(cases.map((one) => one.name))
    try {
      await DB.batch(TABLES.map((table) => DB.prepare(`DELETE FROM ${table}`)))
      for (;;) {
        const { objects } = await BUCKET.list()
        if (objects.length === 0) break
        await BUCKET.delete(objects.map((object) => object.key))
      }
      await cases[n]?.run(openWorkersStore(DB, BUCKET), { DB, BUCKET })
      return new Response("done")
    } catch (error) {
      return new Response(error instanceof Error ? `${error.stack}` : "?", { status: 500 })
    }
  },
}
