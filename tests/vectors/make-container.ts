// Makes docs/vectors/container/: one sealed account with every key that opens it, for those who build a second
// implementation. Sealing is random, so a new run makes another one. Run: node tests/vectors/make-container.ts
import { mkdirSync, writeFileSync } from "node:fs"
import { hex } from "../../src/core/bytes.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { receiptDigits, receiptWords } from "../../src/core/receipt/receipt.ts"
import { account, ORIGIN, organisation, TESTIMONY } from "../fixtures/account.ts"

const folder = new URL("../../docs/vectors/container/", import.meta.url)
const made = await organisation({ organisation: "Vector organisation (not real)" })
const file = Buffer.from("An attachment of a test vector.\n")
const attachment = {
  original: "вкладення.txt",
  type: "text/plain",
  hidden: "kept",
  size: file.length,
} as const
const sealed = await account(made.charter, {
  testimony: { ...TESTIMONY, answers: { ...TESTIMONY.answers, files: ["files/001"] } },
  attachments: [{ ...attachment, bytes: () => [file] }],
})
const english = ALL_LISTS.find(({ language }) => language === "en")
if (english === undefined) throw new Error("no English list")
const summary = {
  format: "cairn-container-vectors/1",
  origin: ORIGIN,
  fingerprint: made.charter.hash,
  intake: made.secrets.get("intake.age-identity"),
  receipt: {
    secret: hex(sealed.receipt),
    words: receiptWords(sealed.receipt, english).join(" "),
    digits: receiptDigits(sealed.receipt),
  },
  subject: sealed.keys.subject,
  content: { root: sealed.content.root, size: sealed.content.size },
  attachment: { name: "files/001", original: attachment.original, hex: hex(file) },
}
mkdirSync(folder, { recursive: true })
writeFileSync(new URL("charter.note", folder), made.note)
writeFileSync(new URL("account.cairn", folder), sealed.package)
writeFileSync(new URL("container.json", folder), `${JSON.stringify(summary, null, 2)}\n`)
