// Requests that her key signs, from a device whose clock is wrong: it is told the time once, and goes by it from then on.
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Clock } from "../../client/survivor/clock.ts"
import { RefusedError } from "../../client/survivor/line.ts"
import { askSigned } from "../../client/survivor/signed.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { deriveReceiptKeys, newReceipt, type ReceiptKeys } from "../../src/core/receipt/receipt.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import { ORIGIN } from "../fixtures/account.ts"

const AHEAD = 7200 // seconds that the server's clock is ahead of the device's
const SLACK = 300 // PROTOCOL section 9: what a server allows

interface Sent {
  readonly method: string
  readonly created: number
  readonly digest: string | undefined
  readonly body: Uint8Array | undefined
}

let sent: Sent[] = []
/** What a server with its own clock answers. */
let says: (one: Sent) => readonly [status: number, body: object]

class Line {
  #method = ""
  readonly #headers = new Map<string, string>()
  readonly upload = {}
  status = 0
  response = new ArrayBuffer(0)
  onload = (): void => {}
  open(method: string): void {
    this.#method = method
  }
  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name.toLowerCase(), value)
  }
  getResponseHeader(): null {
    return null
  }
  abort(): void {}
  send(body?: Uint8Array): void {
    const created = Number(/created=(\d+)/.exec(this.#headers.get("signature-input") ?? "")?.[1])
    const one = { method: this.#method, created, digest: this.#headers.get("content-digest"), body }
    sent.push(one)
    const [status, answer] = says(one)
    this.status = status
    this.response = Uint8Array.from(utf8(JSON.stringify(answer))).buffer
    queueMicrotask(() => this.onload())
  }
}

const serverNow = (): number => Math.floor(Date.now() / 1000) + AHEAD
const patience = { waiting: () => {}, stuck: async () => {} }
let keys: ReceiptKeys

beforeEach(async () => {
  sent = []
  keys = await deriveReceiptKeys(newReceipt(randomBytes), ORIGIN)
  vi.stubGlobal("XMLHttpRequest", Line)
  vi.stubGlobal("location", { href: "https://demo.example/" })
  says = ({ created }) =>
    Math.abs(created - serverNow()) <= SLACK ? [200, {}] : [401, { code: "clock", now: serverNow() }]
})
afterEach(() => void vi.unstubAllGlobals())

test("a clock that is two hours slow is set by the server's word, once, and kept", async () => {
  const clock = new Clock()
  const path = `/subjects/${keys.subject}`
  expect((await askSigned({ method: "GET", path }, keys, ORIGIN, clock, patience)).status).toBe(200)
  expect(sent).toHaveLength(2)
  await askSigned({ method: "DELETE", path }, keys, ORIGIN, clock, patience)
  expect(sent).toHaveLength(3)
  expect(Math.abs(clock.seconds() - serverNow())).toBeLessThan(SLACK)
})

test("a server that names another time each time is refused the second time", async () => {
  says = () => [401, { code: "clock", now: serverNow() }]
  const asked = askSigned({ method: "GET", path: "/x" }, keys, ORIGIN, new Clock(), patience)
  await expect(asked).rejects.toThrow(RefusedError)
  expect(sent).toHaveLength(2)
})

test("any other refusal, and one that names no time, sets nothing", async () => {
  for (const body of [{ code: "unauthorised", now: serverNow() }, { code: "clock" }]) {
    const clock = new Clock()
    says = () => [401, body]
    await expect(askSigned({ method: "GET", path: "/x" }, keys, ORIGIN, clock, patience)).rejects.toThrow()
    expect(Math.abs(clock.seconds() - Date.now() / 1000)).toBeLessThan(SLACK)
  }
  expect(sent).toHaveLength(2)
})

test("a body goes with its digest, and nothing with the digest of nothing", async () => {
  says = () => [200, {}]
  const body = utf8("sealed")
  await askSigned({ method: "PUT", path: "/x", body }, keys, ORIGIN, new Clock(), patience)
  await askSigned({ method: "GET", path: "/x" }, keys, ORIGIN, new Clock(), patience)
  const empty = contentDigest(await sha256Platform(new Uint8Array(0)))
  expect(sent.map((one) => [one.method, one.body, one.digest])).toEqual([
    ["PUT", body, contentDigest(await sha256Platform(body))],
    ["GET", undefined, empty],
  ])
})
