// A whole container, sealed in a worker of this browser and opened in Node, by the product and by the independent
// reader; and what is sealed to the survivor herself, both ways between browser and Node.
import { expect } from "@playwright/test"
import { generateHybridIdentity } from "age-encryption"
import { nodeAead } from "../../src/cli/native.ts"
import { parseRecipient } from "../../src/core/age/recipient.ts"
import { concat, fromUtf8, utf8 } from "../../src/core/bytes.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { deriveReceiptKeys, newReceipt } from "../../src/core/receipt/receipt.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { openContainer } from "../../src/open/container.ts"
import { type Identity, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import type { Place } from "../../src/open/place.ts"
import { replyIdentity, replyRecipient } from "../../src/own/identity.ts"
import { openOwn } from "../../src/own/open.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { decryptAge, stanzaTypes } from "../independent/age.ts"
import { readTar, treeRoot } from "../independent/container.ts"
import { plaintext } from "./fixed.ts"
import type { AccountPage } from "./pages/account.ts"
import { note, test } from "./watched.ts"

declare const cairn: AccountPage

const ORIGIN = "demo.cairn.example"

function memoryPlace(): Place & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>()
  const create = (name: string) => {
    const chunks: Uint8Array[] = []
    return {
      write: (chunk: Uint8Array) => void chunks.push(chunk.slice()),
      close: () => void files.set(name, concat(...chunks)),
    }
  }
  return { files, create, publish() {}, discard() {} }
}

/** A whole order with attachments of these sizes, and the identity that opens it. */
async function demonstration(sizes: readonly number[]) {
  const keys = await deriveReceiptKeys(newReceipt(randomBytes), ORIGIN)
  const identity = (await generateHybridIdentity()) as Identity
  const names = sizes.map((_, i) => `files/00${i + 1}`)
  const testimony: Testimony = {
    format: "cairn-testimony/1",
    answers: { lang: "uk", account_text: "Приклад. An example.", ...(names.length > 0 && { files: names }) },
  }
  const submission = {
    format: "cairn-submission/1",
    subject: keys.subject,
    language: "uk",
    reply: await replyRecipient(keys),
    partner: null,
  } as const
  const recipients = [await recipientOf(identity)]
  return { identity, order: { recipients, submission, testimony, files: sizes.map(plaintext) } }
}

for (const sizes of [[], [0], [3 * 1024 * 1024 + 17, 1, 65536]]) {
  test(`a container with files of ${sizes.join(", ") || "no"} bytes opens in Node`, async ({ open }) => {
    const { identity, order } = await demonstration(sizes)
    const page = await open("account")
    const { container, content, progress } = await page.evaluate((o) => cairn.seal(o), order)
    expect(content).toEqual({ root: treeRoot(container), size: container.length })
    expect(progress).toEqual([container.length, container.length])
    expect(stanzaTypes(container)).toEqual(["mlkem768x25519"])

    const place = memoryPlace()
    const opened = await openContainer(
      { file: [container], content, unwrap: unwrapWith([identity]), aead: nodeAead },
      place,
    )
    expect(opened.submission).toEqual(order.submission)
    expect(opened.testimony).toEqual(order.testimony)
    for (const [i, file] of order.files.entries()) {
      expect(Buffer.compare(place.files.get(`files/00${i + 1}`) as Uint8Array, file)).toBe(0)
    }

    const { files } = readTar(decryptAge(container, identity))
    expect([...files.keys()]).toEqual([...place.files.keys()])
    for (const [name, bytes] of files) {
      expect([name, Buffer.compare(bytes, place.files.get(name) as Uint8Array)]).toEqual([name, 0])
    }
    note("cases", 2)
  })
}

test("what is sealed to her opens with her receipt, here and in Node, and with no other", async ({
  open,
}) => {
  const [secret, another] = [newReceipt(randomBytes), newReceipt(randomBytes)]
  const keys = await deriveReceiptKeys(secret, ORIGIN)
  const page = await open("account")
  const here = await page.evaluate(([s, o, t]) => cairn.sealOwn(s, o, t), [secret, ORIGIN, "тут"] as const)
  expect(here.subject).toBe(keys.subject)
  expect(here.recipient).toBe(await replyRecipient(keys))
  expect(fromUtf8(await openOwn(here.file, replyIdentity(keys), 100, nodeAead))).toBe("тут")

  const there = await sealBytes(utf8("там"), [parseRecipient(here.recipient)], nodeAead)
  for (const [receipt, file, expected] of [
    [secret, here.file, "тут"],
    [secret, there, "там"],
    [another, there, "not-hers"],
  ] as const) {
    const said = await page.evaluate(([s, o, f]) => cairn.openOwn(s, o, f), [receipt, ORIGIN, file] as const)
    expect(said).toBe(expected)
  }
  note("cases", 4)
})
