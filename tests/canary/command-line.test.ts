// The canary over the command line: seal, submit, carry out and open leave nothing of an account in the server's folder, its
// output, on the line or in the temporary folder. A leak on purpose in each place, in each form, is found by that search.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { expect, onTestFinished, test } from "vitest"
import { scratch } from "../cli/run.ts"
import { identityCanary, plantAccount, receiptCanaries } from "./account.ts"
import { type Leak, leaks, writeLeaks } from "./plant.ts"
import { searchFor, told } from "./search.ts"
import { PLACES, type Plan, searchWorld, startWorld, type World } from "./world.ts"

async function world(plan: Plan): Promise<World> {
  const made = await startWorld(plan)
  onTestFinished(() => made.remove())
  return made
}

async function sealed(made: World): Promise<ReturnType<typeof plantAccount> & { receipt: string[] }> {
  const account = plantAccount(made.hers)
  const charter = ["--charter", `${made.url}/charter`, "--fingerprint", made.fingerprint]
  await made.cairn(["seal", ...charter, ...account.arguments, "--out", "-", "--receipt-out", "r.txt"], {
    stdout: join(made.hers, "x.cairn"),
  })
  return { ...account, receipt: readFileSync(join(made.hers, "r.txt"), "utf8").trim().split("\n") }
}

test("nothing of an account is found anywhere but in her hands and in the office", {
  timeout: 300_000,
}, async () => {
  const made = await world({ name: "canary" })
  const { canaries: planted, receipt, tooShort } = await sealed(made)
  await made.cairn(["submit", "-", "--to", made.url, "--fingerprint", made.fingerprint], {
    stdin: join(made.hers, "x.cairn"),
  })
  const opened = await made.carryAndOpen("opened")
  // Everything that her receipt can do: what it prints is searched too.
  const asking = ["--from", made.url, "--fingerprint", made.fingerprint, "--receipt-file", "r.txt"]
  await made.cairn(["consent", "show", ...asking])
  await made.cairn(["consent", "show", "--json", "--record-out", "mine.json", ...asking])
  await made.cairn(["consent", "amend", "--record", "mine.json", ...asking])
  await made.cairn(["consent", "withdraw", ...asking])
  await made.cairn(["consent", "reinstate", "--record", "mine.json", "--json", ...asking])
  // And a copy of the folder, and what comes of it.
  const data = ["--data", join(made.root, "data")]
  await made.cairn(["backup", join(made.root, "data", "..", "tmp", "kept"), ...data])
  await made.cairn(["restore", join(made.root, "tmp/kept"), "--data", join(made.root, "tmp/again")])
  const running = await searchWorld(made, planted) // the database's journal is there only while it runs
  await made.stop()
  const canaries = [
    ...planted,
    ...(await receiptCanaries(receipt[0] ?? "", receipt[1] ?? "")),
    identityCanary(made.office),
  ]
  const results = await searchWorld(made, canaries, { said: [join(made.root, "said")] })
  console.log(`canary, command line: ${canaries.length} canaries; not searched for, too short: ${tooShort}`)
  console.log(told(results))
  expect([...running, ...results].flatMap(({ found }) => found)).toEqual([])
  expect(results.map(({ place }) => place)).toEqual([...PLACES, "said"])

  // The search is not blind: in the opened account it sees every canary that was sealed, by its plain form.
  const { found } = await searchFor(planted).path("office", opened)
  const seen = new Set(found.map(({ canary }) => canary))
  expect(planted.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([])
  const hers = await searchFor(canaries).path("hers", join(made.hers, "r.txt"))
  expect(hers.found.map(({ canary }) => canary)).toEqual([
    'receipt words (en), joined by " "',
    'receipt digits, joined by " "',
  ])
})

// A header takes no zero byte from a program that asks properly, so that form is only tried by one that does not.
const proper = ({ bytes }: Leak): boolean => !bytes.includes(0)
const LEAKS = {
  "a file in data": { place: "data", leaks: both("data") },
  "the database's journal": { place: "data", leaks: both("journal") },
  "the server's stdout": { place: "server", leaks: both("stdout") },
  "the server's stderr": { place: "server", leaks: both("stderr") },
  "a request's header": { place: "line", leaks: leaks("header") },
  "a request's body": { place: "line", leaks: both("body") },
  "an answer's header": { place: "line", leaks: leaks("answer").filter(proper) },
  "a temporary file": { place: "tmp", leaks: both("temporary") },
  "a temporary file that was removed": { place: "tmp", leaks: both("removed") },
} as const

function both(place: string): Leak[] {
  return [...leaks(place), ...leaks(place, "thai")]
}

test("a leak in any place and any form is found there", async () => {
  const files = scratch()
  const [ofServer, ofClient] = [join(files, "server.json"), join(files, "client.json")]
  const of = (place: keyof typeof LEAKS): readonly Leak[] => LEAKS[place].leaks
  const leaksOfServer = {
    file: of("a file in data"),
    stdout: of("the server's stdout"),
    stderr: of("the server's stderr"),
    answer: of("an answer's header"),
    temporary: of("a temporary file"),
  }
  writeLeaks(ofServer, leaksOfServer, "data/leak")
  const made = await world({ name: "leak", leaks: ofServer })
  const header = of("a request's header")
  const leaksOfClient = {
    header: header.filter(proper),
    "raw-header": header.filter((leak) => !proper(leak)),
    body: of("a request's body"),
    removed: of("a temporary file that was removed"),
  }
  writeLeaks(ofClient, leaksOfClient, made.url)
  await sealed(made)
  await made.cairn(["submit", "x.cairn", "--to", made.url], { leaks: ofClient })
  await made.stop()
  const database = new Database(join(made.root, "data/cairn.db"))
  database.exec("CREATE TABLE leak (bytes BLOB)")
  const insert = database.prepare("INSERT INTO leak VALUES (?)")
  for (const { bytes } of of("the database's journal")) insert.run(bytes)

  const canaries = Object.values(LEAKS).flatMap((one) => one.leaks)
  const results = await searchWorld(made, canaries)
  database.close()
  for (const [name, { place, leaks }] of Object.entries(LEAKS)) {
    const { found = [] } = results.find((result) => result.place === place) ?? {}
    const missed = leaks.filter((leak) => !found.some((hit) => hit.canary === leak.name))
    expect({ name, missed: missed.map((leak) => leak.name) }).toEqual({ name, missed: [] })
  }
  const { found: inData = [] } = results[0] ?? {}
  const missed = of("the database's journal").filter(
    ({ name }) => !inData.some((hit) => hit.canary === name && hit.file === "cairn.db-wal"),
  )
  expect(missed).toEqual([])
  console.log(
    `canary, command line: ${canaries.length} leaks in ${Object.keys(LEAKS).length} places, all found`,
  )
})
