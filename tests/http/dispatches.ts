// Dispatch bundles for tests of the interface, honest or not: a console's statements in their chain, records, replies, charters.
import { BundleWriter } from "../../src/bundle/writer.ts"
import { parseRecipients, type Recipient } from "../../src/core/age/recipient.ts"
import type { BundleIndex } from "../../src/core/bundle.ts"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { CHARTER, type CharterBody, intakeRecipients } from "../../src/core/charter/charter.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { CUSTODY, type CustodyBody } from "../../src/core/statement/custody.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { RELEASE } from "../../src/core/statement/release.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { ORIGIN, TODAY } from "../fixtures/account.ts"
import type { World } from "./world.ts"

export type Files = Record<string, Uint8Array>

/** A bundle of these files. */
export async function bundleOf(files: Files, over: Partial<BundleIndex> = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const bundle = new BundleWriter((chunk) => void chunks.push(Uint8Array.from(chunk)))
  for (const [path, bytes] of Object.entries(files)) await bundle.add(path, [bytes])
  await bundle.end({ format: "cairn-dispatch-bundle/1", origin: ORIGIN, size: 1, day: TODAY, ...over })
  return Buffer.concat(chunks)
}

/** One console, which remembers its chain. */
export class Console {
  readonly signer: Signer
  last: { seq: number; leaf: string } | null = null

  constructor(signer: Signer) {
    this.signer = signer
  }

  static async of({ made }: World, n = 1): Promise<Console> {
    return new Console(await parsePrivateKey(made.secrets.get(`console-${n}.key`) as string))
  }

  /** A custody statement, the next of this console; `record` is what it names. */
  async states(
    over: Pick<CustodyBody, "subject" | "action" | "consent"> & Partial<CustodyBody>,
    record: Uint8Array | null = null,
    signer = this.signer,
  ): Promise<{ files: Files; leaf: string }> {
    const said = {
      console: hex(this.signer.verifier.key),
      seq: this.last === null ? 0 : this.last.seq + 1,
      prev: this.last?.leaf ?? null,
      log: 1,
      record: record && { sha256: await sha(record), size: record.length },
      ...over,
    }
    // In the order of the statement's keys, whatever a test sets.
    const { console, seq, prev, subject, action, consent, log } = said
    const body: CustodyBody = { console, seq, prev, subject, action, consent, log, record: said.record }
    const note = await signStatement(CUSTODY, ORIGIN, body, [signer])
    const leaf = hex(leafHash(note))
    this.last = { seq: body.seq, leaf }
    const files: Files = { [`statements/${leaf}.note`]: note }
    if (record !== null) files[`records/${await sha(record)}.age`] = record
    return { files, leaf }
  }
}

export async function sha(bytes: Uint8Array): Promise<string> {
  return hex(await sha256Platform(bytes))
}

/** A custody record as the console seals it: to the auditors, the intake and her. */
export function custodyRecord({ made }: World, reply: Recipient, plain = 32768): Promise<Uint8Array> {
  const { body } = made.charter
  return sealBytes(new Uint8Array(plain), [...parseRecipients(body.audit), ...intakeRecipients(body), reply])
}

/** A sealed reply. */
export function replyTo(to: readonly Recipient[], plain = 16384): Promise<Uint8Array> {
  return sealBytes(new Uint8Array(plain), to)
}

/** The charter after the world's first, signed by its root. */
export async function nextCharter({ made }: World, over: Partial<CharterBody> = {}): Promise<Uint8Array> {
  const { body, hash } = made.charter
  const root = await parsePrivateKey(made.secrets.get("root-1.key") as string)
  return signStatement(CHARTER, ORIGIN, { ...body, version: 2, previous: hash, ...over }, [root])
}

export async function release({ made }: World): Promise<{ files: Files; leaf: string }> {
  const signer = await parsePrivateKey(made.secrets.get("release-1.key") as string)
  const files = { sha256: await sha(utf8("files")), size: 5 }
  const note = await signStatement(RELEASE, ORIGIN, { version: 1, files, previous: null }, [signer])
  const leaf = hex(leafHash(note))
  return { files: { [`statements/${leaf}.note`]: note }, leaf }
}
