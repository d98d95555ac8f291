// What couriers and auditors read, who else may not, and that "unknown" and "not yours" are the same bytes.
import { rmSync, truncateSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { addressOf, PART } from "../../src/core/container/parts.ts"
import { PENDING, parseAnswer } from "../../src/core/http/answers.ts"
import { parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import { type Account, account } from "../fixtures/account.ts"
import { form } from "./submitting.ts"
import { post, served, signed, signedHeaders, type Target, told } from "./world.ts"

export function reading(target: Target): void {
  const at = served(target)
  let known: Account
  const one = async (): Promise<Account> => {
    if (known === undefined) {
      known = await account(at.made.charter)
      await post(at.url, known.package)
    }
    return known
  }
  const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer())

  test("holdings and pending statements, each once, in the order of hashes, page by page", async () => {
    const sent = await one()
    const more = await Promise.all([1, 2, 3].map(() => account(at.made.charter)))
    for (const { package: pack } of more) await post(at.url, pack)
    const roots = [sent, ...more].map(({ content }) => content.root).sort()
    for (const signer of [at.courier, at.auditor]) {
      const { items, next } = await (await signed(at.url, "/holdings", signer)).json()
      expect(next).toBe(null)
      expect(items.map(({ root }: { root: string }) => root)).toEqual(roots)
      const { subject, size, day, state } = items[roots.indexOf(sent.content.root)]
      const { keys, content } = sent
      expect({ subject, size, state }).toEqual({ subject: keys.subject, size: content.size, state: "held" })
      expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      const after = await (await signed(at.url, `/holdings?after=${roots[1]}`, signer)).json()
      expect(after.items.map(({ root }: { root: string }) => root)).toEqual(roots.slice(2))
      const answer = parseAnswer(PENDING, await bytes(await signed(at.url, "/pending", signer)))
      const leaves = answer.items.map(({ leaf }) => leaf)
      expect(leaves).toEqual(leaves.toSorted())
      expect(answer.items.map(({ note }) => note)).toContain(Buffer.from(sent.statement).toString())
    }
  })

  test("a container by part and its hashes, for both; whole, for couriers alone", async () => {
    const { content, container } = await one()
    for (const signer of [at.courier, at.auditor]) {
      const part = await bytes(await signed(at.url, `/containers/${content.root}/0`, signer))
      expect(Buffer.from(part)).toEqual(Buffer.from(container.subarray(0, PART)))
      const hashes = await (await signed(at.url, `/containers/${content.root}/hashes`, signer)).json()
      const { parts } = await addressOf([container])
      expect(hashes).toEqual({ size: container.length, hashes: parts.map(hex) })
      expect(await told(await signed(at.url, `/containers/${content.root}/1`, signer))).toBe("404 not-found")
    }
    const whole = await signed(at.url, `/containers/${content.root}`, at.courier)
    expect(whole.headers.get("content-length")).toBe(`${container.length}`)
    expect(Buffer.from(await bytes(whole))).toEqual(Buffer.from(container))
    expect(await told(await signed(at.url, `/containers/${content.root}`, at.auditor))).toBe("404 not-found")
  })

  const paths = async (): Promise<[string, string][]> => {
    const { content, record } = await one()
    const digest = hex(await sha256Platform(record))
    const none = "0".repeat(64)
    return [
      [`/containers/${content.root}`, `/containers/${none}`],
      [`/containers/${content.root}/0`, `/containers/${none}/0`],
      [`/containers/${content.root}/hashes`, `/containers/${none}/hashes`],
      [`/records/${digest}`, `/records/${none}`],
    ]
  }
  const whole = async (response: Response) => {
    const headers = [...response.headers].filter(([name]) => name !== "date")
    return JSON.stringify([response.status, headers, await response.text()])
  }

  test("unknown, not yours, and no such name are the same bytes", async () => {
    const console1 = await parsePrivateKey(at.made.secrets.get("console-1.key") as string)
    const stranger = await signerFromSeed("courier-1", randomBytes(32))
    const unknown = await whole(await signed(at.url, `/records/${"0".repeat(64)}`, at.courier))
    for (const [there, none] of await paths())
      for (const [path, signer] of [
        [there, console1],
        [there, stranger],
        [none, stranger],
        [none, at.courier],
        ["/containers/..%2f..%2flog.key", at.courier],
      ] as [string, Signer][])
        expect(await whole(await signed(at.url, path, signer)), path).toBe(unknown)
    expect(unknown).toContain("not-found")
  })

  test("without a signature, whatever is asked for, the same 401", async () => {
    const bare = await whole(await fetch(`${at.url}/holdings`))
    expect(bare).toContain("unauthorised")
    for (const [there, none] of [...(await paths()), ["/pending", "/log/tile/entries/000.p/1"] as const])
      for (const path of [there, none]) expect(await whole(await fetch(`${at.url}${path}`)), path).toBe(bare)
  })

  test("a signature holds for one method, path and query, and for five minutes", async () => {
    const headers = await signedHeaders(at.url, "/holdings?after=", at.courier)
    const ask = (path: string, method = "GET") => fetch(`${at.url}${path}`, { method, headers })
    expect((await ask("/holdings?after=")).status).toBe(200)
    for (const path of ["/holdings", "/pending?after=", `/holdings?after=${"1".repeat(64)}`])
      expect(await told(await ask(path)), path).toBe("401 unauthorised")
    for (const late of [-400, 400])
      expect(await told(await signed(at.url, "/holdings", at.courier, late))).toBe("401 clock")
    for (const late of [-250, 250])
      expect((await signed(at.url, "/holdings", at.courier, late)).status).toBe(200)
    const { now } = await (await signed(at.url, "/holdings", at.courier, 9000)).json()
    expect(Number.isSafeInteger(now)).toBe(true)
  })

  const onDisk = (root: string) => join(at.data, "containers", root.slice(0, 2), root)
  const faults = () => at.events.filter(({ event }) => event === "fault")

  test("a container that is cut short or gone on disk is a fault, told to the log without its name", async () => {
    const sent = await account(at.made.charter)
    await post(at.url, sent.package)
    const { root } = sent.content
    truncateSync(onDisk(root), 20_000)
    expect(await told(await signed(at.url, `/containers/${root}`, at.courier))).toBe("500 fault")
    rmSync(onDisk(root))
    expect(await told(await signed(at.url, `/containers/${root}/0`, at.courier))).toBe("500 fault")
    expect(faults().map(({ route }) => route)).toEqual(["GET /containers/:root", "GET /containers/:root/:n"])
    expect(JSON.stringify(at.events)).not.toContain(root)
  })

  test("one that breaks while it is read cuts the line: no shorter whole, no word put into it", async () => {
    const file = new Uint8Array(24_000_000) // more than the line holds on its way
    const attachment = {
      original: "a",
      type: "x/y",
      hidden: "kept",
      size: file.length,
      bytes: () => [file],
    } as const
    const sent = await account(at.made.charter, { attachments: [attachment] })
    await fetch(`${at.url}/submissions`, { method: "POST", body: form(sent.package) })
    const { root } = sent.content
    const response = await signed(at.url, `/containers/${root}`, at.courier)
    expect(response.status).toBe(200)
    truncateSync(onDisk(root), 20_000)
    await expect(response.arrayBuffer()).rejects.toThrow()
    expect(faults().at(-1)?.route).toBe("GET /containers/:root")
    expect((await fetch(`${at.url}/health`)).status).toBe(200)
  })

  test("after what is no hash there is nothing", async () => {
    expect(await told(await signed(at.url, "/holdings?after=xyz", at.courier))).toBe("404 not-found")
  })
}
