// One question to a server: asked again where the line broke, never where the server answered; a clock is learned once.
import { describe, expect, test } from "vitest"
import { type Address, ask } from "../../src/auditor/ask.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { allKeys } from "./keys.ts"

/** What each question is answered with, the last for ever; and what was asked. */
function answering(...answers: readonly (() => Response)[]) {
  const created: number[] = []
  const address: Address = {
    ...{ base: "https://server.example", now: () => 1_000_000, patienceMs: 60_000, until: 10_000_000 },
    fetch: async (_, init) => {
      const input = new Headers(init?.headers).get("signature-input") ?? ""
      created.push(Number(/created=(\d+)/.exec(input)?.[1]))
      return (answers[created.length - 1] ?? (answers.at(-1) as () => Response))()
    },
  }
  return { address, created }
}

const refusal =
  (status: number, code: string, more = {}) =>
  () =>
    new Response(JSON.stringify({ type: "about:blank", title: "x", status, code, ...more }), { status })
const good = () => new Response("good")
const broken = (): Response => {
  throw new TypeError("fetch failed")
}

describe("a line that breaks", () => {
  test("is asked three times, and no more", async () => {
    const mended = answering(broken, broken, good)
    expect((await ask(mended.address, "/x", 10)).status).toBe(200)
    const dead = answering(broken)
    await expect(ask(dead.address, "/x", 10)).rejects.toMatchObject({ code: "network" })
    expect(dead.created).toHaveLength(3)
  })

  test("is not what an answer is that is too long", async () => {
    const long = answering(good)
    await expect(ask(long.address, "/x", 3)).rejects.toMatchObject({ code: "too-large" })
    expect(long.created).toHaveLength(1)
  })
})

describe("a clock that is off", () => {
  test("is learned, once", async () => {
    const { auditor: signer } = await allKeys()
    const role = { signer, origin: ORIGIN }
    const ahead = answering(refusal(401, "clock", { now: 5000 }), good)
    expect((await ask(ahead.address, "/x", 10, role)).status).toBe(200)
    expect(ahead.created).toEqual([1000, 5000])
    const never = answering(refusal(401, "clock", { now: 5000 }))
    expect(await ask(never.address, "/x", 10, role)).toMatchObject({ status: 401, code: "clock" })
    expect(never.created).toHaveLength(2)
  })

  test("is told by this answer alone", async () => {
    for (const other of [refusal(401, "unauthorised"), refusal(403, "clock", { now: 5000 })]) {
      const { address, created } = answering(other)
      await ask(address, "/x", 10)
      expect(created).toHaveLength(1)
    }
  })
})
