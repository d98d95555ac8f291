// `cairn log integrate` and `cairn witness` as processes: a log that grows by hand, and one that a witness cosigns over HTTP.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { expect, onTestFinished, test } from "vitest"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { encodePrivateKey, parsePrivateKey } from "../../src/core/note/vkey.ts"
import { openCheckpoint, signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { parseWitness, requireQuorum } from "../../src/core/tlog/cosignature.ts"
import { encodeAddCheckpoint } from "../../src/core/tlog/witness.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import { demo } from "./demo.ts"
import { cairn, cairnOk, ROOT, scratch } from "./run.ts"

const ORIGIN = "demo.cairn.example"

test("cairn log integrate grows the log by a batch, and says so", async () => {
  const { folder } = await demo()
  expect(readFileSync(join(folder, "data/merge"), "utf8")).toBe("daily\n")
  const first = await cairnOk(folder, ["log", "integrate", "--data", "data", "--json"])
  expect(JSON.parse(first.stdout.toString())).toEqual({
    ...{ from: 1, size: 9, statements: 0, erased: 0, published: true },
  })
  const second = await cairnOk(folder, ["log", "integrate", "--data", "data"])
  expect(second.stdout.toString()).toMatch(/grew from 9 to 17 leaves/)
  const log = await parsePrivateKey(readFileSync(join(folder, "data/log.key"), "utf8").trim())
  const { size } = await openCheckpoint(
    readFileSync(join(folder, "data/tiles/checkpoint")),
    ORIGIN,
    log.verifier,
  )
  expect(size).toBe(17)
  for (const args of [["log"], ["log", "fork", "--data", "data"], ["log", "integrate", "--data", "nowhere"]])
    expect((await cairn(folder, args)).status).toBe(2)
})

test("a data folder from a backup is not signed: CAIRN_HEAD shows it", async () => {
  const { folder } = await demo()
  const env = { ...process.env, CAIRN_HEAD: join(folder, "head") }
  const integrate = async (): Promise<{ status: number | null; stderr: string }> => {
    const args = [join(ROOT, "src/cli/main.ts"), "log", "integrate", "--data", "data", "--json"]
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] })
    let stderr = ""
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    const [status] = await once(child, "close")
    return { status, stderr }
  }
  expect((await integrate()).status).toBe(0)
  cpSync(join(folder, "data"), join(folder, "old"), { recursive: true })
  expect((await integrate()).status).toBe(0)
  rmSync(join(folder, "data"), { recursive: true })
  cpSync(join(folder, "old"), join(folder, "data"), { recursive: true })
  const { status, stderr } = await integrate()
  expect(status).toBe(1)
  expect(stderr).toMatch(/error: log-stopped/)
  expect(stderr).toMatch(/hint: /)
})

/** `cairn witness` as a process, gone after the test. */
async function witnessing(
  folder: string,
  ...more: string[]
): Promise<{ url: string; vkey: string; stop(): Promise<void> }> {
  const args = ["witness", "--key", "witness.key", "--data", "w", "--port", "0", ...more]
  const child = spawn(process.execPath, [join(ROOT, "src/cli/main.ts"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM")
    if (child.exitCode === null) await once(child, "exit")
  }
  onTestFinished(stop)
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString()
  })
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^cairn: listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? []
    const [, vkey] = /^cairn: witness (\S+)$/m.exec(said) ?? []
    if (url !== undefined && vkey !== undefined) return { url, vkey, stop }
  }
  throw new Error(`cairn witness ended: ${said}`)
}

test("cairn witness cosigns what grows, keeps it over a restart, and refuses what does not", async () => {
  const folder = scratch()
  const { signer: log, vkey: logVkey } = await newSigningKey(ORIGIN)
  const first = await witnessing(folder, "--new", "witness.example")
  expect(statSync(join(folder, "witness.key")).mode & 0o777).toBe(0o600)
  const post = async (url: string, body: Uint8Array) => {
    const answer = await fetch(`${url}/add-checkpoint`, { method: "POST", body: Uint8Array.from(body) })
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() }
  }
  const root = new Uint8Array(32).fill(1)
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size: 3, root }, log)
  const request = encodeAddCheckpoint({ old: 0, proof: [], checkpoint })
  expect((await post(first.url, request)).status).toBe(404) // it knows no log yet
  writeFileSync(join(folder, "w/logs"), `# the organisation's\n${logVkey}\n`)
  const answer = await post(first.url, request)
  expect(answer.status).toBe(200)
  const whole = new Uint8Array(Buffer.concat([checkpoint, utf8(answer.text)]))
  const [cosigned] = await requireQuorum(whole, [{ vkey: first.vkey }], 1)
  expect(Math.abs((cosigned?.time ?? 0) - Date.now() / 1000)).toBeLessThan(600)
  expect(parseWitness(first.vkey).name).toBe("witness.example")

  const id = hex(await sha256Platform(utf8(ORIGIN)))
  expect(readdirSync(join(folder, "w")).sort()).toContain(id)
  const monitored = await fetch(`${first.url}/${id}/checkpoint`)
  expect(await monitored.text()).toContain(answer.text)
  for (const path of ["/", "/add-checkpoint", `/${"0".repeat(64)}/checkpoint`, `/${id}/../logs`])
    expect((await fetch(first.url + path)).status).toBe(404)
  expect((await post(first.url, new Uint8Array(80_000))).status).toBe(413)

  await first.stop()
  const second = await witnessing(folder)
  expect(second.vkey).toBe(first.vkey)
  const other = await signCheckpoint({ origin: ORIGIN, size: 3, root: new Uint8Array(32) }, log)
  expect((await post(second.url, encodeAddCheckpoint({ old: 3, proof: [], checkpoint: other }))).status).toBe(
    422,
  )
  const stale = await post(second.url, encodeAddCheckpoint({ old: 0, proof: [], checkpoint: other }))
  expect(stale).toMatchObject({ status: 409, type: "text/x.tlog.size", text: "3\n" })
  const busy = await cairn(folder, ["witness", "--key", "witness.key", "--data", "w", "--port", "0"])
  expect(busy.status).toBe(2)
  expect(busy.stderr).toMatch(/error: busy/)

  // State that can't be read is not a log that was never seen.
  writeFileSync(join(folder, "w", id, "checkpoint"), "rubbish")
  expect((await post(second.url, request)).status).toBe(500)
  expect(existsSync(join(folder, "w", id, "checkpoint"))).toBe(true)
})

test("cairn witness refuses a key that is none, and a port in use", async () => {
  const folder = scratch()
  writeFileSync(join(folder, "witness.key"), "nonsense\n")
  const ran = await cairn(folder, ["witness", "--key", "witness.key", "--data", "w", "--port", "0"])
  expect(ran.status).toBe(1)
  expect(ran.stderr).toMatch(/error: private-key/)
  expect((await cairn(folder, ["witness", "--key", "gone.key", "--data", "w"])).status).toBe(2)
  expect((await cairn(folder, ["witness", "--data", "w"])).status).toBe(2)
  const { url } = await witnessing(scratchWithKey(folder))
  const port = new URL(url).port
  const second = await cairn(folder, ["witness", "--key", "witness.key", "--data", "w2", "--port", port])
  expect(second.stderr).toMatch(/error: network/)
})

function scratchWithKey(folder: string): string {
  rmSync(join(folder, "witness.key"))
  writeFileSync(join(folder, "witness.key"), `${encodePrivateKey("w.example", new Uint8Array(32).fill(4))}\n`)
  return folder
}
