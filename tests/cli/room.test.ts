// The staff room on the command line, over a real server, in a circle: what she sent is imported, read, answered and shared as she
// allowed, and what she takes back is gone; and after every step the auditor is asked.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { forceDisclosure } from "./forced.ts"
import { auditing, desk, dispatching, importing, nextDay, roomBench } from "./room.ts"

const PLAN = {
  ...{ purpose: "share_accountability_body", recipientId: "example-court", identifiability: "pseudonymised" },
  ...{
    dataScope: ["account", "time_place"],
    fields: ["account_text"],
    files: [],
    met: ["no_name"],
    note: "test",
  },
}

test("the circle: import, read, reply, disclose, dispatch, withdraw, erase, reinstate", {
  timeout: 600_000,
}, async () => {
  const made = await roomBench()
  let url = await made.serve()
  for (const name of ["one", "two"]) {
    await made.sealed(name)
    await made.run("submit", `./${name}.cairn`, "--to", url)
  }
  url = await nextDay(made, 0)
  await made.run("carry", "pull", ...made.courier(), "--out", "./first.zip")
  expect(await importing(made, "./first.zip")).toMatchObject({
    ...{ status: 0, json: { kind: "first", cases: 2, leftOut: [], waiting: 2 } },
  })
  expect(await importing(made, "./first.zip")).toMatchObject({ status: 0, json: { kind: "again", cases: 0 } })

  const subjectOf = async (name: string): Promise<string> =>
    (await made.run("consent", "show", ...made.holder(name))).json.subject
  const [one, two] = [await subjectOf("one"), await subjectOf("two")]
  const listed = (await made.run("cases", ...desk(), "--language", "uk", "--purpose", "legal_analysis")).json
    .cases
  expect(listed.map(({ subject }: { subject: string }) => subject).sort()).toEqual([one, two].sort())
  const shown = await made.run("cases", "show", one, ...desk())
  expect(shown.text).toContain("no   publish_quote: she said no")
  expect(shown.text).toContain("if   share_accountability_body to Example court (not real): pseudonymised")
  expect(shown.text).not.toContain("Приклад")

  // Read, answered, and given to the court by two consoles; each is logged before it is done.
  const account = await made.run("read", one, ...desk(), "--purpose", "legal_analysis")
  expect(account.text).toContain("Приклад")
  await made.run("read", one, ...desk(), "--purpose", "legal_analysis")
  writeFileSync(made.at("words.txt"), "we have read it\n")
  expect((await made.run("reply", one, ...desk(), "--text", "./words.txt")).json).toMatchObject({ n: 1 })
  writeFileSync(made.at("plan.json"), JSON.stringify(PLAN))
  await made.run("share", "ask", one, ...desk(), "--plan", "./plan.json", "--out", "./request")
  const review = await made.run("share", "review", "./request", ...desk(2))
  expect(review).toMatchObject({ status: 0, json: { code: null, recipientId: "example-court" } })
  await made.run("share", "approve", "./request", ...desk(1), "--out", "./self")
  expect(
    await made.refused("share", "finish", "./request", ...desk(1), "--approval", "./self", "--out", "./copy"),
  ).toBe("one-approver")
  await made.run("share", "approve", "./request", ...desk(2), "--out", "./approval")
  await made.run("share", "finish", "./request", ...desk(1), "--approval", "./approval", "--out", "./copy")
  expect(readdirSync(made.at("copy")).sort()).toEqual(["SHA256SUMS", "account.json", "custody.txt"])
  expect(readFileSync(made.at("copy/account.json"), "utf8")).toContain("Приклад")
  // It was for one time.
  const spent = ["share", "ask", one, ...desk(1), "--plan", "./plan.json", "--out", "./request2"] as const
  expect(await made.refused(...spent)).toBe("spent")
  writeFileSync(made.at("plan.json"), JSON.stringify({ ...PLAN, recipientId: "example-partner" }))
  expect(await made.refused(...spent)).toBe("recipient")

  expect((await dispatching(made, url, "d1")).json).toMatchObject({ taken: 9, repeated: 1, refused: 0 })
  expect((await dispatching(made, url, "d1b")).json).toMatchObject({ taken: 0, refused: 0 })
  url = await nextDay(made, 1)
  expect((await auditing(made, url)).json).toMatchObject({ verdict: "ok", findings: [] })
  const hers = await made.run("consent", "show", ...made.holder("one"))
  expect(hers.json).toMatchObject({ replies: 1, problems: [] })
  expect(hers.json.done.map(({ action }: { action: string }) => action)).toEqual([
    "opened",
    "replied",
    "disclosed",
  ])

  // One withdraws for good and at once, the other thinks better of it in time.
  await made.run("consent", "withdraw", "--now", ...made.holder("one"))
  await made.run("consent", "withdraw", ...made.holder("two"))
  await made.run("carry", "pull", ...made.courier(), "--since", "./first.zip", "--out", "./second.zip")
  expect(await importing(made, "./second.zip")).toMatchObject({
    ...{ status: 0, json: { withdrawn: 2, erased: 1, acknowledged: 5, waiting: 1, leftOut: [] } },
  })
  expect(await made.refused("cases", "show", one, ...desk())).toBe("no-case")
  expect(await made.refused("read", two, ...desk(), "--purpose", "legal_analysis")).toBe("locked")
  expect((await made.run("cases", ...desk())).json.cases).toEqual([])
  await dispatching(made, url, "d2")
  await made.run("consent", "reinstate", "--record", "./c.json", ...made.holder("two"))
  url = await nextDay(made, 2)
  await made.run("carry", "pull", ...made.courier(), "--since", "./second.zip", "--out", "./third.zip")
  expect((await importing(made, "./third.zip")).json).toMatchObject({ reinstated: 1, erased: 0, leftOut: [] })
  const whole = await made.run("cases", "show", two, ...desk())
  expect(whole.json).toMatchObject({ subject: two, readable: true })
  await dispatching(made, url, "d3")
  url = await nextDay(made, 3)
  expect((await auditing(made, url)).json).toMatchObject({ verdict: "ok", findings: [] })

  // To somebody she did not agree to: the desk says no; forced past it, the log has it and the auditor finds it.
  writeFileSync(made.at("plan.json"), JSON.stringify({ ...PLAN, recipientId: "example-partner" }))
  await made.run("carry", "pull", ...made.courier(), "--since", "./third.zip", "--out", "./fourth.zip")
  await importing(made, "./fourth.zip")
  expect(await made.refused("share", "ask", two, ...desk(), "--plan", "./plan.json", "--out", "./r3")).toBe(
    "recipient",
  )
  await forceDisclosure(made, two, "example-partner", 3)
  expect((await dispatching(made, url, "d4")).json).toMatchObject({ refused: 0 })
  url = await nextDay(made, 4)
  const found = (await auditing(made, url)).json
  expect(found.verdict).toBe("findings")
  expect(found.findings.map(({ code }: { code: string }) => code)).toEqual(["use-beyond-recipient"])
})
