// What her answers allow, as whoever uses her account is told (C7): a yes to exact words or to one giving is in force for that, once,
// and for nothing else; what she adds is opened as hers.
import { expect, test } from "vitest"
import { answered } from "../../client/return/changing.ts"
import { demoPolicy } from "../../src/cli/demo.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { hex } from "../../src/core/bytes.ts"
import { type Case, inForce } from "../../src/core/consent/in-force.ts"
import { decodeConsentRecord } from "../../src/core/consent/record.ts"
import type { Use } from "../../src/core/consent/use.ts"
import type { CodedError } from "../../src/core/errors.ts"
import type { ReplyBody } from "../../src/core/statement/reply.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { replyIdentity, replyRecipient } from "../../src/own/identity.ts"
import { openOwn } from "../../src/own/open.ts"
import { sealAddition, signAddition } from "../../src/seal/addition.ts"
import { sealChange } from "../../src/seal/consent.ts"
import { account, consentDraft, openWith, organisation, packageOf, TODAY } from "../fixtures/account.ts"
import { bodyOf } from "../fixtures/saying.ts"

const SUM = "c".repeat(64)

async function scene() {
  const made = await organisation()
  const consent = JSON.parse(JSON.stringify(consentDraft()).replaceAll("icc-otp", "example-court"))
  const her = await account(made.charter, { consent })
  const open = async (sealed: Uint8Array) =>
    decodeConsentRecord(await openOwn(sealed, replyIdentity(her.keys), 1_000_000, nodeAead))
  const leaf = hex(leafHash(her.statement))
  const record = await open(her.record)
  const base = { charter: made.charter, today: TODAY, keys: her.keys, head: { leaf, seq: 0 } }
  return { made, her, open, record, base, leaf }
}

/** Her record after she answered yes, and all her statements. */
async function said(asks: NonNullable<ReplyBody["asks"]>): Promise<[Case, Case]> {
  const { her, open, record, base, leaf } = await scene()
  const reply: ReplyBody = {
    subject: her.keys.subject,
    n: 0,
    day: TODAY,
    language: "en",
    text: "May we?",
    asks,
  }
  const before = { record, saidDay: TODAY, prev: leaf, policy: demoPolicy(TODAY), today: TODAY }
  const consent = await answered(reply, true, before)
  const reader = await replyRecipient(her.keys)
  const change = await sealChange({
    ...base,
    action: "amended",
    reply: reader,
    consent,
    before: record,
    aead: nodeAead,
  })
  const first = { type: "consent", leaf, body: bodyOf(her.statement) } as const
  const second = {
    type: "consent",
    leaf: hex(leafHash(change.statement)),
    body: bodyOf(change.statement),
  } as const
  const common = { subject: her.keys.subject, isForeign: () => false, earlier: [] }
  return [
    { ...common, leaves: [first], record },
    { ...common, leaves: [first, second], record: await open(change.record) },
  ]
}

function code(run: () => unknown): string {
  try {
    run()
    return "permitted"
  } catch (error) {
    return (error as CodedError).code
  }
}

const use = (over: Partial<Use>): Use => ({
  ...{ action: "disclosed", purpose: "share_accountability_body", recipientId: "example-court" },
  ...{
    identifiability: "pseudonymised",
    dataScope: ["account"],
    contentSha256: null,
    met: ["no_name"],
    notHappened: [],
  },
  ...over,
})

test("a yes to one giving permits it, which nothing did before", async () => {
  const [before, after] = await said({
    purpose: "share_accountability_body",
    recipientId: "example-court",
    sha256: null,
  })
  expect(code(() => inForce(before, use({}), TODAY))).toBe("conditions")
  expect(code(() => inForce(after, use({}), TODAY))).toBe("permitted")
  expect(code(() => inForce(after, use({ identifiability: "identified" }), TODAY))).not.toBe("permitted")
  expect(code(() => inForce(after, use({ recipientId: "example-partner" }), TODAY))).not.toBe("permitted")
})

test("a yes to exact words permits these words and no others", async () => {
  const [before, after] = await said({ purpose: "publish_quote", recipientId: null, sha256: SUM })
  const quote = (contentSha256: string) =>
    use({ purpose: "publish_quote", recipientId: null, contentSha256, met: [] })
  expect(code(() => inForce(before, quote(SUM), TODAY))).not.toBe("permitted")
  expect(code(() => inForce(after, quote(SUM), TODAY))).toBe("permitted")
  expect(code(() => inForce(after, quote("d".repeat(64)), TODAY))).toBe("content")
})

test("what she adds is a container of hers, signed after her last statement, with no record", async () => {
  const { made, her, base, leaf } = await scene()
  const chunks: Uint8Array[] = []
  const content = await sealAddition(
    {
      ...base,
      ...{ reply: await replyRecipient(her.keys), language: "uk", attachments: [], aead: nodeAead },
      testimony: { format: "cairn-testimony/1", answers: { account_text: "more" } },
    },
    (chunk) => void chunks.push(Uint8Array.from(chunk)),
  )
  const statement = await signAddition(base, content)
  expect(bodyOf(statement)).toMatchObject({
    ...{ action: "added", seq: 1, prev: leaf, record: null },
    content: { root: content.root, size: content.size },
  })
  const pack = await packageOf({ statement, record: null, container: Buffer.concat(chunks) })
  const { place } = await openWith(made, pack)
  expect(Buffer.from(place.files.get("testimony.json") ?? []).toString()).toContain('"account_text":"more"')
  const late = { ...base, today: "2028-01-01" }
  const input = { ...late, reply: await replyRecipient(her.keys), language: "uk", attachments: [] }
  const testimony = { format: "cairn-testimony/1", answers: {} } as const
  await expect(sealAddition({ ...input, testimony }, () => {})).rejects.toMatchObject({
    code: "charter-expired",
  })
})
