// src/core/policy.ts: what an organisation's public file must say, and that it is read as it was written.
import { expect, test } from "vitest"
import { utf8 } from "../../src/core/bytes.ts"
import { decodePolicy, encodePolicy, type Policy } from "../../src/core/policy.ts"
import { refusalOf } from "./refusal.ts"

const recipient = {
  partyId: "court-1",
  name: "Example court",
  type: "court",
  country: "DE",
  transferBasis: "adequacy",
  canRecall: "no",
  disclosure: "in hearings",
  sanctions: "",
} as const
const policy: Policy = {
  format: "cairn-policy/1",
  organisation: "Test organisation",
  languages: ["en", "uk"],
  notices: [{ id: "n", version: "1", language: "en", sha256: "0a".repeat(32), reviewedBy: "" }],
  purposes: ["store"],
  recipients: [recipient],
  support: [{ country: "DE", entries: ["Example service"], checked: "2026-11-01" }],
  retention: { defaultYears: 2, choicesYears: [1, 2, 5] },
  exit: { en: { url: "https://weather.example", title: "Weather" }, uk: { url: "/away", title: "Погода" } },
  open: true,
}

test("is read as it was written", () => {
  const bytes = encodePolicy(policy)
  expect(decodePolicy(bytes)).toEqual(policy)
  expect(encodePolicy(decodePolicy(bytes))).toEqual(bytes)
})

test.each<[string, object]>([
  ["another format", { format: "cairn-policy/2" }],
  ["an unknown key", { helpline: "none" }],
  ["no language", { languages: [] }],
  ["a language that is none", { languages: ["English"] }],
  ["no purpose", { purposes: [] }],
  ["an unknown purpose", { purposes: ["sell"] }],
  ["a nameless organisation", { organisation: "" }],
  ["a notice without its hash", { notices: [{ ...policy.notices[0], sha256: "" }] }],
  ["a recipient with an odd id", { recipients: [{ ...recipient, partyId: "Court 1" }] }],
  ["a recipient in no country", { recipients: [{ ...recipient, country: "Germany" }] }],
  ["a recipient that may recall perhaps", { recipients: [{ ...recipient, canRecall: "perhaps" }] }],
  ["an unknown key in a recipient", { recipients: [{ ...recipient, email: "x" }] }],
  ["support without a date", { support: [{ country: "DE", entries: ["Example service"] }] }],
  [
    "support checked on no day",
    { support: [{ country: "DE", entries: ["Example service"], checked: "2026-02-30" }] },
  ],
  ["support without an entry", { support: [{ country: "DE", entries: [], checked: "2026-11-01" }] }],
  ["no years to keep it", { retention: { defaultYears: 0, choicesYears: [1] } }],
  ["half a year to keep it", { retention: { defaultYears: 0.5, choicesYears: [1] } }],
  ["an exit that runs code", { exit: { en: { url: "javascript:alert(1)", title: "x" } } }],
  ["an exit without TLS", { exit: { en: { url: "http://weather.example", title: "x" } } }],
  ["an exit for no language", { exit: { English: { url: "/away", title: "x" } } }],
  ["an answer that is no answer", { open: "yes" }],
])("%s is refused, read or written", async (_, over) => {
  const odd = { ...policy, ...over }
  expect(await refusalOf(() => encodePolicy(odd as Policy))).toBe("policy-malformed")
  expect(await refusalOf(() => decodePolicy(utf8(JSON.stringify(odd))))).toBe("policy-malformed")
})

test("every key is needed", async () => {
  for (const key of Object.keys(policy)) {
    const { [key as keyof Policy]: _, ...rest } = policy
    expect(await refusalOf(() => decodePolicy(utf8(JSON.stringify(rest)))), key).toBe("policy-malformed")
  }
})

test.each([
  ["no JSON", utf8("x")],
  ["nothing", utf8("")],
  ["null", utf8("null")],
  ["bad UTF-8", Uint8Array.of(0xff)],
])("%s is refused", async (_, bytes) => {
  expect(await refusalOf(() => decodePolicy(bytes))).toBe("policy-malformed")
})
