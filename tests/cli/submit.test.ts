// How `cairn submit` says no: codes and exit statuses, nothing sent that is not whole, nothing left behind.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type Demo, demo } from "./demo.ts"
import { cairn, cairnOk, ROOT, spawned } from "./run.ts"
import { serving } from "./serving.ts"

const unfinished = (): string[] => readdirSync(tmpdir()).filter((name) => /^\.cairn-.*\.part$/.test(name))

async function sealed(): Promise<Demo & { server: string }> {
  const org = await demo()
  await cairnOk(org.folder, org.sealing("x"))
  return { ...org, server: await serving(org.folder) }
}

test("what submit refuses", async () => {
  const { folder, server } = await sealed()
  const good = readFileSync(join(folder, "x.cairn"))
  writeFileSync(join(folder, "cut.cairn"), good.subarray(0, -700))
  writeFileSync(
    join(folder, "bad.cairn"),
    Uint8Array.from(good, (b, i) => (i === good.length - 9000 ? b ^ 1 : b)),
  )
  writeFileSync(join(folder, "text.cairn"), "words-of-a-person-zq".repeat(100))
  const cases: [number, string, string[]][] = [
    [2, "usage", ["submit"]],
    [2, "usage", ["submit", "x.cairn"]],
    [2, "usage", ["submit", "x.cairn", "y.cairn", "--to", server]],
    [2, "usage", ["submit", "x.cairn", "--to", "example.org"]],
    [2, "usage", ["submit", "x.cairn", "--to", server, "--fingerprint", "12"]],
    [2, "file", ["submit", "nowhere.cairn", "--to", server]],
    [1, "truncated", ["submit", "cut.cairn", "--to", server]],
    [1, "root-mismatch", ["submit", "bad.cairn", "--to", server]],
    [1, "tar-malformed", ["submit", "text.cairn", "--to", server]],
    [1, "charter-fingerprint", ["submit", "x.cairn", "--to", server, "--fingerprint", "ab".repeat(32)]],
    [2, "network", ["submit", "x.cairn", "--to", "http://127.0.0.1:9"]],
  ]
  for (const [status, code, args] of cases) {
    const ran = await cairn(folder, args)
    const said = /^cairn: error: ([a-z-]+): [^A-Z].*[^.]$/m.exec(ran.stderr)?.[1] ?? ran.stderr
    expect([args.join(" "), ran.status, said]).toEqual([args.join(" "), status, code])
    expect(ran.stdout.toString()).toBe("")
    expect(ran.stderr).not.toContain("words-of-a-person-zq")
  }
})

test("from stdin: whole or not at all, and its private copy is gone", async () => {
  const { folder, server } = await sealed()
  const before = unfinished()
  const main = [process.execPath, join(ROOT, "src/cli/main.ts")].map((word) => `'${word}'`).join(" ")
  const pipe = (command: string) =>
    spawned("sh", ["-c", `${command} | ${main} submit - --to ${server}`], folder)
  expect((await pipe("cat x.cairn")).stdout.toString()).toContain("cairn/promise/v1")
  expect(await pipe("head -c 3000 x.cairn")).toMatchObject({ status: 1 })
  expect(await pipe("true")).toMatchObject({ status: 1 })
  expect(unfinished()).toEqual(before)
})

test("what the server refuses is passed on by its own code, and a clock is put right only for couriers", async () => {
  const org = await demo()
  const { folder, fingerprint } = org
  await cairnOk(folder, org.sealing("x"))
  const later = new Date(Date.now() + 200 * 86_400_000).toISOString()
  const server = await serving(folder, { CAIRN_CLOCK: later })
  const ran = await cairn(folder, ["submit", "x.cairn", "--to", server])
  expect([ran.status, /error: ([a-z-]+)/.exec(ran.stderr)?.[1]]).toEqual([1, "clock"])
  const key = ["--key", "demo/courier.key", "--fingerprint", fingerprint, "--out", "intake.zip"]
  await cairnOk(folder, ["carry", "pull", "--from", server, ...key])
  const opened = [
    "open",
    "intake.zip",
    "--identity",
    "demo/intake.age-identity",
    "--fingerprint",
    fingerprint,
  ]
  await cairnOk(folder, [...opened, "--out", "opened"])
})
