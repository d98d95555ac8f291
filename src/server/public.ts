// What everyone may read: charters, policy, health, where this is, and the built pages.
import type { Hono } from "hono"
import { fromUtf8 } from "../core/bytes.ts"
import { peekCheckpoint } from "../core/tlog/checkpoint.ts"
import type { LogHead } from "../storage/port.ts"
import { assetNames, assetType, CONSOLE } from "./assets.ts"
import type { LoggedCharter } from "./charters.ts"
import type { Desk } from "./desk.ts"
import { IMMUTABLE, NO_STORE } from "./headers.ts"
import { newPacker } from "./packed.ts"
import { Refusal } from "./problem.ts"
import { proofsUnder } from "./proofs.ts"
import { siteScript } from "./site.ts"

export function addPublicRoutes(app: Hono, desk: Desk): void {
  const { site, store, sequencer } = desk
  const pack = newPacker()

  app.get("/charter", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const after = req.query("after") ?? "0"
    if (!/^(0|[1-9][0-9]{0,8})$/.test(after)) throw new Refusal("not-found", "after what is no version")
    const { logged } = await desk.charters()
    const { charter, note, position } = logged.at(-1) as LoggedCharter
    const proof = await proofsUnder(store, await handoverOf(charter.body.version))(note, position)
    const notes = logged.slice(Number(after)).map((one) => fromUtf8(one.note))
    return Response.json({ charters: notes, proof: fromUtf8(proof as Uint8Array) })
  })

  // Whoever goes by the version before looks for its log key and its witnesses, which later checkpoints need not bear.
  async function handoverOf(version: number): Promise<Pick<LogHead, "size" | "checkpoint">> {
    const checkpoint = version === 1 ? undefined : await store.logFile(`handover/${version}`)
    return checkpoint === undefined ? sequencer.head() : { size: peekCheckpoint(checkpoint).size, checkpoint }
  }

  app.get("/policy", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const { newest } = await desk.charters()
    const policy = await store.policy(newest.body.policy.sha256)
    if (policy === undefined) throw new Error("no policy")
    return new Response(Uint8Array.from(policy), { headers: { "content-type": "application/json" } })
  })

  app.get("/health", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const { size } = await sequencer.head()
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
    const headers = {
      "content-type": assetType(asset.name),
      "cache-control": cache,
      vary: "accept-encoding",
      ...(asset.name === CONSOLE && { "content-disposition": `attachment; filename="${CONSOLE}"` }),
    }
    const packed = await pack(asset.name, asset.bytes, req.header("accept-encoding"))
    if (packed === undefined) return new Response(asset.bytes, { headers })
    const init = {
      headers: { ...headers, "content-encoding": packed.encoding },
      encodeBody: "manual", // Workers would pack it once more
    }
    return new Response(packed.bytes as Uint8Array<ArrayBuffer>, init)
  })
}
