// How the command line says no: two lines, a status, no stack, nothing written, and never what a person wrote.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { addDays } from "../../src/core/day.ts"
import { encodePrivateKey } from "../../src/core/note/vkey.ts"
import { organisation } from "../fixtures/account.ts"
import { onlyLeafProof } from "../fixtures/charter-proof.ts"
import { type Demo, demo } from "./demo.ts"
import { cairn, cairnOk, type Ran, scratch } from "./run.ts"

const WRITTEN = "words-of-a-person-zq"

/** What every refusal looks like. @returns its code */
function codeOf(ran: Ran, status: 1 | 2): string {
  expect(ran.status).toBe(status)
  const lines = ran.stderr.trimEnd().split("\n")
  const [, code] = /^cairn: error: ([a-z-]+): [^A-Z].*[^.]$/.exec(lines[0] ?? "") ?? []
  expect(lines.slice(1).every((line) => line.startsWith("cairn: hint: "))).toBe(true)
  expect(lines.length).toBeLessThanOrEqual(2)
  expect(ran.stderr + ran.stdout.toString()).not.toContain(WRITTEN)
  expect(ran.stderr).not.toContain("    at ")
  return code ?? ran.stderr
}

/** Arguments with the value of one option replaced, or the option left out. */
function changed(args: readonly string[], option: string, value?: string): string[] {
  const at = args.indexOf(option)
  return [...args.slice(0, at), ...(value === undefined ? [] : [option, value]), ...args.slice(at + 2)]
}

type SealFault = (org: Demo, args: string[]) => string[]

const write = (org: Demo, name: string, content: unknown): string => {
  writeFileSync(join(org.folder, name), typeof content === "string" ? content : JSON.stringify(content))
  return name
}

const consent = (org: Demo): Record<string, unknown> & { decisions: Record<string, unknown>[] } =>
  JSON.parse(readFileSync(join(org.folder, "c.json"), "utf8"))

const SEALING: readonly (readonly [what: string, code: string, status: 1 | 2, fault: SealFault])[] = [
  ["an option nobody knows", "usage", 2, (_, args) => [...args, "--nonsense"]],
  ["no charter", "usage", 2, (_, args) => changed(args, "--charter")],
  ["no receipt file", "usage", 2, (_, args) => changed(args, "--receipt-out")],
  ["a fingerprint that is none", "usage", 2, (_, args) => changed(args, "--fingerprint", "12")],
  [
    "another organisation's fingerprint",
    "charter-fingerprint",
    1,
    (_, args) => changed(args, "--fingerprint", "ab".repeat(32)),
  ],
  ["a charter that is not there", "file", 2, (_, args) => changed(args, "--charter", "nowhere.note")],
  [
    "a server that is not there",
    "network",
    2,
    (_, args) => changed(args, "--charter", "http://127.0.0.1:9/"),
  ],
  [
    "a charter cut short",
    "note-malformed",
    1,
    (org, args) => {
      const note = readFileSync(join(org.folder, "data/charter/1.note"), "utf8")
      return changed(args, "--charter", write(org, "cut.note", note.slice(0, -1)))
    },
  ],
  [
    "a charter whose signature is gone wrong",
    "charter-signatures",
    1,
    (org, args) => {
      const note = readFileSync(join(org.folder, "data/charter/1.note"), "utf8")
      const at = note.lastIndexOf(" ") + 20
      const other = note[at] === "A" ? "B" : "A"
      return changed(
        args,
        "--charter",
        write(org, "bad.note", note.slice(0, at) + other + note.slice(at + 1)),
      )
    },
  ],
  [
    "a testimony that is not JSON",
    "file",
    2,
    (org, args) => changed(args, "--testimony", write(org, "t", `{${WRITTEN}`)),
  ],
  [
    "a testimony of another format",
    "testimony-format",
    1,
    (org, args) => changed(args, "--testimony", write(org, "t", { format: WRITTEN, answers: {} })),
  ],
  [
    "an answer to no field",
    "field-unknown",
    1,
    (org, args) =>
      changed(
        args,
        "--testimony",
        write(org, "t", { format: "cairn-testimony/1", answers: { [WRITTEN]: "x" } }),
      ),
  ],
  [
    "an answer that is no option",
    "field-value",
    1,
    (org, args) =>
      changed(
        args,
        "--testimony",
        write(org, "t", { format: "cairn-testimony/1", answers: { others: WRITTEN } }),
      ),
  ],
  [
    "an answer that names a file not given",
    "field-value",
    1,
    (org, args) =>
      changed(
        args,
        "--testimony",
        write(org, "t", { format: "cairn-testimony/1", answers: { files: ["files/007"] } }),
      ),
  ],
  [
    "a consent record with an unknown key",
    "consent-record",
    1,
    (org, args) => changed(args, "--consent", write(org, "c2", { ...consent(org), note: WRITTEN })),
  ],
  [
    "no yes to keeping it",
    "consent-store",
    1,
    (org, args) => {
      const { decisions, ...rest } = consent(org)
      const refusing = decisions.map((d) => (d.purpose === "store" ? { ...d, state: "refused" } : d))
      return changed(args, "--consent", write(org, "c2", { ...rest, decisions: refusing }))
    },
  ],
  ["a file that is not there", "file", 2, (_, args) => [...args, "--file", "nowhere.jpg:keep"]],
  ["a folder as a file", "file", 2, (_, args) => [...args, "--file", "demo:keep"]],
  [
    "a package that is there already",
    "exists",
    2,
    (org, args) => changed(args, "--out", write(org, "y.cairn", "mine")),
  ],
  [
    "a receipt that is there already",
    "exists",
    2,
    (org, args) => changed(args, "--receipt-out", write(org, "y.txt", "mine")),
  ],
  ["a receipt nobody can write", "file", 2, (_, args) => changed(args, "--receipt-out", "nowhere/x.txt")],
]

test("seal refuses, and leaves neither package nor receipt", async () => {
  const org = await demo()
  const args = org.sealing("x")
  for (const [what, code, status, fault] of SEALING) {
    const faulty = fault(org, args)
    const before = readdirSync(org.folder).sort()
    expect([what, codeOf(await cairn(org.folder, faulty), status)]).toEqual([what, code])
    expect([what, readdirSync(org.folder).sort()]).toEqual([what, before])
    if (code === "exists")
      expect(
        ["y.cairn", "y.txt"]
          .filter((f) => existsSync(join(org.folder, f)))
          .map((f) => readFileSync(join(org.folder, f), "utf8")),
      ).toContain("mine")
  }
  await cairnOk(org.folder, args)
})

test("seal refuses an expired charter, one with too long a term, and one signed by too few", async () => {
  const org = await demo()
  const today = new Date().toISOString().slice(0, 10)
  const cases = [
    ["charter-expired", { today: addDays(today, -300), expires: addDays(today, -1) }],
    ["charter-expired", { today: addDays(today, 300), expires: addDays(today, 600) }],
  ] as const
  for (const [code, plan] of cases) {
    const made = await organisation(plan)
    writeFileSync(join(org.folder, "other.note"), made.note)
    const args = changed(
      changed(org.sealing("x"), "--charter", "other.note"),
      "--fingerprint",
      made.charter.hash,
    )
    expect(codeOf(await cairn(org.folder, args), 1)).toBe(code)
  }
  const two = await organisation({ roots: 2, threshold: 1, today, expires: addDays(today, 100) })
  const note = Buffer.from(two.note).toString("utf8")
  writeFileSync(join(org.folder, "other.note"), note.slice(0, note.trimEnd().lastIndexOf("\n") + 1))
  const args = changed(
    changed(org.sealing("x"), "--charter", "other.note"),
    "--fingerprint",
    two.charter.hash,
  )
  expect(codeOf(await cairn(org.folder, args), 1)).toBe("charter-signatures")
})

test("open refuses, and leaves nothing in its folder but the report", async () => {
  const org = await demo()
  await cairnOk(
    org.folder,
    org.sealing("x", { format: "cairn-testimony/1", answers: { account_text: WRITTEN } }),
  )
  const good = readFileSync(join(org.folder, "x.cairn"))
  const flipped = Uint8Array.from(good)
  flipped[good.length - 5000] = (flipped[good.length - 5000] as number) ^ 1
  const args = org.opening("x")
  const cases: [string, string, 1 | 2, string[]][] = [
    ["a damaged container", "damaged", 1, ["open", "bad.cairn", ...args.slice(2)]],
    ["a package cut short", "truncated", 1, ["open", "cut.cairn", ...args.slice(2)]],
    ["another identity", "no-identity-fits", 1, changed(args, "--identity", "demo/audit.age-identity")],
    [
      "another organisation's fingerprint",
      "charter-unknown",
      1,
      changed(args, "--fingerprint", "ab".repeat(32)),
    ],
  ]
  writeFileSync(join(org.folder, "bad.cairn"), flipped)
  writeFileSync(join(org.folder, "cut.cairn"), good.subarray(0, good.length - 2000))
  for (const [what, code, status, faulty] of cases) {
    const out = join(org.folder, code)
    const ran = await cairn(org.folder, changed(faulty, "--out", out))
    expect([what, codeOf({ ...ran, stdout: Buffer.alloc(0) }, status)]).toEqual([what, code])
    expect([what, readdirSync(out)]).toEqual([what, ["report.json"]])
    const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
    expect(report).toMatchObject({ opened: 0, refused: [{ code }] })
    expect(report.refused[0].subject).toMatch(/^[0-9a-f]{64}$/)
  }
})

test("open could not: usage and files, status 2", async () => {
  const org = await demo()
  await cairnOk(org.folder, org.sealing("x"))
  const args = org.opening("x")
  writeFileSync(join(org.folder, "bundle.zip"), "PK\u0003\u0004")
  expect(codeOf(await cairn(org.folder, ["open", "nowhere.cairn", ...args.slice(2)]), 2)).toBe("file")
  expect(codeOf(await cairn(org.folder, ["open", ...args.slice(2)]), 2)).toBe("usage")
  expect(codeOf(await cairn(org.folder, changed(args, "--identity", "nowhere")), 2)).toBe("file")
  expect(codeOf(await cairn(org.folder, changed(args, "--identity", "demo/courier.key")), 1)).toBe("identity")
  expect(codeOf(await cairn(org.folder, ["open", "bundle.zip", ...args.slice(2)]), 1)).toBe(
    "bundle-malformed",
  )
  expect(existsSync(join(org.folder, "x"))).toBe(false)
  await cairnOk(org.folder, args)
  expect(codeOf(await cairn(org.folder, args), 2)).toBe("exists")
})

test("open with the charters given: the statement must name one of them", async () => {
  const org = await demo()
  await cairnOk(org.folder, org.sealing("x"))
  await cairnOk(org.folder, org.opening("x", "--charter", "data/charter/1.note"))
  const answer = { charters: [readFileSync(join(org.folder, "data/charter/1.note"), "utf8")], proof: "" }
  write(org, "answer.json", answer)
  await cairnOk(org.folder, changed(org.opening("x", "--charter", "answer.json"), "--out", "y"))
})

test("seal to a charter from a server's answer only with the proof that it is in the log", async () => {
  const org = await demo()
  const note = readFileSync(join(org.folder, "data/charter/1.note"))
  const logKey = readFileSync(join(org.folder, "data/log.key"), "utf8").trim()
  const strangers = encodePrivateKey("demo.cairn.example", new Uint8Array(32).fill(7))
  const sealing = (name: string): string[] => changed(org.sealing(name), "--charter", `${name}-answer.json`)
  const answer = async (name: string, key: string): Promise<string> =>
    write(org, `${name}-answer.json`, {
      charters: [note.toString()],
      proof: Buffer.from(await onlyLeafProof("demo.cairn.example", note, key)).toString(),
    })
  await answer("x", strangers)
  expect(codeOf(await cairn(org.folder, sealing("x")), 1)).toBe("charter-unproven")
  write(org, "y-answer.json", { charters: [note.toString()] })
  expect(codeOf(await cairn(org.folder, sealing("y")), 1)).toBe("charter-unproven")
  expect(existsSync(join(org.folder, "x.cairn")) || existsSync(join(org.folder, "x.txt"))).toBe(false)
  await answer("z", logKey)
  expect((await cairnOk(org.folder, sealing("z"))).stderr).not.toContain(
    "does not show that they are in the log",
  )
  expect((await cairnOk(org.folder, org.sealing("bare"))).stderr).toContain(
    "does not show that they are in the log",
  )
})

test("init refuses folders that hold something, and takes empty ones", async () => {
  const folder = scratch()
  mkdirSync(join(folder, "data"))
  await cairnOk(folder, ["init", "--demo", "--json"])
  const before = readFileSync(join(folder, "data/log.key"), "utf8")
  expect(codeOf(await cairn(folder, ["init", "--demo"]), 2)).toBe("exists")
  expect(codeOf(await cairn(folder, ["init", "--demo", "--data", "other"]), 2)).toBe("exists")
  expect(existsSync(join(folder, "other"))).toBe(false)
  expect(codeOf(await cairn(folder, ["init"]), 2)).toBe("usage")
  expect(codeOf(await cairn(folder, ["init", "--demo", "--origin", "https://x"]), 2)).toBe("usage")
  expect(codeOf(await cairn(folder, ["init", "--demo", "--merge", "soon"]), 2)).toBe("usage")
  expect(readFileSync(join(folder, "data/log.key"), "utf8")).toBe(before)
  expect(readdirSync(folder).sort()).toEqual(["data", "demo"])
})

test("no such command, and help", async () => {
  const folder = scratch()
  expect(codeOf(await cairn(folder, ["nothing"]), 2)).toBe("usage")
  expect(codeOf(await cairn(folder, ["constructor"]), 2)).toBe("usage")
  expect((await cairnOk(folder, ["--help"])).stdout.toString()).toContain("cairn open")
})
