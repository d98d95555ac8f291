// The server over a store in which something else comes first: a withdrawal while a container is under way, an erasure
// while her answer is, and another's promise for the same statement.
import { expect, test } from "vitest"
import { parseHeld } from "../../src/core/http/answers.ts"
import { NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { createServer } from "../../src/server/app.ts"
import { LIMITS } from "../../src/server/limits.ts"
import type { Fault } from "../../src/server/setting.ts"
import type { ContentState, Store } from "../../src/storage/port.ts"
import { ORIGIN, organisation, TODAY } from "../fixtures/account.ts"
import { Holder } from "./holder.ts"

const NOON = Date.parse(`${TODAY}T12:00:00Z`) / 1000

async function over(part: Partial<Store>) {
  const made = await organisation()
  const faults: Fault[] = []
  const log = await parsePrivateKey(made.logKey)
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size: 1, root: new Uint8Array(32) }, log)
  const server = await createServer({
    store: { charters: async () => [made.note], ...part } as Store,
    sequencer: {
      day: async () => TODAY,
      promise: async () => new TextEncoder().encode("mine\n"),
      holds: () => true,
      seen: async () => {},
      head: async () => ({ placed: 1, day: TODAY, size: 1, checkpoint }),
    },
    accepted: () => {},
    site: {
      origin: ORIGIN,
      fingerprint: made.charter.hash,
      charter: { version: 1, sha256: made.charter.hash },
      publicUrls: [],
    },
    now: () => NOON,
    assets: async () => undefined,
    fault: (fault) => faults.push(fault),
    limits: LIMITS,
  })
  return { made, server, faults }
}

test("a withdrawal cuts a container that is under way, and is no fault", async () => {
  const [root, subject] = ["a".repeat(64), "b".repeat(64)]
  let state: ContentState = "held"
  async function* bytes() {
    yield Uint8Array.of(1)
    state = "withdrawn"
    yield Uint8Array.of(2)
  }
  const { made, server, faults } = await over({
    holding: async () => ({ root, subject, size: 2, day: TODAY, state }),
    readContainer: async () => bytes(),
  })
  const url = `http://a/containers/${root}`
  const courier = await parsePrivateKey(made.secrets.get("courier.key") as string)
  const headers = await signRequest({ method: "GET", url, contentDigest: NO_CONTENT }, ORIGIN, courier, NOON)
  const response = await server.handle(new Request(url, { headers }), undefined)
  expect(response.status).toBe(200)
  await expect(response.arrayBuffer()).rejects.toThrow("cut")
  expect(faults).toEqual([])
})

test("a withdrawal without a promise gets the one that was kept, whoever was first", async () => {
  let kept: Uint8Array | null = null
  const { made, server } = await over({
    promiseFor: async () => kept,
    putPromise: async () => {
      kept = new TextEncoder().encode("another's\n")
    },
  })
  const { statement } = await (await Holder.of(made.charter)).says("withdrawn")
  const headers = { "content-type": "text/plain" }
  const body = Uint8Array.from(statement)
  const request = new Request("http://a/consents", { method: "POST", headers, body })
  expect(await (await server.handle(request, undefined)).text()).toBe("another's\n")
})

test.each(["kept", "erased"])("her records are read when their turn comes to be sent: %s", async (fate) => {
  let reading = 0
  let erased = false
  const sealed = new Uint8Array(100_000).fill(7)
  const records: Store["readRecord"] = async () =>
    erased ? undefined : { size: sealed.length, bytes: bytes() }
  async function* bytes() {
    reading++
    yield sealed
  }
  let holder: Holder | undefined
  const statementsOf: Store["statementsOf"] = async () => [
    {
      ...{
        leaf: holder?.head.leaf ?? "",
        note: holder?.given.statement ?? sealed,
        promise: sealed.subarray(0, 9),
      },
      ...{ kind: "consent", position: null },
    },
  ]
  const { made, server, faults } = await over({ readRecord: records, statementsOf, replies: async () => [] })
  holder = await Holder.of(made.charter)
  const url = `http://a/subjects/${holder.subject}`
  const facts = { method: "GET", url, contentDigest: NO_CONTENT }
  const headers = await signRequest(facts, ORIGIN, holder.signer, NOON)
  const response = await server.handle(new Request(url, { headers }), undefined)
  expect([response.status, reading]).toEqual([200, 0])
  erased = fate === "erased"
  if (erased) await expect(response.arrayBuffer()).rejects.toThrow("cut")
  else {
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(response.headers.get("content-length")).toBe(`${bytes.length}`)
    expect(bytes.length).toBeGreaterThan(133_000)
    expect(() => parseHeld(bytes)).toThrow("answer-malformed") // its record is none: all the rest is as it must be
  }
  expect(faults).toEqual([])
})
