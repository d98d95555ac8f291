// Whatever is sent, the server answers with a code of its table, keeps nothing and stays up.
import fc from "fast-check"
import { expect, test } from "vitest"
import { STATUS } from "../../src/server/problem.ts"
import { account } from "../fixtures/account.ts"
import { served, stored, type Target, told } from "./world.ts"

const RUNS = 60
const ANSWERS = Object.entries(STATUS).map(([code, status]) => `${status} ${code}`)

export function malformed(target: Target): void {
  const at = served(target)
  const send = (path: string, method: string, type: string, body: Uint8Array) =>
    fetch(`${at.url}${path}`, {
      method,
      headers: { "content-type": type },
      body: Uint8Array.from(body),
    })

  test("any bytes under any type", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.constantFrom("application/x-tar", "multipart/form-data; boundary=b", "multipart/form-data"),
        async (bytes, type) => {
          expect(await told(await send("/submissions", "POST", type, bytes))).toBe("400 note-malformed")
        },
      ),
      { numRuns: RUNS },
    ))

  test("a package with some bytes changed, or bytes put in or left out", async () => {
    const { package: pack } = await account(at.made.charter)
    const before = stored(at.data)
    const edit = fc.record({
      at: fc.nat(pack.length - 1),
      cut: fc.nat(3),
      put: fc.uint8Array({ maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(edit, async ({ at: place, cut, put }) => {
        const changed = Buffer.concat([pack.subarray(0, place), put, pack.subarray(place + cut)])
        fc.pre(!changed.equals(pack))
        const answer = await told(await send("/submissions", "POST", "application/x-tar", changed))
        expect(ANSWERS).toContain(answer)
        expect(answer).toMatch(/^400 /)
        expect(stored(at.data)).toEqual(before)
      }),
      { numRuns: RUNS },
    )
  })

  test("a form with anything around the file", async () => {
    const { package: pack } = await account(at.made.charter)
    const text = fc.string({ maxLength: 40, unit: "grapheme-ascii" })
    await fc.assert(
      fc.asyncProperty(text, text, text, async (first, head, last) => {
        const start = `--b${first}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`
        const body = Buffer.concat([Buffer.from(start), pack, Buffer.from(`\r\n--b${last}`)])
        const answer = await told(await send("/submissions", "POST", "multipart/form-data; boundary=b", body))
        expect(["400 note-malformed", "201"]).toContain(answer)
      }),
      { numRuns: RUNS },
    )
  })

  test("any path, query and method", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          "/charter?after=",
          "/uploads/",
          "/holdings?after=",
          "/log/",
          "/containers/",
          "/records/",
          "/",
        ),
        fc.webPath(),
        fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"),
        async (start, rest, method) => {
          const response = await fetch(`${at.url}${start}${rest}`, { method })
          expect([...ANSWERS, "200", "204"]).toContain(await told(response))
        },
      ),
      { numRuns: RUNS },
    ))

  test("none of it was a fault of the server's", () => {
    expect(at.events.filter(({ event }) => event === "fault")).toEqual([])
  })
}
