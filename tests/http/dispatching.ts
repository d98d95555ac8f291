// POST /dispatch: what a console sends back. Checked whole before anything is taken, and taken so that it can be sent again.
import { appendFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, test } from "vitest"
import { demoPolicy } from "../../src/cli/demo.ts"
import { hex, utf8 } from "../../src/core/bytes.ts"
import type { CharterBody } from "../../src/core/charter/charter.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { addDays } from "../../src/core/day.ts"
import { CHARTERS, DISPATCHED, parseAnswer } from "../../src/core/http/answers.ts"
import { encodeVkey, parsePrivateKey, parseVkey, signerFromSeed } from "../../src/core/note/vkey.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { witnessKey } from "../../src/core/tlog/cosignature.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { openProof } from "../../src/core/tlog/proof-file.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { newIdentity, newSigningKey } from "../../src/custody/keys.ts"
import { account, ORIGIN, TODAY } from "../fixtures/account.ts"
import { closing, Days } from "./days.ts"
import {
  bundleOf,
  Console,
  custodyRecord,
  type Files,
  nextCharter,
  release,
  replyTo,
  sha,
} from "./dispatches.ts"
import { change, Holder } from "./holder.ts"
import { ask, post, served, signed, stored, type Target, told } from "./world.ts"

type Answer = [path: string, outcome: string, code: string | null]

export function dispatching(target: Target): void {
  const at = served(target)
  closing()
  const send = async (body: Uint8Array, signer = at.courier) =>
    ask(at.url, "/dispatch", signer, { method: "POST", body })
  const itemsOf = async (response: Response): Promise<Answer[]> => {
    if (response.status !== 202) return [[await told(response), "", null]]
    const { items } = parseAnswer(DISPATCHED, new Uint8Array(await response.arrayBuffer()))
    return items.map(({ path, outcome, code }) => [path, outcome, code])
  }
  const became = async (files: Files) => itemsOf(await send(await bundleOf(files)))
  const outcomes = (items: Answer[]) => [...new Set(items.map(([, outcome]) => outcome))]
  // One console for each test: a chain is one console's, and tests share the server.
  let consoles: Promise<Console> | undefined
  const console_ = async () => (consoles ??= Console.of(at))

  const use = async (her: Holder) => {
    const about = { subject: her.subject, action: "used", consent: her.head.leaf } as const
    return (await (await console_()).states(about, await custodyRecord(at, her.reply))).files
  }

  test("who carries cannot make replies without end: few more are taken than uses that a console signed", async () => {
    const her = await Holder.at(at.url, at.made.charter)
    const path = (n: number) => `replies/${her.subject}/${n}.age`
    const sealed = await replyTo([her.reply])
    const forged = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, i) => [path(from + i), sealed]))
    const early = await became(forged(0, 9))
    expect(early.slice(0, 8).every(([, outcome]) => outcome === "taken")).toBe(true)
    expect(early.slice(8)).toEqual([[path(8), "refused", "not-found"]])
    expect(await became(forged(0, 1))).toEqual([[path(0), "repeated", null]])
    const more = await became({ ...(await use(her)), ...forged(8, 10) })
    expect(more.filter(([name]) => name.startsWith("replies/"))).toEqual([
      [path(8), "taken", null],
      [path(9), "refused", "not-found"],
    ])
  })

  test("a use with its record, a reply and a release are taken; sent again, all of it is there", async () => {
    const her = await Holder.at(at.url, at.made.charter)
    const record = await custodyRecord(at, her.reply)
    const used = await (await console_()).states(
      { subject: her.subject, action: "used", consent: her.head.leaf },
      record,
    )
    const released = await release(at)
    const files = {
      ...used.files,
      ...released.files,
      [`replies/${her.subject}/1.age`]: await replyTo([her.reply]),
    }
    const first = await became(files)
    expect(first.map(([path]) => path)).toEqual(Object.keys(files).sort())
    expect(outcomes(first)).toEqual(["taken"])
    const kept = stored(at.data)
    expect(outcomes(await became(files))).toEqual(["repeated"])
    expect(stored(at.data)).toEqual(kept)
    const { items } = await (await signed(at.url, "/pending", at.auditor)).json()
    const leaves = items.map(({ leaf }: { leaf: string }) => leaf)
    expect(leaves).toEqual(expect.arrayContaining([used.leaf, released.leaf]))
    for (const { promise } of items) expect(promise).toContain("cairn/promise/v1")
    const read = await signed(at.url, `/records/${await sha(record)}`, at.auditor)
    expect(Buffer.from(await read.arrayBuffer())).toEqual(Buffer.from(record))
  })

  test("only a courier may, and only with the body that was signed", async () => {
    const body = await bundleOf({})
    expect(await told(await send(body, at.auditor))).toBe("404 not-found")
    expect(await told(await send(body, await signerFromSeed("courier-1", randomBytes(32))))).toBe(
      "404 not-found",
    )
    const swapped = { method: "POST", body, sent: await bundleOf({}, { day: "2026-11-22" }) }
    expect(await told(await ask(at.url, "/dispatch", at.courier, swapped))).toBe("401 unauthorised")
    expect(
      await told(await fetch(`${at.url}/dispatch`, { method: "POST", body: Uint8Array.from(body) })),
    ).toBe("401 unauthorised")
    expect(await told(await send(body))).toBe("202")
  })

  const custody = async (over: object = {}, signer?: Parameters<Console["states"]>[2]) => {
    const her = await Holder.at(at.url, at.made.charter)
    const one = await Console.of(at, 2)
    return one.states(
      { subject: her.subject, action: "imported", consent: her.head.leaf, ...over },
      null,
      signer,
    )
  }
  const flipped = (bytes: Buffer, from: Uint8Array): Buffer => {
    const where = bytes.indexOf(Buffer.from(from).subarray(40, 80))
    const changed = Buffer.from(bytes)
    changed[where] = (changed[where] as number) ^ 1
    return changed
  }
  test.each<[string, string, () => Promise<Uint8Array>]>([
    ["400 note-malformed", "that is no zip", async () => new Uint8Array(100)],
    ["400 note-malformed", "of the other kind", () => bundleOf({}, { format: "cairn-intake-bundle/1" })],
    ["400 origin", "for another log", () => bundleOf({}, { origin: "other.example" })],
    [
      "400 note-malformed",
      "with a changed byte",
      async () => {
        const { files } = await custody()
        return flipped(await bundleOf(files), Object.values(files)[0] as Uint8Array)
      },
    ],
    [
      "400 root-mismatch",
      "whose index names another size of the log than its checkpoint",
      async () => {
        const checkpoint = new Uint8Array(await (await fetch(`${at.url}/log/checkpoint`)).arrayBuffer())
        return bundleOf({ "log/checkpoint": checkpoint }, { size: 2 })
      },
    ],
    [
      "400 signature",
      "with a checkpoint that the log did not sign",
      async () => {
        const signer = await signerFromSeed(ORIGIN, randomBytes(32))
        return bundleOf({
          "log/checkpoint": await signCheckpoint(
            { origin: ORIGIN, size: 1, root: new Uint8Array(32) },
            signer,
          ),
        })
      },
    ],
    [
      "409 head-moved",
      "that begins in the middle of a console's chain",
      async () => bundleOf((await custody({ seq: 4, prev: "0".repeat(64) })).files),
    ],
    [
      "409 head-moved",
      "with a gap in a console's chain",
      async () => {
        const one = await Console.of(at, 2)
        const her = await Holder.at(at.url, at.made.charter)
        const body = { subject: her.subject, action: "imported", consent: her.head.leaf } as const
        const first = await one.states(body)
        await one.states(body)
        const third = await one.states(body)
        return bundleOf({ ...first.files, ...third.files })
      },
    ],
    [
      "400 root-mismatch",
      "with a policy that no charter names",
      async () => bundleOf({ "policy.json": encodePolicy(demoPolicy("2026-11-22")) }),
    ],
    ["400 note-malformed", "with a policy that is none", () => bundleOf({ "policy.json": utf8("{}") })],
    [
      "409 charter-superseded",
      "with another charter 1",
      async () =>
        bundleOf({
          "charters/1.note": await nextCharter(at, { version: 1, previous: null, organisation: "x" }),
        }),
    ],
    [
      "409 charter-superseded",
      "with a charter that leaves a version out",
      async () => bundleOf({ "charters/3.note": await nextCharter(at, { version: 3 }) }),
    ],
    [
      "409 charter-superseded",
      "with a charter that names another before it",
      async () => bundleOf({ "charters/2.note": await nextCharter(at, { previous: "0".repeat(64) }) }),
    ],
    [
      "409 charter-superseded",
      "with a charter whose log key is not here",
      async () =>
        bundleOf({ "charters/2.note": await nextCharter(at, { log: (await newSigningKey(ORIGIN)).vkey }) }),
    ],
    [
      "409 charter-superseded",
      "with a charter that is over",
      async () => bundleOf({ "charters/2.note": await nextCharter(at, { expires: addDays(TODAY, -1) }) }),
    ],
    [
      "400 root-mismatch",
      "with a charter without its policy",
      async () =>
        bundleOf({ "charters/2.note": await nextCharter(at, { policy: { sha256: "1".repeat(64) } }) }),
    ],
    [
      "400 signature",
      "with a charter that its root did not sign",
      async () => {
        const root = await newSigningKey("root-1")
        const { made } = at
        const fake = {
          ...at,
          made: { ...made, secrets: new Map([...made.secrets, ["root-1.key", root.secret]]) },
        }
        return bundleOf({ "charters/2.note": await nextCharter(fake as never, { roots: [root.vkey] }) })
      },
    ],
    [
      "400 recipients",
      "with a use whose record is not sealed",
      async () => {
        const her = await Holder.at(at.url, at.made.charter)
        const used = { subject: her.subject, action: "used", consent: her.head.leaf } as const
        return bundleOf((await (await Console.of(at, 2)).states(used, new Uint8Array(40_000))).files)
      },
    ],
  ])("%s: a bundle %s, and nothing of it is taken", async (code, _, make) => {
    const bytes = await make()
    const before = [stored(at.data), await (await signed(at.url, "/pending", at.courier)).text()]
    expect(await told(await send(bytes))).toBe(code)
    expect([stored(at.data), await (await signed(at.url, "/pending", at.courier)).text()]).toEqual(before)
  })

  test.each<[string, string, () => Promise<Files>]>([
    [
      "signature",
      "a statement of a console that the charter does not name",
      async () => {
        const key = await signerFromSeed("console-1", randomBytes(32))
        return (await custody({ console: hex(key.verifier.key) }, key)).files
      },
    ],
    [
      "signature",
      "a statement that another console signed",
      async () => {
        const other = await parsePrivateKey(at.made.secrets.get("console-1.key") as string)
        return (await custody({}, other)).files
      },
    ],
    [
      "root-mismatch",
      "a statement under another name",
      async () => {
        const [note] = Object.values((await custody()).files)
        return { [`statements/${"0".repeat(64)}.note`]: note as Uint8Array }
      },
    ],
    [
      "field-unknown",
      "a statement of a survivor's",
      async () => {
        const { statement, leaf } = await (await Holder.of(at.made.charter)).says("withdrawn")
        return { [`statements/${leaf}.note`]: statement }
      },
    ],
    [
      "not-found",
      "a use without its record",
      async () => {
        const record = await custodyRecord(at, (await Holder.of(at.made.charter)).reply)
        const { files, leaf } = await (await Console.of(at, 2)).states(
          { subject: "0".repeat(64), action: "used", consent: "0".repeat(64) },
          record,
        )
        return { [`statements/${leaf}.note`]: files[`statements/${leaf}.note`] as Uint8Array }
      },
    ],
    [
      "not-found",
      "a record that nothing here relies on",
      async () => {
        const record = await custodyRecord(at, (await Holder.of(at.made.charter)).reply)
        return { [`records/${await sha(record)}.age`]: record }
      },
    ],
    [
      "size-not-padded",
      "a record of an odd size",
      async () => {
        const record = await custodyRecord(at, (await Holder.of(at.made.charter)).reply, 40_000)
        return { [`records/${await sha(record)}.age`]: record }
      },
    ],
    [
      "root-mismatch",
      "a record under another name",
      async () => {
        const record = await custodyRecord(at, (await Holder.of(at.made.charter)).reply)
        return { [`records/${"0".repeat(64)}.age`]: record }
      },
    ],
    [
      "not-found",
      "a reply to nobody",
      async () => {
        const her = await Holder.of(at.made.charter)
        return { [`replies/${her.subject}/1.age`]: await replyTo([her.reply]) }
      },
    ],
    [
      "withdrawn",
      "a reply to who withdrew",
      async () => {
        const her = await Holder.at(at.url, at.made.charter)
        await change(at.url, (await her.says("withdrawn")).bytes)
        return { [`replies/${her.subject}/1.age`]: await replyTo([her.reply]) }
      },
    ],
    [
      "recipients",
      "a reply sealed to two",
      async () => {
        const [her, other] = [await Holder.at(at.url, at.made.charter), await Holder.of(at.made.charter)]
        return { [`replies/${her.subject}/1.age`]: await replyTo([her.reply, other.reply]) }
      },
    ],
    [
      "size-not-padded",
      "a reply of an odd size",
      async () => {
        const her = await Holder.at(at.url, at.made.charter)
        return { [`replies/${her.subject}/1.age`]: await replyTo([her.reply], 1000) }
      },
    ],
    [
      "upload-conflict",
      "another reply of the same number",
      async () => {
        const her = await Holder.at(at.url, at.made.charter)
        const path = `replies/${her.subject}/1.age`
        await became({ ...(await use(her)), [path]: await replyTo([her.reply]) })
        return { [path]: await replyTo([her.reply]) }
      },
    ],
  ])("refused with %s: %s, and what is right beside it is taken", async (code, _, make) => {
    const files = await make()
    const her = await Holder.at(at.url, at.made.charter)
    const good = { ...(await use(her)), [`replies/${her.subject}/7.age`]: await replyTo([her.reply]) }
    const items = await became({ ...files, ...good })
    for (const path of Object.keys(good)) expect(items).toContainEqual([path, "taken", null])
    expect(items.filter(([path]) => !(path in good))).toEqual([[Object.keys(files)[0], "refused", code]])
  })

  test("a console cannot have two statements in one place", async () => {
    const one = await console_()
    const her = await Holder.at(at.url, at.made.charter)
    const body = { subject: her.subject, action: "imported", consent: her.head.leaf } as const
    const before = one.last
    const first = await one.states(body)
    one.last = before
    const second = await one.states({ ...body, log: 2 })
    expect(outcomes(await became(first.files))).toEqual(["taken"])
    expect(await became(second.files)).toEqual([[`statements/${second.leaf}.note`, "refused", "head-moved"]])
    one.last = { seq: (before?.seq ?? -1) + 1, leaf: first.leaf }
  })

  test("413 too-large: a bundle larger than is held in memory", async () => {
    const body = new Uint8Array(64 * 1024 * 1024 + 1)
    // Who is refused by its length alone may find the line closed before the answer.
    const answer = ask(at.url, "/dispatch", at.courier, { method: "POST", body })
    expect(await answer.then(told, () => "cut")).toMatch(/^(413 too-large|cut)$/)
    expect(await became({})).toEqual([]) // and it is not waited for: the next one is taken
  })

  test("an import lets the container go at the next integration, and nothing else", async () => {
    const days = await Days.begin(target)
    const { world } = days
    const her = await Holder.at(days.url, world.made.charter)
    const { root } = her.given.content
    const one = await Console.of(world)
    const imported = await one.states({ subject: her.subject, action: "imported", consent: her.head.leaf })
    const body = await bundleOf(imported.files)
    await days.ask("/dispatch", world.courier, { method: "POST", body })
    expect((await days.ask(`/containers/${root}`, world.courier)).status).toBe(200)
    await days.pass(1)
    expect(await told(await days.ask(`/containers/${root}`, world.courier))).toBe("410 erased")
    const record = await sha(her.given.record)
    expect((await days.ask(`/records/${record}`, world.courier)).status).toBe(200)
    expect(await told(await change(days.url, (await her.says("amended")).bytes))).toBe("202")
  })

  describeCharter(target)
}

function describeCharter(target: Target): void {
  const policy = encodePolicy({ ...demoPolicy(TODAY), open: false })
  const second = async (days: Days, over: Partial<CharterBody> = {}) => {
    const note = await nextCharter(days.world, {
      policy: { sha256: await sha(policy) },
      graceDays: 2,
      ...over,
    })
    const body = await bundleOf({ "charters/2.note": note, "policy.json": policy })
    const response = await days.ask("/dispatch", days.world.courier, { method: "POST", body })
    return { note, status: response.status }
  }
  const served_ = async (days: Days) => {
    const answer = new Uint8Array(await (await fetch(`${days.url}/charter?after=0`)).arrayBuffer())
    const { charters, proof } = parseAnswer(CHARTERS, answer)
    const logs = [parseVkey(days.world.made.charter.body.log)]
    const trusted = { origin: ORIGIN, logs, witnesses: [], witnessQuorum: 0 }
    const newest = utf8(charters.at(-1) as string)
    await openProof(utf8(proof), leafHash(newest), trusted)
    return charters.length
  }
  const policyOf = async (days: Days) => Buffer.from(await (await fetch(`${days.url}/policy`)).arrayBuffer())

  test("a new charter is served, with its proof and its policy, once it is in the log and not before", async () => {
    const days = await Days.begin(target)
    const { note, status } = await second(days)
    expect(status).toBe(202)
    expect(await served_(days)).toBe(1)
    expect(await policyOf(days)).toEqual(Buffer.from(days.world.policy))
    const charter = parseCharter(note)
    const early = await account(charter)
    expect(await told(await post(days.url, early.package))).toBe("409 charter-superseded")
    await days.pass(1)
    expect(await served_(days)).toBe(2)
    expect(await policyOf(days)).toEqual(Buffer.from(policy))
    expect(await told(await post(days.url, early.package))).toBe("201")
  })

  test("who is no console any more states nothing behind the charter that says so, though witnesses are away", async () => {
    const days = await Days.begin(target)
    const [{ signer }, third] = [await newSigningKey("witness-1"), await newSigningKey("console-3")]
    const consoles = [days.world.made.charter.body.consoles[0] as string, third.vkey]
    let askedFor = (): void => {}
    const asked = new Promise<void>((done) => {
      askedFor = done
    })
    const away = createServer((_, response) => {
      askedFor()
      response.writeHead(503).end()
    })
    await new Promise<void>((done) => away.listen(0, "127.0.0.1", done))
    const url = `http://127.0.0.1:${(away.address() as AddressInfo).port}`
    const witnesses = [{ vkey: encodeVkey(witnessKey(signer.verifier)), url }]
    expect((await second(days, { consoles, witnesses, witnessQuorum: 1 })).status).toBe(202)
    const her = await Holder.at(days.url, days.world.made.charter)
    const states = async (n: number) => {
      const about = { subject: her.subject, action: "imported", consent: her.head.leaf } as const
      const { files } = await (await Console.of(days.world, n)).states(about)
      const answer = await days.ask("/dispatch", days.world.courier, {
        method: "POST",
        body: await bundleOf(files),
      })
      return (await answer.json()).items.map(
        ({ code, outcome }: { code: string; outcome: string }) => code ?? outcome,
      )
    }
    await days.stop()
    days.day = addDays(days.day, 1)
    await days.start()
    await asked // to cosign a tree in which the charter is: it has its place by then
    expect(await served_(days)).toBe(1) // and it cannot be shown yet
    expect(await states(2)).toEqual(["signature"])
    expect(await states(1)).toEqual(["taken"])
    await days.stop()
    away.close()
  })

  test("after a new log key the proof goes on being one for those who know the charter before", async () => {
    const days = await Days.begin(target)
    const { secret, vkey } = await newSigningKey(ORIGIN)
    await days.stop()
    appendFileSync(join(days.world.data, "log.key"), `${secret}\n`)
    await days.start()
    expect((await second(days, { log: vkey })).status).toBe(202)
    await days.pass(2) // the second day's checkpoint bears the new key alone
    expect(await served_(days)).toBe(2)
  })

  test("what was sealed under the charter before is taken for its days of grace, and not after", async () => {
    const days = await Days.begin(target)
    const [one, two] = [await account(days.world.made.charter), await account(days.world.made.charter)]
    const her = await Holder.at(days.url, days.world.made.charter)
    await second(days)
    await days.pass(3)
    expect(await told(await post(days.url, one.package))).toBe("201")
    await days.pass(1)
    expect(await told(await post(days.url, two.package))).toBe("409 charter-superseded")
    expect(await told(await change(days.url, (await her.says("amended", {}, false)).bytes))).toBe(
      "409 charter-superseded",
    )
    expect(await told(await change(days.url, (await her.says("withdrawn")).bytes))).toBe("202")
  })

  test("what was sealed to a key that the new charter revokes is refused at once", async () => {
    const days = await Days.begin(target)
    const { charter } = days.world.made
    const sent = await account(charter)
    const { recipient } = await newIdentity()
    const revoked = charter.body.intake.map((one) => one.recipient)
    await second(days, { intake: [{ recipient, from: TODAY }], revoked })
    await days.pass(1)
    expect(await told(await post(days.url, sent.package))).toBe("409 charter-superseded")
  })
}
