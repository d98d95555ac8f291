// `cairn witness`: a small witness for a partner to run beside its own things (c2sp.org/tlog-witness). Its folder holds `logs`,
// the vkeys of the logs that it serves, one to a line, and below each log's id the last checkpoint that it cosigned.
import { readFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import { encodeVkey, parsePrivateKey, parseVkey, type VerifierKey } from "../core/note/vkey.ts"
import { witnessKey } from "../core/tlog/cosignature.ts"
import { newSigningKey } from "../custody/keys.ts"
import { lock } from "../storage/node/lock.ts"
import { createWitness, type Witness, type WitnessState } from "../witness/witness.ts"
import { CliError } from "./errors.ts"
import { isThere, makeFolder, readText, replacePrivate, writePrivate } from "./files.ts"
import { portOf, signalled } from "./serve.ts"
import { required } from "./usage.ts"

const BODY_MAX = 64 * 1024 // 63 hashes and a checkpoint with a hundred lines are far less
const PATIENCE_MS = 10_000

/** @returns the exit status, once it was stopped */
export async function witness(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      key: { type: "string" },
      data: { type: "string" },
      port: { type: "string" },
      new: { type: "string" },
    },
  })
  const [file, data] = [required(values.key, "--key"), required(values.data, "--data")]
  if (values.new !== undefined && !(await isThere(file)))
    await writePrivate(file, `${(await newSigningKey(values.new)).secret}\n`)
  const signer = await parsePrivateKey((await readText(file)).trim())
  await makeFolder(data)
  const unlock = locked(data)
  const keysOf = async (origin: string): Promise<VerifierKey[]> =>
    (await servedLogs(join(data, "logs"))).filter(({ name }) => name === origin)
  const now = (): number => Math.floor(Date.now() / 1000)
  const server = serverOf(createWitness({ signer, keysOf, state: stateIn(data), now }))
  try {
    await new Promise<void>((done, fail) => {
      server.once("error", fail)
      server.listen(portOf(values.port ?? "8081"), "127.0.0.1", done)
    })
    process.stderr.write(`cairn: witness ${encodeVkey(witnessKey(signer.verifier))}\n`)
    process.stdout.write(`cairn: listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
    await signalled()
    await new Promise((done) => {
      server.close(done)
      server.closeAllConnections()
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error
    throw new CliError("network", "the port is in use", "choose another with --port")
  } finally {
    unlock()
  }
  return 0
}

// Two processes with one folder could cosign two trees of one size.
function locked(data: string): () => void {
  try {
    return lock(data)
  } catch (error) {
    if ((error as { code?: unknown }).code !== "busy") throw error
    throw new CliError("busy", `another process has ${data}`, "one folder has one witness")
  }
}

// Read for every request, so that a log can be added while it runs.
async function servedLogs(path: string): Promise<VerifierKey[]> {
  if (!(await isThere(path))) return []
  const lines = (await readFile(path, "utf8")).split("\n").map((line) => line.trim())
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => parseVkey(line))
}

function stateIn(data: string): WitnessState {
  return {
    async read(id) {
      const path = join(data, id, "checkpoint")
      return (await isThere(path)) ? new Uint8Array(await readFile(path)) : undefined
    },
    async write(id, checkpoint) {
      await makeFolder(join(data, id))
      await replacePrivate(join(data, id, "checkpoint"), fromUtf8(checkpoint))
    },
  }
}

function serverOf(answer: Witness): Server {
  const server = createServer(
    { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS },
    async (request, response) => {
      try {
        const { status, contentType, body } = await answer(
          request.method ?? "",
          request.url ?? "",
          await bodyOf(request),
        )
        response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" }).end(body)
      } catch (error) {
        const status = error instanceof RangeError ? 413 : 500
        response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" })
        response.end(status === 413 ? "too-large\n" : "fault\n")
      }
    },
  )
  server.maxConnections = 100
  return server
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_MAX) throw new RangeError("body too large")
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
