// An organisation, survivors, and a log of theirs in days of the test's own; intake bundles of it; and a staff room in memory.
import { BundleWriter } from "../../src/bundle/writer.ts"
import type { Session } from "../../src/cases/room.ts"
import { Store } from "../../src/cases/store.ts"
import { demoPolicy } from "../../src/cli/demo.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { nodeHybridKem } from "../../src/cli/native-keys.ts"
import { hex } from "../../src/core/bytes.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import type { Organisation, OrganisationPlan } from "../../src/custody/organisation.ts"
import { parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { type Account, account, ORIGIN, organisation } from "../fixtures/account.ts"
import { batch, logFiles } from "../fixtures/log.ts"
import { type Disk, memoryBlobs } from "./blobs.ts"

type Files = Map<string, Uint8Array>

export interface World {
  readonly made: Organisation
  readonly log: Signer
  readonly leaves: Uint8Array[]
  readonly policy: Uint8Array
  /** Today, for the staff room. */
  day: string
}

export async function world(plan: Partial<OrganisationPlan> = {}): Promise<World> {
  const policy = encodePolicy(demoPolicy("2026-11-21"))
  const made = await organisation({ policy: { sha256: hex(await sha256Platform(policy)) }, ...plan })
  const log = await parsePrivateKey(made.logKey)
  return { made, log, leaves: [encodeNote(made.charter.note)], policy, day: "2026-11-21" }
}

/** A batch of that day. */
export async function logged(w: World, day: string, ...statements: readonly Uint8Array[]): Promise<void> {
  w.leaves.push(...(await batch(day, statements, w.log)))
  w.day = day
}

export function leafOf(statement: Uint8Array): string {
  return hex(leafHash(statement))
}

/** What a bundle holds beside charters, policy and log. */
export interface Carrying {
  readonly accounts?: readonly Account[]
  readonly records?: readonly Uint8Array[]
  readonly pending?: readonly Uint8Array[]
  /** A last look at the files before they are zipped. */
  readonly change?: (files: Files) => void
  /** What the index is made with. */
  readonly newSha256?: typeof nodeSha256
}

export async function bundle(
  w: World,
  { accounts = [], records = [], pending = [], change, newSha256 = nodeSha256 }: Carrying = {},
): Promise<Buffer> {
  const files: Files = new Map([
    ["charters/1.note", w.leaves[0] as Uint8Array],
    ["policy.json", w.policy],
  ])
  for (const [path, bytes] of await logFiles(w.leaves, w.log)) files.set(`log/${path}`, bytes)
  for (const note of pending) {
    files.set(`pending/${leafOf(note)}.note`, note)
    files.set(`pending/${leafOf(note)}.promise`, await signPromise(ORIGIN, leafOf(note), w.day, 24, w.log))
  }
  for (const record of [...accounts.map((one) => one.record), ...records])
    files.set(`records/${hex(await sha256Platform(record))}.age`, record)
  for (const { content, container } of accounts) files.set(`containers/${content.root}.age`, container)
  change?.(files)
  const chunks: Uint8Array[] = []
  const zip = new BundleWriter((chunk) => void chunks.push(Uint8Array.from(chunk)), newSha256)
  for (const [path, bytes] of files) await zip.add(path, [bytes])
  await zip.end({ format: "cairn-intake-bundle/1", origin: ORIGIN, size: w.leaves.length, day: w.day })
  return Buffer.concat(chunks)
}

/** A survivor's account under the world's charter. */
export function person({ made, day }: World, over: Parameters<typeof account>[1] = {}): Promise<Account> {
  return account(made.charter, { today: day, ...over })
}

/** Who sits at the desk. */
export async function session(w: World, n = 1): Promise<Session> {
  const identities = await parseIdentities(w.made.secrets.get("intake.age-identity") as string)
  return {
    signer: await parsePrivateKey(w.made.secrets.get(`console-${n}.key`) as string),
    by: `staff-${n}`,
    unwrap: unwrapWith(identities, nodeHybridKem),
    ...{ aead: nodeAead, newSha256: nodeSha256, random: randomBytes },
    today: () => w.day,
  }
}

/** The store on this disk, opened with the organisation's intake identity. */
export async function room(w: World, disk: Disk, n = 1) {
  const session_ = await session(w, n)
  const sealing = { blobs: memoryBlobs(disk), aead: nodeAead, random: randomBytes }
  const identities = await parseIdentities(w.made.secrets.get("intake.age-identity") as string)
  const recipients = await Promise.all(identities.map(recipientOf))
  const store = await Store.open(sealing, session_.unwrap, recipients, w.made.charter.hash)
  return { ...session_, store }
}
