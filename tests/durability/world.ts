// An organisation on disk and accounts sealed to it, for tests and benchmarks that run `cairn serve` as a process. The
// organisation's offline keys stay in memory. Imports no test runner: bench/server uses it too.
import { rmSync } from "node:fs"
import { join } from "node:path"
import { demoPolicy } from "../../src/cli/demo.ts"
import { writeFolders } from "../../src/cli/init.ts"
import { fromUtf8, hex } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import type { ReceiptKeys } from "../../src/core/receipt/receipt.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import { type Account, account, organisation, TODAY } from "../fixtures/account.ts"

export interface World {
  /** What a server holds; no offline key is beside it. */
  readonly data: string
  readonly charter: Charter
  readonly note: Uint8Array
  readonly courier: Signer
  readonly courierKey: string
}

/** Makes an organisation whose data folder is `folder/data`. */
export async function newWorld(folder: string): Promise<World> {
  const policy = encodePolicy(demoPolicy(TODAY))
  const made = await organisation({ policy: { sha256: hex(await sha256Platform(policy)) } })
  const [data, demo] = [join(folder, "data"), join(folder, "demo")]
  await writeFolders(data, demo, made, fromUtf8(policy), TODAY)
  rmSync(demo, { recursive: true })
  const courierKey = made.secrets.get("courier.key") as string
  const courier = await parsePrivateKey(courierKey)
  return { data, charter: made.charter, note: made.note, courier, courierKey }
}

/** What a test needs to know of an account to ask for it again. */
export interface Sent {
  readonly package: Uint8Array
  readonly container: Uint8Array
  readonly record: Uint8Array
  readonly statement: Uint8Array
  readonly leaf: string
  readonly root: string
  /** SHA-256 of the sealed record. */
  readonly sha256: string
}

/** Seals one of the smallest accounts. Its keys are drawn, not stretched from a receipt: a server cannot tell. */
export async function smallest(charter: Charter): Promise<Sent> {
  return sentOf(await account(charter, { keys: await drawnKeys() }))
}

export async function accounts(charter: Charter, count: number): Promise<Sent[]> {
  const all: Sent[] = []
  while (all.length < count) all.push(await smallest(charter))
  return all
}

async function sentOf(sealed: Account): Promise<Sent> {
  const { container, record, statement, content } = sealed
  const sha256 = hex(await sha256Platform(record))
  const leaf = hex(leafHash(statement))
  return { package: sealed.package, container, record, statement, leaf, root: content.root, sha256 }
}

/** The keys of somebody whose receipt was never written down. */
export async function drawnKeys(): Promise<ReceiptKeys> {
  const holderSeed = randomBytes(32)
  const holder = (await signerFromSeed("holder", holderSeed)).verifier.key
  return { holderSeed, holder, subject: hex(holder), replySeed: randomBytes(32) }
}
