// The whole way, as processes: init, serve, seal, submit, carry pull, open; byte for byte with a 25 MB file.
import { randomBytes } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { type Demo, demo } from "./demo.ts"
import { cairn, cairnOk, ROOT, spawned } from "./run.ts"
import { serving } from "./serving.ts"

const BIG = 25_000_000
const TESTIMONY: Testimony = {
  format: "cairn-testimony/1",
  answers: { lang: "th", account_text: "ข้อความตัวอย่าง نص للتجربة зразок", files: ["files/001"] },
}

const pulling = (org: Demo, from: string, out = "intake.zip"): string[] => [
  ...["carry", "pull", "--from", from, "--key", "demo/courier.key"],
  ...["--fingerprint", org.fingerprint, "--out", out],
]
const opening = (org: Demo, bundle = "intake.zip", out = "opened"): string[] => [
  ...[
    "open",
    bundle,
    "--identity",
    "demo/intake.age-identity",
    "--fingerprint",
    org.fingerprint,
    "--out",
    out,
  ],
]
const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString())

test("init, serve, seal, submit, carry pull, open", async () => {
  const org = await demo()
  const { folder, fingerprint } = org
  const big = randomBytes(BIG)
  writeFileSync(join(folder, "large.bin"), big)
  const server = await serving(folder)
  await cairnOk(folder, org.sealing("large", TESTIMONY, "--file", "large.bin:keep"))

  // The large one from a file, by parts; twice, which is once.
  const ran = await cairnOk(folder, ["submit", "large.cairn", "--to", server, "--fingerprint", fingerprint])
  expect(ran.stderr).toBe("")
  expect(ran.stdout.toString()).toMatch(/^cairn\/promise\/v1 demo\.cairn\.example\n/)
  const again = await cairnOk(folder, ["submit", "large.cairn", "--to", server])
  expect(again.stdout.equals(ran.stdout)).toBe(true)
  expect(again.stderr).toContain("the server's own charter only")
  expect(again.stderr).toContain("--fingerprint")

  // A small one through a pipe.
  const main = [process.execPath, join(ROOT, "src/cli/main.ts")].map((word) => `'${word}'`).join(" ")
  const sealing = org.sealing("small", { format: "cairn-testimony/1", answers: { account_text: "x" } })
  const piped = sealing.map((word) => (word === "small.cairn" ? "-" : word)).join(" ")
  const pipe = await spawned(
    "sh",
    ["-c", `${main} ${piped} | ${main} submit - --to ${server} --json`],
    folder,
  )
  expect(pipe.status).toBe(0)
  expect(json(pipe.stdout)).toMatchObject({ leaf: expect.stringMatching(/^[0-9a-f]{64}$/) })

  const pulled = await cairnOk(folder, [...pulling(org, server), "--json"])
  expect(json(pulled.stdout)).toEqual({
    ...{ out: "intake.zip", size: 1, since: 0, statements: 2, records: 2, containers: 2 },
    ...{ notAsked: { withdrawn: 0, erased: 0 }, leftOut: [] },
  })
  expect((statSync(join(folder, "intake.zip")).mode & 0o777).toString(8)).toBe("600")
  expect((await spawned("python3", ["-m", "zipfile", "-t", "intake.zip"], folder)).status).toBe(0)

  const opened = await cairnOk(folder, opening(org))
  expect(opened.stderr).toBe("")
  expect(json(readFileSync(join(folder, "opened/report.json")))).toEqual({ opened: 2, refused: [] })
  const subjects = readdirSync(join(folder, "opened")).filter((name) => name !== "report.json")
  expect(subjects.length).toBe(2)
  const found = subjects.flatMap((subject) => {
    const [root] = readdirSync(join(folder, "opened", subject)) as [string]
    const file = join(folder, "opened", subject, root, "files/001")
    return existsSync(file) ? [[file, json(readFileSync(join(file, "../../testimony.json")))] as const] : []
  })
  expect(found.map(([, testimony]) => testimony)).toEqual([TESTIMONY])
  expect(readFileSync((found[0] as readonly [string, unknown])[0]).equals(big)).toBe(true)

  // Opened again into the same folder: named, and what is there stays.
  const twice = await cairn(folder, opening(org))
  expect(twice.status).toBe(1)
  expect(twice.stderr).toContain("cairn: refused: exists: ")
  // A folder of its own takes the bundle anew.
  await cairnOk(folder, opening(org, "intake.zip", "other"))
  // Another organisation's identity opens nothing.
  const audit = opening(org, "intake.zip", "none").map((w) =>
    w.endsWith("identity") && w.startsWith("demo") ? "demo/audit.age-identity" : w,
  )
  expect((await cairn(folder, audit)).status).toBe(1)
  expect(readdirSync(join(folder, "none"))).toEqual(["report.json"])
})

/** @returns status and code */
async function refusal(folder: string, args: string[]): Promise<[number | null, string]> {
  const { status, stderr } = await cairn(folder, args)
  expect(stderr).not.toContain("    at ")
  return [status, /^cairn: error: ([a-z-]+): /m.exec(stderr)?.[1] ?? stderr]
}

const swap = (args: string[], from: string, to: string): string[] =>
  args.map((one) => (one === from ? to : one))

test("carry and open say no, and leave nothing", async () => {
  const org = await demo()
  const { folder } = org
  const server = await serving(folder)
  const args = pulling(org, server)
  writeFileSync(join(folder, "there.zip"), "mine")
  const cases: [number, string, string[]][] = [
    [2, "usage", ["carry"]],
    [2, "usage", ["carry", "push", "--to", server, "--key", "demo/courier.key"]],
    [2, "file", ["carry", "push", "x.zip", "--to", server, "--key", "demo/courier.key"]],
    [2, "usage", args.slice(0, -2)],
    [2, "usage", swap(args, server, `${server}/path`)],
    [2, "usage", swap(args, server, "ftp://example.org")],
    [2, "network", swap(args, server, "http://127.0.0.1:9")],
    [2, "file", swap(args, "demo/courier.key", "nowhere.key")],
    [1, "private-key", swap(args, "demo/courier.key", "demo/intake.age-identity")],
    [1, "not-a-courier", swap(args, "demo/courier.key", "demo/auditor.key")],
    [1, "charter-fingerprint", swap(args, org.fingerprint, "ab".repeat(32))],
    [2, "exists", swap(args, "intake.zip", "there.zip")],
    [2, "file", swap(args, "intake.zip", "nowhere/intake.zip")],
  ]
  const before = readdirSync(folder).sort()
  for (const [status, code, faulty] of cases) {
    expect([faulty.join(" "), ...(await refusal(folder, faulty))]).toEqual([faulty.join(" "), status, code])
    expect(readdirSync(folder).sort()).toEqual(before)
  }
  expect(readFileSync(join(folder, "there.zip"), "utf8")).toBe("mine")

  await cairnOk(folder, args)
  const good = readFileSync(join(folder, "intake.zip"))
  writeFileSync(join(folder, "cut.zip"), good.subarray(0, -40))
  expect(await refusal(folder, opening(org, "cut.zip"))).toEqual([1, "bundle-malformed"])
  expect(await refusal(folder, swap(opening(org), org.fingerprint, "ab".repeat(32)))).toEqual([
    1,
    "charter-fingerprint",
  ])
  expect(await refusal(folder, [...opening(org), "--charter", "data/charter/1.note"])).toEqual([2, "usage"])
  expect(existsSync(join(folder, "opened/report.json"))).toBe(false)
})
