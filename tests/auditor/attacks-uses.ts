// Attacks on what was allowed: uses without, before, after and beyond consent, by too few people, by people who knew too little,
// or left out of a console's list.
import type { CustodyRecord } from "../../src/core/custody/record.ts"
import { type Attack, afterwards, at, before, leafOf, saying, writes } from "./attack.ts"
import type { Edits } from "./forge.ts"
import { DISCLOSED, honestLog, LEGAL, OPENED } from "./honest.ts"
import { nextCharter } from "./keys.ts"

/** A server keeps the record that a use relies on, however wrong the use was. */
const KEPT: Edits = { erasure: at("erased", (body) => ({ ...body, records: [] })) }

export const ON_USES: readonly Attack[] = [
  writes("a use that relies on nothing", ["use-without-consent"], () => ({
    custody: at("disclosed", (body) => ({ ...body, consent: "c".repeat(64) })),
  })),
  writes("an import of an account that no statement named", ["use-without-consent"], () => ({
    custody: at("later", (body) => ({ ...body, consent: "c".repeat(64) })),
  })),
  writes("an import that names a statement without an account", ["use-without-consent"], (keys) =>
    before("batch-7", (forge) => {
      const named = { action: "imported", consent: leafOf(forge, "reinstated"), log: 41 } as const
      return forge.custody("odd", keys.people[2], keys.consoles[0], named)
    }),
  ),
  writes("a use that names another decision", ["use-without-consent"], () => saying({ decisionId: LEGAL })),
  writes("a use that says itself that nothing covered it", ["use-without-consent"], () =>
    saying({ decisionId: null, consentKey: null }),
  ),
  writes("used before she had agreed", ["use-before"], () => saying({ day: "2026-11-20" })),
  writes("used, and logged before her consent", ["use-before"], ({ people, consoles }) =>
    before("batch-5", async (forge) => {
      const { leaf } = await forge.consent("again", people[0], { action: "amended", day: "2026-11-26" })
      const use = { ...OPENED, day: "2026-11-26" }
      await forge.custody("soon", people[0], consoles[2], { action: "used", consent: leaf, log: 33 }, use)
      forge.swap()
    }),
  ),
  writes("used after she withdrew", ["use-after"], ({ people, consoles }) => ({
    ...KEPT,
    ...before("batch-5", (forge) => {
      const relied = { action: "used", consent: leafOf(forge, "given-bea"), log: 33 } as const
      return forge.custody("after", people[1], consoles[2], relied, { ...OPENED, day: "2026-11-26" })
    }),
  })),
  writes(
    "used after she withdrew, and her record is gone",
    ["erasure-early", "use-after"],
    ({ people, consoles }) =>
      before("batch-5", (forge) => {
        const relied = { action: "used", consent: leafOf(forge, "given-bea"), log: 33 } as const
        return forge.custody("after", people[1], consoles[2], relied, { ...OPENED, day: "2026-11-26" })
      }),
  ),
  writes("replied to after she withdrew", ["use-after"], ({ people, consoles }) => ({
    ...KEPT,
    ...before("batch-5", (forge) => {
      const relied = { action: "used", consent: leafOf(forge, "given-bea"), log: 33 } as const
      return forge.custody("after", people[1], consoles[2], relied, { action: "replied", day: "2026-11-26" })
    }),
  })),
  writes("used under decisions that she had replaced", ["use-after"], ({ people, consoles }) =>
    before("batch-5", (forge) => {
      const relied = { action: "used", consent: leafOf(forge, "given-ada"), log: 33 } as const
      return forge.custody("after", people[0], consoles[2], relied, { ...OPENED, day: "2026-11-26" })
    }),
  ),
  writes("used under a statement that decides nothing", ["use-after"], ({ people, consoles }) =>
    before("batch-5", async (forge) => {
      const { leaf } = await forge.consent("more", people[0], { action: "added", day: "2026-11-26" })
      const relied = { action: "used", consent: leaf, log: 33 } as const
      await forge.custody("after", people[0], consoles[2], relied, { ...OPENED, day: "2026-11-26" })
    }),
  ),
  writes("for a purpose that she refused", ["use-beyond-purpose"], () =>
    saying({ purpose: "publish_quote", recipientId: null }),
  ),
  writes("for a purpose that she was not asked about", ["use-beyond-purpose"], () =>
    saying({ purpose: "training_research", recipientId: null }),
  ),
  writes("to somebody else", ["use-beyond-recipient"], () => saying({ recipientId: "other-court" })),
  writes("more than she allowed", ["use-beyond-scope"], () => saying({ dataScope: ["account", "photo"] })),
  writes("with more of who she is", ["use-beyond-identity"], () => saying({ identifiability: "identified" })),
  writes("against her condition", ["use-against-conditions"], () => ({
    decisions: (name, decisions) =>
      name === "amended"
        ? decisions.map((one) =>
            one.purpose === "share_accountability_body" ? { ...one, conditions: ["ask_me_each_time"] } : one,
          )
        : decisions,
  })),
  writes("a single use, twice", ["single-use-spent"], ({ people, consoles }) =>
    before("batch-5", (forge) => {
      const relied = { action: "used", consent: leafOf(forge, "amended"), log: 33 } as const
      return forge.custody("twice", people[0], consoles[2], relied, { ...DISCLOSED, day: "2026-11-26" })
    }),
  ),
  writes("a key that opens another record", ["record-unreadable"], () =>
    saying({ consentKey: "0".repeat(32) }),
  ),
  afterwards("a use's record is gone", ["record-unreadable"], ({ stored }) => {
    const [last] = [...stored.records.keys()].slice(-1)
    stored.records.delete(last as string)
    return {}
  }),
  writes("a use's record is of another person", ["wrong-subject"], ({ people }) =>
    saying({ subject: people[1].keys.subject }),
  ),
  writes("a use's record says that it was none", ["record-unreadable"], () => {
    const none = { action: "erased", purpose: null, decisionId: null, identifiability: null } as const
    return saying({ ...none, recipientId: null }, "opened")
  }),
  writes("disclosed by one person", ["one-approver"], () => ({ approver: () => null })),
  writes("approved by the one who did it", ["one-approver"], ({ consoles }) => ({
    approver: () => consoles[1],
  })),
  writes("approved by somebody whom no charter names", ["one-approver"], ({ stranger }) => ({
    approver: () => stranger.signer,
  })),
  writes("disclosed by who had not looked for three days", ["stale-import"], () => ({
    custody: at("disclosed", (body) => ({ ...body, log: 9 })),
  })),
  {
    name: "opened by who had not looked for longer than the charter allows",
    finds: ["stale-import"],
    shown: async (keys) => {
      const strict = await nextCharter(keys.made.charter, { freshDays: 1 }, keys.roots.slice(0, 2))
      const forge = await honestLog(keys, {
        charter: (batch) => (batch === "batch-3" ? strict.note : undefined),
        consent: at("reinstated", (body) => ({ ...body, charter: strict.charter.hash })),
        ...before("batch-5", (one) => {
          const relied = { action: "used", consent: leafOf(one, "amended"), log: 25 } as const
          const use = { ...OPENED, day: "2026-11-26" }
          return one.custody("late", keys.people[0], keys.consoles[2], relied, use)
        }),
      })
      forge.stored.charters.splice(1, 1, strict.note)
      return { forge, files: await forge.files() }
    },
  },
  writes("a custody statement is dropped", ["custody-gap"], () => ({ drop: ["opened"] })),
  writes("a use that knows a log longer than it is", ["malformed"], () => ({
    custody: at("later", (body) => ({ ...body, log: 1000 })),
  })),
  writes("a use that is said to be of a day to come", ["day-order", "stale-import"], () =>
    saying({ day: "2026-12-24" } satisfies Partial<CustodyRecord>),
  ),
]
