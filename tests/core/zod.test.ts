// Schemas never compile code: the pages' content security policy forbids it, and a browser reports even a try that a
// library catches. The whole of zod tries; zod/mini, which is all that the house rules allow, does not.
import { expect, test, vi } from "vitest"

// In this process nothing has loaded zod before: it remembers for good whether it may compile.
test("schemas are made and used without compiling code", async () => {
  const compiled: unknown[][] = []
  const record = <Result>(args: unknown[], go: () => Result): Result => {
    compiled.push(args)
    return go()
  }
  vi.stubGlobal(
    "Function",
    new Proxy(Function, {
      construct: (real, args) => record(args, () => Reflect.construct(real, args)),
      apply: (real, self, args) => record(args, () => Reflect.apply(real, self, args)),
    }),
  )
  const { CHARTER } = await import("../../src/core/charter/charter.ts")
  const { parseConsentRecord } = await import("../../src/core/consent/record.ts")
  const { BASES } = await import("./consent/records.ts")
  const { threeRoots } = await import("./charter/charters.ts")
  const { charter } = await threeRoots()
  for (const base of Object.values(BASES)) expect(parseConsentRecord(base)).toBe(base)
  expect(() => parseConsentRecord({})).toThrow()
  expect(CHARTER.schema.parse(charter.body)).toEqual(charter.body)
  expect(CHARTER.schema.safeParse({}).success).toBe(false)
  expect(compiled).toEqual([])

  // The watch sees what it is for: the whole of zod does compile.
  const z = await import("zod")
  expect(z.strictObject({ a: z.string() }).safeParse({ a: "a" }).success).toBe(true)
  expect(compiled.length).toBeGreaterThan(0)
  vi.unstubAllGlobals()
})
