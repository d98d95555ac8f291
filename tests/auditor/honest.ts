// Nine days of an honest organisation and three survivors: one whose account is used as she allowed, one who withdraws and is
// erased, one who takes her withdrawal back. And a source that shows all of it.

import type { Source } from "../../src/auditor/source.ts"
import { hex } from "../../src/core/bytes.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import type { Edits, Use } from "./forge.ts"
import { Forge } from "./forge.ts"
import { type Keys, POLICY } from "./keys.ts"

export const LAST_DAY = "2026-11-29"
export const LEGAL = "00000000-0000-4000-8000-000000000012"
export const SHARE = "00000000-0000-4000-8000-000000000013"

export const OPENED: Use = {
  ...{ action: "opened", day: "2026-11-23", purpose: "legal_analysis", decisionId: LEGAL },
  ...{ identifiability: "identified", dataScope: ["account"] },
}
export const DISCLOSED: Use = {
  ...{ action: "disclosed", day: "2026-11-25", purpose: "share_accountability_body", decisionId: SHARE },
  ...{ recipientId: "icc-otp", identifiability: "pseudonymised", dataScope: ["account"] },
  objects: [{ sha256: "ab".repeat(32), size: 1000, kind: "account", redactions: ["identity"] }],
}

/** The log up to its last day. */
export async function honestLog(keys: Keys, edits: Edits = {}): Promise<Forge> {
  const forge = new Forge(keys, edits)
  const [ada, bea, cleo] = keys.people
  const [one, two, three] = keys.consoles

  const givenAda = await forge.consent("given-ada", ada, { action: "given", day: "2026-11-21" })
  const givenBea = await forge.consent("given-bea", bea, { action: "given", day: "2026-11-21" })
  const givenCleo = await forge.consent("given-cleo", cleo, { action: "given", day: "2026-11-21" })
  await forge.batch("batch-1", "2026-11-22") // 9 leaves

  for (const [name, who, given] of [
    ["import-ada", ada, givenAda],
    ["import-bea", bea, givenBea],
    ["import-cleo", cleo, givenCleo],
  ] as const)
    await forge.custody(name, who, one, { action: "imported", consent: given.leaf, log: 9 })
  await forge.custody("opened", ada, one, { action: "used", consent: givenAda.leaf, log: 9 }, OPENED)
  await forge.release("release-1")
  await forge.batch("batch-2", "2026-11-23") // 17

  const amended = await forge.consent("amended", ada, { action: "amended", day: "2026-11-23" })
  const withdrawn = await forge.consent("withdrawn", bea, { action: "withdrawn", day: "2026-11-23" })
  await forge.custody(
    "third",
    cleo,
    three,
    { action: "used", consent: givenCleo.leaf, log: 17 },
    {
      ...OPENED,
      day: "2026-11-23",
    },
  )
  await forge.batch("batch-3", "2026-11-24", keys.second.note) // 25
  forge.stored.charters.push(keys.second.note)
  forge.charter = keys.second.charter.hash

  await forge.custody("disclosed", ada, two, { action: "used", consent: amended.leaf, log: 25 }, DISCLOSED)
  await forge.custody(
    "replied",
    ada,
    one,
    { action: "used", consent: amended.leaf, log: 25 },
    {
      action: "replied",
      day: "2026-11-25",
    },
  )
  await forge.erasure("imported", {
    ...{ subject: ada.keys.subject, consent: givenAda.leaf },
    content: [givenAda.body.content?.root as string],
    ...{ records: [], reason: "imported" },
  })
  await forge.consent("withdrawn-cleo", cleo, { action: "withdrawn", day: "2026-11-25" })
  await forge.batch("batch-4", "2026-11-25") // 33

  await forge.consent("reinstated", cleo, { action: "reinstated", day: "2026-11-26" })
  await forge.release("release-2")
  await forge.batch("batch-5", "2026-11-26")

  await forge.erasure("erased", {
    ...{ subject: bea.keys.subject, consent: withdrawn.leaf },
    content: [givenBea.body.content?.root as string],
    records: [givenBea.body.record?.sha256 as string],
    reason: "withdrawn",
  })
  await forge.custody(
    "erased-offline",
    bea,
    two,
    { action: "erased", consent: givenBea.leaf, log: 33 },
    {
      action: "erased",
      day: "2026-11-27",
    },
  )
  await forge.batch("batch-6", "2026-11-28")
  await forge.custody("later", cleo, one, { action: "imported", consent: givenCleo.leaf, log: 41 })
  await forge.batch("batch-7", LAST_DAY)
  return forge
}

/** A source that shows what a forge holds. */
export function sourceOf(
  { stored }: Pick<Forge, "stored">,
  files: ReadonlyMap<string, Uint8Array>,
  over: Partial<Source> = {},
): Source {
  const file = async (path: string): Promise<Uint8Array> => {
    const bytes = files.get(path)
    if (bytes === undefined) throw new TypeError(`no ${path}`)
    return bytes
  }
  return {
    ...{ kind: "server", whole: true },
    charters: async () => stored.charters,
    policy: async () => POLICY,
    checkpoint: () => file("checkpoint"),
    tile: file,
    pending: async () =>
      stored.pending.map(({ note, promise }) => ({ leaf: hex(leafHash(note)), note, promise })),
    record: async (sha256) => stored.records.get(sha256)?.slice(),
    holdings: async () =>
      [...stored.containers]
        .map(([root, { subject, bytes, state }]) => ({ subject, root, size: bytes.length, state }))
        .sort((a, b) => (a.root < b.root ? -1 : 1)),
    hashes: async (root) => {
      const one = stored.containers.get(root)
      return one === undefined ? { state: "unknown" } : { state: "held", value: [leafHash(one.bytes)] }
    },
    part: async (root) => {
      const one = stored.containers.get(root)
      return one === undefined ? { state: "unknown" } : { state: "held", value: one.bytes }
    },
    ...over,
  }
}
