// Floods that must not reach what others need: withdrawals that end nothing do not take the room of those that do, and large records
// that come in slowly do not fill the memory.
import { expect, test } from "vitest"
import { concat } from "../../src/core/bytes.ts"
import { tarFill, tarHeader } from "../../src/core/container/tar.ts"
import { RECORD_MAX } from "../../src/core/package.ts"
import { UNKNOWN } from "../../src/server/judged.ts"
import { LIMITS } from "../../src/server/limits.ts"
import type { AcceptedStatement, Standing } from "../../src/storage/port.ts"
import { account } from "../fixtures/account.ts"
import { Holder } from "./holder.ts"
import { over } from "./made-store.ts"

const head = { leaf: "11".repeat(32), seq: 90 }
const known: Standing = { ...UNKNOWN, turn: 100, head }
const withdrawal = { leaf: "22".repeat(32), now: null }

test.each<[string, Standing, "now" | null, boolean]>([
  ["of a key that nobody knows", UNKNOWN, null, true],
  ["of an account that is here", known, null, false],
  ["of an account that is here, for the hundredth time", { ...known, withdrawal }, null, true],
  ["that wants it erased sooner than the one before", { ...known, withdrawal }, "now", false],
  ["that wants it again", { ...known, withdrawal: { ...withdrawal, now: "33".repeat(32) } }, "now", true],
  ["of what is erased", { ...known, erased: true }, null, true],
  ["of one who is not sure that the first arrived", { ...known, turn: 3, withdrawal }, null, false],
])("a withdrawal %s: is it spare where the disk runs out?", async (_, standing, erase, isSpare) => {
  const put: AcceptedStatement[] = []
  const { server, made } = await over(async () => ({ outcome: "stored" }), LIMITS, {
    standing: async () => standing,
    promiseFor: async () => undefined,
    putConsent: async (statement) => {
      put.push(statement)
      return { outcome: "stored" }
    },
  })
  const { bytes } = await (await Holder.of(made.charter)).says("withdrawn", { body: { erase } })
  const headers = { "content-type": "application/x-tar" }
  const request = { method: "POST", headers, body: Uint8Array.from(bytes) }
  const response = await server.handle(new Request("http://a/consents", request), undefined)
  expect([response.status, put.map((one) => one.isSpare)]).toEqual([202, [isSpare]])
})

test("large records that never end: the next is refused, one of the usual size is not, and the room comes back", async () => {
  const { server, made } = await over(
    async ({ container }) => {
      for await (const _ of container.body);
      return { outcome: "stored" }
    },
    LIMITS,
    { promiseFor: async () => undefined },
  )
  const { statement, package: whole } = await account(made.charter)
  const begun = concat(
    ...[await tarHeader("statement.note", statement.length), statement, tarFill(statement.length)],
    await tarHeader("record.age", RECORD_MAX),
  )
  const headers = { "content-type": "application/x-tar" }
  const send = (body: NonNullable<RequestInit["body"]>) =>
    server.handle(
      new Request("http://a/submissions", { method: "POST", headers, body, ...{ duplex: "half" } }),
      undefined,
    )
  const code = async (answer: Promise<Response>) => {
    const response = await answer
    return response.ok ? "ok" : (await response.json()).code
  }
  const slow = async () => {
    let end = (): void => {}
    let isRead = (): void => {}
    const read = new Promise<void>((done) => {
      isRead = done
    })
    const body = new ReadableStream<Uint8Array>(
      {
        start: (stream) => stream.enqueue(begun),
        pull: (stream) => {
          isRead() // all that came was looked at, and more is asked for
          return new Promise((done) => {
            end = () => {
              stream.close()
              done()
            }
          })
        },
      },
      { highWaterMark: 0 },
    )
    const answer = code(send(body))
    await Promise.race([read, answer])
    return { answer, end: () => end() }
  }
  const all = []
  for (let i = 0; i < 16; i++) all.push(await slow()) // four mebibytes each
  expect(await code(send(begun))).toBe("busy")
  expect(await code(send(Uint8Array.from(whole)))).toBe("ok")
  for (const { end } of all) end()
  expect(new Set(await Promise.all(all.map(({ answer }) => answer)))).toEqual(new Set(["note-malformed"]))
  expect(await code(send(begun))).toBe("note-malformed")
})
