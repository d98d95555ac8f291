// Makes the log that is audited: three statements a person, her consent, an import and a use of it; then 100 more. With `records`
// what is sealed is sealed, else only its hash stands in the log. All files have one header, because making one takes longer than
// opening one; the auditor does not know, and opens each. Arguments: folder, statements, `none` or `records`.
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { nodeAead } from "../../src/cli/native.ts"
import { parseAgeHeader } from "../../src/core/age/header.ts"
import { parseRecipients } from "../../src/core/age/recipient.ts"
import { sealPayload } from "../../src/core/age/stream.ts"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import { CONSENT, HOLDER } from "../../src/core/consent/statement.ts"
import { signerFromSeed } from "../../src/core/note/vkey.ts"
import { CUSTODY } from "../../src/core/statement/custody.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { Forge } from "../../tests/auditor/forge.ts"
import { OPENED } from "../../tests/auditor/honest.ts"
import { allKeys, type Keys } from "../../tests/auditor/keys.ts"
import { ORIGIN } from "../../tests/fixtures/account.ts"

const [folder = "", count = "0", sealed = "none"] = process.argv.slice(2)
const DAY = "2026-11-22"
const BATCH = 1500
const RECORD_MAX = 1024 * 1024

const all = await allKeys()
const [someone] = all.people
const keys = { ...all, once: await quickly() }
const forge = new Forge(keys)
const [console1] = keys.consoles
const held: { subject: string; root: string; size: number; state: "held" }[] = []
let link: { seq: number; leaf: string } | undefined
let person = 0

await grow(Number(count))
await write("first")
await grow(100)
await write("second")
put("charter.note", keys.made.note)
put("identity", Buffer.from(keys.made.secrets.get("audit.age-identity") as string))

async function grow(statements: number): Promise<void> {
  for (let left = statements; left > 0; left -= BATCH) {
    for (let i = 0; i < Math.min(left, BATCH); i += 3) await (sealed === "records" ? sealedThree() : three())
    await forge.batch("batch", DAY)
  }
}

async function sealedThree(): Promise<void> {
  const holderSeed = randomBytes(32)
  const { verifier } = await signerFromSeed(HOLDER, holderSeed)
  const who = { ...someone, keys: { ...someone.keys, holderSeed, subject: hex(verifier.key) } }
  const name = `p${person++}`
  const { leaf, body } = await forge.consent(name, who, { action: "given", day: DAY })
  held.push({ subject: body.subject, ...(body.content as { root: string; size: number }), state: "held" })
  const known = { consent: leaf, log: forge.leaves.length }
  await forge.custody(`${name} imported`, who, console1, { action: "imported", ...known })
  await forge.custody(`${name} opened`, who, console1, { action: "used", ...known }, { ...OPENED, day: DAY })
  for (const [hash, bytes] of forge.stored.records) put(`records/${hash}`, bytes)
  forge.stored.records.clear()
  forge.stored.containers.clear()
}

// What a forge makes once and keeps: here nothing is kept, and every file is sealed under one header.
async function quickly(): Promise<Keys["once"]> {
  const { audit, intake } = all.made.charter.body
  const readers = [...audit, ...intake.map(({ recipient }) => recipient), someone.reply]
  const sealed = await sealBytes(new Uint8Array(0), parseRecipients(readers))
  const header = sealed.subarray(0, parseAgeHeader(sealed).size)
  const fileKey = await all.unwrap(header)
  return async (name, make) => {
    if (/^[0-9a-f]{64}$/.test(name)) return fileKey
    if (!name.startsWith("{")) return make()
    const nonce = randomBytes(16)
    return collect(joined(header, nonce, sealPayload(nodeAead, fileKey, nonce, [utf8(name)])), RECORD_MAX)
  }
}

async function* joined(header: Uint8Array, nonce: Uint8Array, payload: AsyncIterable<Uint8Array>) {
  yield header
  yield nonce
  yield* payload
}

async function three(): Promise<void> {
  const signer = await signerFromSeed(HOLDER, randomBytes(32))
  const subject = hex(signer.verifier.key)
  const content = { root: hex(randomBytes(32)), size: 5000 }
  held.push({ subject, ...content, state: "held" })
  const given = await signStatement(
    CONSENT,
    ORIGIN,
    {
      ...{ subject, seq: 0, prev: null, action: "given", day: DAY, until: "2028-11", record: someRecord() },
      ...{ content, erase: null, charter: keys.made.charter.hash },
    },
    [signer],
  )
  const consent = forge.put(`p${person++}`, given)
  for (const action of ["imported", "used"] as const) {
    const { seq, leaf: prev } = link ?? { seq: -1, leaf: null }
    const record = action === "used" ? someRecord() : null
    const key = hex(console1.verifier.key)
    const log = forge.leaves.length
    const body = { console: key, seq: seq + 1, prev, subject, action, consent, log, record }
    const note = await signStatement(CUSTODY, ORIGIN, body, [console1])
    link = { seq: seq + 1, leaf: hex(leafHash(note)) }
    forge.put(`p${person} ${action}`, note)
  }
}

function someRecord() {
  return { sha256: hex(randomBytes(32)), size: 40_000 }
}

async function write(name: string): Promise<void> {
  for (const [path, bytes] of await forge.files()) put(`${name}/${path}`, bytes)
  put(`${name}/holdings.json`, Buffer.from(JSON.stringify(held)))
}

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), bytes)
}
