// What tests of coming back stand on: the server as people run it, in this process, whose log takes each statement at once; an account
// that was given; a console that writes and states things; and a line to the server on which answers can be changed to lies.
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { request as ask, createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { wordlist } from "@scure/bip39/wordlists/english.js"
import { demoPolicy } from "../../src/cli/demo.ts"
import { writeFolders } from "../../src/cli/init.ts"
import { fromUtf8, hex, utf8 } from "../../src/core/bytes.ts"
import { fill, paddedTarSize } from "../../src/core/container/padding.ts"
import { addDays } from "../../src/core/day.ts"
import { type Held, parseHeld } from "../../src/core/http/answers.ts"
import { contentDigest, NO_CONTENT, signRequest } from "../../src/core/http/signature.ts"
import { parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { encodePolicy, type Policy } from "../../src/core/policy.ts"
import {
  deriveReceiptKeys,
  newReceipt,
  type Receipt,
  type ReceiptKeys,
  receiptDigits,
  receiptWords,
} from "../../src/core/receipt/receipt.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import type { Organisation, OrganisationPlan } from "../../src/custody/organisation.ts"
import { startNode } from "../../src/node.ts"
import { type Hers, readHers } from "../../src/own/hers.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { parseProxies } from "../../src/server/address.ts"
import { account, consentDraft, ORIGIN, organisation } from "../fixtures/account.ts"
import { type About, dispatchBundle } from "../fixtures/dispatch.ts"
import type { Built } from "./built.ts"
import { NOW_DAY } from "./stand-in.ts"
import { startWitnesses } from "./witnesses.ts"

const MAIN = resolve(import.meta.dirname, "../../src/cli/main.ts")

export const SECRET = "Рядок, якого ніде не має бути"

/** Somebody who gave an account. */
export interface Her {
  readonly receipt: Receipt
  readonly words: string
  readonly digits: string
  readonly keys: ReceiptKeys
  readonly about: About
}

/** Changes an answer of the server; undefined leaves it as it is. */
export type Lie = (path: string, body: Buffer) => Promise<Buffer | undefined> | Buffer | undefined

export interface Coming {
  /** Through the line that lies. */
  readonly url: string
  readonly made: Organisation
  readonly consoles: readonly [Signer, Signer]
  readonly requests: string[]
  /** In force until it is set anew. */
  lie: Lie
  /** A number is answered as that status with a problem's code, and nothing reaches the server. */
  refuse: (request: string) => readonly [status: number, code: string] | undefined
  give(plan?: Given): Promise<Her>
  /** Of an account that was given by the page. */
  hers(words: string): Promise<Her>
  dispatch(files: Record<string, Uint8Array>): Promise<void>
  /** What the server holds, unchanged, asked with her key. */
  held(her: Her): Promise<Held>
  read(her: Her): Promise<Hers>
  /** Carries everything out and opens it offline. @returns the folder of her accounts */
  carryAndOpen(her: Her, name: string): Promise<string>
  close(): Promise<void>
}

/** How an account is given, where it is not as usual. */
export interface Given {
  readonly consent?: Record<string, unknown>
  readonly receipt?: Receipt
  /** The device's day. */
  readonly today?: string
}

export interface Plan {
  readonly organisation?: Partial<OrganisationPlan>
  readonly policy?: Partial<Policy>
  /** How often statements become leaves. */
  readonly merge?: string
  /** How many of two witnesses must cosign; none stand where it is not said. */
  readonly quorum?: number
}

/** Her decisions: one use for lawyers, a court that asks each time, and one question about public words. */
export function decisions(): Record<string, unknown> {
  const text = JSON.stringify(consentDraft()).replaceAll("icc-otp", "example-court")
  const draft = JSON.parse(text) as { decisions: object[] }
  const basis = { legalBasis: ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"] }
  const quote = { decisionId: "00000000-0000-4000-8000-000000000019", purpose: "publish_quote" }
  const asked = { ...quote, state: "requested", conditions: ["show_me_first"], ...basis }
  return { ...draft, decisions: [...draft.decisions.filter((one) => !isAbout(one, "publish_quote")), asked] }
}

function isAbout(decision: object, purpose: string): boolean {
  return (decision as { purpose?: string }).purpose === purpose
}

export async function startComing(built: Built, plan: Plan = {}): Promise<Coming> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-coming-"))
  const [data, demo] = [join(folder, "data"), join(folder, "demo")]
  const exits = { en: { url: "/away", title: "Page" }, ar: { url: "/away", title: "Page" } }
  const policy = encodePolicy({ ...demoPolicy(NOW_DAY), exit: exits, ...plan.policy })
  const unwitnessed = await organisation({
    ...{
      today: NOW_DAY,
      expires: addDays(NOW_DAY, 365),
      policy: { sha256: hex(await sha256Platform(policy)) },
    },
    ...plan.organisation,
  })
  const witnesses = plan.quorum === undefined ? null : await startWitnesses(unwitnessed, plan.quorum, NOW_DAY)
  const { made } = witnesses ?? { made: unwitnessed }
  await writeFolders(data, demo, made, fromUtf8(policy), NOW_DAY, plan.merge ?? "immediate")
  const running = await startNode({
    ...{
      data,
      client: built.folder,
      host: "127.0.0.1",
      port: 0,
      proxy: parseProxies(undefined),
      log: () => {},
    },
  })
  const key = (name: string): Promise<Signer> => parsePrivateKey(made.secrets.get(name) as string)
  const consoles = [await key("console-1.key"), await key("console-2.key")] as const
  const courier = await key("courier.key")
  const line = await startLyingLine(Number(new URL(running.url).port))

  async function asked(path: string, signer: Signer, method = "GET", body?: Uint8Array): Promise<Response> {
    const digest = body === undefined ? NO_CONTENT : contentDigest(await sha256Platform(body))
    const url = `${running.url}${path}`
    const headers = await signRequest(
      { method, url, contentDigest: digest },
      ORIGIN,
      signer,
      (Date.now() / 1000) | 0,
    )
    return fetch(url, { method, headers, ...(body && { body: Uint8Array.from(body) }) })
  }

  const coming: Coming = {
    url: line.url,
    made,
    consoles,
    requests: line.requests,
    get lie() {
      return line.lie()
    },
    set lie(lie) {
      line.setLie(lie)
    },
    get refuse() {
      return line.refuse()
    },
    set refuse(refuse) {
      line.setRefuse(refuse)
    },
    async give({ consent = decisions(), receipt = newReceipt(randomBytes), today = NOW_DAY } = {}) {
      const keys = await deriveReceiptKeys(receipt, ORIGIN)
      const answers = { lang: "uk", account_text: SECRET } as const
      const sealed = await account(made.charter, {
        ...{ keys, today, consent, reply: await replyRecipient(keys) },
        testimony: { format: "cairn-testimony/1", answers },
      })
      const posted = await fetch(`${running.url}/submissions`, {
        ...{ method: "POST", headers: { "content-type": "application/x-tar" } },
        body: Uint8Array.from(sealed.package),
      })
      if (posted.status !== 201) throw new Error(`not taken: ${posted.status} ${await posted.text()}`)
      return herOf(receipt, keys, hex(leafHash(sealed.statement)))
    },
    async hers(words) {
      const { readReceipt } = await import("../../src/core/receipt/receipt.ts")
      const receipt = readReceipt(words, [{ language: "en", words: wordlist }])
      const keys = await deriveReceiptKeys(receipt, ORIGIN)
      const first = await herOf(receipt, keys, "")
      const leaf = (await coming.held(first)).statements[0]?.leaf ?? ""
      return herOf(receipt, keys, leaf)
    },
    async dispatch(files) {
      const bundle = await dispatchBundle({ charter: made.charter, size: 1, day: NOW_DAY, files })
      const answer = await asked("/dispatch", courier, "POST", bundle)
      const { items } = (await answer.json()) as { items: { path: string; outcome: string }[] }
      const refused = items.filter(({ outcome }) => outcome === "refused")
      if (answer.status !== 202 || refused.length > 0) throw new Error(JSON.stringify(refused))
    },
    async held({ keys }) {
      const answer = await asked(`/subjects/${keys.subject}`, await signerFromSeed("holder", keys.holderSeed))
      return parseHeld(new Uint8Array(await answer.arrayBuffer()))
    },
    async read(her) {
      return readHers(await coming.held(her), her.keys, [made.charter])
    },
    async carryAndOpen({ keys }, name) {
      const run = (...args: string[]) =>
        promisify(execFile)(process.execPath, [MAIN, ...args], {
          cwd: folder,
          env: { PATH: process.env.PATH },
        })
      const pinned = ["--fingerprint", made.charter.hash]
      const at = ["--from", running.url, "--key", join(demo, "courier.key")]
      await run("carry", "pull", ...at, ...pinned, "--out", `${name}.zip`)
      const identity = ["--identity", join(demo, "intake.age-identity")]
      await run("open", `${name}.zip`, ...identity, ...pinned, "--out", name)
      return join(folder, name, keys.subject)
    },
    async close() {
      await line.close()
      await running.close()
      await witnesses?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return coming

  async function herOf(receipt: Receipt, keys: ReceiptKeys, consent: string): Promise<Her> {
    return {
      ...{ receipt, keys, digits: receiptDigits(receipt) },
      words: receiptWords(receipt, { language: "en", words: wordlist }).join(" "),
      about: {
        ...{ charter: made.charter, subject: keys.subject, reply: await replyRecipient(keys) },
        ...{ consent, log: 1, day: NOW_DAY },
      },
    }
  }
}

/** The decisions of an account that was opened offline, as the console would read them. */
export function openedRecord(folder: string, root: string): { decisions: Record<string, unknown>[] } {
  return JSON.parse(readFileSync(join(folder, root, "consent.json"), "utf8"))
}

async function startLyingLine(port: number) {
  let lie: Lie = () => undefined
  let refuse: Coming["refuse"] = () => undefined
  const requests: string[] = []
  const server = createServer(async (near, answer) => {
    const wanted = `${near.method} ${near.url}`
    requests.push(wanted)
    const body = await bytesOf(near)
    const refused = refuse(wanted)
    if (refused !== undefined) {
      const [status, code] = refused
      answer.writeHead(status, { "content-type": "application/problem+json" })
      return void answer.end(JSON.stringify({ type: "about:blank", title: code, status, code }))
    }
    const { method, url: path, headers } = near
    const far = ask({ host: "127.0.0.1", port, method, path, headers }, async (came) => {
      const true_ = await bytesOf(came)
      const said = (await lie(path ?? "", true_)) ?? true_
      const { "transfer-encoding": _, "content-length": __, ...rest } = came.headers
      answer.writeHead(came.statusCode ?? 500, { ...rest, "content-length": said.length })
      answer.end(said)
    })
    far.on("error", () => answer.destroy())
    far.end(body)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    lie: () => lie,
    setLie: (next: Lie) => {
      lie = next
    },
    refuse: () => refuse,
    setRefuse: (next: Coming["refuse"]) => {
      refuse = next
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A lie about what is hers, with the padding that an honest answer has. */
export function about(change: (answer: SubjectJson) => unknown): Lie {
  return (path, body) => {
    if (!path.startsWith("/subjects/")) return undefined
    const answer = JSON.parse(body.toString()) as SubjectJson
    change(answer)
    const json = utf8(JSON.stringify(answer))
    return Buffer.from(fill(json, paddedTarSize(json.length)))
  }
}

export interface SubjectJson {
  checkpoint: string
  statements: { kind: string; leaf: string; note: string; promise: string | null; proof: string | null }[]
  records: { sha256: string; age: string }[]
  replies: { n: number; age: string }[]
}
