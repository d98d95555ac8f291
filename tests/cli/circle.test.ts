// An account in three scripts with a 25 MB file goes through `seal` and `open` byte for byte, and what we seal opens
// without us: with age-encryption alone, with an independent decryptor, and with tar.
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Decrypter } from "age-encryption"
import { expect, test } from "vitest"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { type Receipt, readReceipt } from "../../src/core/receipt/receipt.ts"
import { decryptAge } from "../independent/age.ts"
import { openNote, readTar, treeRoot } from "../independent/container.ts"
import { receiptKeys } from "../independent/receipt.ts"
import { type Demo, demo } from "./demo.ts"
import { cairnOk, spawned } from "./run.ts"

const TEXT = [
  "هذا نص للتجربة فقط، ولا يروي شيئا عن أحد.",
  "Це лише зразок тексту; він нічого ні про кого не розповідає.",
  "นี่เป็นเพียงข้อความตัวอย่าง ไม่ได้เล่าเรื่องของใคร",
].join("\n")
const BIG = 25_000_000

const TESTIMONY: Testimony = {
  format: "cairn-testimony/1",
  answers: { lang: "ar", account_text: TEXT, files: ["files/001", "files/002"] },
}

async function sealed(): Promise<{ org: Demo; big: Buffer; sha: string }> {
  const org = await demo()
  const big = randomBytes(BIG)
  writeFileSync(join(org.folder, "صورة – фото – ภาพ.jpg"), big)
  writeFileSync(join(org.folder, "empty.txt"), "")
  const files = ["--file", "صورة – фото – ภาพ.jpg:keep", "--file", "empty.txt:removed"]
  await cairnOk(org.folder, org.sealing("x", TESTIMONY, ...files))
  return { org, big, sha: createHash("sha256").update(big).digest("hex") }
}

test("three scripts and 25 MB, through seal and open and out again without us", async () => {
  const { org, big, sha } = await sealed()
  await cairnOk(org.folder, org.opening("x"))

  const [subject] = readdirSync(join(org.folder, "x")).filter((name) => name !== "report.json") as [string]
  const [root] = readdirSync(join(org.folder, "x", subject)) as [string]
  const read = (name: string): Buffer => readFileSync(join(org.folder, "x", subject, root, name))
  expect(JSON.parse(read("testimony.json").toString("utf8"))).toEqual(TESTIMONY)
  expect(read("files/001").equals(big)).toBe(true)
  expect(read("files/002").length).toBe(0)
  expect(JSON.parse(readFileSync(join(org.folder, "x/report.json"), "utf8"))).toEqual({
    opened: 1,
    refused: [],
  })
  const parts = JSON.parse(read("manifest.json").toString("utf8")).parts
  expect(parts[2]).toMatchObject({
    name: "files/001",
    original: "صورة – фото – ภาพ.jpg",
    type: "image/jpeg",
    hidden: "kept",
  })
  expect(parts[3]).toMatchObject({ name: "files/002", size: 0, type: "text/plain", hidden: "removed" })
  expect(read("SHA256SUMS").toString("utf8")).toContain(`${sha}  files/001\n`)
  expect((statSync(join(org.folder, "x", subject, root, "files/001")).mode & 0o777).toString(8)).toBe("600")

  const pack = readTar(readFileSync(join(org.folder, "x.cairn"))).files
  expect([...pack.keys()]).toEqual(["statement.note", "record.age", "container.age"])
  const container = pack.get("container.age") as Uint8Array
  const identity = readFileSync(join(org.folder, "demo/intake.age-identity"), "utf8").trim()

  // age-encryption alone
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const tar = await decrypter.decrypt(container)
  // an independent decryptor
  expect(Buffer.from(decryptAge(container, identity)).equals(tar)).toBe(true)
  const inside = readTar(tar).files
  expect([...inside.keys()]).toEqual([
    ...["submission.json", "testimony.json", "files/001", "files/002", "manifest.json"],
  ])
  expect(Buffer.from(inside.get("files/001") as Uint8Array).equals(big)).toBe(true)
  expect(parts[2].tree).toBe(treeRoot(inside.get("files/001") as Uint8Array))

  // the statement, by an independent reader, under the key that only the receipt makes
  const lines = readFileSync(join(org.folder, "x.txt"), "utf8").trim().split("\n")
  const [words, digits] = lines.map((line) => readReceipt(line, ALL_LISTS)) as [Receipt, Receipt]
  expect(Buffer.from(words).equals(digits)).toBe(true)
  const keys = receiptKeys(words, "demo.cairn.example")
  expect(keys.subject).toBe(subject)
  const note = openNote(pack.get("statement.note") as Uint8Array, Buffer.from(subject, "hex"))
  const body = JSON.parse(note.text.split("\n")[1] as string)
  expect(body).toMatchObject({ subject, seq: 0, prev: null, action: "given", charter: org.fingerprint })
  expect(body.content).toEqual({ root: treeRoot(container), size: container.length })
  expect(root).toBe(body.content.root)

  // the record opens with her identity too
  const record = pack.get("record.age") as Uint8Array
  const hers = JSON.parse(Buffer.from(decryptAge(record, keys.identity)).toString("utf8"))
  expect(hers).toEqual(JSON.parse(read("consent.json").toString("utf8")))
  expect(hers.holder).toBe(subject)

  // and tar reads the inside
  writeFileSync(join(org.folder, "inside.tar"), tar)
  mkdirSync(join(org.folder, "untarred"))
  const ran = await spawned("tar", ["-xf", "../inside.tar"], join(org.folder, "untarred"))
  expect(ran).toMatchObject({ status: 0, stderr: "" })
  expect(readFileSync(join(org.folder, "untarred/files/001")).equals(big)).toBe(true)
})

test("the launcher runs on the Node that npm runs on", async () => {
  const org = await demo()
  const launcher = join(import.meta.dirname, "../../bin/cairn.js")
  const node = process.env.npm_node_execpath ?? "node" // npm's own, which may be older than ours
  const ran = await spawned(node, [launcher, "--help"], org.folder)
  expect(ran.status).toBe(0)
  expect(ran.stdout.toString()).toContain("cairn seal")
  const refused = await spawned(node, [launcher, "nothing"], org.folder)
  expect(refused.status).toBe(2)
})
