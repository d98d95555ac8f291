// The server over a store that fails: what is told outside, what is told to the log, and whose promise a repeat gets.
import { expect, test } from "vitest"
import { addDays } from "../../src/core/day.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { LIMITS } from "../../src/server/limits.ts"
import { StoreError } from "../../src/storage/port.ts"
import { TODAY } from "../fixtures/account.ts"
import { over } from "./made-store.ts"

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
