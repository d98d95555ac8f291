// The auditors' guide says of every finding what it means and what to ask; no finding is left without words.
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { MEANINGS } from "../../src/auditor/findings.ts"

const guide = readFileSync(new URL("../../docs/AUDITING.md", import.meta.url), "utf8")
const rows = new Map(
  guide
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, code = "", rule, message, ask]) => [code.slice(1, -1), { rule, message, ask }] as const),
)

test("each finding has its row, in the words that the report uses, and a question to ask", () => {
  expect([...rows.keys()]).toEqual(Object.keys(MEANINGS))
  for (const [code, { rule, message, ask }] of Object.entries(MEANINGS)) {
    expect(rows.get(code), code).toEqual({ rule, message, ask })
    expect(rows.get(code)?.ask?.length, code).toBeGreaterThan(20)
  }
})
