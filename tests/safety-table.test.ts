// The table of docs/SAFETY.md is held to the tests: every requirement from 1 to 54 stands in it once, is named by a test, and has as
// many mutants as it says. And each mutant's patch is held to the sources, so that whoever changes them hears of it at once.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { PROOFS } from "./browser/mutants/all.ts"

const ROOT = join(import.meta.dirname, "..")
const TABLE = readFileSync(join(ROOT, "docs/SAFETY.md"), "utf8").split("## Coming back")[0] ?? ""
const FILES = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
  .map((entry) => join(entry.parentPath, entry.name))
const IN_THE_TEST = [13, 34, 35, 43, 44, 45, 47, 52, 53]

interface Row {
  readonly requirement: number
  readonly shown: string
  readonly mutants: string
}

function rowsOf(table: string): Row[] {
  return [...table.matchAll(/^\| (\d+) [^|]*\| ([^|]*) \| ([^|]*) \|/gm)].map(
    ([, number, shown, mutants]) => ({
      requirement: Number(number),
      shown: shown ?? "",
      mutants: (mutants ?? "").trim(),
    }),
  )
}

/** Every requirement that a test's title names: `requirement 2`, `requirements 1, 4, 18 to 20`. */
function named(title: string): number[] {
  const [, list = ""] = /requirements? ((?:\d+(?:, | to | and )?)+)/.exec(title) ?? []
  const ranges = list.split(/, | and /).map((part) => part.split(" to ").map(Number))
  return ranges.flatMap(([from = 0, to = from]) => Array.from({ length: to - from + 1 }, (_, n) => from + n))
}

function namedInTests(): Set<number> {
  const titles = FILES.flatMap(
    (path) => readFileSync(path, "utf8").match(/["`]requirements? \d[^"`]*/g) ?? [],
  )
  const ofProofs = PROOFS.flatMap(({ requirements }) => requirements)
  return new Set([...titles.flatMap(named), ...ofProofs])
}

/** What is wrong with a table. */
function faults(table: string): string[] {
  const rows = rowsOf(table)
  const all = Array.from({ length: 54 }, (_, at) => at + 1)
  const tested = namedInTests()
  return all.flatMap((requirement) => {
    const [row, ...more] = rows.filter((one) => one.requirement === requirement)
    if (row === undefined || more.length > 0) return [`${requirement}: ${more.length + (row ? 1 : 0)} rows`]
    const count = PROOFS.flatMap(({ mutants }) => mutants).filter(
      (one) => one.requirement === requirement,
    ).length
    const expected = count > 0 ? String(count) : IN_THE_TEST.includes(requirement) ? "in the test" : "none"
    const missing = [...row.shown.matchAll(/`([\w-]+)`/g)]
      .map(([, name]) => name ?? "")
      .filter((name) => name !== "no-store" && !FILES.some((path) => path.endsWith(`/${name}.test.ts`)))
    return [
      ...(row.mutants === expected ? [] : [`${requirement}: ${row.mutants} mutants are ${expected}`]),
      ...(tested.has(requirement) ? [] : [`${requirement}: no test has its number`]),
      ...missing.map((name) => `${requirement}: no test file ${name}`),
    ]
  })
}

test("every mutant's patch fits the sources as they are", () => {
  const sources = new Map<string, string>()
  const misfits = PROOFS.flatMap(({ mutants }) => mutants).flatMap(({ patch, what, requirement }) => {
    if (patch === undefined) return []
    const source = sources.get(patch.file) ?? readFileSync(join(ROOT, patch.file), "utf8")
    const [before, after, ...more] = source.split(patch.find)
    if (after === undefined || more.length > 0) return [`${requirement}: ${what}: not once in ${patch.file}`]
    sources.set(patch.file, `${before}${patch.put}${after}`)
    return []
  })
  expect(misfits).toEqual([])
})

test("every requirement has its row, its tests and its mutants", () => {
  expect(faults(TABLE)).toEqual([])
  expect(PROOFS.flatMap(({ mutants }) => mutants).length).toBeGreaterThan(100)
})

test("a row that is gone, doubled, miscounted or shown by nothing is found", () => {
  const row = /^\| 24 .*\n/m.exec(TABLE)?.[0] ?? ""
  const mutants = [
    TABLE.replace(row, ""),
    TABLE.replace(row, row + row),
    TABLE.replace(row, row.replace(/\| 1 \|/, "| 2 |")),
    TABLE.replace(row, row.replace("`steps`", "`stairs`")),
  ]
  expect(mutants.map((table) => faults(table).length)).toEqual([1, 1, 1, 1])
  expect(named("requirements 1, 4, 18 to 20 hold")).toEqual([1, 4, 18, 19, 20])
  expect(named("requirement 99")).toEqual([99])
})
