// Whether a server, and the folder it has, hold accounts whole or not at all: what a courier is given, byte for byte, and
// nothing half visible beside it.
import { createHash } from "node:crypto"
import { readdirSync, statSync } from "node:fs"
import { Agent } from "node:http"
import { join } from "node:path"
import { expect } from "vitest"
import { addressOf } from "../../src/core/container/parts.ts"
import type { Signer } from "../../src/core/note/vkey.ts"
import { asCourier, submit } from "./asking.ts"
import type { Sent } from "./world.ts"

/** What was sent, and the promise that was answered; undefined where no answer came, "" where it was cut off. */
export interface Outcome {
  readonly sent: Sent
  readonly promise: string | undefined
}

interface Shown {
  readonly holdings: ReadonlyMap<string, { subject: string; size: number; state: string }>
  readonly pending: ReadonlyMap<string, { note: string; promise: string }>
}

/** Everything that a courier is told of. */
export async function shown(url: string, courier: Signer, agent?: Agent): Promise<Shown> {
  const holdings = await pages(url, "/holdings", courier, "root", agent)
  const pending = await pages(url, "/pending", courier, "leaf", agent)
  return { holdings: new Map(holdings) as never, pending: new Map(pending) as never }
}

async function pages(url: string, path: string, courier: Signer, key: string, agent?: Agent) {
  const all: [string, unknown][] = []
  for (let after: string | null = ""; after !== null; ) {
    const { status, body } = await asCourier(url, `${path}?after=${after}`, courier, agent)
    expect(status).toBe(200)
    const page = JSON.parse(body.toString("utf8")) as {
      items: Record<string, unknown>[]
      next: string | null
    }
    for (const item of page.items) all.push([item[key] as string, item])
    after = page.next
  }
  return all
}

/**
 * Expects every answered account whole, every other one whole or nowhere, and nothing else.
 * @returns how many are there
 */
export async function expectWhole(url: string, courier: Signer, all: readonly Outcome[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const { holdings, pending } = await shown(url, courier, agent)
  const there = all.filter(({ sent }) => holdings.has(sent.root) || pending.has(sent.leaf))
  const lost = all.filter((one) => one.promise !== undefined && !there.includes(one))
  expect(lost.map(({ sent }) => sent.leaf)).toEqual([])
  expect(holdings.size).toBe(there.length)
  expect(pending.size).toBe(there.length)
  await Promise.all(
    there.map(async ({ sent, promise }) => {
      const holding = holdings.get(sent.root)
      const row = pending.get(sent.leaf)
      expect(holding).toMatchObject({ size: sent.container.length, state: "held" })
      expect(row?.note).toBe(Buffer.from(sent.statement).toString("utf8"))
      const container = await asCourier(url, `/containers/${sent.root}`, courier, agent)
      expect((await addressOf([container.body])).root).toBe(sent.root)
      const record = await asCourier(url, `/records/${sent.sha256}`, courier, agent)
      expect(createHash("sha256").update(record.body).digest("hex")).toBe(sent.sha256)
      const again = await submit(url, sent.package, { agent })
      expect(again.status).toBe(201)
      expect(again.body.toString("utf8")).toBe(row?.promise)
      if (promise) expect(row?.promise).toBe(promise)
    }),
  )
  agent.destroy()
  return there.length
}

/** Expects exactly the files of these accounts under `data`, and none that is temporary. */
export function expectFiles(data: string, all: readonly Sent[]): void {
  const found = (kind: string): string[] =>
    readdirSync(join(data, kind), { recursive: true })
      .map(String)
      .filter((name) => statSync(join(data, kind, name)).isFile())
      .map((name) => name.split("/").at(-1) as string)
      .sort()
  expect(found("tmp")).toEqual([])
  expect(found("uploads")).toEqual([])
  expect(found("headers")).toEqual(all.map(({ root }) => root).sort())
  expect(found("containers")).toEqual(all.map(({ root }) => root).sort())
  expect(found("records")).toEqual(all.map(({ sha256 }) => sha256).sort())
}
