// A change of the charter in the page from disk: proposed, read, signed by roots on machines of their own, put together; taken by
// commands and by a server, and the other way round; and everything that must be refused is, with nothing half trusted.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "@playwright/test"
import { demoPolicy } from "../../src/cli/demo.ts"
import { hex } from "../../src/core/bytes.ts"
import { addDays } from "../../src/core/day.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { startCircle } from "./circle-world.ts"
import { test as base, openConsole, press } from "./console-page.ts"
import { addConsole, giveAll, type Later, later, openCharters, pinned, refused, signHere } from "./later.ts"
import { fill, give, keepFiles, save, state } from "./staff.ts"
import { note } from "./watched.ts"

const TODAY = new Date().toISOString().slice(0, 10)
const policyOf = (more: object = {}): Uint8Array =>
  encodePolicy({ ...demoPolicy(TODAY), organisation: "Test organisation", ...more })

const test = base.extend<{ here: Later }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  here: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-charter-"))
    const policy = policyOf()
    const plan = {
      today: TODAY,
      expires: addDays(TODAY, 300),
      policy: { sha256: hex(await sha256Platform(policy)) },
    }
    const here = await later(folder, plan)
    writeFileSync(here.at("policy.json"), policy)
    await use(here)
    rmSync(folder, { recursive: true })
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

test("a console more, by the page alone; commands take its charter and its signatures", async ({
  page,
  console: path,
  here,
}) => {
  await keepFiles(page)
  const check = await openConsole(page, path)
  await addConsole(page, here)
  const shown = await here.run("charter", "verify", ...pinned(here, "charters.txt"))
  expect(shown.version).toBe(2)
  const signed = await here.run("charter", "show", "./signed-1", ...pinned(here, "charter.note"))
  expect(signed).toMatchObject({ by: ["root-1"], complete: false })
  const { vkey } = await here.run("keys", "show", "./console-3.key")
  const { body } = await here.run("charter", "show", ...pinned(here, "charters.txt"))
  expect(body.consoles).toContain(vkey)
  // What the page proposed is signed by a command, and put together with what the page signed.
  const one = ["sign", "./proposal", ...pinned(here, "charter.note"), "--key", "./root-2.key", "--yes"]
  await here.run("charter", ...one, "--out", "./signed-2")
  const both = ["verify", "./signed-1", "./signed-2", ...pinned(here, "charter.note")]
  expect((await here.run("charter", ...both)).complete).toBe(true)
  await openCharters(page, here, "charter", "charter.note")
  await press(page, "go-sign")
  await giveAll(page, "proposals", [here.at("signed-2"), here.at("signed-1")])
  await expect(page.locator('[data-signed="2"][data-complete="true"]')).toBeVisible()
  check()
  note("cases", 4)
})

test("a console less, proposed by a command; read, signed and taken in the page", async ({
  page,
  console: path,
  here,
}) => {
  await keepFiles(page)
  const check = await openConsole(page, path)
  await addConsole(page, here)
  const chain = pinned(here, "charters.txt")
  await here.run("charter", "change", ...chain, "--remove", "console-1", "--out", "./less")
  await openCharters(page, here, "charter", "charters.txt")
  await press(page, "go-sign")
  await give(page, "proposals", here.at("less"))
  await expect(page.locator('[data-row="consoles"] del')).toContainText("console-1")
  await expect(page.locator("[data-compare] li").first()).toContainText("what it signs no longer counts")
  await signHere(page, here.at("root-2.key"), 1)
  await signHere(page, here.at("root-3.key"), 2)
  await press(page, "take-charter")
  await save(page, "save-chain", here.at("longer.txt"))
  expect((await here.run("charter", "verify", ...pinned(here, "longer.txt"))).version).toBe(3)
  // The same by the page's own screen, which says what the command said.
  await press(page, "back")
  await press(page, "go-removeConsole")
  await page.locator('[data-q="remove-console"] input[value="console-2"]').check()
  await press(page, "propose")
  await refused(page, "change-unfit") // one console alone approves nothing
  check()
  note("cases", 3)
})

test("a real server takes the page's charter, with another policy", async ({ page, console: path, here }) => {
  test.skip(test.info().project.name !== "chromium", "once: it is about the server")
  await keepFiles(page)
  await openConsole(page, path)
  const circle = startCircle("hands")
  try {
    for (const [name, text] of [
      ["record/fingerprint.txt", here.fingerprint],
      ["courier-1/courier-1.key", readFileSync(here.at("courier.key"), "utf8")],
    ] as const) {
      mkdirSync(join(circle.at("hands"), name, ".."), { recursive: true })
      writeFileSync(circle.at(`hands/${name}`), text)
    }
    writeFileSync(circle.at("log.key"), `${here.world.made.logKey}\n`)
    const init = ["--charter", here.at("charter.note"), "--policy", here.at("policy.json"), "--demonstration"]
    const made = ["--log-key", circle.at("log.key"), "--data", circle.at("data"), "--merge", "immediate"]
    const { status } = await circle.cairn("init", ...init, ...made, "--fingerprint", here.fingerprint)
    expect(status).toBe(0)
    const url = await circle.serve()
    writeFileSync(here.at("policy-2.json"), policyOf({ open: false }))
    await openCharters(page, here, "charter", "charter.note")
    await press(page, "go-other")
    await give(page, "policy", here.at("policy-2.json"))
    await page.locator('[data-taken="policy"]').waitFor()
    await press(page, "propose")
    await save(page, "save-proposal", here.at("proposal"))
    await press(page, "back")
    await press(page, "go-sign")
    await give(page, "proposals", here.at("proposal"))
    await signHere(page, here.at("root-1.key"), 1)
    await signHere(page, here.at("root-2.key"), 2)
    await press(page, "take-charter")
    await press(page, "save-dispatch")
    await refused(page, "policy-mismatch") // it names a policy that does not go along
    await give(page, "policy", here.at("policy.json"))
    await page.locator('[data-taken="policy"]').waitFor()
    await press(page, "save-dispatch")
    await refused(page, "policy-mismatch")
    await give(page, "policy", here.at("policy-2.json"))
    await expect(page.locator("[data-refused]")).toHaveCount(0)
    await save(page, "save-dispatch", circle.at("dispatch.zip"))
    await circle.push("dispatch.zip")
    await expect
      .poll(
        async () =>
          ((await (await fetch(`${url}/charter?after=0`)).json()) as { charters: [] }).charters.length,
      )
      .toBe(2)
    expect(await (await fetch(`${url}/policy`)).json()).toMatchObject({ open: false })
  } finally {
    circle.close()
  }
  note("cases", 3)
})

test("another organisation's charters, older ones, ones that are missing or changed", async ({
  page,
  console: path,
  here,
}) => {
  await keepFiles(page)
  const check = await openConsole(page, path)
  await addConsole(page, here)
  const other = await later(here.at("other"), { today: TODAY, expires: addDays(TODAY, 300) })
  await press(page, "charter")
  const tried = async (fingerprint: string, ...files: string[]): Promise<void> => {
    await fill(page, "fingerprint", fingerprint)
    await giveAll(page, "charters", files)
  }
  await tried(here.fingerprint, other.at("charter.note"))
  await refused(page, "charter-fingerprint")
  await tried("", here.at("charter.note"))
  await refused(page, "charter-fingerprint")
  await tried(here.fingerprint, here.at("charter.note"), other.at("charter.note"))
  await refused(page, "charter-version")
  await tried(here.fingerprint, here.at("charter.note"), here.at("signed-1"))
  await refused(page, "charter-signatures") // one root of two
  await tried(here.fingerprint, here.at("console-3.key"))
  await expect(page.locator("[data-refused]")).toBeVisible()
  await expect(page.locator("[data-chain]")).toHaveCount(0)
  await tried(here.fingerprint, here.at("charter-2.note"), here.at("charter.note")) // in any order
  await expect(page.locator('[data-chain="2"]')).toBeVisible()

  await press(page, "go-sign")
  await give(page, "proposals", here.at("proposal")) // for charter 2, which is there already
  await refused(page, "proposal-chain")
  const soon = ["--expires", addDays(TODAY, 200)]
  await other.run("charter", "change", ...pinned(other, "charter.note"), ...soon, "--out", "./theirs")
  await give(page, "proposals", other.at("theirs"))
  await refused(page, "proposal-chain")
  const chain = pinned(here, "charters.txt")
  await here.run("charter", "change", ...chain, ...soon, "--out", "./soon")
  await here.run("charter", "change", ...chain, "--expires", addDays(TODAY, 100), "--out", "./sooner")
  await giveAll(page, "proposals", [here.at("soon"), here.at("sooner")])
  await refused(page, "proposal-other")
  await expect(page.locator("[data-compare]")).toHaveCount(0) // nothing of what was refused is there
  await give(page, "proposals", here.at("soon"))
  await page.locator('[data-signed="0"]').waitFor()
  await page.locator('[data-q="read"] input').check()
  await give(page, "root-key", here.at("console-1.key"))
  await refused(page, "proposal-root")
  await signHere(page, here.at("root-1.key"), 1)
  const forged = readFileSync(here.at("soon"), "utf8")
  const line = (await signedLine(here)).replace(/.{8}$/, "AAAAAAA=")
  writeFileSync(here.at("forged"), `${forged}\n${line}\n`)
  await give(page, "proposals", here.at("forged"))
  await refused(page, "proposal-signature")
  await expect(page.locator('[data-signed="1"]')).toBeVisible() // what was there stays
  check()
  note("cases", 11)
})

/** A root's line below a proposal. */
async function signedLine(here: Later): Promise<string> {
  const sign = ["sign", "./soon", ...pinned(here, "charters.txt"), "--key", "./root-2.key", "--yes"]
  await here.run("charter", ...sign, "--out", "./soon-2")
  return readFileSync(here.at("soon-2"), "utf8").trimEnd().split("\n").at(-1) ?? ""
}

test("what cannot be proposed: no change, a key without its proof, a wrong policy, a wrong answer", async ({
  page,
  console: path,
  here,
}) => {
  await keepFiles(page)
  const check = await openConsole(page, path)
  await openCharters(page, here, "charter", "charter.note")
  await press(page, "go-addConsole")
  await press(page, "propose")
  await refused(page, "change-none")
  const prove = async (name: string, purpose: string): Promise<string> => {
    await here.run("keys", "new", "--name", name, "--out", `./${name}.new`)
    const proof = ["--prove", purpose, "--origin", "demo.cairn.example", "--out", `./${name}.proof`]
    await here.run("keys", "show", `./${name}.new`, ...proof)
    return here.at(`${name}.proof`)
  }
  await give(page, "proof", await prove("console-4", "0".repeat(64)))
  await refused(page, "join") // for another charter
  await give(page, "proof", await prove("courier-2", here.fingerprint))
  await refused(page, "join-name")
  await give(page, "proof", await prove("console-2", here.fingerprint))
  await page.locator('[data-comes="console-2"]').waitFor()
  await press(page, "propose")
  await refused(page, "change-name")
  await press(page, "back")

  await press(page, "go-other")
  writeFileSync(here.at("policy-2.json"), policyOf({ open: false }))
  await give(page, "policy", here.at("policy-2.json"))
  await page.locator('[data-taken="policy"]').waitFor()
  writeFileSync(here.at("theirs.json"), policyOf({ organisation: "Another" }))
  await give(page, "policy", here.at("theirs.json"))
  await refused(page, "policy-name")
  await give(page, "policy", here.at("charter.note"))
  await refused(page, "policy-malformed")
  await expect(page.locator('[data-taken="policy"]')).toHaveCount(0) // nor is the one before still meant
  await fill(page, "expires", addDays(TODAY, 900))
  await page.getByText("More rules").click()
  await fill(page, "threshold", "9")
  await press(page, "propose")
  await refused(page, "change-unfit")
  await fill(page, "threshold", "3")
  const audit = await here.run("keys", "new", "--identity", "--out", "./audit.new")
  await page.getByText("A new key of the auditors").click()
  await fill(page, "audit-recipient", audit.recipient)
  await save(page, "ask-audit", here.at("question.age"))
  await save(page, "keep-asked", here.at("question.age.expects"))
  await fill(page, "audit-answer", "0".repeat(64))
  await press(page, "take-audit")
  await refused(page, "join-challenge")
  const { answer } = await here.run("keys", "show", "./audit.new", "--answer", "./question.age")
  writeFileSync(here.at("answer"), answer)
  writeFileSync(here.at("audit.recipient"), audit.recipient)
  await fill(page, "audit-answer", answer)
  await press(page, "take-audit")
  await page.locator('[data-taken="audit"]').waitFor()
  await press(page, "propose")
  await state(page, "charter-proposed").waitFor()
  await expect(page.locator("[data-row]")).toHaveCount(3) // roots that sign, the auditors' key, the last day
  await expect(page.locator('[data-row="audit"] ins')).toHaveCount(1)
  // The command takes the page's question, and the page the command's: one format.
  const asked = ["--audit", "./audit.recipient", "--challenge", "./question.age", "--answer", "./answer"]
  const chain = pinned(here, "charter.note")
  expect((await here.run("charter", "change", ...chain, ...asked, "--out", "./p")).changes).toHaveLength(2)
  await save(page, "save-proposal", here.at("far"))
  await press(page, "back")
  await press(page, "go-sign")
  await give(page, "proposals", here.at("far"))
  for (const n of [1, 2, 3]) await signHere(page, here.at(`root-${n}.key`), n)
  await press(page, "take-charter")
  await refused(page, "charter-expired") // more than 400 days: a client would not take it
  await expect(state(page, "charter-finished")).toHaveCount(0)
  check()
  note("cases", 10)
})
