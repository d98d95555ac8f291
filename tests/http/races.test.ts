// The server over a store in which something else comes first: a withdrawal while a container is under way, and another's
// promise for the same statement.
import { expect, test } from "vitest"
import { NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
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
  const server = await createServer({
    store: { charters: async () => [made.note], ...part } as Store,
    sequencer: {
      day: async () => TODAY,
      promise: async () => new TextEncoder().encode("mine\n"),
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
