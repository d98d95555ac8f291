// The server over a store that fails: what is told outside, what is told to the log, and whose promise a repeat gets.
import { expect, test } from "vitest"
import { addDays } from "../../src/core/day.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { createServer } from "../../src/server/app.ts"
import { LIMITS } from "../../src/server/limits.ts"
import type { Fault } from "../../src/server/setting.ts"
import { type Store, StoreError } from "../../src/storage/port.ts"
import { account, ORIGIN, organisation, TODAY } from "../fixtures/account.ts"

async function over(putSubmission: Store["putSubmission"], limits = LIMITS) {
  let day = TODAY
  const made = await organisation()
  const faults: Fault[] = []
  const dropped: string[] = []
  const promises: Uint8Array[] = []
  const store = {
    charters: async () => [made.note],
    promiseFor: async () => promises[0],
    draft: async () => undefined,
    dropDraftsBefore: async () => 0,
    dropUploadsBefore: async (day: string) => dropped.push(day),
    putSubmission,
    uploadBytes: async () => 0,
    putPart: async () => "stored",
  } as Partial<Store> as Store
  const server = await createServer({
    store,
    sequencer: {
      day: async () => day,
      promise: async () => new TextEncoder().encode("a promise\n"),
      holds: () => true,
      seen: async () => {},
      head: async () => ({ placed: 1, day: TODAY, size: 1, checkpoint: new Uint8Array(0) }),
    },
    accepted: () => {},
    site: {
      origin: ORIGIN,
      fingerprint: made.charter.hash,
      charter: { version: 1, sha256: made.charter.hash },
      publicUrls: [],
    },
    now: () => Date.parse(`${day}T12:00:00Z`) / 1000,
    assets: async () => undefined,
    fault: (fault) => faults.push(fault),
    limits,
  })
  const { package: pack } = await account(made.charter)
  const headers = { "content-type": "application/x-tar" }
  const body = Uint8Array.from(pack)
  const send = () =>
    server.handle(new Request("http://a/submissions", { method: "POST", headers, body }), undefined)
  const onDay = (next: string): void => {
    day = next
  }
  return { send, faults, server, dropped, onDay, promises }
}

test.each([
  [new StoreError("storage-full"), 507, "storage-full"],
  [new StoreError("busy"), 503, "busy"],
])("%s is told as %i, and is no fault", async (error, status, code) => {
  const { send, faults } = await over(async () => {
    throw error
  })
  const response = await send()
  expect([response.status, (await response.json()).code]).toEqual([status, code])
  expect(faults).toEqual([])
})

test("anything else is 500 without a word of it, and told to the log by its route", async () => {
  const { send, faults } = await over(async () => {
    throw Object.assign(new Error("SECRET /data/x"), { code: "SQLITE_CORRUPT" })
  })
  const response = await send()
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(JSON.parse(text)).toEqual({
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
    code: "fault",
  })
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'")
  expect(faults.map(({ route }) => route)).toEqual(["POST /submissions"])
})

test("a repeat that only the store sees gets the first promise, not a new one", async () => {
  const first = new TextEncoder().encode("the promise of yesterday\n")
  const { send } = await over(async ({ container }) => {
    for await (const _ of container.body);
    return { outcome: "repeated", promise: first }
  })
  const response = await send()
  expect([response.status, await response.text()]).toEqual([201, "the promise of yesterday\n"])
})

test("a repeat gets its promise on any later day: rules of the day are for what is new", async () => {
  const { send, onDay, promises } = await over(async () => ({ outcome: "late" }))
  promises.push(new TextEncoder().encode("the promise of last year\n"))
  onDay(addDays(TODAY, 365))
  const response = await send()
  expect([response.status, await response.text()]).toEqual([201, "the promise of last year\n"])
})

test("uploads that nobody added to for two days are dropped, and their room is free", async () => {
  const few = { ...LIMITS, uploadBytes: 400 }
  const { server, dropped, onDay } = await over(async () => ({ outcome: "stored" }), few)
  const bytes = new Uint8Array(100)
  const headers = { "content-digest": contentDigest(await sha256Platform(bytes)) }
  const put = async (digit: string) => {
    const url = `http://a/uploads/${digit.repeat(32)}/0`
    return (await server.handle(new Request(url, { method: "PUT", headers, body: bytes }), "10.0.0.1")).status
  }
  expect([await put("a"), await put("b")]).toEqual([204, 503])
  await server.tidy()
  onDay(addDays(TODAY, 2))
  await server.tidy()
  expect(await put("b")).toBe(503)
  onDay(addDays(TODAY, 3))
  await server.tidy()
  expect(await put("b")).toBe(204)
  expect(dropped).toEqual([addDays(TODAY, -2), TODAY, addDays(TODAY, 1)])
})
