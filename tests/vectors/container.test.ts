// docs/vectors/container: the sealed account opens with our code and with the independent one, to the same bytes.
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { fromHex, hex } from "../../src/core/bytes.ts"
import { verifyChain } from "../../src/core/charter/chain.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../src/core/receipt/receipt.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { openPackage } from "../../src/open/package.ts"
import { replyIdentity } from "../../src/own/identity.ts"
import { openOwn } from "../../src/own/open.ts"
import { MemoryPlace } from "../fixtures/place.ts"
import { decryptAge } from "../independent/age.ts"
import { openNote, readTar, treeRoot } from "../independent/container.ts"
import { receiptKeys } from "../independent/receipt.ts"

const read = (name: string): Buffer =>
  readFileSync(new URL(`../../docs/vectors/container/${name}`, import.meta.url))
const vector = JSON.parse(read("container.json").toString("utf8"))

test("with our code: charter, receipt, package", async () => {
  const [charter] = await verifyChain([read("charter.note")], vector.fingerprint)
  expect(charter?.origin).toBe(vector.origin)
  for (const text of [vector.receipt.words, vector.receipt.digits]) {
    expect(hex(readReceipt(text, ALL_LISTS))).toBe(vector.receipt.secret)
  }
  const place = new MemoryPlace()
  const opened = await openPackage({
    file: [read("account.cairn")],
    unwrap: unwrapWith(await parseIdentities(vector.intake)),
    judge: (statement) => expect(statement.charter).toBe(vector.fingerprint),
    aead: nodeAead,
    newSha256: nodeSha256,
    placeFor: async () => place,
  })
  expect(opened.statement.subject).toBe(vector.subject)
  expect(opened.statement.content).toEqual(vector.content)
  expect(hex(place.files.get("files/001") as Uint8Array)).toBe(vector.attachment.hex)
  expect(opened.parts[2]?.original).toBe(vector.attachment.original)
})

test("with the independent code, and her own keys", async () => {
  const keys = receiptKeys(fromHex(vector.receipt.secret), vector.origin)
  expect(keys.subject).toBe(vector.subject)
  const { files } = readTar(read("account.cairn"))
  const container = files.get("container.age") as Uint8Array
  expect({ root: treeRoot(container), size: container.length }).toEqual(vector.content)
  openNote(files.get("statement.note") as Uint8Array, fromHex(vector.subject))
  const inside = readTar(decryptAge(container, vector.intake)).files
  expect(hex(inside.get("files/001") as Uint8Array)).toBe(vector.attachment.hex)
  const record = files.get("record.age") as Uint8Array
  const plain = decryptAge(record, keys.identity)
  expect(hex(plain)).toBe(hex(decryptAge(record, vector.intake)))
  const ours = await deriveReceiptKeys(readReceipt(vector.receipt.words, ALL_LISTS), vector.origin)
  expect(hex(await openOwn(record, replyIdentity(ours), 1 << 20))).toBe(hex(plain))
  await expect(openOwn(container, replyIdentity(ours), 1 << 20)).rejects.toMatchObject({ code: "not-hers" })
})
