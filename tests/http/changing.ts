// POST /consents: what a subject changes, what is refused, and that nothing stands in the way of a withdrawal.
import { expect, test } from "vitest"
import { addDays } from "../../src/core/day.ts"
import { parseVkey, signerFromSeed } from "../../src/core/note/vkey.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { LIMITS } from "../../src/server/limits.ts"
import { ORIGIN, TODAY } from "../fixtures/account.ts"
import { closing, Days } from "./days.ts"
import { change, Holder, type Over, PLAIN_RECORD, type Sent } from "./holder.ts"
import { post, served, signed, stored, type Target, told } from "./world.ts"

export function changing(target: Target): void {
  const at = served(target)
  closing()
  const newcomer = () => Holder.at(at.url, at.made.charter)
  const courier = async (path: string) => told(await signed(at.url, path, at.courier))
  const send = async (sent: Sent) => told(await change(at.url, sent.bytes))

  test("202 and a promise for each action; the same bytes, the same answer", async () => {
    const her = await newcomer()
    for (const action of ["amended", "withdrawn", "reinstated", "amended"] as const) {
      const sent = await her.says(action)
      const first = await change(at.url, sent.bytes)
      expect(first.status).toBe(202)
      expect(first.headers.get("content-type")).toBe("text/plain; charset=utf-8")
      const note = new Uint8Array(await first.arrayBuffer())
      const promise = await openPromise(note, ORIGIN, parseVkey(at.made.charter.body.log))
      expect(promise).toEqual({ leaf: sent.leaf, by: addDays(TODAY, 2) })
      const again = await change(at.url, sent.bytes)
      expect([again.status, await again.text()]).toEqual([202, Buffer.from(note).toString()])
    }
    const added = await her.says("added")
    expect(await told(await post(at.url, added.bytes))).toBe("201")
  })

  test("withdrawn is refused to couriers at once, and reinstated brings everything back", async () => {
    const her = await newcomer()
    const { root } = her.given.content
    const paths = [`/containers/${root}`, `/containers/${root}/0`, `/containers/${root}/hashes`]
    const states = async () => {
      const { items } = await (await signed(at.url, "/holdings", at.courier)).json()
      return items.flatMap((one: { root: string; state: string }) => (one.root === root ? [one.state] : []))
    }
    expect(await states()).toEqual(["held"])
    const sent = await her.says("withdrawn")
    expect(await told(await change(at.url, sent.statement, "text/plain; charset=utf-8"))).toBe("202")
    for (const path of paths) expect(await courier(path)).toBe("409 withdrawn")
    expect(await states()).toEqual(["withdrawn"])
    const pending = await (await signed(at.url, "/pending", at.courier)).json()
    expect(pending.items.map(({ leaf }: { leaf: string }) => leaf)).toContain(sent.leaf)
    expect(await send(await her.says("reinstated"))).toBe("202")
    for (const path of paths) expect(await courier(path)).toBe("200")
    const whole = await signed(at.url, `/containers/${root}`, at.courier)
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(Buffer.from(her.given.container))
    expect(await states()).toEqual(["held"])
  })

  const over = (body: Over["body"]): Over => ({ body: body as NonNullable<Over["body"]> })
  test.each<[string, string, (her: Holder) => Promise<Sent>]>([
    ["409 head-moved", "a place that is taken", (her) => her.says("amended", over({ seq: 3 }))],
    ["409 head-moved", "another before it", (her) => her.says("amended", over({ prev: "0".repeat(64) }))],
    ["409 head-moved", "taking back what was not withdrawn", (her) => her.says("reinstated")],
    ["401 clock", "said two days from now", (her) => her.says("amended", over({ day: addDays(TODAY, 2) }))],
    ["401 clock", "said 181 days ago", (her) => her.says("amended", over({ day: addDays(TODAY, -181) }))],
    [
      "409 charter-superseded",
      "an unknown charter",
      (her) => her.says("amended", over({ charter: "0".repeat(64) })),
    ],
    ["400 origin", "another log's", (her) => her.says("amended", { origin: "other.example" })],
    [
      "400 signature",
      "somebody else's signature",
      async (her) => her.says("amended", { signer: await signerFromSeed("holder", randomBytes(32)) }),
    ],
    [
      "400 root-mismatch",
      "another size of record",
      (her) => her.says("amended", over({ record: { sha256: "0".repeat(64), size: 1 } })),
    ],
    [
      "409 foreign-root",
      "the record of another statement",
      (her) => her.says("amended", { record: her.given.record }),
    ],
    [
      "400 recipients",
      "a record that its holder cannot read",
      async (her) =>
        her.says("amended", { record: await sealBytes(new Uint8Array(PLAIN_RECORD), [her.reply]) }),
    ],
    [
      "400 size-not-padded",
      "a record of another size",
      async (her) => her.says("amended", { record: await her.sealed(40_000) }),
    ],
    [
      "400 field-unknown",
      "a first statement",
      async (her) => ({ ...(await her.says("amended")), bytes: her.given.package }),
    ],
    [
      "400 field-unknown",
      "more to the account",
      async (her) => {
        const { statement } = await her.says("added")
        return { ...(await her.says("amended")), bytes: statement }
      },
    ],
  ])("%s: %s", async (code, _, make) => {
    const her = await newcomer()
    const sent = await make(her)
    const before = stored(at.data)
    const type = sent.bytes.length < 4096 ? "text/plain" : "application/x-tar"
    const isPackage = sent.bytes === her.given.package
    // A package that was taken is known by its statement, whatever it comes to: of one that was not, see below.
    expect(await told(await change(at.url, sent.bytes, type))).toBe(isPackage ? "202" : code)
    expect(stored(at.data)).toEqual(before)
  })

  test("400 field-unknown: a first statement that nobody has seen", async () => {
    const her = await Holder.of(at.made.charter)
    expect(await told(await change(at.url, her.given.package))).toBe("400 field-unknown")
  })

  test.each<[string, (sent: Sent) => [Uint8Array, string]]>([
    ["without its record", ({ statement }) => [statement, "text/plain"]],
    ["of another type", ({ bytes }) => [bytes, "application/octet-stream"]],
    ["cut in its record", ({ bytes }) => [bytes.subarray(0, 20_000), "application/x-tar"]],
    [
      "with a byte after its end",
      ({ bytes }) => [Buffer.concat([bytes, new Uint8Array(1)]), "application/x-tar"],
    ],
    ["that is nothing", () => [new Uint8Array(0), "application/x-tar"]],
  ])("400 note-malformed: a change %s", async (_, make) => {
    const her = await newcomer()
    const sent = await her.says("amended")
    const before = stored(at.data)
    expect(await told(await change(at.url, ...make(sent)))).toBe("400 note-malformed")
    expect(stored(at.data)).toEqual(before)
    expect(await send(sent)).toBe("202")
  })

  test("413 too-large: a record larger than any", async () => {
    expect(await told(await change(at.url, new Uint8Array(5 * 1024 * 1024)))).toBe("413 too-large")
  })

  test("409 withdrawn: nothing but reinstating after a withdrawal (C4)", async () => {
    const her = await newcomer()
    await send(await her.says("withdrawn"))
    expect(await send(await her.says("amended", {}, false))).toBe("409 withdrawn")
    expect(await told(await post(at.url, (await her.says("added", {}, false)).bytes))).toBe("409 withdrawn")
    expect(await send(await her.says("withdrawn"))).toBe("202")
    expect(await send(await her.says("reinstated"))).toBe("202")
  })

  test("of two that come at once for one place, one is taken; a withdrawal beside them always", async () => {
    const her = await newcomer()
    const both = [await her.says("amended", {}, false), await her.says("amended", {}, false)]
    const out = await her.says("withdrawn", {}, false)
    const [withdrawn, ...rest] = await Promise.all([out, ...both].map(send))
    expect(withdrawn).toBe("202")
    expect(rest.filter((code) => code === "202").length).toBeLessThanOrEqual(1)
    for (const code of rest) expect(["202", "409 head-moved", "409 withdrawn"]).toContain(code)
    expect(await courier(`/containers/${her.given.content.root}`)).toBe("409 withdrawn")
  })

  test.each<[string, (her: Holder) => Promise<Sent>]>([
    ["out of sequence", (her) => her.says("withdrawn", over({ seq: 9, prev: "0".repeat(64) }))],
    [
      "from a fork",
      async (her) => {
        await send(await her.says("amended", {}, false))
        return her.says("withdrawn")
      },
    ],
    ["as if it were the first", (her) => her.says("withdrawn", over({ seq: 0, prev: null }))],
    ["said in 1990", (her) => her.says("withdrawn", over({ day: "1990-01-01" }))],
    ["under an unknown charter", (her) => her.says("withdrawn", over({ charter: "0".repeat(64) }))],
    [
      "twice",
      async (her) => {
        await send(await her.says("withdrawn"))
        return her.says("withdrawn", over({ erase: "now" }))
      },
    ],
    [
      "cut right after its statement",
      async (her) => {
        const sent = await her.says("withdrawn")
        return { ...sent, bytes: sent.bytes.subarray(0, 512 + Math.ceil(sent.statement.length / 512) * 512) }
      },
    ],
    [
      "with something after its statement",
      async (her) => {
        const sent = await her.says("withdrawn")
        return {
          ...sent,
          bytes: Buffer.concat([sent.bytes.subarray(0, -1024), new Uint8Array(9000).fill(7)]),
        }
      },
    ],
  ])("a withdrawal is obeyed %s", async (_, make) => {
    const her = await newcomer()
    expect(await send(await make(her))).toBe("202")
    expect(await courier(`/containers/${her.given.content.root}`)).toBe("409 withdrawn")
  })

  test("a withdrawal out of sequence moves no head: she goes on from where she was", async () => {
    const her = await newcomer()
    await send(await her.says("withdrawn", over({ seq: 9 }), false))
    expect(await send(await her.says("reinstated"))).toBe("202")
    expect(await send(await her.says("amended"))).toBe("202")
  })

  test("a withdrawal of somebody of whom nothing is known is taken, and her account is then refused", async () => {
    const her = await Holder.of(at.made.charter)
    expect(await send(await her.says("withdrawn", {}, false))).toBe("202")
    expect(await told(await post(at.url, her.given.package))).toBe("409 withdrawn")
  })

  test("a withdrawal that she did not sign is refused", async () => {
    const her = await newcomer()
    const other = await signerFromSeed("holder", randomBytes(32))
    expect(await send(await her.says("withdrawn", { signer: other }))).toBe("400 signature")
    expect(await courier(`/containers/${her.given.content.root}`)).toBe("200")
  })

  test("a withdrawal is not counted, and no full quota is in its way; anything else is counted", async () => {
    const few = { perMinute: { ...LIMITS.perMinute, submission: 2 }, uploadBytes: 0 }
    const days = await Days.begin(target, { limits: few })
    const her = await Holder.at(days.url, days.world.made.charter)
    const junk = async () => told(await change(days.url, new Uint8Array(10)))
    expect([await junk(), await junk()]).toEqual(["400 note-malformed", "429 slow-down"])
    expect(await told(await change(days.url, (await her.says("amended", {}, false)).bytes))).toBe(
      "429 slow-down",
    )
    for (let i = 0; i < 5; i++)
      expect(await told(await change(days.url, (await her.says("withdrawn")).bytes))).toBe("202")
  })

  test("withdrawals that end nothing are counted: of unknown keys, of one's own without end, of another's hand", async () => {
    const few = { perMinute: { ...LIMITS.perMinute, submission: 4 }, uploadBytes: LIMITS.uploadBytes }
    const days = await Days.begin(target, { limits: few })
    const { charter } = days.world.made
    const ask = async (sent: Sent) => told(await change(days.url, sent.bytes))
    const [her, her2] = [await Holder.at(days.url, charter), await Holder.at(days.url, charter)] // two are counted
    const stranger = async () => ask(await (await Holder.of(charter)).says("withdrawn", {}, false))
    expect(await stranger()).toBe("202")
    const other = await signerFromSeed("holder", randomBytes(32))
    expect(await ask(await her.says("withdrawn", { signer: other }, false))).toBe("400 signature")
    expect(await stranger()).toBe("429 slow-down")
    expect(await ask(await her.says("withdrawn", { signer: other }, false))).toBe("429 slow-down")
    const many = await Promise.all(
      Array.from({ length: 30 }, async (_, i) =>
        ask(await her.says("withdrawn", over({ seq: 100 + i }), false)),
      ),
    )
    expect(new Set(many)).toEqual(new Set(["202", "429 slow-down"]))
    expect(many.filter((said) => said === "202")).toHaveLength(7)
    expect(await ask(await her2.says("withdrawn"))).toBe("202")
  })

  test("a withdrawal is taken when the charter has expired", async () => {
    const days = await Days.begin(target, {}, { expires: TODAY })
    const her = await Holder.at(days.url, days.world.made.charter)
    await days.pass(2)
    expect(await told(await change(days.url, (await her.says("withdrawn")).bytes))).toBe("202")
    const { root } = her.given.content
    expect(await told(await days.ask(`/containers/${root}`, days.world.courier))).toBe("409 withdrawn")
  })
}
