// Imports the bundle of a folder as `cairn import` does, then opens the same accounts with age-encryption alone, which checks and
// keeps nothing; then lists, filters and searches what came in.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Decrypter } from "age-encryption"
import { readZip } from "../../src/bundle/reader.ts"
import { openDesk } from "../../src/cases/open-desk.ts"
import { withFile } from "../../src/cli/files.ts"
import { threads } from "../../src/cli/import-hands.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { nodeHybridKem } from "../../src/cli/native-keys.ts"
import { storeFolder } from "../../src/cli/store-folder.ts"
import { collect } from "../../src/core/chunks.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"

const [folder = "", peerCount = "50"] = process.argv.slice(2)
const text = async (name: string): Promise<string> => (await readFile(join(folder, name), "utf8")).trim()
const identities = await parseIdentities(await text("intake.age-identity"))
const recipients = await Promise.all(identities.map(recipientOf))
const session = {
  ...{ recipients, aead: nodeAead, newSha256: nodeSha256, random: randomBytes, by: "bench" },
  signer: await parsePrivateKey(await text("console-1.key")),
  today: () => "2026-11-22",
}

async function deskOf(name: string, kem: typeof nodeHybridKem) {
  const path = join(folder, name)
  const blobs = await storeFolder(path)
  const { hands } = beside
  return openDesk({
    ...session,
    ...{ hands, atOnce: 16 },
    blobs,
    unwrap: unwrapWith(identities, kem),
    fingerprint: await text("fingerprint"),
  })
}

interface Since {
  readonly at: number
  readonly cpu: NodeJS.CpuUsage
}

const begin = (): Since => ({ at: performance.now(), cpu: process.cpuUsage() })

// Beside the clock's, the processor's: on a machine that does other work too, that is the one to compare.
function rate(count: number, { at, cpu }: Since): string {
  const seconds = (performance.now() - at) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const each = (user + system) / 1000 / count
  return `${(count / seconds).toFixed(0)} cases a second (${count} in ${seconds.toFixed(1)} s; ${each.toFixed(2)} ms of processor each)`
}

const bundle = join(folder, "intake.zip")
const beside = threads({ bundle, store: join(folder, "store"), identities })
const desk = await deskOf("store", nodeHybridKem)
let from = begin()
const { cases } = await withFile(bundle, (file) => desk.import(file))
console.log(`import, checked and kept: ${rate(cases, from)}`)

const bytes = await withFile(bundle, async (file) => {
  const sealed = [...(await readZip(file)).values()].filter(({ name }) =>
    /^(containers|records)\//.test(name),
  )
  const peers = sealed.slice(0, 2 * Number(peerCount))
  return Promise.all(peers.map((entry) => collect(entry.bytes(), Number.POSITIVE_INFINITY)))
})
from = begin()
for (const one of bytes) {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  await decrypter.decrypt(one)
}
console.log(`age-encryption, decrypting alone: ${rate(bytes.length / 2, from)}`)

const asked = [
  {},
  { harm: "H05" },
  { place: "sampletown 7" },
  { purpose: "share_accountability_body" },
  { text: "number 99" },
] as const
const before = performance.now()
await desk.prepare()
console.log(`prepared for lists, while nobody waits: ${(performance.now() - before).toFixed(0)} ms`)
for (const turn of ["first", "again"])
  for (const filter of asked) {
    const at = performance.now()
    const lines = await desk.list(filter)
    console.log(
      `list ${JSON.stringify(filter)} ${turn}: ${(performance.now() - at).toFixed(0)} ms, ${lines.length} cases`,
    )
  }
await desk.close()
await beside.end()
