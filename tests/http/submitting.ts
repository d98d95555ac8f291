// A package becomes a submission and a promise: by tar, by form, once.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hex } from "../../src/core/bytes.ts"
import { addDays } from "../../src/core/day.ts"
import { parseVkey } from "../../src/core/note/vkey.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { STATUS } from "../../src/server/problem.ts"
import { account, ORIGIN, TODAY } from "../fixtures/account.ts"
import { post, served, signed, stored, type Target, told } from "./world.ts"

/** The body of the one form, as a browser without JavaScript makes it. */
export function form(bytes: Uint8Array, field = "package", more: [string, string][] = []): FormData {
  const data = new FormData()
  data.append(field, new Blob([Uint8Array.from(bytes)]), "x.cairn")
  for (const [name, value] of more) data.append(name, value)
  return data
}

export function submitting(target: Target): void {
  const at = served(target)
  const log = () => parseVkey(at.made.charter.body.log)
  const sendForm = (body: FormData, accept: string, redirect: RequestRedirect = "follow") =>
    fetch(`${at.url}/submissions`, { method: "POST", body, headers: { accept }, redirect })
  const pending = async () =>
    (await (await signed(at.url, "/pending", at.courier)).json()).items.length as number

  test("201 and a promise that the log signed, for this very leaf, in time", async () => {
    const { package: pack, statement } = await account(at.made.charter)
    const response = await post(at.url, pack)
    expect(response.status).toBe(201)
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8")
    const promise = await openPromise(new Uint8Array(await response.arrayBuffer()), ORIGIN, log())
    expect(promise).toEqual({ leaf: hex(leafHash(statement)), by: addDays(TODAY, 2) })
  })

  test("the same package again, many at once, and by the form: one submission, the same bytes", async () => {
    const { package: pack } = await account(at.made.charter)
    const before = await pending()
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(at.url, pack)))
    answers.push(await post(at.url, pack), await sendForm(form(pack), "*/*"))
    const texts = await Promise.all(answers.map((response) => response.text()))
    expect(answers.map((response) => response.status)).toEqual(answers.map(() => 201))
    expect(new Set(texts).size).toBe(1)
    expect(await pending()).toBe(before + 1)
  })

  test("a repeat needs its statement alone to be known: the rest is not read again", async () => {
    const { package: pack } = await account(at.made.charter)
    const first = await (await post(at.url, pack)).text()
    const other = pack.slice()
    other.fill(1, pack.length - 5000, pack.length - 4000) // in the container
    expect(await (await post(at.url, other)).text()).toBe(first)
  })

  test("what was stored is, byte for byte, what was sent", async () => {
    const sent = await account(at.made.charter)
    await post(at.url, sent.package)
    const bytes = async (path: string) =>
      Buffer.from(await (await signed(at.url, path, at.courier)).arrayBuffer())
    expect(await bytes(`/containers/${sent.content.root}`)).toEqual(Buffer.from(sent.container))
    const digest = hex(await sha256Platform(sent.record))
    expect(await bytes(`/records/${digest}`)).toEqual(Buffer.from(sent.record))
  })

  const BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"

  test("a form without JavaScript is sent on to a page, the same for everyone: no script, a neutral title", async () => {
    const { package: pack } = await account(at.made.charter)
    const before = stored(at.data)
    const response = await sendForm(form(pack), BROWSER, "manual")
    expect(response.status).toBe(303)
    expect(response.headers.get("location")).toBe("/answer")
    expect(await response.text()).toBe("")
    expect(stored(at.data)).not.toEqual(before)
    const followed = await fetch(`${at.url}/answer`)
    expect(followed.status).toBe(200)
    expect(followed.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(followed.headers.get("cache-control")).toBe("no-store")
    const page = await followed.text()
    expect(page).not.toMatch(/<script|<style|<link|style=|\son[a-z]+=|https?:|[0-9a-f]{16}/i)
    expect(page).toContain("<title>Form</title>")
    expect(page).toContain("has arrived whole")
  })

  test("who sent a form gets the promise by sending the file again", async () => {
    const { package: pack } = await account(at.made.charter)
    await sendForm(form(pack), BROWSER)
    const note = await (await post(at.url, pack)).text()
    expect(note).toContain("cairn/promise/v1")
    expect(await (await sendForm(form(pack), "*/*")).text()).toBe(note)
  })

  test("a form that is refused is sent on to a page that says so, with the same status", async () => {
    const { package: pack } = await account(at.made.charter)
    const sent = await sendForm(form(pack.subarray(0, 9000)), "text/html", "manual")
    expect(`${sent.status} ${sent.headers.get("location")}`).toBe("303 /answer/note-malformed")
    const response = await sendForm(form(pack.subarray(0, 9000)), "text/html")
    expect(response.status).toBe(400)
    const page = await response.text()
    expect(page).toContain("Nothing of it was kept. It is damaged")
    expect(page).toContain("(note-malformed)")
  })

  test("there is a page for every code and for no other word", async () => {
    for (const code of ["busy", "storage-full", "fault", "clock", "erased"]) {
      const response = await fetch(`${at.url}/answer/${code}`)
      expect(response.status, code).toBe(STATUS[code as keyof typeof STATUS])
      expect(await response.text()).toContain(`(${code})`)
    }
    for (const word of ["<b>", "toString", "Busy", "busy/x"])
      expect(await told(await fetch(`${at.url}/answer/${encodeURIComponent(word)}`)), word).toBe(
        "404 not-found",
      )
  })

  test.each<[string, (pack: Uint8Array) => FormData]>([
    ["of another name", (pack) => form(pack, "file")],
    ["with a second field", (pack) => form(pack, "package", [["note", "x"]])],
    [
      "twice",
      (pack) => {
        const body = form(pack)
        body.append("package", new Blob([Uint8Array.from(pack)]), "y.cairn")
        return body
      },
    ],
    [
      "that is no file",
      () => {
        const body = new FormData()
        body.append("package", "x")
        return body
      },
    ],
    ["that is not there", () => new FormData()],
  ])("a field %s is refused and nothing is kept", async (_, make) => {
    const { package: pack } = await account(at.made.charter)
    const before = stored(at.data)
    expect(await told(await sendForm(make(pack), "*/*"))).toBe("400 note-malformed")
    expect(stored(at.data)).toEqual(before)
  })

  test("the server's folder holds no offline key, and the log it keeps names nothing", async () => {
    expect(readFileSync(join(at.data, "site.json"), "utf8")).not.toContain("SECRET")
    expect(JSON.stringify(at.events)).not.toMatch(/[0-9a-f]{16}|127\.0|:\d\d:/)
    expect(at.events.map(({ event }) => event)).toEqual(["start"])
  })
}
