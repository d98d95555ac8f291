// What the receipt can do over a real server: the whole circle of consent, and a withdrawal that nothing stands in the way of.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../src/core/receipt/receipt.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { disclosed, dispatchBundle, replied } from "../fixtures/dispatch.ts"
import { type Bench, bench, inDays } from "./commands.ts"
import { integrate } from "./integrating.ts"

/** All bytes of all files below a folder, as one text to search in. */
function everything(folder: string): Buffer {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return Buffer.concat(all.map(({ parentPath, name }) => readFileSync(join(parentPath, name))))
}

async function keysOf(made: Bench, name: string) {
  const [words = ""] = readFileSync(made.at(`${name}.txt`), "utf8").split("\n")
  return deriveReceiptKeys(readReceipt(words, ALL_LISTS), "demo.cairn.example")
}

const opening = (made: Bench, bundle: string, out: string, ...since: string[]) =>
  made.run(
    "open",
    bundle,
    ...since.flatMap((one) => ["--since", one]),
    ...["--identity", "./demo/intake.age-identity"],
    ...["--fingerprint", made.fingerprint, "--out", out],
  )

test("the whole circle: given, amended, used, withdrawn, erased; another reinstated", {
  timeout: 300_000,
}, async () => {
  const made = await bench()
  for (const name of ["one", "two"]) await made.sealed(name)
  let url = await made.serve()
  for (const name of ["one", "two"])
    await made.run("submit", `./${name}.cairn`, "--to", url, "--fingerprint", made.fingerprint)
  await made.stop()
  await integrate(made)
  url = await made.serve()
  await made.run("carry", "pull", ...made.courier(), "--out", "./first.zip")
  expect((await opening(made, "./first.zip", "./opened")).json).toMatchObject({ opened: 2, refused: [] })

  // Her record to a file, changed, and sent: the new decisions hold, and the events before stand as they were.
  await made.run("consent", "show", "--record-out", "./mine.json", ...made.holder("one"))
  expect((statSync(made.at("mine.json")).mode & 0o777).toString(8)).toBe("600")
  const record = JSON.parse(readFileSync(made.at("mine.json"), "utf8"))
  record.decisions[1].state = "refused"
  writeFileSync(made.at("mine.json"), JSON.stringify(record))
  const amended = await made.run("consent", "amend", "--record", "./mine.json", ...made.holder("one"))
  expect(amended).toMatchObject({
    status: 0,
    json: { action: "amended", promise: { by: expect.any(String) } },
  })
  const shown = await made.run("consent", "show", ...made.holder("one"))
  expect(shown.json).toMatchObject({
    ...{ standing: "stands", problems: [], charter: { version: 1, doubt: null } },
    statements: [
      { action: "given", seq: 0, index: expect.any(Number) },
      { action: "amended", seq: 1, index: null, promisedBy: expect.any(String) },
    ],
  })
  expect(shown.json.decisions).toContainEqual({
    purpose: "legal_analysis",
    recipientId: null,
    state: "refused",
  })
  expect(shown.text).toContain("use it in their legal work: no")

  // What a console did comes back in, once; she sees it and a reply, and nobody else's receipt does.
  const charter = parseCharter(readFileSync(made.at("data/charter/1.note")))
  const consoles = (await Promise.all(
    [1, 2].map((n) => parsePrivateKey(readFileSync(made.at(`demo/console-${n}.key`), "utf8").trim())),
  )) as [Signer, Signer]
  const keys = await keysOf(made, "one")
  const about = {
    ...{ charter, subject: keys.subject, reply: await replyRecipient(keys), log: 9 },
    ...{ consent: shown.json.statements[0].leaf, day: new Date().toISOString().slice(0, 10) },
  }
  const files = {
    ...(await disclosed(about, consoles)),
    ...(await replied(about, consoles[0], 0, "not shown")),
  }
  writeFileSync(made.at("dispatch.zip"), await dispatchBundle({ charter, size: 9, day: about.day, files }))
  const push = [
    "push",
    "./dispatch.zip",
    "--to",
    url,
    "--key",
    "./demo/courier.key",
    "--fingerprint",
    made.fingerprint,
  ]
  expect(await made.run("carry", ...push)).toMatchObject({
    status: 0,
    json: { taken: 3, repeated: 0, refused: 0 },
  })
  expect(await made.run("carry", ...push)).toMatchObject({
    status: 0,
    json: { taken: 0, repeated: 3, refused: 0 },
  })
  const told = await made.run("consent", "show", ...made.holder("one"))
  expect(told.json).toMatchObject({ replies: 1, problems: [] })
  expect(told.json.done).toMatchObject([{ action: "disclosed", recipientId: "example-court", index: null }])
  expect(told.text).toContain("Example court (not real), who cannot give it back")
  expect(told.text).not.toContain("not shown")
  expect((await made.run("consent", "show", ...made.holder("two"))).json).toMatchObject({
    replies: 0,
    done: [],
  })

  // Withdrawn: nothing of it is carried or opened, and she is told what cannot be undone.
  for (const name of ["one", "two"]) {
    const gone = await made.run("consent", "withdraw", ...made.holder(name))
    expect(gone.json).toMatchObject({ action: "withdrawn", erase: null, unread: null, erasureDays: 3 })
    expect(gone.json.given).toEqual(name === "one" ? ["example-court"] : [])
  }
  expect(await made.refused("consent", "amend", "--record", "./mine.json", ...made.holder("one"))).toBe(
    "withdrawn",
  )
  const second = await made.run(
    "carry",
    "pull",
    ...made.courier(),
    "--since",
    "./first.zip",
    "--out",
    "./second.zip",
  )
  expect(second.json).toMatchObject({ containers: 0, leftOut: [] })
  const whole = await made.run("carry", "pull", ...made.courier(), "--out", "./whole.zip")
  expect(whole.json).toMatchObject({ containers: 0, notAsked: { withdrawn: 2, erased: 0 }, leftOut: [] })
  for (const [bundle, ...since] of [["./whole.zip"], ["./second.zip", "./first.zip"]] as [
    string,
    ...string[],
  ][]) {
    const refused = await opening(made, bundle, "./refused", ...since)
    expect(refused.json.opened).toBe(0)
    expect(refused.json.refused.map(({ code }: { code: string }) => code)).toEqual(["withdrawn", "withdrawn"])
  }

  // One thinks better of it within the days; the other is erased, byte for byte.
  const back = await made.run("consent", "reinstate", "--record", "./c.json", ...made.holder("two"))
  expect(back).toMatchObject({ status: 0, json: { action: "reinstated" } })
  await made.stop()
  const container = Buffer.from(readFileSync(made.at("one.cairn")).subarray(40_000, 90_000))
  const marks = [container.subarray(0, 64), container.subarray(20_000, 20_064), container.subarray(-64)]
  const before = everything(made.at("data"))
  expect(marks.every((mark) => before.includes(mark))).toBe(true)
  await integrate(made)
  await integrate(made, 4)
  const after = everything(made.at("data"))
  expect(marks.some((mark) => after.includes(mark))).toBe(false)
  expect(after.includes("not shown")).toBe(false)

  await made.serve("data", inDays(4))
  const erased = await made.run("consent", "show", ...made.holder("one"))
  expect(erased.json).toMatchObject({ standing: "erased", replies: 0, problems: [] })
  expect((await made.run("consent", "show", ...made.holder("two"))).json).toMatchObject({
    standing: "stands",
  })
  expect(await made.refused("consent", "reinstate", "--record", "./c.json", ...made.holder("one"))).toBe(
    "erased",
  )
  const last = await made.run(
    "carry",
    "pull",
    ...made.courier(),
    "--since",
    "./second.zip",
    "--out",
    "./last.zip",
  )
  expect(last.json).toMatchObject({ containers: 1, leftOut: [] })
  const opened = await opening(made, "./last.zip", "./last", "./first.zip", "./second.zip")
  expect(opened.json).toMatchObject({ opened: 1, refused: [{ subject: keys.subject, code: "erased" }] })
  expect((await made.run("fsck", "--data", "./data").catch((error) => error)).code).toBe("busy")
})

test("a withdrawal is sent whatever else fails, and the answer says what is true", {
  timeout: 300_000,
}, async () => {
  const made = await bench()
  for (const name of ["one", "two", "three"]) await made.sealed(name)
  const url = await made.serve()
  for (const name of ["one", "two"]) await made.run("submit", `./${name}.cairn`, "--to", url)

  // Nobody's receipt: told to check the words, and nothing is sent.
  expect(await made.refused("consent", "withdraw", ...made.holder("three"))).toBe("unknown-receipt")
  expect(await made.refused("consent", "show", ...made.holder("three"))).toBe("unknown-receipt")

  // What she has said cannot be read, and it is sent all the same, out of sequence.
  const real = globalThis.fetch
  globalThis.fetch = async (input, options) =>
    String(input).includes("/subjects/") ? new Response("{}", { status: 200 }) : real(input, options)
  try {
    const blind = await made.run("consent", "withdraw", ...made.holder("two"))
    expect(blind.json).toMatchObject({
      action: "withdrawn",
      unread: "answer-malformed",
      promise: { by: expect.any(String) },
    })
  } finally {
    globalThis.fetch = real
  }
  const standing = await made.run("consent", "show", ...made.holder("two"))
  expect(standing.json).toMatchObject({ standing: "withdrawn", problems: [] })
  // It moved no head, so it can be taken back like any other.
  expect((await made.run("consent", "reinstate", "--record", "./c.json", ...made.holder("two"))).status).toBe(
    0,
  )

  // The charter is over: nothing new is sealed, and a withdrawal goes.
  await made.stop()
  await made.serve("data", inDays(500))
  const shown = await made.run("consent", "show", ...made.holder("one"))
  expect(shown.text).toContain("charter is over")
  expect(await made.refused("consent", "amend", "--record", "./c.json", ...made.holder("one"))).toBe(
    "charter-expired",
  )
  const now = await made.run("consent", "withdraw", "--now", ...made.holder("one"))
  expect(now.json).toMatchObject({ action: "withdrawn", erase: "now", reversible: false, erasureDays: 0 })
  expect(now.text).toContain("cannot take this back")
})

test("consent asks for what it needs", async () => {
  const made = await bench()
  const cases: string[][] = [
    [],
    ["forget"],
    ["show", "withdraw"],
    ["amend"],
    ["reinstate"],
    ["show", "--record", "./c.json"],
    ["withdraw", "--record", "./c.json"],
    ["show", "--now"],
    ["withdraw", "--record-out", "./x.json"],
    ["show", "--from", "http://127.0.0.1:9"],
  ]
  for (const args of cases) expect([args, await made.refused("consent", ...args)]).toEqual([args, "usage"])
})
