// Two witnesses in memory, each a server that cosigns the log of one organisation, and the organisation's charter signed anew so that it
// demands so many of them. And what a server shows that leaves their lines out.
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { fromUtf8, utf8 } from "../../src/core/bytes.ts"
import { encodeVkey, parsePrivateKey, parseVkey, type Signer } from "../../src/core/note/vkey.ts"
import { signFirstCharter } from "../../src/custody/charter.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { createWitness } from "../../src/witness/witness.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { about, type Lie } from "./coming.ts"

const NAMES = ["one.witness.example", "two.witness.example"] as const

export interface Witnesses {
  /** The organisation under a charter that demands them. */
  readonly made: Organisation
  close(): Promise<void>
}

/** @param quorum how many of the two must cosign */
export async function startWitnesses(made: Organisation, quorum: number, today: string): Promise<Witnesses> {
  const log = parseVkey(made.charter.body.log)
  const standing = await Promise.all(
    NAMES.map(async (name) => listen((await newSigningKey(name)).signer, log)),
  )
  const witnesses = standing.map(({ vkey, url }) => ({ vkey, url }))
  const root = await parsePrivateKey(made.secrets.get("root-1.key") as string)
  const body = { ...made.charter.body, witnesses, witnessQuorum: quorum }
  return {
    made: { ...made, ...(await signFirstCharter(ORIGIN, body, [root], today)) },
    close: async () => {
      for (const { close } of standing) await close()
    },
  }
}

async function listen(signer: Signer, log: ReturnType<typeof parseVkey>) {
  const kept = new Map<string, Uint8Array>()
  const witness = createWitness({
    signer,
    keysOf: async (origin) => (origin === ORIGIN ? [log] : []),
    state: {
      read: async (id) => kept.get(id),
      write: async (id, checkpoint) => void kept.set(id, checkpoint),
    },
    now: () => Math.floor(Date.now() / 1000),
  })
  const server = createServer(async (request, response) => {
    const answer = await witness(request.method ?? "", request.url ?? "", await bytesOf(request))
    response.writeHead(answer.status, { "content-type": answer.contentType }).end(answer.body)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return {
    vkey: encodeVkey(signer.verifier),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A server that shows the lines of only so many of the two witnesses. */
export function lines(shown: number): Lie {
  const left = NAMES.slice(shown)
  const without = (text: string): string =>
    left.reduce((now, name) => now.replaceAll(new RegExp(`^— ${name} .*\\n`, "gm"), ""), text)
  const hers = about((answer) => {
    answer.checkpoint = without(answer.checkpoint)
    for (const one of answer.statements) one.proof = one.proof && without(one.proof)
  })
  return (path, body) => {
    if (!path.startsWith("/charter")) return hers(path, body)
    const { charters, proof } = JSON.parse(fromUtf8(body)) as { charters: string[]; proof: string }
    return Buffer.from(utf8(JSON.stringify({ charters, proof: without(proof) })))
  }
}
