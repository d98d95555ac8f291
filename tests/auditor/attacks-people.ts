// Attacks on what survivors said: consents by others, dropped, doubled or out of order, and erasures that did not happen.

import { HOLDER } from "../../src/core/consent/statement.ts"
import { signerFromSeed } from "../../src/core/note/vkey.ts"
import { signWithdrawal } from "../../src/seal/consent.ts"
import { type Attack, afterwards, at, before, leafOf, saying, writes } from "./attack.ts"
import type { Edits } from "./forge.ts"

/** When all that had to go is overdue. */
const LATER: Edits = { day: at("batch-7", () => "2026-11-30") }

/** An erasure that relies on another statement. */
function naming(step: string, erasure: string): Edits {
  let leaf = ""
  return {
    batch: async (forge) => {
      leaf = forge.named.get(step) ?? ""
    },
    erasure: at(erasure, (body) => ({ ...body, consent: leaf })),
  }
}

export const ON_PEOPLE: readonly Attack[] = [
  writes("a consent by another person's key", ["wrong-subject", "use-without-consent"], ({ people }) => ({
    signer: (name, own) => (name === "amended" ? signerFromSeed(HOLDER, people[1].keys.holderSeed) : own),
  })),
  writes("a record that names another holder", ["wrong-subject"], ({ people }) => ({
    holder: (name) => (name === "amended" ? people[1].keys.subject : undefined),
  })),
  writes("a number is skipped", ["seq-gap", "use-without-consent"], () => ({
    consent: at("amended", (body) => ({ ...body, seq: 2 })),
  })),
  writes("another statement is named as the one before", ["seq-gap", "use-without-consent"], () => ({
    consent: at("amended", (body) => ({ ...body, prev: "e".repeat(64) })),
  })),
  writes("a withdrawal is dropped, and she takes it back", ["seq-gap"], () => ({ drop: ["withdrawn-cleo"] })),
  writes("her withdrawal is dropped, and she is erased", ["erasure-early"], () => ({ drop: ["withdrawn"] })),
  writes("more decisions after she withdrew", ["after-withdrawal"], ({ people }) =>
    before("batch-4", (forge) => forge.consent("more", people[1], { action: "amended", day: "2026-11-25" })),
  ),
  writes("taken back after everything was erased", ["after-withdrawal"], ({ people }) =>
    before("batch-7", (forge) =>
      forge.consent("more", people[1], { action: "reinstated", day: "2026-11-29" }),
    ),
  ),
  writes("one account for two people", ["foreign-root", "seq-gap", "use-without-consent"], () => {
    let first: { root: string; size: number } | null = null
    return {
      consent: (name, body) => {
        if (name === "given-ada") first = body.content
        return name === "given-cleo" ? { ...body, content: first } : body
      },
    }
  }),
  // Erasure
  writes("what she withdrew is not erased", ["erasure-missing"], () => ({ ...LATER, drop: ["erased"] })),
  writes("it is erased too late", ["erasure-missing"], () => ({
    day: (name, day) => (name === "batch-6" || name === "batch-7" ? "2026-11-30" : day),
  })),
  writes("the erasure leaves out the account", ["erasure-missing"], () => ({
    ...LATER,
    erasure: at("erased", (body) => ({ ...body, content: [] })),
  })),
  writes("the erasure leaves out her consent record", ["erasure-missing"], () => ({
    ...LATER,
    erasure: at("erased", (body) => ({ ...body, records: [] })),
  })),
  writes("it is erased while she could still come back", ["erasure-early"], () => ({
    day: at("batch-6", () => "2026-11-26"),
    ...saying({ day: "2026-11-26" }, "erased-offline"),
  })),
  writes("it is erased because its time is over, which is not", ["erasure-early"], () => ({
    erasure: at("erased", (body) => ({ ...body, reason: "expired" })),
  })),
  writes("it is erased under a statement that is no withdrawal", ["erasure-early"], () =>
    naming("given-bea", "erased"),
  ),
  writes("it is erased as imported under a statement without an account", ["erasure-early"], () =>
    naming("amended", "imported"),
  ),
  writes("it is erased as imported, and no console has it", ["erasure-early", "custody-gap"], () => ({
    drop: ["import-ada"],
  })),
  writes("somebody else's account is erased with hers", ["erasure-early", "erasure-missing"], () => ({
    ...LATER,
    erasure: at("erased", (body) => ({ ...body, content: ["d".repeat(64)] })),
  })),
  writes("a record that a use relies on is erased", ["erasure-early", "record-unreadable"], ({ people }) => {
    let record = ""
    return {
      consent: (name, body) => {
        if (name === "amended") record = body.record?.sha256 as string
        return body
      },
      ...before("batch-7", (forge) =>
        forge.erasure("more", {
          ...{ subject: people[0].keys.subject, consent: leafOf(forge, "given-ada"), content: [] },
          ...{ records: [record], reason: "imported" },
        }),
      ),
    }
  }),
  // What is stored
  afterwards("an account is gone, and no entry says so", ["erasure-unlogged"], ({ stored }) => {
    stored.containers.clear()
    return {}
  }),
  afterwards("an account is listed, and not given", ["erasure-unlogged"], () => ({
    source: { hashes: async () => ({ state: "erased" }) },
  })),
  afterwards("a part of it is not given", ["erasure-unlogged"], () => ({
    source: { part: async () => ({ state: "unknown" }) },
  })),
  afterwards("an account is said to be withdrawn that was not", ["erasure-unlogged"], ({ stored }) => {
    for (const one of stored.containers.values()) one.state = "withdrawn"
    return {}
  }),
  afterwards("all records are gone", ["erasure-unlogged", "record-unreadable"], ({ stored }) => {
    stored.records.clear()
    return {}
  }),
  afterwards("what was erased is still given out", ["erasure-undone"], (forge, { people }) => {
    const { subject } = people[1].keys
    const root = forge.erased[1] as string
    forge.stored.containers.set(root, { subject, bytes: new Uint8Array(5000), state: "held" })
    return {}
  }),
  afterwards("an account is changed on the disk", ["content-changed"], ({ stored }) => {
    for (const one of stored.containers.values()) one.bytes = one.bytes.toReversed()
    return {}
  }),
  afterwards("a part is not the one of its hash", ["content-changed"], () => ({
    source: { part: async () => ({ state: "held", value: new Uint8Array(5000) }) },
  })),
  afterwards("an account of another size is listed", ["content-changed"], ({ stored }) => {
    for (const one of stored.containers.values()) one.bytes = one.bytes.subarray(1)
    return {}
  }),
  afterwards("an account is listed as somebody else's", ["content-changed"], ({ stored }, { people }) => ({
    source: {
      holdings: async () =>
        [...stored.containers].map(([root, { bytes, state }]) => ({
          ...{ subject: people[0].keys.subject, root, size: bytes.length, state },
        })),
    },
  })),
  afterwards("a record is another", ["content-changed", "record-unreadable"], ({ stored }) => {
    for (const [hash, bytes] of stored.records) stored.records.set(hash, bytes.toReversed())
    return {}
  }),
  afterwards(
    "a withdrawal waits, and her account is given out",
    ["withdrawal-ignored"],
    async (forge, { people }) => {
      const { keys } = people[2]
      const saying = { charter: forge.keys.made.charter, today: "2026-11-29", keys, head: null }
      await forge.wait(await signWithdrawal(saying, false), "2026-11-29")
      return {}
    },
  ),
]
