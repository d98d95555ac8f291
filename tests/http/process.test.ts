// The server as a process: what it prints, how it stops, what stops it from starting, and fsck and backup beside it.
import { spawn } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { today } from "../../src/cli/output.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { verifyChain } from "../../src/core/charter/chain.ts"
import { Reader } from "../../src/core/chunks.ts"
import { readTarHeader, skipTarFill } from "../../src/core/container/tar.ts"
import { cairn, cairnOk, ROOT, scratch } from "../cli/run.ts"
import { account } from "../fixtures/account.ts"
import { newWorld, post, TARGETS, told } from "./world.ts"

interface Process {
  readonly url: string
  readonly stderr: () => string
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** `cairn serve` with `demo/` moved out of its reach. */
function serve(folder: string, env: Record<string, string> = {}): Promise<Process> {
  const child = spawn(process.execPath, [join(ROOT, "src/cli/main.ts"), "serve", "--port", "0"], {
    cwd: folder,
    env: { ...process.env, ...env },
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  let [out, err] = ["", ""]
  const over = new Promise<number | null>((done) => child.on("close", done))
  child.stderr.on("data", (chunk) => {
    err += chunk
  })
  return new Promise((done, fail) => {
    void over.then(() => fail(new Error(err)))
    child.stdout.on("data", (chunk) => {
      out += chunk
      const url = /^cairn: listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(out)?.[1]
      if (url === undefined) return
      const stop = (signal: NodeJS.Signals = "SIGTERM") => {
        child.kill(signal)
        return over
      }
      done({ url, stderr: () => err, stop })
    })
  })
}

async function demo(): Promise<string> {
  const folder = scratch()
  await cairnOk(folder, ["init", "--demo"])
  renameSync(join(folder, "demo"), join(folder, "offline"))
  return folder
}

async function send(url: string): Promise<string> {
  const { charters } = (await (await fetch(`${url}/charter`)).json()) as { charters: string[] }
  const { fingerprint } = JSON.parse(
    (await (await fetch(`${url}/site.js`)).text()).slice("globalThis.CAIRN_SITE = Object.freeze(".length, -3),
  ) as { fingerprint: string }
  const [charter] = await verifyChain(charters.map(utf8), fingerprint)
  const { package: pack, content } = await account(charter as never, { today: today() })
  expect(await told(await post(url, pack))).toBe("201")
  return content.root
}

test.each(["SIGTERM", "SIGINT"] as const)("serves without demo/, and %s stops it well", async (signal) => {
  const folder = await demo()
  const server = await serve(folder)
  await send(server.url)
  expect(await server.stop(signal)).toBe(0)
  const events = server
    .stderr()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  expect(events).toEqual([{ event: "start", kind: "demonstration", charter: 1 }, { event: "stop" }])
})

test("what was promised is there after kill -9", async () => {
  const folder = await demo()
  const server = await serve(folder)
  const root = await send(server.url)
  await server.stop("SIGKILL")
  const again = await serve(folder)
  expect(await (await fetch(`${again.url}/health`)).json()).toEqual({ ok: true, size: 1 })
  await again.stop()
  expect(readdirSync(join(folder, "data/containers", root.slice(0, 2)))).toEqual([root])
  expect((await cairn(folder, ["fsck", "--data", "data"])).status).toBe(0)
})

test("one folder, one process; one port, one server: each says so in two lines", async () => {
  const folder = await demo()
  const server = await serve(folder)
  const second = await cairn(folder, ["serve", "--port", "0"])
  expect([second.status, second.stderr]).toEqual([
    2,
    expect.stringMatching(/^cairn: error: busy: another process has data\ncairn: hint: .*\n$/),
  ])
  expect((await cairn(folder, ["fsck"])).stderr).toContain("cairn: error: busy: ")
  const other = await demo()
  const port = new URL(server.url).port
  const taken = await cairn(other, ["serve", "--port", port])
  expect([taken.status, taken.stderr]).toEqual([
    2,
    expect.stringContaining(`network: port ${port} is in use`),
  ])
  expect(await server.stop()).toBe(0)
})

test.each([
  [
    "the log's key is another",
    "log-key",
    (data: string, other: string) =>
      writeFileSync(join(data, "log.key"), readFileSync(join(other, "log.key"))),
  ],
  [
    "the policy was changed",
    "policy-mismatch",
    (data: string) => {
      const path = join(data, "policy.json")
      writeFileSync(path, readFileSync(path, "utf8").replace("not real", "real"))
    },
  ],
  [
    "the charter is another's",
    "charter-fingerprint",
    (data: string, other: string) => {
      for (const name of ["charter/1.note", "log.key", "policy.json"])
        writeFileSync(join(data, name), readFileSync(join(other, name)))
    },
  ],
  [
    "the site file is not one",
    "site-malformed",
    (data: string) => writeFileSync(join(data, "site.json"), "{}"),
  ],
  ["there is no charter", "charter-missing", (data: string) => rmSync(join(data, "charter/1.note"))],
])("does not start if %s", async (_, code, spoil) => {
  const [world, other] = [await newWorld(), await newWorld()]
  onTestFinished(() => {
    world.remove()
    other.remove()
  })
  spoil(world.data, other.data)
  await expect(TARGETS[0]?.start(world.data, {})).rejects.toThrow(`${code}: `)
})

test("CAIRN_CLOCK moves a demonstration's day, and is refused when it is no instant", async () => {
  const folder = await demo()
  const server = await serve(folder, { CAIRN_CLOCK: "2031-01-01T00:00:00Z" })
  const answer = await fetch(`${server.url}/health`)
  expect(answer.status).toBe(200)
  await expect(send(server.url)).rejects.toThrow("401 clock") // said too long ago, on that day
  await server.stop()
  await expect(serve(folder, { CAIRN_CLOCK: "tomorrow" })).rejects.toThrow("cairn: error: clock: ")
})

test("npm start makes a demonstration beside its data, serves it, and says what it is", async () => {
  const folder = scratch()
  const env = { ...process.env, CAIRN_DATA: join(folder, "data"), PORT: "0" }
  for (const first of [true, false]) {
    const child = spawn(process.execPath, [join(ROOT, "bin/cairn.js"), "start"], { cwd: folder, env })
    onTestFinished(() => void child.kill("SIGKILL"))
    let out = ""
    const over = new Promise<number | null>((done) => child.on("close", done))
    await new Promise<void>((done) => {
      void over.then(() => done())
      child.stdout.on("data", (chunk) => {
        out += chunk
        if (out.includes("Ctrl-C")) done()
      })
    })
    const fingerprint = readFileSync(join(folder, "demo/fingerprint.txt"), "utf8").trim()
    expect(out.includes("made a demonstration organisation")).toBe(first)
    const url = /^cairn: listening on (\S+)$/m.exec(out)?.[1] as string
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true, size: 1 })
    for (const page of ["", "return", "audit", "real", "console.html"])
      expect((await fetch(`${url}/${page}`)).status).toBe(200)
    for (const word of [
      "This is a DEMONSTRATION",
      `open in a browser     ${url}/`,
      ...[`${url}/return,`, `${url}/audit\n`, `${url}/real\n`, `${url}/console.html,`, `cairn audit ${url} `],
      "demo/courier.key",
      fingerprint,
    ])
      expect(out).toContain(word)
    child.kill("SIGINT")
    expect(await over).toBe(0)
  }
})

test("fsck finds what is missing, changed and not claimed, and says all well otherwise", async () => {
  const folder = await demo()
  const server = await serve(folder)
  const [missing, changed] = [await send(server.url), await send(server.url)] as [string, string]
  await server.stop()
  const fsck = () => cairn(folder, ["fsck", "--json", "--data", "data"])
  expect(JSON.parse((await fsck()).stdout.toString())).toEqual({ ok: true, problems: [] })
  const file = (root: string) => join(folder, "data/containers", root.slice(0, 2), root)
  rmSync(file(missing))
  truncateSync(file(changed), 1000)
  const ran = await fsck()
  expect(ran.status).toBe(1)
  const { problems } = JSON.parse(ran.stdout.toString()) as { problems: { code: string; about: string }[] }
  const codes = problems.map(({ code, about }) => `${code} ${about}`)
  expect(codes.some((one) => one.startsWith("missing-file") && one.includes(missing))).toBe(true)
  expect(codes.some((one) => one.startsWith("changed-file") && one.includes(changed))).toBe(true)
  expect((await cairn(folder, ["fsck", "--data", "nowhere"])).status).toBe(2)
  expect(existsSync(join(folder, "nowhere"))).toBe(false)
})

test("a backup beside a running server: whole, without headers, headers apart, and private", async () => {
  const folder = await demo()
  const server = await serve(folder)
  const root = await send(server.url)
  await cairnOk(folder, ["backup", "b.tar", "--data", "data"])
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ ok: true, size: 1 })
  await send(server.url)
  await server.stop()
  const [whole, headers] = [members(join(folder, "b.tar")), members(join(folder, "b.tar.headers"))]
  const shelf = root.slice(0, 2)
  expect([...(await headers).keys()]).toEqual([`headers/${shelf}/${root}`])
  const names = [...(await whole).keys()]
  expect(names).toEqual(
    expect.arrayContaining(["cairn.db", "site.json", "policy.json", "log.key", "charter/1.note"]),
  )
  expect(names.filter((name) => name.startsWith("containers/"))).toEqual([`containers/${shelf}/${root}`])
  expect(names.some((name) => name.startsWith("headers/"))).toBe(false)
  const start = Buffer.from("age-encryption.org/v1")
  for (const [name, bytes] of await whole)
    if (name.startsWith("containers/")) expect(bytes.includes(start), name).toBe(false)
  for (const name of ["b.tar", "b.tar.headers"]) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([])

  // Unpacked together they are a data folder that a server starts on, and fsck finds well.
  for (const [name, bytes] of [...(await whole), ...(await headers)]) {
    const path = join(folder, "again", name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  expect((await cairn(folder, ["fsck", "--data", "again"])).stderr).toBe("")
  expect((await cairn(folder, ["backup", "b.tar", "--data", "data"])).stderr).toContain("error: exists: ")
})

/** The files of a tar by name, read by the same strict reader that the packages have. */
async function members(path: string): Promise<Map<string, Buffer>> {
  const bytes = readFileSync(path)
  const found = new Map<string, Buffer>()
  const reader = new Reader([bytes])
  for (;;) {
    const name = Buffer.from(await reader.peek(100))
      .toString("latin1")
      .replace(/\0.*$/s, "")
    const header = await readTarHeader(reader, [name])
    if (header === undefined) return found
    found.set(name, Buffer.from(await reader.take(header.size)))
    await skipTarFill(reader, header.size)
  }
}
