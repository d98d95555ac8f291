// What a command prints: words that came from elsewhere are shown, and never obeyed by the terminal.
import { expect, test, vi } from "vitest"
import { outputTo } from "../../src/cli/output.ts"

const HOSTILE = "a\u001b]0;title\u0007b\u009b2Jc\u202egnp.exe\u2066d\u007f\re"

function printed(json: boolean, document: object, text: string): string {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true)
  outputTo(json).result(document, text)
  const all = write.mock.calls.map(([chunk]) => String(chunk)).join("")
  write.mockRestore()
  return all
}

test("escapes, controls and turned directions are taken out of text; lines, tabs and joiners stay", () => {
  const text = printed(false, {}, `one\n\ttwo ${HOSTILE} می\u200cخواهم\n`)
  expect(text).toBe(
    "one\n\ttwo a\ufffd]0;title\ufffdb\ufffd2Jc\ufffdgnp.exe\ufffdd\ufffd\ufffde می\u200cخواهم\n",
  )
})

test("JSON says the same as before, in signs that no terminal obeys", () => {
  const document = { name: HOSTILE, list: ["می\u200cخواهم"] }
  const text = printed(true, document, "")
  expect(JSON.parse(text)).toEqual(document)
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u)
})
