// Every refusal that a package can meet, by code; and that nothing is kept of what was refused.
import { expect, test } from "vitest"
import { parseRecipients, type Recipient } from "../../src/core/age/recipient.ts"
import { hex } from "../../src/core/bytes.ts"
import { intakeRecipients } from "../../src/core/charter/charter.ts"
import { CONSENT, type ConsentBody, HOLDER } from "../../src/core/consent/statement.ts"
import { addressOf } from "../../src/core/container/parts.ts"
import { addDays } from "../../src/core/day.ts"
import { signerFromSeed } from "../../src/core/note/vkey.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { type Account, account, ORIGIN, packageOf, TODAY } from "../fixtures/account.ts"
import { post, served, signed, stored, type Target, told, type World } from "./world.ts"

/** What an attacker with our code could change, each signed properly. */
interface Changes {
  origin?: string
  body?: (body: ConsentBody) => object
  container?: (honest: Account, intake: readonly Recipient[]) => Promise<Uint8Array>
  record?: (honest: Account, intake: readonly Recipient[]) => Promise<Uint8Array>
}

async function forged(world: World, changes: Changes, honest?: Account): Promise<Uint8Array> {
  const { charter } = world.made
  const sent = honest ?? (await account(charter))
  const intake = intakeRecipients(charter.body)
  const container = (await changes.container?.(sent, intake)) ?? sent.container
  const record = (await changes.record?.(sent, intake)) ?? sent.record
  const { root } = await addressOf([container])
  const body: ConsentBody = {
    subject: sent.keys.subject,
    seq: 0,
    prev: null,
    action: "given",
    day: TODAY,
    until: "2028-11",
    record: { sha256: hex(await sha256Platform(record)), size: record.length },
    content: { root, size: container.length },
    erase: null,
    charter: charter.hash,
  }
  const signer = await signerFromSeed(HOLDER, sent.keys.holderSeed)
  const changed = (changes.body?.(body) ?? body) as ConsentBody
  const statement = await signStatement(CONSENT, changes.origin ?? ORIGIN, changed, [signer])
  return packageOf({ statement, record, container })
}

const PLAIN = new Uint8Array(65536)
const reply = async ({ keys }: Account): Promise<Recipient> =>
  parseRecipients([await replyRecipient(keys)])[0] as Recipient
const record = (size: number) => async (sent: Account, intake: readonly Recipient[]) =>
  sealBytes(new Uint8Array(size), [...intake, await reply(sent)])

const FORGED: [string, string, Changes][] = [
  ["400 origin", "another log's statement", { origin: "other.example" }],
  [
    "400 field-unknown",
    "an action that cannot be first",
    {
      body: (body) => ({ ...body, action: "withdrawn", until: null, record: null, content: null }),
    },
  ],
  [
    "400 size-not-padded",
    "a container of a size that padding never gives",
    {
      container: (_, intake) => sealBytes(new Uint8Array(65537), intake),
    },
  ],
  [
    "400 size-not-padded",
    "a container smaller than any",
    {
      container: (_, intake) => sealBytes(new Uint8Array(65024), intake),
    },
  ],
  ["400 size-not-padded", "a record of a size that padding never gives", { record: record(40_000) }],
  [
    "400 recipients",
    "a container for one more",
    {
      container: async (sent, intake) => sealBytes(PLAIN, [...intake, await reply(sent)]),
    },
  ],
  [
    "400 recipients",
    "a record that its holder cannot read",
    {
      record: (_, intake) => sealBytes(new Uint8Array(32768), intake),
    },
  ],
  [
    "400 recipients",
    "a container that is not sealed at all",
    { container: async () => new Uint8Array(70_000) },
  ],
  ["400 recipients", "a record that is not sealed at all", { record: async () => new Uint8Array(40_000) }],
  [
    "400 root-mismatch",
    "another root than the container's",
    {
      body: (body) => ({ ...body, content: { ...body.content, root: "0".repeat(64) } }),
    },
  ],
  [
    "400 root-mismatch",
    "another size than the container's",
    {
      body: (body) => ({ ...body, content: { ...body.content, size: (body.content?.size ?? 0) + 16 } }),
    },
  ],
  [
    "400 root-mismatch",
    "another hash than the record's",
    {
      body: (body) => ({ ...body, record: { ...body.record, sha256: "0".repeat(64) } }),
    },
  ],
  [
    "400 root-mismatch",
    "another size than the record's",
    {
      body: (body) => ({ ...body, record: { ...body.record, size: 1 } }),
    },
  ],
  ["401 clock", "said two days from now", { body: (body) => ({ ...body, day: addDays(TODAY, 2) }) }],
  ["401 clock", "said 181 days ago", { body: (body) => ({ ...body, day: addDays(TODAY, -181) }) }],
  [
    "409 charter-superseded",
    "a charter that nobody knows",
    {
      body: (body) => ({ ...body, charter: "0".repeat(64) }),
    },
  ],
]

export function refusals(target: Target): void {
  const at = served(target)
  const nothingNew = async (act: () => Promise<void>) => {
    const before = stored(at.data)
    await act()
    expect(stored(at.data)).toEqual(before)
  }

  test.each(FORGED)("%s: %s", (code, _, changes) =>
    nothingNew(async () => expect(await told(await post(at.url, await forged(at, changes)))).toBe(code)),
  )

  test.each([1, -180])("a day %i days from today is taken", async (days) => {
    const pack = await forged(at, { body: (body) => ({ ...body, day: addDays(TODAY, days) }) })
    expect(await told(await post(at.url, pack))).toBe("201")
  })

  test.each<[string, string, (pack: Uint8Array, sent: Account) => Uint8Array | Promise<Uint8Array>]>([
    ["400 note-malformed", "nothing at all", () => new Uint8Array(0)],
    ["400 note-malformed", "cut in the statement", (pack) => pack.subarray(0, 700)],
    ["400 note-malformed", "cut in the container", (pack) => pack.subarray(0, -9000)],
    ["400 note-malformed", "without its last block", (pack) => pack.subarray(0, -512)],
    ["400 note-malformed", "with a byte after its end", (pack) => Buffer.concat([pack, new Uint8Array(1)])],
    ["400 note-malformed", "twice in one body", (pack) => Buffer.concat([pack, pack])],
    ["400 note-malformed", "without its record", (_, sent) => packageOf({ ...sent, record: null })],
    [
      "400 signature",
      "a changed word in the statement",
      (pack) => {
        const text = Buffer.from(pack).toString("latin1")
        return Buffer.from(text.replace(`"day":"${TODAY}"`, `"day":"${addDays(TODAY, -1)}"`), "latin1")
      },
    ],
    [
      "400 root-mismatch",
      "a changed byte in the container",
      (pack) => {
        const changed = Uint8Array.from(pack)
        changed[pack.length - 3000] = (changed[pack.length - 3000] as number) ^ 1
        return changed
      },
    ],
    [
      "400 root-mismatch",
      "another account's record",
      async (_, sent) => packageOf({ ...sent, record: (await account(at.made.charter)).record }),
    ],
  ])("%s: %s", async (code, _, change) => {
    const sent = await account(at.made.charter)
    await nothingNew(async () => {
      expect(await told(await post(at.url, await change(sent.package, sent)))).toBe(code)
    })
    // The refusal was of that package, not of the account: the honest one is taken.
    expect(await told(await post(at.url, sent.package))).toBe("201")
  })

  test.each(["text/plain", "application/octet-stream", "application/json", "multipart/form-data"])(
    "400 note-malformed: sent as %s",
    async (type) => {
      const { package: pack } = await account(at.made.charter)
      await nothingNew(async () =>
        expect(await told(await post(at.url, pack, type))).toBe("400 note-malformed"),
      )
    },
  )

  test("409 head-moved: a second first statement of one subject", async () => {
    const sent = await account(at.made.charter)
    const other = await account(at.made.charter, { keys: sent.keys })
    expect(await told(await post(at.url, sent.package))).toBe("201")
    await nothingNew(async () => expect(await told(await post(at.url, other.package))).toBe("409 head-moved"))
  })

  test("409 foreign-root: another subject names a container or a record that is somebody's (C8)", async () => {
    const sent = await account(at.made.charter)
    await post(at.url, sent.package)
    for (const stolen of [{ container: async () => sent.container }, { record: async () => sent.record }])
      await nothingNew(async () =>
        expect(await told(await post(at.url, await forged(at, stolen)))).toBe("409 foreign-root"),
      )
  })

  test("of two that come at once for one place, one is taken", async () => {
    const sent = await account(at.made.charter)
    const others = await Promise.all([1, 2, 3].map(() => account(at.made.charter, { keys: sent.keys })))
    const codes = await Promise.all(
      [sent, ...others].map(async (one) => told(await post(at.url, one.package))),
    )
    expect(codes.toSorted()).toEqual(["201", "409 head-moved", "409 head-moved", "409 head-moved"])
  })

  test("a problem is a document with a code and no echo, and the clock's has the time", async () => {
    const sent = await account(at.made.charter)
    const response = await post(at.url, await forged(at, { origin: "echo-me.example" }, sent))
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      code: "origin",
    })
    const early = await post(
      at.url,
      await forged(at, { body: (body) => ({ ...body, day: "2099-01-01" }) }, sent),
    )
    const { now } = (await early.json()) as { now: number }
    expect(new Date(now * 1000).toISOString().slice(0, 13)).toBe(`${TODAY}T12`)
  })

  test("what was refused is nowhere to be read", async () => {
    const { items } = (await (await signed(at.url, "/holdings", at.courier)).json()) as { items: unknown[] }
    const names = stored(at.data).filter((name) => name.startsWith("containers/"))
    expect(names.length).toBe(items.length)
    expect(stored(at.data).filter((name) => name.startsWith("tmp/"))).toEqual([])
    expect(at.events.filter(({ event }) => event === "fault")).toEqual([])
  })
}
