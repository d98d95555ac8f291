// GET /subjects and /drafts: what she gets of what is hers, that nobody else gets anything, and that sizes tell nothing.
import { expect, test } from "vitest"
import { fromHex } from "../../src/core/bytes.ts"
import { padme, sealedSize } from "../../src/core/container/padding.ts"
import { parseDraft, parseHeld } from "../../src/core/http/answers.ts"
import { parseVkey, signerFromSeed } from "../../src/core/note/vkey.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { openProof } from "../../src/core/tlog/proof-file.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { LIMITS } from "../../src/server/limits.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { closing, Days } from "./days.ts"
import { bundleOf, Console, custodyRecord, replyTo, sha } from "./dispatches.ts"
import { change, Holder } from "./holder.ts"
import { ask, post, served, type Target, told } from "./world.ts"

const octets = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const whole = async (response: Response) => {
  const headers = [...response.headers].filter(([name]) => name !== "date")
  return JSON.stringify([response.status, headers, await response.text()])
}

export function subjects(target: Target): void {
  const at = served(target)
  closing()
  const stranger = () => signerFromSeed("holder", randomBytes(32))

  test("everything of hers in one answer, with proofs that a stranger can check", async () => {
    const days = await Days.begin(target)
    const { world } = days
    const { charter } = world.made
    const her = await Holder.at(days.url, charter)
    const amended = await her.says("amended")
    await change(days.url, amended.bytes)
    const console_ = await Console.of(world)
    const record = await custodyRecord(world, her.reply)
    const first = her.head.leaf
    const used = await console_.states({ subject: her.subject, action: "used", consent: first }, record)
    const reply = await replyTo([her.reply])
    const body = await bundleOf({ ...used.files, [`replies/${her.subject}/1.age`]: reply })
    expect(await told(await days.ask("/dispatch", world.courier, { method: "POST", body }))).toBe("202")

    const log = parseVkey(charter.body.log)
    const mine = async () => parseHeld(await octets(await days.ask(`/subjects/${her.subject}`, her.signer)))
    const before = await mine()
    expect(before.statements.map(({ kind, proof }) => [kind, proof])).toEqual([
      ["consent", null],
      ["consent", null],
      ["custody", null],
    ])
    for (const { leaf, promise } of before.statements)
      expect((await openPromise(promise as Uint8Array, ORIGIN, log)).leaf).toBe(leaf)

    await days.pass(1)
    const after = await mine()
    const trusted = { origin: ORIGIN, logs: [log], witnesses: [], witnessQuorum: 0 }
    for (const { leaf, proof } of after.statements)
      await openProof(proof as Uint8Array, fromHex(leaf), trusted)
    expect(after.statements.map(({ leaf }) => leaf)).toEqual([...before.statements.map(({ leaf }) => leaf)])
    expect(Buffer.from(after.statements[1]?.note as Uint8Array)).toEqual(Buffer.from(amended.statement))
    const records = [her.given.record, amended.record as Uint8Array, record]
    expect([...after.records.keys()]).toEqual(await Promise.all(records.map(sha)))
    for (const one of records)
      expect(Buffer.from(after.records.get(await sha(one)) as Uint8Array)).toEqual(Buffer.from(one))
    expect(after.replies.map(({ n, age }) => [n, Buffer.from(age)])).toEqual([[1, Buffer.from(reply)]])
    expect(Buffer.from(after.checkpoint)).toEqual(
      Buffer.from(await (await fetch(`${days.url}/log/checkpoint`)).arrayBuffer()),
    )
  })

  test("an unknown subject and a wrong key are the same bytes; no signature is another answer", async () => {
    const her = await Holder.at(at.url, at.made.charter)
    const [other, unknown] = [await Holder.at(at.url, at.made.charter), await Holder.of(at.made.charter)]
    for (const path of ["subjects", "drafts"]) {
      const answers = [
        await whole(await ask(at.url, `/${path}/${her.subject}`, other.signer)),
        await whole(await ask(at.url, `/${path}/${unknown.subject}`, unknown.signer)),
        await whole(await ask(at.url, `/${path}/${"0".repeat(64)}`, await stranger())),
        await whole(await ask(at.url, `/${path}/x`, await stranger())),
        await whole(await ask(at.url, `/${path}/${her.subject}`, at.courier)),
      ]
      expect(new Set(answers).size).toBe(1)
      expect(answers[0]).toContain("not-found")
      expect(await told(await fetch(`${at.url}/${path}/${her.subject}`))).toBe("401 unauthorised")
      expect(await told(await ask(at.url, `/${path}/${her.subject}`, her.signer, { at: 0 }))).toBe(
        "401 clock",
      )
    }
  })

  test("the size of an answer is a padded one, and small histories have all the same", async () => {
    const size = async (her: Holder) =>
      (await octets(await ask(at.url, `/subjects/${her.subject}`, her.signer))).length
    const [one, two] = [await Holder.at(at.url, at.made.charter), await Holder.at(at.url, at.made.charter)]
    expect(await size(one)).toBe(await size(two))
    for (let i = 0; i < 12; i++) await change(at.url, (await two.says("withdrawn")).bytes)
    for (const her of [one, two]) {
      const bytes = await size(her)
      expect([bytes >= 65536, padme(bytes)]).toEqual([true, bytes])
    }
  })

  const draft = (her: Holder, plain = 65536) => sealBytes(new Uint8Array(plain), [her.reply])
  const put = async (her: Holder, version: number | string, body: Uint8Array, url = at.url) =>
    told(await ask(url, `/drafts/${her.subject}?version=${version}`, her.signer, { method: "PUT", body }))
  const get = (her: Holder, url = at.url) => ask(url, `/drafts/${her.subject}`, her.signer)

  test("a draft is kept before any statement, replaced by a later one, and given back", async () => {
    const her = await Holder.of(at.made.charter)
    expect(await told(await get(her))).toBe("404 not-found")
    const [first, second] = [await draft(her), await draft(her, padme(70_000))]
    expect(await put(her, 1, first)).toBe("204")
    expect(await put(her, 1, first)).toBe("204")
    expect(await put(her, 1, second)).toBe("409 head-moved")
    expect(await put(her, 3, second)).toBe("204")
    expect(await put(her, 2, first)).toBe("409 head-moved")
    const bytes = await octets(await get(her))
    expect(padme(bytes.length)).toBe(bytes.length)
    const kept = parseDraft(bytes)
    expect([kept.version, Buffer.from(kept.age)]).toEqual([3, Buffer.from(second)])
    expect(await told(await ask(at.url, `/drafts/${her.subject}`, her.signer, { method: "DELETE" }))).toBe(
      "204",
    )
    expect(await told(await get(her))).toBe("404 not-found")
  })

  test("drafts of one padded size have answers of one size", async () => {
    const [one, two] = [await Holder.of(at.made.charter), await Holder.of(at.made.charter)]
    await put(one, 1, await draft(one))
    await put(two, 999, await draft(two))
    const [a, b] = [await octets(await get(one)), await octets(await get(two))]
    expect(a.length).toBe(b.length)
  })

  test.each<[string, string, (her: Holder) => Promise<[number | string, Uint8Array]>]>([
    [
      "400 recipients",
      "sealed to two",
      async (her) => [
        1,
        await sealBytes(new Uint8Array(65536), [her.reply, ...[(await Holder.of(at.made.charter)).reply]]),
      ],
    ],
    ["400 recipients", "not sealed at all", async () => [1, new Uint8Array(sealedSize(65536, 1))]],
    [
      "400 size-not-padded",
      "of a size that padding never gives",
      async (her) => [1, await draft(her, 65537)],
    ],
    ["400 size-not-padded", "smaller than any", async (her) => [1, await draft(her, 32768)]],
    ["413 too-large", "larger than any", async (her) => [1, await draft(her, 2 * 1024 * 1024)]],
    ["404 not-found", "without a version", async (her) => ["", await draft(her)]],
    ["404 not-found", "of an odd version", async (her) => ["-1", await draft(her)]],
  ])("%s: a draft %s", async (code, _, make) => {
    const her = await Holder.of(at.made.charter)
    expect(await put(her, ...(await make(her)))).toBe(code)
    expect(await told(await get(her))).toBe("404 not-found")
  })

  test("a draft is taken only with the body that was signed, by the key that it is of", async () => {
    const her = await Holder.of(at.made.charter)
    const body = await draft(her)
    const path = `/drafts/${her.subject}?version=1`
    expect(await told(await ask(at.url, path, await stranger(), { method: "PUT", body }))).toBe(
      "404 not-found",
    )
    const swapped = { "content-digest": `sha-256=:${Buffer.alloc(32).toString("base64")}:` }
    expect(await told(await ask(at.url, path, her.signer, { method: "PUT", body, headers: swapped }))).toBe(
      "401 unauthorised",
    )
    const other = await draft(her)
    const signed = await ask(at.url, path, her.signer, { method: "PUT", body, sent: other })
    expect(await told(signed)).toBe("401 unauthorised")
    expect(await told(await get(her))).toBe("404 not-found")
  })

  test("a draft is gone when what it was a draft of is accepted", async () => {
    const her = await Holder.of(at.made.charter)
    await put(her, 1, await draft(her))
    expect(await told(await post(at.url, her.given.package))).toBe("201")
    expect(await told(await get(her))).toBe("404 not-found")
  })

  test("no draft is kept of who withdrew", async () => {
    const her = await Holder.at(at.url, at.made.charter)
    await change(at.url, (await her.says("withdrawn")).bytes)
    expect(await put(her, 1, await draft(her))).toBe("409 withdrawn")
  })

  test("drafts share the room of parts: a quarter for one class, and free again when one is thrown away", async () => {
    const size = sealedSize(65536, 1)
    const days = await Days.begin(target, {
      limits: { ...LIMITS, uploadBytes: 8 * size },
      proxy: "127.0.0.1",
    })
    const people = await Promise.all([1, 2, 3].map(() => Holder.of(days.world.made.charter)))
    const from =
      (her: Holder, version: number, address = "10.0.0.1") =>
      async () => {
        const asking = { method: "PUT", body: await draft(her), headers: { "x-forwarded-for": address } }
        return told(await days.ask(`/drafts/${her.subject}?version=${version}`, her.signer, asking))
      }
    const [one, two, three] = people as [Holder, Holder, Holder]
    expect([await from(one, 1)(), await from(two, 1)(), await from(three, 1)()]).toEqual([
      "204",
      "204",
      "503 busy",
    ])
    expect(await from(three, 1, "10.0.1.1")()).toBe("204")
    await days.ask(`/drafts/${one.subject}`, one.signer, { method: "DELETE" })
    expect([await from(two, 2)(), await from(two, 3)()]).toEqual(["204", "204"])
  })

  test("a draft is gone after seven days", async () => {
    const days = await Days.begin(target)
    const her = await Holder.of(days.world.made.charter)
    const body = await draft(her)
    await days.ask(`/drafts/${her.subject}?version=1`, her.signer, { method: "PUT", body })
    await days.pass(7)
    expect((await days.ask(`/drafts/${her.subject}`, her.signer)).status).toBe(200)
    await days.pass(1)
    expect(await told(await days.ask(`/drafts/${her.subject}`, her.signer))).toBe("404 not-found")
  })
}
