// `cairn audit` over a real server and over what a courier carries from it: an honest organisation is found in order, from the first
// account to its erasure, and a disclosure that no consent covers is found whoever logged it.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../src/core/receipt/receipt.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { disclosed, dispatchBundle } from "../fixtures/dispatch.ts"
import { type Bench, bench, inDays } from "./commands.ts"
import { integrate } from "./integrating.ts"

const auditing = (made: Bench, place: string, ...more: string[]) =>
  made.run("audit", place, "--fingerprint", made.fingerprint, ...more)

const ROLE = ["--key", "./demo/auditor.key", "--identity", "./demo/audit.age-identity"]
const codes = ({ json }: { json: { findings: { code: string }[] } }) => json.findings.map(({ code }) => code)

test("an honest server is found in order, and an uncovered disclosure is found", {
  timeout: 300_000,
}, async () => {
  const made = await bench()
  for (const name of ["one", "two"]) await made.sealed(name)
  let url = await made.serve()
  for (const name of ["one", "two"])
    await made.run("submit", `./${name}.cairn`, "--to", url, "--fingerprint", made.fingerprint)

  // Waiting, promised; then leaves.
  const waiting = await auditing(made, url, ...ROLE, "--state", "./state")
  expect(waiting).toMatchObject({ status: 0, json: { verdict: "ok", size: 1, checked: { promises: 2 } } })
  await made.stop()
  await integrate(made)
  url = await made.serve()
  const whole = await auditing(made, url, ...ROLE, "--state", "./state", "--html", "./report.html")
  expect(codes(whole)).toEqual([])
  expect(whole).toMatchObject({
    status: 0,
    json: {
      ...{ verdict: "ok", size: 9, previous: { size: 1 }, kind: "demonstration" },
      checked: { consents: 2, subjects: 2, containers: 2, records: 2 },
    },
  })
  expect(whole.text).toContain("Everything that was checked is as it must be.")
  expect(readFileSync(made.at("report.html"), "utf8")).toContain("<!doctype html>")

  // Without a key the tree alone; another fingerprint is nothing to audit; a bundle says what it cannot show.
  expect(await auditing(made, url)).toMatchObject({ status: 2, json: { verdict: "incomplete" } })
  expect((await made.run("audit", url, "--fingerprint", "0".repeat(64))).status).toBe(2)
  await made.run("carry", "pull", ...made.courier(), "--out", "./first.zip")
  const carried = await auditing(made, made.at("first.zip"), "--identity", "./demo/audit.age-identity")
  expect(carried).toMatchObject({
    status: 0,
    json: { verdict: "ok", unchecked: expect.arrayContaining(["containers"]) },
  })

  // A disclosure that she has not allowed is logged, and found, and stays found.
  const charter = parseCharter(readFileSync(made.at("data/charter/1.note")))
  const consoles = (await Promise.all(
    [1, 2].map((n) => parsePrivateKey(readFileSync(made.at(`demo/console-${n}.key`), "utf8").trim())),
  )) as [Signer, Signer]
  const [words = ""] = readFileSync(made.at("one.txt"), "utf8").split("\n")
  const keys = await deriveReceiptKeys(readReceipt(words, ALL_LISTS), "demo.cairn.example")
  const shown = await made.run("consent", "show", ...made.holder("one"))
  const about = {
    ...{ charter, subject: keys.subject, reply: await replyRecipient(keys), log: 9 },
    ...{ consent: shown.json.statements[0].leaf, day: new Date().toISOString().slice(0, 10) },
  }
  const files = await disclosed(about, consoles)
  writeFileSync(made.at("dispatch.zip"), await dispatchBundle({ charter, size: 9, day: about.day, files }))
  const push = [
    "./dispatch.zip",
    "--to",
    url,
    "--key",
    "./demo/courier.key",
    "--fingerprint",
    made.fingerprint,
  ]
  expect((await made.run("carry", "push", ...push)).status).toBe(0)
  await made.run("consent", "withdraw", ...made.holder("two"))
  await made.stop()
  await integrate(made)
  url = await made.serve()
  const uncovered = await auditing(made, url, ...ROLE, "--state", "./state")
  expect(uncovered).toMatchObject({ status: 1, json: { verdict: "findings", checked: { custody: 1 } } })
  expect(new Set(codes(uncovered)).size).toBe(1)
  expect(codes(uncovered)[0]).toMatch(/^use-/)

  // Bundle after bundle, with what was seen of the first.
  await made.run("carry", "pull", ...made.courier(), "--since", "./first.zip", "--out", "./second.zip")
  const identity = ["--identity", "./demo/audit.age-identity", "--state", "./carried"]
  expect((await auditing(made, made.at("first.zip"), ...identity)).status).toBe(0)
  expect(codes(await auditing(made, made.at("second.zip"), ...identity))).toEqual(codes(uncovered))

  // What was withdrawn is erased in time; the fault before stays in every later report.
  await made.stop()
  for (const days of [1, 2, 3, 4]) await integrate(made, days)
  url = await made.serve("data", inDays(4))
  const after = await auditing(made, url, ...ROLE, "--state", "./state")
  expect(codes(after)).toEqual(codes(uncovered))
  expect(after.json.checked.erasures).toBe(1)
  expect(existsSync(made.at("state"))).toBe(true)
})
