// What everyone may read: charters, policy, health, where this is, and the built pages.
import type { Hono } from "hono"
import { fromUtf8 } from "../core/bytes.ts"
import { openCheckpoint } from "../core/tlog/checkpoint.ts"
import { assetNames, assetType } from "./assets.ts"
import type { Desk } from "./desk.ts"
import { IMMUTABLE, NO_STORE } from "./headers.ts"
import { Refusal } from "./problem.ts"
import { siteScript } from "./site.ts"

export function addPublicRoutes(app: Hono, desk: Desk): void {
  const { site, store } = desk

  app.get("/charter", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const after = req.query("after") ?? "0"
    if (!/^(0|[1-9][0-9]{0,8})$/.test(after)) throw new Refusal("not-found", "after what is no version")
    const { notes } = await desk.charters()
    // The tlog-proof of the newest comes with the log (issue 3); until then there is none, and it is the empty text.
    return Response.json({ charters: notes.slice(Number(after)).map(fromUtf8), proof: "" })
  })

  app.get("/policy", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    return new Response(desk.policy, { headers: { "content-type": "application/json" } })
  })

  app.get("/health", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const checkpoint = await store.logFile("checkpoint")
    if (checkpoint === undefined) throw new Error("no checkpoint")
    const { size } = await openCheckpoint(checkpoint, site.origin, desk.log.verifier)
    return Response.json({ ok: true, size })
  })

  app.get("/site.js", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    return new Response(siteScript(site), { headers: { "content-type": "text/javascript; charset=utf-8" } })
  })

  app.get("*", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const asset = await desk.assets(assetNames(req.path))
    if (asset === undefined) throw new Refusal("not-found", "no such page")
    const cache = asset.name.startsWith("assets/") ? IMMUTABLE : NO_STORE // names below assets/ hold a hash
    return new Response(asset.bytes, {
      headers: { "content-type": assetType(asset.name), "cache-control": cache },
    })
  })
}
