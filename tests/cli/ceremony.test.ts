// A ceremony on the command line, from a plan to a running server; what is refused on the way; and that nothing is overwritten.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { verifyChain } from "../../src/core/charter/chain.ts"
import { BEGIN, held, INIT, room, rootKey, TODAY, typeSheets } from "./ceremony-run.ts"
import { serving } from "./serving.ts"

test("from a plan to a server that serves it", async () => {
  const place = room()
  const fingerprint = await held(place)
  const made = await place.run("init", ...INIT(fingerprint))
  expect(made).toMatchObject({ fingerprint, kind: "production" })
  const address = await serving(place.folder)
  const { charters } = (await (await fetch(`${address}/charter?after=0`)).json()) as { charters: string[] }
  const [charter] = await verifyChain([Buffer.from(charters[0] as string)], fingerprint)
  expect(charter?.body.kind).toBe("production")
  expect(await (await fetch(`${address}/policy`)).text()).toBe(place.read("policy.json"))
  expect(await (await fetch(`${address}/site.js`)).text()).toContain(fingerprint)
})

test("every file of it is for its owner alone, and a step says what it made", async () => {
  const place = room()
  await held(place)
  const files = readdirSync(place.at("c"), { recursive: true, withFileTypes: true })
  for (const entry of files) {
    const { mode } = statSync(join(entry.parentPath, entry.name))
    expect(mode & 0o077, entry.name).toBe(0)
  }
  expect(files.some(({ name }) => name.startsWith(".next") || name.endsWith(".part"))).toBe(false)
  const folders = readdirSync(place.at("c")).filter((name) => !name.startsWith("share-"))
  expect(folders.sort()).toEqual(
    [
      ...[
        "audit",
        "auditor-1",
        "ceremony.json",
        "console-1",
        "console-2",
        "courier-1",
        "record",
        "release-1",
      ],
      ...["root-1", "root-2", "root-3", "server"],
    ].sort(),
  )
  const { step, steps } = await place.run("charter", "show", "--dir", "./c")
  expect([step, steps.every((one: { state: string }) => one.state === "over")]).toEqual(["done", true])
})

test("the drill of every year opens from paper, all of it", async () => {
  const place = room()
  const chain = ["--charter", "./c/record/charter.note", "--fingerprint", await held(place)]
  const drill = ["drill", ...chain, "--share-set", "./c/record/shares.json"]
  const sheets = typeSheets(place)
  expect(await place.run("keys", ...drill, ...sheets)).toEqual({
    opened: [JSON.parse(place.read("c/record/shares.json")).setId],
  })
  expect(await place.refused("keys", ...drill, ...sheets.slice(2))).toBe("drill-sheets")
  expect(await place.refused("keys", ...drill, ...sheets.slice(0, 2), ...sheets.slice(0, 4))).toBe(
    "share-twice",
  )
  const other = room()
  await held(other)
  const foreign = ["drill", ...chain, "--share-set", other.at("c/record/shares.json")]
  expect(await place.refused("keys", ...foreign, ...sheets)).toBe("drill-key")
})

test("whole: a passphrase that is made stands on its sheet and opens the file", async () => {
  const place = room({ intake: { how: "whole" }, roots: 1, threshold: 1 })
  await place.run("charter", ...BEGIN)
  await place.run("keys", "new", "--dir", "./c")
  await place.run("keys", "share", "--dir", "./c")
  const sheet = place.read("c/intake-passphrase/passphrase.html")
  const words = [...sheet.matchAll(/<li>([a-z]+)<\/li>/g)].map(([, word]) => word)
  writeFileSync(place.at("pass.txt"), `${words.join(" ")}\n`)
  const drill = ["drill", "--dir", "./c", "--root", "./c/root-1/root-1.key", "--passphrase-file"]
  writeFileSync(place.at("wrong.txt"), "another set of words entirely")
  expect(await place.refused("keys", ...drill, "./wrong.txt")).toBe("passphrase")
  expect((await place.run("keys", ...drill, "./pass.txt")).step).toBe("sign")
  const [file] = readdirSync(place.at("c/intake"))
  const show = ["show", `./c/intake/${file}`, "--passphrase-file", "./pass.txt"]
  const { recipients } = await place.run("keys", ...show)
  expect(JSON.parse(place.read("c/ceremony.json")).intake.recipient).toBe(recipients[0])
})

describe("a real deployment takes no rehearsal", () => {
  test("not a demonstration's charter, unless it is said, and then it stays one", async () => {
    const place = room({ kind: "demonstration" })
    const fingerprint = await held(place)
    expect(await place.refused("init", ...INIT(fingerprint))).toBe("demonstration")
    expect(existsSync(place.at("data"))).toBe(false)
    expect(await place.run("init", ...INIT(fingerprint), "--demonstration")).toMatchObject({
      kind: "demonstration",
    })
  })

  test("not the charter of cairn init --demo", async () => {
    const place = room()
    await place.run("init", "--demo", "--data", "./old", "--demo-dir", "./demo")
    const args = [
      ...["--charter", "./old/charter/1.note", "--policy", "./old/policy.json", "--log-key", "./old/log.key"],
      ...["--fingerprint", place.read("demo/fingerprint.txt").trim(), "--data", "./data"],
    ]
    expect(await place.refused("init", ...args)).toBe("demonstration")
  })

  test("not an origin that nobody can own", async () => {
    const place = room({ origin: "demo.cairn.example" })
    await place.run("charter", ...BEGIN)
    await place.run("keys", "new", "--dir", "./c")
    await place.run("keys", "share", "--dir", "./c")
    await place.run("keys", "drill", "--dir", "./c", "--root", "./c/root-1/root-1.key", ...typeSheets(place))
    await place.run("charter", "sign", "--dir", "./c", ...[1, 2, 3].flatMap((n) => rootKey(n)))
    expect(await place.refused("charter", "verify", "--dir", "./c")).toBe("demonstration")
  })

  test("not another log's key, another policy, another fingerprint, a folder in use", async () => {
    const place = room()
    const args = INIT(await held(place))
    const other = room()
    await held(other)
    const instead = (option: string, value: string) =>
      args.map((arg, at) => (args[at - 1] === option ? value : arg))
    expect(await place.refused("init", ...instead("--log-key", other.at("c/server/log.key")))).toBe("log-key")
    expect(await place.refused("init", ...instead("--log-key", "./c/root-1/root-1.key"))).toBe("log-key")
    expect(await place.refused("init", ...instead("--policy", "./plan.json"))).toBe("policy-mismatch")
    expect(await place.refused("init", ...instead("--fingerprint", "0".repeat(64)))).toBe(
      "charter-fingerprint",
    )
    expect(await place.refused("init", ...instead("--fingerprint", "abc"))).toBe("usage")
    expect(await place.refused("init", ...args, "--merge", "1441")).toBe("usage")
    expect(existsSync(place.at("data"))).toBe(false)
    writeFileSync(place.at("data"), "")
    expect(await place.refused("init", ...args)).toBe("exists")
  })
})

test("nothing is overwritten, and steps out of turn change nothing", async () => {
  const place = room()
  await place.run("charter", ...BEGIN)
  expect(await place.refused("charter", ...BEGIN)).toBe("exists")
  await place.run("keys", "new", "--dir", "./c")
  const before = readFileSync(place.at("c/root-1/root-1.key"), "utf8")
  expect(await place.refused("keys", "new", "--dir", "./c")).toBe("ceremony-step")
  expect(await place.refused("charter", "sign", "--dir", "./c", ...rootKey(1))).toBe("ceremony-step")
  expect(await place.refused("keys", "drill", "--dir", "./c", "--root", "./c/root-1/root-1.key")).toBe(
    "usage",
  )
  expect(readFileSync(place.at("c/root-1/root-1.key"), "utf8")).toBe(before)
  expect(await place.refused("keys", "share", "--dir", "./nowhere")).toBe("file")
  expect(await place.refused("keys", "new", "--name", "root-4", "--out", "./c/root-1/root-1.key")).toBe(
    "exists",
  )
})

test("a half ceremony can be thrown away, a finished one not", async () => {
  const place = room()
  await place.run("charter", ...BEGIN)
  await place.run("keys", "new", "--dir", "./c")
  await place.run("charter", "new", "--dir", "./c", "--throw-away")
  expect(existsSync(place.at("c"))).toBe(false)
  const fingerprint = await held(place)
  expect(await place.refused("charter", "new", "--dir", "./c", "--throw-away")).toBe("usage")
  expect(place.read("c/record/fingerprint.txt").trim()).toBe(fingerprint)
})

test("a policy or plan that a real organisation cannot have begins no ceremony", async () => {
  const place = room()
  const policy = JSON.parse(place.read("policy.json"))
  const cases: [string, object][] = [
    ["policy-support", { support: [] }],
    ["policy-support", { support: [{ country: "NL", entries: ["x"], checked: "2020-01-01" }] }],
    ["policy-support", { support: [{ country: "NL", entries: ["x"], checked: "2999-01-01" }] }],
    ["policy-notices", { notices: [] }],
    ["policy-notices", { notices: [{ ...policy.notices[0], reviewedBy: " " }] }],
    ["policy-notices", { languages: ["en", "ar"] }],
    [
      "policy-example",
      { support: [{ country: "NL", entries: ["Example service (not real)"], checked: TODAY }] },
    ],
    ["policy-name", { organisation: "Another" }],
    ["policy-malformed", { open: "yes" }],
  ]
  for (const [code, over] of cases) {
    writeFileSync(place.at("policy.json"), JSON.stringify({ ...policy, ...over }))
    expect([code, over, await place.refused("charter", ...BEGIN)]).toEqual([code, over, code])
  }
  writeFileSync(place.at("policy.json"), JSON.stringify(policy))
  const plan = JSON.parse(place.read("plan.json"))
  for (const over of [
    { threshold: 4 },
    { consoles: 1 },
    { joined: ["root-9"] },
    { intake: { how: "split", k: 4, n: 3 } },
    { x: 1 },
  ]) {
    writeFileSync(place.at("plan.json"), JSON.stringify({ ...plan, ...over }))
    expect(await place.refused("charter", ...BEGIN)).toBe("ceremony-plan")
  }
  expect(existsSync(place.at("c"))).toBe(false)
})
