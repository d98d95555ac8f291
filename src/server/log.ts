// The log's files (PROTOCOL section 8; c2sp.org/tlog-tiles): the checkpoint and tiles of hashes for everyone, entries for
// couriers and auditors, because in them the statements of one subject can be followed.
import type { Hono } from "hono"
import type { Desk } from "./desk.ts"
import { IMMUTABLE, NO_STORE, NOTE_TYPE } from "./headers.ts"
import { Refusal } from "./problem.ts"
import { role } from "./roles.ts"

// Groups of three digits, all but the last with an `x`; a partial tile is 1 to 255 wide.
const TILE =
  /^tile\/([0-9]|[1-5][0-9]|6[0-3]|entries)\/(x[0-9]{3}\/){0,4}[0-9]{3}(\.p\/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?$/

export function addLogRoutes(app: Hono, desk: Desk): void {
  app.get("/log/checkpoint", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const { checkpoint } = await desk.sequencer.head()
    return new Response(Uint8Array.from(checkpoint), { headers: { "content-type": NOTE_TYPE } })
  })

  app.get("/log/tile/*", async ({ req }) => {
    const path = req.path.slice("/log/".length)
    const [, level] = TILE.exec(path) ?? []
    if (level === "entries") await role(desk, req.raw, ["courier", "auditor"])
    else await desk.rate.take(desk.sender(req.raw), "other")
    if (level === undefined) throw new Refusal("not-found", "not a tile's name")
    // A tile never changes, a partial one neither; entries are for two roles and stay out of shared caches.
    return file(path, "application/octet-stream", level === "entries" ? NO_STORE : IMMUTABLE)
  })

  async function file(path: string, type: string, cache: string): Promise<Response> {
    const bytes = await desk.store.logFile(path)
    if (bytes === undefined) throw new Refusal("not-found", "no such file of the log")
    return new Response(Uint8Array.from(bytes), { headers: { "content-type": type, "cache-control": cache } })
  }
}
