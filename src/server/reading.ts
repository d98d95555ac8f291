// What couriers and auditors read (PROTOCOL section 9): holdings, containers whole and by part, records, and statements
// that are not in the log yet. All of it is ciphertext or signed; every request here is signed by a role.
import type { Hono } from "hono"
import { fromUtf8, hex } from "../core/bytes.ts"
import type { Bytes } from "../core/chunks.ts"
import { addressOf, PART } from "../core/container/parts.ts"
import type { Holding } from "../storage/port.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"
import { role } from "./roles.ts"
import { streamOf } from "./stream.ts"

const HASH = /^[0-9a-f]{64}$/
const NUMBER = /^(0|[1-9][0-9]{0,4})$/
const PAGE = 500 // items in one answer
const SEALED = "application/octet-stream"

export function addReadingRoutes(app: Hono, desk: Desk): void {
  const { store } = desk

  app.get("/holdings", async ({ req }) => {
    await role(desk, req.raw, ["courier", "auditor"])
    const items = await store.holdings(afterOf(req.query("after")), PAGE)
    return Response.json({ items, next: nextOf(items, (item) => item.root) })
  })

  app.get("/pending", async ({ req }) => {
    await role(desk, req.raw, ["courier", "auditor"])
    const pending = await store.pending(afterOf(req.query("after")), PAGE)
    const items = pending.map(({ leaf, note, promise }) => ({
      leaf,
      note: fromUtf8(note),
      promise: promise && fromUtf8(promise),
    }))
    return Response.json({ items, next: nextOf(items, (item) => item.leaf) })
  })

  app.get("/records/:hash", async ({ req }) => {
    await role(desk, req.raw, ["courier", "auditor"])
    const { hash } = req.param()
    const record = HASH.test(hash) ? await store.readRecord(hash) : undefined
    if (record === undefined) throw new Refusal("not-found", "no such record")
    return sealed(record.bytes, record.size, "GET /records/:hash")
  })

  // Whole for couriers, who carry it; auditors sample parts.
  app.get("/containers/:root", async ({ req }) => {
    await role(desk, req.raw, ["courier"])
    const { root, size } = await held(req.param("root"))
    return sealed(whileHeld(root, await store.readContainer(root, 0, size)), size, "GET /containers/:root")
  })

  app.get("/containers/:root/hashes", async ({ req }) => {
    await role(desk, req.raw, ["courier", "auditor"])
    const { root, size } = await held(req.param("root"))
    const { parts } = await addressOf(await store.readContainer(root, 0, size))
    return Response.json({ size, hashes: parts.map(hex) })
  })

  app.get("/containers/:root/:n", async ({ req }) => {
    await role(desk, req.raw, ["courier", "auditor"])
    const { root, n } = req.param()
    const { size } = await held(root)
    const from = PART * Number(n)
    if (!NUMBER.test(n) || from >= size) throw new Refusal("not-found", "no such part")
    const to = Math.min(size, from + PART)
    return sealed(await store.readContainer(root, from, to), to - from, "GET /containers/:root/:n")
  })

  async function held(root: string): Promise<Holding> {
    const holding = HASH.test(root) ? await store.holding(root) : undefined
    if (holding === undefined) throw new Refusal("not-found", "no such container")
    if (holding.state !== "held") throw new Refusal(holding.state, "taken back by her who sent it")
    return holding
  }

  // A container may be under way for an hour: a withdrawal cuts it where it is.
  async function* whileHeld(root: string, bytes: Bytes): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      await held(root)
      yield chunk
    }
  }

  function sealed(bytes: Bytes, size: number, route: string): Response {
    const headers = { "content-type": SEALED, "content-length": String(size) }
    return new Response(
      streamOf(bytes, (error) => desk.fault({ route, error })),
      { headers },
    )
  }
}

function afterOf(text: string | undefined): string {
  if (text === undefined || text === "") return ""
  if (!HASH.test(text)) throw new Refusal("not-found", "after what is no hash")
  return text
}

// A full page may be the last one: then the next is empty.
function nextOf<T>(items: readonly T[], key: (item: T) => string): string | null {
  const last = items[items.length - 1]
  return items.length < PAGE || last === undefined ? null : key(last)
}
