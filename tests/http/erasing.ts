// What was withdrawn is gone in time: its bytes are searched for in everything that the server has, and what its statements
// say stays. Reinstated in time, everything is back.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { fromHex } from "../../src/core/bytes.ts"
import { parseHeld } from "../../src/core/http/answers.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { parseVkey } from "../../src/core/note/vkey.ts"
import { openErasure } from "../../src/core/statement/erasure.ts"
import { openProof } from "../../src/core/tlog/proof-file.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { closing, Days } from "./days.ts"
import { bundleOf, Console, custodyRecord, replyTo, sha } from "./dispatches.ts"
import { change, Holder } from "./holder.ts"
import { post, type Target, told } from "./world.ts"

/** The files of a folder in which any stretch of `bytes` stands: 24 bytes from every 512; all sealed files begin alike. */
function holding(folder: string, bytes: Uint8Array): string[] {
  const all = Buffer.from(bytes)
  const pieces = Array.from({ length: Math.floor(all.length / 512) - 1 }, (_, i) =>
    all.subarray((i + 1) * 512, (i + 1) * 512 + 24),
  )
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const file = readFileSync(path)
      return pieces.some((piece) => file.includes(piece))
    })
}

export function erasing(target: Target): void {
  closing()
  const mine = async (days: Days, her: Holder) => {
    const response = await days.ask(`/subjects/${her.subject}`, her.signer)
    return parseHeld(new Uint8Array(await response.arrayBuffer()))
  }

  /** Everything that can be held of one subject, by what it is. */
  async function filled(days: Days) {
    const { world } = days
    const her = await Holder.at(days.url, world.made.charter)
    const draft = await sealBytes(new Uint8Array(65536), [her.reply])
    await days.ask(`/drafts/${her.subject}?version=1`, her.signer, { method: "PUT", body: draft })
    const amended = await her.says("amended")
    await change(days.url, amended.bytes)
    const added = await her.says("added")
    await post(days.url, added.bytes)
    const one = await Console.of(world)
    const custody = await custodyRecord(world, her.reply)
    const used = await one.states({ subject: her.subject, action: "used", consent: amended.leaf }, custody)
    const reply = await replyTo([her.reply])
    const body = await bundleOf({ ...used.files, [`replies/${her.subject}/1.age`]: reply })
    expect(await told(await days.ask("/dispatch", world.courier, { method: "POST", body }))).toBe("202")
    const upload = her.given.container.subarray(0, 50_000) // of hers too, and claimed by nobody
    const digest = contentDigest(await sha256Platform(upload))
    const part = { method: "PUT", body: Uint8Array.from(upload), headers: { "content-digest": digest } }
    expect((await fetch(`${days.url}/uploads/${"a".repeat(32)}/0`, part)).status).toBe(204)
    const goes = { container: her.given.container, draft, reply, record: her.given.record }
    return { her, goes, stays: { amended: amended.record as Uint8Array, custody }, added }
  }

  test("gone after its cooling: from database, journal, freed pages, files, uploads; what a use relies on stays", async () => {
    const days = await Days.begin(target)
    const { world } = days
    const { her, goes, stays, added } = await filled(days)
    for (const bytes of Object.values({ ...goes, ...stays }))
      expect(holding(world.data, bytes).length).toBeGreaterThan(0)
    const out = await her.says("withdrawn")
    await change(days.url, out.bytes)
    await days.pass(3) // a leaf on the first night; cooling ends three days after it
    expect(holding(world.data, goes.container).length).toBeGreaterThan(0)
    expect(await told(await days.ask(`/containers/${her.given.content.root}`, world.courier))).toBe(
      "409 withdrawn",
    )
    await days.pass(2)

    for (const [name, bytes] of Object.entries(goes))
      expect([name, holding(world.data, bytes)]).toEqual([name, []])
    await days.stop()
    for (const [name, bytes] of Object.entries(goes))
      expect([name, holding(world.data, bytes)]).toEqual([name, []])
    await days.start()
    for (const path of ["", "/0", "/hashes"])
      expect(await told(await days.ask(`/containers/${her.given.content.root}${path}`, world.courier))).toBe(
        "410 erased",
      )
    expect(await told(await days.ask(`/records/${await sha(goes.record)}`, world.auditor))).toBe(
      "404 not-found",
    )
    for (const bytes of Object.values(stays))
      expect((await days.ask(`/records/${await sha(bytes)}`, world.auditor)).status).toBe(200)
    expect(await told(await days.ask(`/drafts/${her.subject}`, her.signer))).toBe("404 not-found")

    const held = await mine(days, her)
    expect(held.statements.map(({ kind }) => kind).sort()).toEqual(
      [...Array(4).fill("consent"), "custody", "erasure"].sort(),
    )
    expect(held.replies).toEqual([])
    expect([...held.records.keys()].sort()).toEqual((await Promise.all(Object.values(stays).map(sha))).sort())
    const log = parseVkey(world.made.charter.body.log)
    const trusted = { origin: ORIGIN, logs: [log], witnesses: [], witnessQuorum: 0 }
    for (const { leaf, proof } of held.statements)
      await openProof(proof as Uint8Array, fromHex(leaf), trusted)
    const { note } = held.statements.find(({ kind }) => kind === "erasure") as { note: Uint8Array }
    const { body } = await openErasure(note, ORIGIN, log)
    expect(body).toMatchObject({ subject: her.subject, consent: out.leaf, reason: "withdrawn" })
    expect(body.content).toContain(her.given.content.root)
    expect(body.records).toEqual([await sha(goes.record)])

    // Nothing more of her is taken but a withdrawal; and what she sent once is not taken again.
    const late = [await her.says("reinstated", {}, false), await her.says("amended", {}, false)]
    for (const { bytes } of late) expect(await told(await change(days.url, bytes))).toBe("410 erased")
    expect(await told(await change(days.url, (await her.says("withdrawn")).bytes))).toBe("202")
    expect(await told(await post(days.url, her.given.package))).toBe("201")
    expect(await told(await post(days.url, added.bytes))).toBe("201")
    expect(holding(world.data, goes.container)).toEqual([])
    const draft = { method: "PUT", body: goes.draft }
    expect(await told(await days.ask(`/drafts/${her.subject}?version=9`, her.signer, draft))).toBe(
      "410 erased",
    )
    const again = await bundleOf({ [`replies/${her.subject}/2.age`]: goes.reply })
    const response = await days.ask("/dispatch", world.courier, { method: "POST", body: again })
    expect((await response.json()).items[0].code).toBe("erased")
  })

  test("reinstated in time, everything is back, and stays", async () => {
    const days = await Days.begin(target)
    const { world } = days
    const { her, goes, stays } = await filled(days)
    await change(days.url, (await her.says("withdrawn")).bytes)
    await days.pass(3)
    expect(await told(await change(days.url, (await her.says("reinstated")).bytes))).toBe("202")
    await days.pass(4)
    const whole = await days.ask(`/containers/${her.given.content.root}`, world.courier)
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(Buffer.from(goes.container))
    const held = await mine(days, her)
    for (const bytes of [goes.record, ...Object.values(stays)])
      expect(held.records.has(await sha(bytes))).toBe(true)
    expect(held.replies.length).toBe(1)
    expect(held.statements.some(({ kind }) => kind === "erasure")).toBe(false)
  })

  test("gone soon where she says so, and where the time that she gave is over", async () => {
    const days = await Days.begin(target)
    const [one, two] = [await filled(days), await Holder.at(days.url, days.world.made.charter)]
    await change(days.url, (await one.her.says("withdrawn", { body: { erase: "now" } })).bytes)
    await change(days.url, (await two.says("amended", { body: { until: "2026-11" } })).bytes)
    await days.pass(3) // an upload that nobody claimed goes on the third
    expect(holding(days.world.data, one.goes.container)).toEqual([])
    await days.pass(8) // into December
    expect(holding(days.world.data, two.given.container)).toEqual([])
    const last = (await mine(days, two)).statements.at(-1)?.note as Uint8Array
    const { body } = await openErasure(last, ORIGIN, parseVkey(days.world.made.charter.body.log))
    expect(body.reason).toBe("expired")
  })
}
