// Sizes, rates, quotas and slow lines; and that an address is believed only from a proxy we were told of.
import { connect } from "node:net"
import { expect, test } from "vitest"
import { RECORD_MAX } from "../../src/core/package.ts"
import type { Timeouts } from "../../src/node.ts"
import { LIMITS, type LimitPlan } from "../../src/server/limits.ts"
import { account } from "../fixtures/account.ts"
import { raw } from "./basics.ts"
import { form } from "./submitting.ts"
import { claiming, newId, partsOf, putPart } from "./uploading.ts"
import {
  newWorld,
  post,
  type Running,
  type ServerOptions,
  signed,
  stored,
  type Target,
  told,
  type World,
} from "./world.ts"

const FEW: LimitPlan = { perMinute: { submission: 2, part: 3, other: 4 }, uploadBytes: 40_000 }

export function limits(target: Target): void {
  const within = async (options: ServerOptions, act: (at: World & Running) => Promise<void>) => {
    const world = await newWorld()
    const running = await target.start(world.data, options)
    try {
      await act({ ...world, ...running })
    } finally {
      await running.stop()
      world.remove()
    }
  }
  const from = (url: string, forwarded: string, path = "/health") =>
    fetch(`${url}${path}`, { headers: { "x-forwarded-for": forwarded } })
  const codes = async (count: number, ask: (i: number) => Promise<Response>) => {
    const all: string[] = []
    for (let i = 0; i < count; i++) all.push(await told(await ask(i)))
    return all
  }

  test("a rate for each kind of request, and the answer says when to come again", () =>
    within({ limits: FEW }, async ({ url, made }) => {
      const { package: pack } = await account(made.charter)
      expect(await codes(3, () => post(url, pack))).toEqual(["201", "201", "429 slow-down"])
      expect(await codes(4, (i) => putPart(url, newId(), i, new Uint8Array(9)))).toEqual([
        "204",
        "204",
        "204",
        "429 slow-down",
      ])
      expect(await codes(5, () => fetch(`${url}/health`))).toEqual([
        "200",
        "200",
        "200",
        "200",
        "429 slow-down",
      ])
      expect((await fetch(`${url}/health`)).headers.get("retry-after")).toBe("60")
    }))

  test("who signs as a role is not counted, who only says so is", () =>
    within({ limits: FEW }, async ({ url, courier }) => {
      expect(new Set(await codes(20, () => signed(url, "/pending", courier)))).toEqual(new Set(["200"]))
      expect((await codes(6, () => fetch(`${url}/pending`))).at(-1)).toBe("429 slow-down")
    }))

  test("without a proxy, nothing that is written about an address is believed", () =>
    within({ limits: FEW }, async ({ url }) => {
      expect((await codes(5, (i) => from(url, `10.0.0.${i}`))).at(-1)).toBe("429 slow-down")
    }))

  test("behind a proxy, its last entry is: others are not held up, and what comes before it is not read", () =>
    within({ limits: FEW, proxy: "127.0.0.1" }, async ({ url }) => {
      expect((await codes(5, (i) => from(url, `10.9.9.${i}, 10.0.0.1`))).at(-1)).toBe("429 slow-down")
      expect(await told(await from(url, "10.0.0.1, 10.0.0.2"))).toBe("200")
      expect((await codes(5, (i) => from(url, `2001:db8:0:1::${i}`))).at(-1)).toBe("429 slow-down") // one line
      expect(await told(await from(url, "2001:db8:0:2::1"))).toBe("200")
    }))

  test("a proxy that we were not told of is a sender like any other", () =>
    within({ limits: FEW, proxy: "192.0.2.1" }, async ({ url }) => {
      expect((await codes(5, (i) => from(url, `10.0.0.${i}`))).at(-1)).toBe("429 slow-down")
    }))

  test("an onion has no addresses and no limit for one, but the disk is everyone's", () =>
    within({ limits: FEW, proxy: "onion" }, async ({ url }) => {
      expect(new Set(await codes(9, () => fetch(`${url}/health`)))).toEqual(new Set(["200"]))
      const parts = await codes(5, (i) => putPart(url, newId(), i, new Uint8Array(9000)))
      expect(parts).toEqual(["204", "204", "204", "204", "503 busy"])
    }))

  test("one class of addresses gets a quarter of the parts' room, everyone together all of it", () =>
    within({ limits: { ...FEW, perMinute: LIMITS.perMinute }, proxy: "127.0.0.1" }, async ({ url }) => {
      const put = (address: string, size: number) =>
        fetch(`${url}/uploads/${newId()}/0`, {
          method: "PUT",
          headers: { "x-forwarded-for": address, "content-digest": ZEROS[size] as string },
          body: new Uint8Array(size),
        })
      expect(await codes(3, (i) => put(`10.0.0.${i}`, 4000))).toEqual(["204", "204", "503 busy"])
      expect(await codes(1, () => put("10.0.0.7", 2000))).toEqual(["204"])
      for (const net of [1, 2, 3]) expect(await told(await put(`10.0.${net}.1`, 10_000))).toBe("204")
      expect(await told(await put("10.0.9.1", 4000))).toBe("503 busy")
      expect((await put("10.0.9.1", 4000)).headers.get("retry-after")).toBe("10")
    }))

  test("a claimed upload frees its class's room, and a repeated part takes none", () =>
    within({ limits: { perMinute: LIMITS.perMinute, uploadBytes: 4 * 150_000 } }, async ({ url, made }) => {
      const sent = await account(made.charter)
      const [part] = partsOf(sent.container) as [Uint8Array]
      for (let round = 0; round < 3; round++) {
        const next = round === 0 ? sent : await account(made.charter)
        const [bytes] = partsOf(next.container) as [Uint8Array]
        const id = newId()
        for (let again = 0; again < 4; again++)
          expect(await told(await putPart(url, id, 0, bytes))).toBe("204")
        expect(await told(await post(url, await claiming(next, id)))).toBe("201")
      }
      expect(part.length * 3).toBeGreaterThan(150_000)
    }))

  test("413: by what it says, and by what comes", () =>
    within({}, async ({ url, made }) => {
      const { package: pack } = await account(made.charter)
      const max = 8 * 1024 * 1024 + RECORD_MAX + 64 * 1024
      const said = await raw(
        url,
        `POST /submissions HTTP/1.1\r\ncontent-type: application/x-tar\r\ncontent-length: ${max + 1}\r\nconnection: close\r\n\r\n`,
      )
      expect([said.status, said.body]).toEqual([413, expect.stringContaining("too-large")])
      const [header, rest] = [pack.subarray(0, 300_000), new Uint8Array(1024 * 1024)]
      const endless = new ReadableStream({
        async start(controller) {
          controller.enqueue(header)
          for (let i = 0; i < 13; i++) controller.enqueue(rest)
          controller.close()
        },
      })
      const came = await fetch(`${url}/submissions`, {
        method: "POST",
        headers: { "content-type": "application/x-tar" },
        body: endless,
        duplex: "half",
      } as RequestInit)
      expect([400, 413]).toContain(came.status) // refused for what comes after the package, or for its length
    }))

  test("a container past 8 MiB comes in a form or in parts, not in a tar", () =>
    within({}, async ({ url, made }) => {
      const file = new Uint8Array(9 * 1024 * 1024)
      const attachment = {
        original: "a",
        type: "x/y",
        hidden: "kept",
        size: file.length,
        bytes: () => [file],
      } as const
      const sent = await account(made.charter, { attachments: [attachment] })
      expect(await told(await post(url, sent.package))).toBe("413 too-large")
      const body = form(sent.package)
      expect(await told(await fetch(`${url}/submissions`, { method: "POST", body }))).toBe("201")
    }))

  // Each alone, the others far away: what is shown is which one cuts it.
  const HOUR = 3_600_000
  const slow: [string, Timeouts, (pack: Uint8Array) => [string, Uint8Array?], boolean][] = [
    [
      "a body that stands still",
      { headers: HOUR, idle: 400, request: HOUR },
      (pack) => [half(pack), pack],
      false,
    ],
    [
      "headers that never end",
      { headers: 300, idle: HOUR, request: HOUR },
      () => ["GET /health HTTP/1.1\r\nx:"],
      true,
    ],
    [
      "a request that never ends",
      { headers: 300, idle: HOUR, request: 400 },
      (pack) => [half(pack), pack],
      true,
    ],
  ]
  const half = (pack: Uint8Array) =>
    `POST /submissions HTTP/1.1\r\ncontent-type: application/x-tar\r\ncontent-length: ${pack.length}\r\n\r\n`
  test.each(slow)(
    "%s is cut, and nothing of it stays",
    { timeout: 20_000 },
    async (_, timeouts, make, told503) => {
      await within({ timeouts }, async ({ url, made, data, events }) => {
        const { package: pack } = await account(made.charter)
        const [head, body] = make(pack)
        const socket = await open(url, head)
        if (body !== undefined) socket.write(body.subarray(0, 30_000))
        const answer = await ended(socket)
        expect(answer.includes("HTTP/1.1 503") && answer.includes("content-security-policy")).toBe(told503)
        expect(stored(data)).toEqual([])
        expect(await told(await post(url, pack))).toBe("201")
        expect(events.filter(({ event }) => event === "fault")).toEqual([])
      })
    },
  )

  test("stopping waits for what is under way, and takes nothing more", () =>
    within({}, async ({ url, made, stop }) => {
      const { package: pack } = await account(made.charter)
      const socket = await open(
        url,
        `POST /submissions HTTP/1.1\r\ncontent-type: application/x-tar\r\nconnection: close\r\ncontent-length: ${pack.length}\r\n\r\n`,
      )
      socket.write(pack.subarray(0, 30_000))
      await new Promise((done) => setTimeout(done, 100))
      const stopped = stop()
      await new Promise((done) => setTimeout(done, 100))
      socket.write(pack.subarray(30_000))
      expect(await ended(socket)).toContain("HTTP/1.1 201")
      await stopped
      await expect(fetch(`${url}/health`)).rejects.toThrow()
    }))
}

// Content-Digest of so many zero bytes.
const ZEROS: Record<number, string> = {}
for (const size of [2000, 4000, 10_000]) {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(size))
  ZEROS[size] = `sha-256=:${Buffer.from(digest).toString("base64")}:`
}

function open(url: string, text: string): Promise<ReturnType<typeof connect>> {
  const { hostname, port } = new URL(url)
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(text)
      done(socket)
    })
    socket.on("error", fail)
  })
}

/** Everything that comes until the line is closed. */
function ended(socket: ReturnType<typeof connect>): Promise<string> {
  return new Promise((done) => {
    let all = ""
    socket.on("data", (chunk) => {
      all += chunk.toString("latin1")
    })
    socket.on("close", () => done(all))
  })
}
