// src/core/json.ts: one value has one text. Whatever another program may read differently is refused.
import fc from "fast-check"
import { expect, test } from "vitest"
import { parseCanonicalJson, requireShallow } from "../../src/core/json.ts"
import { refusalOf } from "./refusal.ts"

test("what JSON.stringify writes is taken", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const canonical = JSON.stringify(JSON.parse(text))
      expect(JSON.stringify(parseCanonicalJson(canonical))).toBe(canonical)
    }),
  )
})

test.each([
  ["a space after the colon", '{"a": 1}'],
  ["a line feed at the end", '{"a":1}\n'],
  ["a space in front", ' {"a":1}'],
  ["a tab", '{\t"a":1}'],
  ["a key twice", '{"a":1,"a":1}'],
  ["a key twice, deeper", '{"a":{"b":1,"b":2}}'],
  ["a key twice, once escaped", '{"a":1,"\\u0061":1}'],
  ["an escape that need not be", '"\\u0061"'],
  ["an escaped solidus", '"\\/"'],
  ["upper-case hex in an escape", '"\\u001F"'],
  ["minus zero", "-0"],
  ["a fraction that is none", "1.0"],
  ["an exponent", "1e2"],
  ["a number past the safe integers", "9007199254740993"],
  ["a number past every number", "1e999"],
  ["whole-number keys out of their order", '{"10":1,"2":1}'],
  ["a byte-order mark", "\ufeff{}"],
  ["a comment", "{}//"],
  ["a comma too many", "[1,]"],
  ["nothing", ""],
  ["no JSON", "undefined"],
])("%s is refused", async (_, text) => {
  expect(await refusalOf(() => parseCanonicalJson(text))).toBe("json")
})

test("what is nested deeper than the stack is refused, with a code", async () => {
  for (const depth of [10_000, 2_000_000]) {
    expect(await refusalOf(() => parseCanonicalJson("[".repeat(depth) + "]".repeat(depth)))).toBe("json")
  }
})

test("what is nested deeper than anything of ours never reaches the parser, brackets in strings do", async () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth)
  const text = JSON.stringify(['[{"[[[['.repeat(100), "\\", '"[', ...Array.from({ length: 100 }, () => [[]])])
  expect(parseCanonicalJson(text)).toEqual(JSON.parse(text))
  expect(parseCanonicalJson(nested(64))).toBeDefined()
  for (const deep of [nested(65), `{"a":`.repeat(65), `["\\\\"${",[".repeat(65)}`])
    expect(await refusalOf(() => requireShallow(deep))).toBe("json")
})

test("the refusal holds nothing of the text", async () => {
  for (const text of ['{"name":"Olena Example"', '{"name": "Olena Example"}']) {
    const error: Error = await Promise.resolve()
      .then(() => parseCanonicalJson(text))
      .then(
        () => new Error("taken"),
        (reason) => reason,
      )
    expect(error.message).toMatch(/^json: /)
    expect(`${error.message} ${String(error.cause)}`).not.toContain("Olena")
  }
})
