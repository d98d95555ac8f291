// Uploads in parts: out of order, again, in conflict, claimed by a package.
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import { PART } from "../../src/core/container/parts.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { encodePackage } from "../../src/core/package.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import { type Account, account } from "../fixtures/account.ts"
import { post, served, signed, stored, type Target, told } from "./world.ts"

export const newId = (): string => hex(randomBytes(16))

export async function putPart(
  url: string,
  id: string,
  n: number | string,
  bytes: Uint8Array,
  digest?: string,
) {
  return fetch(`${url}/uploads/${id}/${n}`, {
    method: "PUT",
    headers: { "content-digest": digest ?? contentDigest(await sha256Platform(bytes)) },
    body: Uint8Array.from(bytes),
  })
}

/** The package of an account whose container was uploaded under `id`. */
export function claiming(
  { statement, record, content }: Account,
  id: string,
  over = {},
): Promise<Uint8Array> {
  const container = { id, root: content.root, size: content.size, ...over }
  return collect(encodePackage({ statement, record, container }), Number.POSITIVE_INFINITY)
}

export function partsOf(container: Uint8Array): Uint8Array[] {
  const count = Math.ceil(container.length / PART)
  return Array.from({ length: count }, (_, n) => container.subarray(n * PART, (n + 1) * PART))
}

export function uploading(target: Target): void {
  const at = served(target)
  const large = (): Promise<Account> => {
    const file = Buffer.alloc(3_000_000, randomBytes(1000))
    return account(at.made.charter, {
      attachments: [{ original: "a", type: "x/y", hidden: "kept", size: file.length, bytes: () => [file] }],
    })
  }
  const arrived = async (id: string) => (await (await fetch(`${at.url}/uploads/${id}`)).json()).parts

  test("in any order, some again, then claimed: the account is whole and the upload gone", async () => {
    const sent = await large()
    const parts = partsOf(sent.container)
    expect(parts.length).toBeGreaterThan(2)
    const id = newId()
    for (const [n, bytes] of [...parts.entries()].reverse())
      expect((await putPart(at.url, id, n, bytes)).status).toBe(204)
    expect((await putPart(at.url, id, 0, parts[0] as Uint8Array)).status).toBe(204)
    const expected = await Promise.all(
      parts.map(async (bytes, n) => ({ n, size: bytes.length, sha256: hex(await sha256Platform(bytes)) })),
    )
    expect(await arrived(id)).toEqual(expected)
    const pack = await claiming(sent, id)
    const first = await post(at.url, pack)
    expect(first.status).toBe(201)
    const whole = await signed(at.url, `/containers/${sent.content.root}`, at.courier)
    // Not `toEqual`: on three megabytes it holds this process, and the server in it, for longer than a line is kept.
    expect(Buffer.from(await whole.arrayBuffer()).equals(sent.container)).toBe(true)
    expect(await arrived(id)).toEqual([])
    expect(await (await post(at.url, pack)).text()).toBe(await first.text())
    expect(stored(at.data).filter((name) => name.startsWith("uploads/"))).toEqual([])
  })

  test("a part never changes: other bytes are a conflict, and the first stay", async () => {
    const id = newId()
    const bytes = randomBytes(100)
    await putPart(at.url, id, 0, bytes)
    expect(await told(await putPart(at.url, id, 0, randomBytes(100)))).toBe("409 upload-conflict")
    expect((await arrived(id))[0].sha256).toBe(hex(await sha256Platform(bytes)))
  })

  test.each<[string, string, (url: string, id: string) => Promise<Response>]>([
    [
      "400 root-mismatch",
      "bytes that are not their digest's",
      (url, id) => putPart(url, id, 0, randomBytes(10), contentDigest(new Uint8Array(32))),
    ],
    [
      "400 root-mismatch",
      "no digest",
      (url, id) => fetch(`${url}/uploads/${id}/0`, { method: "PUT", body: "x" }),
    ],
    ["400 root-mismatch", "no bytes", (url, id) => putPart(url, id, 0, new Uint8Array(0))],
    [
      "413 too-large",
      "a byte more than a part has",
      (url, id) => putPart(url, id, 0, new Uint8Array(PART + 1)),
    ],
    [
      "413 too-large",
      "more than a part has, without saying so",
      (url, id) =>
        fetch(`${url}/uploads/${id}/0`, {
          method: "PUT",
          body: new Blob([new Uint8Array(PART), "x"]).stream(),
          duplex: "half",
        } as RequestInit),
    ],
    ["404 not-found", "an id in capitals", (url) => putPart(url, "A".repeat(32), 0, randomBytes(9))],
    ["404 not-found", "an id too short", (url) => putPart(url, "a".repeat(31), 0, randomBytes(9))],
    [
      "404 not-found",
      "a number past the largest container",
      (url, id) => putPart(url, id, 8192, randomBytes(9)),
    ],
    ["404 not-found", "a number written otherwise", (url, id) => putPart(url, id, "00", randomBytes(9))],
    ["404 not-found", "a negative number", (url, id) => putPart(url, id, "-1", randomBytes(9))],
  ])("%s: %s", async (code, _, act) => {
    const id = newId()
    expect(await told(await act(at.url, id))).toBe(code)
    expect(await arrived(id)).toEqual([])
  })

  test.each<[string, string, (sent: Account, id: string, parts: Uint8Array[]) => Promise<Uint8Array>]>([
    ["404 not-found", "no part of it has arrived", (sent) => claiming(sent, newId())],
    [
      "400 root-mismatch",
      "another root than the statement names",
      async (sent, id) => claiming(sent, id, { root: "0".repeat(64) }),
    ],
    [
      "400 root-mismatch",
      "another size than the statement names",
      async (sent, id) => claiming(sent, id, { size: sent.content.size - 1 }),
    ],
    [
      "404 not-found",
      "a part is missing",
      async (sent, _, parts) => {
        const id = newId()
        for (const n of [0, 2]) await putPart(at.url, id, n, parts[n] as Uint8Array)
        return claiming(sent, id)
      },
    ],
    [
      "400 root-mismatch",
      "a part of another size",
      async (sent, _, parts) => {
        const id = newId()
        for (const [n, bytes] of parts.entries())
          await putPart(at.url, id, n, n === 1 ? bytes.subarray(1) : bytes)
        return claiming(sent, id)
      },
    ],
    [
      "400 root-mismatch",
      "a part with other bytes",
      async (sent, _, parts) => {
        const id = newId()
        for (const [n, bytes] of parts.entries())
          await putPart(at.url, id, n, n === 1 ? Buffer.alloc(bytes.length, 7) : bytes)
        return claiming(sent, id)
      },
    ],
  ])("%s: %s; the upload stays and can still be claimed", async (code, _, make) => {
    const sent = await large()
    const parts = partsOf(sent.container)
    const id = newId()
    for (const [n, bytes] of parts.entries()) await putPart(at.url, id, n, bytes)
    expect(await told(await post(at.url, await make(sent, id, parts)))).toBe(code)
    expect((await arrived(id)).length).toBe(parts.length)
    expect(await told(await post(at.url, await claiming(sent, id)))).toBe("201")
  })

  test("what nobody began and what is another's look alike", async () => {
    const answers = await Promise.all([newId(), newId()].map((id) => fetch(`${at.url}/uploads/${id}`)))
    const texts = await Promise.all(answers.map((response) => response.text()))
    expect(texts).toEqual(['{"parts":[]}', '{"parts":[]}'])
    expect(at.events.filter(({ event }) => event === "fault")).toEqual([])
  })
}
