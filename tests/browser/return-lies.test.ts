// A server, or somebody between, that lies to her: each lie is told as what does not check out, and nothing of it is shown as fine.
import { expect, type Page } from "@playwright/test"
import { toBase64 } from "../../src/core/base64.ts"
import { fromUtf8 } from "../../src/core/bytes.ts"
import { signerFromSeed } from "../../src/core/note/vkey.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { replied } from "../fixtures/dispatch.ts"
import { about, type Coming, type Her, type SubjectJson } from "./coming.ts"
import { act, at, enter, go, pick, REFUSED, sendAndGoOn, test, text } from "./returning.ts"
import { happens } from "./scene.ts"
import { note } from "./watched.ts"

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name !== "chromium", "what is judged is the same; the walk is in every browser")
})
test.use({ locale: "en" })

const GOOD = "This one is true."
const FALSE = "This one is a lie."

/** Opens the page with her words under a lie. */
async function under(page: Page, coming: Coming, her: Her, lie: Coming["lie"]): Promise<void> {
  coming.lie = lie
  await page.goto(`${coming.url}/return`)
  await enter(page, her.words)
}

test("a reply is shown only if the team signed it, to her, under a new number, for this log", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const other = await coming.give()
  const [one] = coming.consoles
  await coming.dispatch(await replied(her.about, one, 0, GOOD))
  const page = await visit(coming)
  const stranger = await signerFromSeed("console-1", randomBytes(32))
  const courier = await signerFromSeed("courier", randomBytes(32))
  const forged: Readonly<Record<string, Record<string, Uint8Array>>> = {
    "another key under a console's name": await replied(her.about, stranger, 1, FALSE),
    "a key of another role": await replied(her.about, courier, 1, FALSE),
    "another subject": await replied({ ...her.about, subject: other.about.subject }, one, 1, FALSE),
    "another number": await replied(her.about, one, 7, FALSE),
    "a number that was there": await replied(her.about, one, 0, FALSE),
    "another log": await replied(her.about, one, 1, FALSE, {}, "another.example"),
    "sealed to somebody else": await replied(
      { ...her.about, reply: await replyRecipient(other.keys) },
      one,
      1,
      FALSE,
    ),
  }
  for (const [what, files] of Object.entries(forged)) {
    const n = what === "a number that was there" ? 0 : 1
    const age = toBase64(Object.values(files)[0] as Uint8Array)
    await under(
      page,
      coming,
      her,
      about((answer) => answer.replies.push({ n, age })),
    )
    await go(page, "messages")
    expect(await text(page), what).toContain("1 message could not be checked")
    await expect(page.locator('[data-act^="message-"]'), what).toHaveCount(1)
    await act(page, "message-0")
    await at(page, "message")
    expect(await text(page), what).toContain(GOOD)
    expect(await page.content(), what).not.toContain(FALSE)
  }
  note("cases", Object.keys(forged).length)
})

test("a proof, a statement, a record or a checkpoint that is not what it was is told", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const other = await coming.give()
  await happens(coming, her, "en", false)
  const theirs = await coming.held(other)
  const page = await visit(coming)
  await enter(page, her.words)
  await go(page, "checked")
  expect(await text(page)).toContain("All of it checks out.")

  const lies: Readonly<Record<string, [(answer: SubjectJson) => unknown, string, string]>> = {
    "a proof for another place": [
      (answer) => {
        const [first, , third] = answer.statements
        if (first && third) first.proof = third.proof
      },
      "inclusion",
      "Something that you or the server said",
    ],
    "a proof with a hash changed": [
      (answer) => {
        for (const one of answer.statements) one.proof = changeHash(one.proof)
      },
      "inclusion",
      "Something that you or the server said",
    ],
    "a proof under a checkpoint that the log did not sign": [
      (answer) => {
        for (const one of answer.statements)
          one.proof = one.proof?.replace(/— demo.*\n$/, forgedLine()) ?? null
      },
      "",
      "Something that you or the server said",
    ],
    "another's statement": [
      (answer) => answer.statements.push({ ...statementOf(theirs), proof: null, promise: null }),
      "subject",
      "Something that you or the server said",
    ],
    "the first statement left out": [(answer) => answer.statements.splice(0, 1), "", ""],
    "her record in another's place": [
      (answer) => {
        const [record] = answer.records
        if (record) record.age = toBase64(randomBytes(500))
      },
      "answer-malformed",
      "All that the server showed",
    ],
    "a checkpoint that the log did not sign": [
      (answer) => {
        answer.checkpoint = answer.checkpoint.replace(/\n\d+\n/, "\n9999\n")
      },
      "",
      "All that the server showed",
    ],
  }
  for (const [what, [lie, code, says]] of Object.entries(lies)) {
    await under(page, coming, her, about(lie))
    if (what === "the first statement left out") {
      expect(await text(page), what).toContain("We can read nothing that you said there.")
      continue
    }
    await go(page, "checked")
    expect(await text(page), what).toContain(says)
    expect(await text(page), what).toContain(code)
    expect(await text(page), what).not.toContain("All of it checks out.")
  }
  note("cases", Object.keys(lies).length)
})

test("a statement left out in the middle is told, and she is told how to see that the last one is", async ({
  come,
  visit,
}) => {
  const coming = await come({ merge: "daily" })
  const her = await coming.give()
  const page = await visit(coming)
  await enter(page, her.words)
  await go(page, "hide")
  await sendAndGoOn(page)
  await go(page, "decisions")
  await act(page, "change-legal_analysis")
  await pick(page, "legal_analysis", "yes")
  await sendAndGoOn(page)
  await under(
    page,
    coming,
    her,
    about((answer) => answer.statements.splice(1, 1)),
  )
  await go(page, "checked")
  expect(await text(page)).toContain("head-moved")
  await under(
    page,
    coming,
    her,
    about((answer) => answer.statements.pop()),
  )
  await go(page, "checked")
  expect(await text(page)).toContain("If the last of these is not the last thing that you did")
  note("cases", 2)
})

test("an older charter, one that no root signed, and another organisation's stop sealing, not withdrawing", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming, REFUSED)
  const pinned =
    (version: number, sha256: string): Coming["lie"] =>
    (path, body) =>
      path === "/site.js"
        ? Buffer.from(
            body
              .toString()
              .replace(/"charter":\{[^}]*\}/, JSON.stringify({ charter: { version, sha256 } }).slice(1, -1)),
          )
        : undefined
  const doubts: Readonly<Record<string, Coming["lie"]>> = {
    "older than the page": pinned(2, "0".repeat(64)),
    "another of this number": pinned(1, "0".repeat(64)),
    "a later one that no root signed": (path, body) => {
      if (!path.startsWith("/charter")) return undefined
      const answer = JSON.parse(body.toString())
      const later = answer.charters[0].replace(
        '"version":1,"previous":null',
        `"version":2,"previous":"${coming.made.charter.hash}"`,
      )
      return Buffer.from(JSON.stringify({ ...answer, charters: [...answer.charters, later] }))
    },
    "not shown to be in the log": (path, body) =>
      path.startsWith("/charter")
        ? Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), proof: "" }))
        : undefined,
    "another policy": (path, body) =>
      path === "/policy" ? Buffer.from(body.toString().replace("Example court", "Exemple court")) : undefined,
  }
  for (const [what, lie] of Object.entries(doubts)) {
    await under(page, coming, her, lie)
    expect(await text(page), what).toContain("The keys that the server shows are not as they should be")
    for (const way of ["add", "hide"])
      await expect(page.locator(`[data-act="go-${way}"]`), what).toHaveCount(0)
    await expect(page.locator('[data-act="go-withdraw"]'), what).toHaveCount(1)
  }
  await go(page, "withdraw")
  await act(page, "send")
  await at(page, "done")
  expect((await coming.read(her)).standing.withdrawn).not.toBeNull()

  coming.lie = (path, body) =>
    path === "/site.js"
      ? Buffer.from(body.toString().replaceAll(coming.made.charter.hash, "f".repeat(64)))
      : undefined
  const before = coming.requests.length
  await page.goto(`${coming.url}/return`)
  await at(page, "stopped")
  expect(coming.requests.slice(before).filter((one) => one.includes("/subjects"))).toEqual([])
  note("cases", Object.keys(doubts).length + 1)
})

function statementOf({ statements }: Awaited<ReturnType<Coming["held"]>>): SubjectJson["statements"][number] {
  const [one] = statements
  return {
    kind: "consent",
    leaf: one?.leaf ?? "",
    note: fromUtf8(one?.note ?? new Uint8Array(0)),
    promise: null,
    proof: null,
  }
}

function changeHash(proof: string | null): string | null {
  return (
    proof?.replace(
      /^index (\d+)\n[A-Za-z0-9+/]/m,
      (all) => all.slice(0, -1) + (all.endsWith("A") ? "B" : "A"),
    ) ?? null
  )
}

function forgedLine(): string {
  return `— demo.cairn.example ${toBase64(randomBytes(68))}\n`
}
