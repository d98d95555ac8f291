// `carry push` against a server that answers as a test asks it to: nothing is passed over in silence, and nothing is sent that
// the server, or the bundle, is not for.
import { expect, test } from "vitest"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { pushDispatch } from "../../src/courier/push.ts"
import { refusalOf } from "../core/refusal.ts"
import { TODAY } from "../fixtures/account.ts"
import { dispatchBundle } from "../fixtures/dispatch.ts"
import { inMemory, lineTo } from "./carrying.ts"
import { serve, withPolicy } from "./server.ts"

const X = "ab".repeat(32)
const STATEMENT = `statements/${X}.note`
const REPLY = `replies/${X}/0.age`

async function world() {
  const made = await withPolicy()
  const server = await serve(made)
  const courier = await parsePrivateKey(made.secrets.get("courier.key") as string)
  const files = { [STATEMENT]: Buffer.from("x"), [REPLY]: Buffer.from("y") }
  const bundle = await dispatchBundle({ charter: made.charter, size: 1, day: TODAY, files })
  let said: unknown = { items: [] }
  server.fault = ({ method, path }) =>
    method === "POST" && path === "/dispatch" ? { body: Buffer.from(JSON.stringify(said)) } : undefined
  const push = (bytes: Uint8Array = bundle, key = courier, fingerprint = made.charter.hash) =>
    pushDispatch(lineTo(server.url), inMemory(bytes), key, fingerprint)
  return { made, server, bundle, push, say: (answer: unknown) => (said = answer) }
}

const item = (path: string, outcome: string, code: string | null = null) => ({ path, outcome, code })

test("what became of each file is told", async () => {
  const { push, say } = await world()
  const items = [item(REPLY, "refused", "withdrawn"), item(STATEMENT, "taken")]
  say({ items })
  expect(await push()).toEqual(items)
})

test("an answer that leaves a file out, or names another, is none", async () => {
  const { push, say } = await world()
  for (const items of [
    [],
    [item(STATEMENT, "taken")],
    [item(STATEMENT, "taken"), item(REPLY, "taken"), item("records/x.age", "taken")],
    [item(STATEMENT, "kept"), item(REPLY, "taken")],
    [{ path: STATEMENT, outcome: "taken" }, item(REPLY, "taken")],
  ]) {
    say({ items })
    expect(await refusalOf(() => push())).toBe("answer-malformed")
  }
})

test("nothing is sent to the wrong server, by the wrong key, or of the wrong form", async () => {
  const { made, server, bundle, push } = await world()
  const other = await withPolicy()
  const auditor = await parsePrivateKey(made.secrets.get("auditor.key") as string)
  const foreign = await dispatchBundle({
    ...{ charter: { ...made.charter, origin: "other.example" }, size: 1, day: TODAY, files: {} },
  })
  expect(await refusalOf(() => push(bundle, auditor))).toBe("not-a-courier")
  expect(await refusalOf(() => push(bundle, undefined, other.charter.hash))).toBe("charter-fingerprint")
  expect(await refusalOf(() => push(foreign))).toBe("origin")
  expect(await refusalOf(() => push(bundle.subarray(0, -5)))).toBe("bundle-malformed")
  const huge = { size: 65 * 1024 * 1024, read: async () => new Uint8Array(0) }
  const courier = await parsePrivateKey(made.secrets.get("courier.key") as string)
  expect(await refusalOf(() => pushDispatch(lineTo(server.url), huge, courier, undefined))).toBe("too-large")
  expect(server.asked.some(({ path }) => path === "/dispatch")).toBe(false)
})

test("a line that fails is tried again with the very same bytes", async () => {
  const { server, push } = await world()
  const items = [item(REPLY, "repeated"), item(STATEMENT, "taken")]
  server.fault = ({ method, path, before }) => {
    if (method !== "POST" || path !== "/dispatch") return undefined
    return before === 0 ? "drop" : { body: Buffer.from(JSON.stringify({ items })) }
  }
  expect(await push()).toEqual(items)
  expect(server.asked.filter(({ path }) => path === "/dispatch").length).toBe(2)
})
