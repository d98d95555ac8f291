// The walls of the house (docs/ARCHITECTURE.md, "Walls"): who may import whom, and what each artifact may hold, shown three
// times over, by the compiler's projects, by reading every source, and by what the bundler takes in. Each wall is also shown to catch
// what is planted for it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inspect } from "./house/checks.ts"
import { ALONE, HOUSE, type Plant, raise } from "./house/plants.ts"
import { ROWS } from "./house/plants-rows.ts"
import { FINE, WAYS } from "./house/plants-ways.ts"
import { copyHouse, plantTypes, projectFindings, standing, typeErrors } from "./house/projects.ts"
import { OFFLINE, RULES } from "./house/rules.ts"
import { ARTIFACTS, type Artifact, ship } from "./house/ships.ts"

const ROOT = resolve(import.meta.dirname, "..")
const PROJECT = { compilerOptions: { rootDir: "." }, include: ["."], references: [] }
const PROJECTS = {
  "tsconfig.json": JSON.stringify({
    references: ["core", "seal", "own", "open"].map((room) => ({ path: `src/${room}` })),
  }),
  "src/core/tsconfig.json": JSON.stringify(PROJECT),
  "src/seal/tsconfig.json": JSON.stringify({ ...PROJECT, references: [{ path: "../core" }] }),
  "src/own/tsconfig.json": JSON.stringify({ ...PROJECT, references: [{ path: "../core" }] }),
  "src/open/tsconfig.json": JSON.stringify({ ...PROJECT, references: [{ path: "../core" }] }),
}
const raised: string[] = []
const house = (...layers: Record<string, string>[]) => {
  const root = raise(...layers)
  raised.push(root)
  return root
}
const copied = () => {
  const root = mkdtempSync(join(tmpdir(), "house-"))
  raised.push(root)
  copyHouse(ROOT, root)
  return root
}
afterAll(() => {
  for (const root of raised) rmSync(root, { recursive: true })
})

describe("the table", () => {
  test("holds every row of the design's wall table, word for word", ({ skip }) => {
    const design = join(ROOT, "../shared/design/architecture.md")
    if (!existsSync(design)) {
      if (process.env.CAIRN_ALL === "1")
        throw new Error("../shared is not there, and CAIRN_ALL=1 asks for everything")
      skip("../shared is not there: the table is not compared with the design")
    }
    const walls = readFileSync(design, "utf8").split("\n## Walls\n")[1]?.split("\n## ")[0] ?? ""
    const rows = [...walls.matchAll(/^\| (?!Room |---)(.*?) \| (.*?) \| (.*?) \|$/gm)]
    const designed = rows.flatMap(([, rooms = "", may, never]) =>
      rooms
        .replace(" (served)", "")
        .split(", ")
        .map((room) => [room, [may, never]]),
    )
    expect(designed.length).toBeGreaterThan(10)
    expect(RULES.flatMap((rule) => (rule.row ? [[rule.room, rule.row]] : []))).toEqual(designed)
  })

  test("names only rooms it has, and its arrows make no circle", () => {
    const rooms = RULES.map((rule) => rule.room)
    expect(new Set(rooms).size).toBe(rooms.length)
    const named = RULES.flatMap((rule) => [...rule.may, ...(rule.mayTypes ?? []), ...rule.never.rooms])
    expect(named.filter((room) => !rooms.includes(room))).toEqual([])
    const settled = new Set<string>()
    for (let before = -1; before !== settled.size; ) {
      before = settled.size
      for (const rule of RULES)
        if ([...rule.may, ...(rule.mayTypes ?? [])].every((room) => settled.has(room))) settled.add(rule.room)
    }
    expect(rooms.filter((room) => !settled.has(room))).toEqual([])
  })

  test("opening is reachable from nothing online, and nothing stands on the command line", () => {
    for (const { room, may, never } of RULES) {
      expect(may, room).not.toContain("cli")
      if (!OFFLINE.includes(room)) expect(never.rooms, room).toContain("open")
      if (!OFFLINE.includes(room)) expect(never.rooms, room).toContain("custody")
    }
  })

  test("has a planted violation for every row", () => {
    const planted = new Set(ROWS.map((plant) => plant.row))
    expect(RULES.filter((rule) => rule.row && !planted.has(rule.room)).map((rule) => rule.room)).toEqual([])
  })
})

describe("wall 1: project references", () => {
  const rooms = standing(ROOT, RULES)

  test("every room's tsconfig refers to what the table allows, and brings no types beyond", () => {
    expect(rooms.length).toBeGreaterThan(0)
    expect(projectFindings(ROOT, RULES)).toEqual([])
  })

  test.each([
    ["src/seal/tsconfig.json", "it refers to src/open", { references: [{ path: "../open" }] }],
    ["src/core/tsconfig.json", "DOM types", { compilerOptions: { rootDir: ".", lib: ["es2024", "dom"] } }],
    ["src/open/tsconfig.json", "Node's types", { compilerOptions: { rootDir: ".", types: ["node"] } }],
    ["src/own/tsconfig.json", "it must be the whole folder and nothing beyond it", { compilerOptions: {} }],
    ["src/own/tsconfig.json", "it must be the whole folder and nothing beyond it", { include: ["*.ts"] }],
    [
      "src/own/tsconfig.json",
      "it must be the whole folder and nothing beyond it",
      { exclude: ["planted.ts"] },
    ],
    ["src/i18n/tsconfig.json", "the root's tsconfig.json does not build it", {}],
  ])("%s is caught: %s", (file, detail, changed) => {
    expect(projectFindings(house(PROJECTS), RULES)).toEqual([])
    const project = JSON.stringify({ ...PROJECT, ...changed })
    expect(projectFindings(house(PROJECTS, { [file]: project }), RULES)).toEqual([
      { check: "project", file, detail },
    ])
  })

  test("a room without a project is caught", () => {
    const findings = projectFindings(house(PROJECTS, { "src/server/app.ts": "" }), RULES)
    expect(findings.map((one) => one.file)).toEqual(["src/server/tsconfig.json"])
  })

  test("the compiler passes a clean copy, and refuses each thing planted in it and nothing else", async () => {
    const root = copied()
    const before = await typeErrors(root, rooms)
    const planted = plantTypes(root, rooms, RULES)
    const after = await typeErrors(root, rooms)
    const forbidden = planted.filter((plant) => plant.forbidden)
    console.log(
      `wall 1: ${rooms.length} rooms, ${forbidden.length} planted and refused, ${planted.length - forbidden.length} allowed`,
    )
    expect([...before]).toEqual([])
    expect([...after.keys()].sort()).toEqual(forbidden.map((plant) => plant.file).sort())
    for (const rule of rooms)
      expect(
        forbidden.some((plant) => dirname(plant.file) === rule.at),
        rule.room,
      ).toBe(true)
    // Refused for the wall's reason: not in the project, or no such name here.
    const reasons = forbidden.flatMap((plant) => after.get(plant.file) ?? [])
    expect(reasons.filter((code) => !/^TS(6059|6307|2304|2307|2580|2584|2591)$/.test(code))).toEqual([])
  })
})

describe("wall 2: reading every source", () => {
  test("the real tree", () => {
    const { findings, files, imports, rooms, longest, median } = inspect(ROOT, RULES)
    console.log(
      `wall 2: read ${files} files and ${imports} imports in ${rooms.length} rooms (${rooms.join(", ")}); ` +
        `longest ${longest?.path} with ${longest?.lines} lines, median ${median}`,
    )
    expect(findings).toEqual([])
  })

  test("a house that keeps every rule is let be", () => {
    const { findings, rooms } = inspect(house(HOUSE), RULES)
    expect(findings).toEqual([])
    expect(rooms.toSorted()).toEqual(RULES.map((rule) => rule.room).sort())
  })

  test("a tree in which nothing was read is refused", () => {
    expect(inspect(house({}), RULES).findings.map((one) => one.check)).toEqual(["empty"])
    expect(inspect(house({ "src/core/note.txt": "x" }), RULES).findings.map((one) => one.check)).toEqual([
      "empty",
    ])
  })

  test("files that are long on the whole are refused, though each may be", () => {
    const add = Object.fromEntries([1, 2, 3].map((n) => [`src/core/n${n}.ts`, "export {}\n".repeat(140)]))
    expect(inspect(house(add), RULES).findings.map((one) => one.check)).toContain("median")
    expect(inspect(house(HOUSE, add), RULES).findings).toEqual([])
  })

  test.each([...ROWS, ...WAYS, ...FINE])("$row: $what", ({ add, caught }) => {
    const findings = inspect(house(HOUSE, add), RULES).findings
    expect([...new Set(findings.map((one) => `${one.check} ${one.file}`))].sort()).toEqual(caught.toSorted())
  })

  test("reachability holds by itself, where a rule that allows too much lets the leak's own step pass", () => {
    const loose = RULES.map((rule) => (rule.room === "client/ui" ? { ...rule, may: ["i18n", "open"] } : rule))
    const leak = WAYS.find((plant) => plant.row === "leak") as Plant
    const findings = inspect(house(HOUSE, leak.add), loose).findings
    expect(findings.filter((one) => one.file === "client/submit/page.tsx").map((one) => one.detail)).toEqual([
      "client/submit/page.tsx → client/ui/question.tsx → src/open/open.ts: open",
    ])
  })

  test("the one file that asks her first may keep something, and only it", () => {
    const add = { "client/submit/kept.ts": 'localStorage.setItem("a", "b")' }
    const asked = RULES.map((rule) => (rule.doors ? { ...rule, doors: ["client/submit/kept.ts"] } : rule))
    expect(inspect(house(HOUSE, add), asked).findings).toEqual([])
    const elsewhere = { "client/submit/other.ts": 'localStorage.setItem("a", "b")' }
    expect(inspect(house(HOUSE, add, elsewhere), asked).findings).toHaveLength(1)
  })
})

describe("wall 3: what ships", () => {
  test.each(ARTIFACTS)("$name", async (artifact) => {
    const shipped = await ship(ROOT, RULES, artifact)
    console.log(`wall 3: ${artifact.name}: ${shipped ? `${shipped.inputs} inputs` : "not built yet"}`)
    expect(shipped?.findings ?? []).toEqual([])
    if (shipped) expect(shipped.inputs).toBeGreaterThan(0)
  })

  test("the command line, seal and own are among them", () => {
    const now = ARTIFACTS.filter((artifact) => artifact.from.every((path) => existsSync(join(ROOT, path))))
    expect(now.map((artifact) => artifact.room)).toEqual(expect.arrayContaining(["cli", "seal", "own"]))
  })

  test("every artifact of the house that keeps the rules passes", async () => {
    const root = house(HOUSE)
    const shipped = await Promise.all(ARTIFACTS.map((artifact) => ship(root, RULES, artifact, "outside")))
    expect(shipped.map((one) => one?.findings)).toEqual(ARTIFACTS.map(() => []))
    expect(shipped.every((one) => one !== undefined && one.inputs > 0)).toBe(true)
  })

  test.each([...ROWS, ...WAYS].filter((plant) => plant.ships))(
    "$ships, $row: $what",
    async ({ row, add, ships }) => {
      const from = RULES.flatMap((rule) => (rule.room === row ? [rule.at] : []))
      const alone: Artifact = { name: ALONE, from, room: row, platform: "browser" }
      const artifact = [...ARTIFACTS, alone].find((one) => one.name === ships) as Artifact
      const shipped = await ship(house(HOUSE, add), RULES, artifact, "outside")
      const checks = shipped?.findings.map((one) => one.check) ?? []
      expect(checks.length).toBeGreaterThan(0)
      expect(checks.filter((check) => check !== "ships" && check !== "uses")).toEqual([])
    },
  )

  test("a worker ships with the page that names its address", async () => {
    const page: Artifact = {
      name: "p",
      from: ["client/submit/page.tsx"],
      room: "client/submit",
      platform: "browser",
    }
    const add = { "client/submit/worker.ts": 'export * from "../../src/open/open.ts"' }
    expect((await ship(house(HOUSE), RULES, page, "outside"))?.findings).toEqual([])
    const details = (await ship(house(HOUSE, add), RULES, page, "outside"))?.findings.map((one) => one.detail)
    expect(details).toContain("src/open/open.ts")
  })

  test("what an artifact must never hold is refused where its rooms' rules allow too much", async () => {
    const loose = RULES.map((rule) => (rule.room === "client/ui" ? { ...rule, may: ["i18n", "open"] } : rule))
    const leak = WAYS.find((plant) => plant.row === "leak") as Plant
    const page = ARTIFACTS.find((one) => one.name === leak.ships) as Artifact
    const shipped = await ship(house(HOUSE, leak.add), loose, page, "outside")
    expect(shipped?.findings.map((one) => one.detail)).toEqual(["src/open/open.ts"])
  })

  test("an artifact without a script is refused, and one that is not there is none", async () => {
    const seal = ARTIFACTS.find((one) => one.room === "seal") as Artifact
    const shipped = await ship(house({ "src/seal/note.txt": "x" }), RULES, seal)
    expect(shipped?.findings.map((one) => one.check)).toEqual(["empty"])
    expect(await ship(house({}), RULES, seal)).toBeUndefined()
  })

  // The same in the rooms that stand, with the real sources and packages around it: planted together, then one bundle a room.
  describe("planted in the real house", () => {
    const planted = {
      "src/seal/planted.ts":
        'export * from "../open/leaf.ts"\nexport * from "../core/leaf.ts"\nexport * from "ajv"',
      "src/core/leaf.ts": 'export * as fs from "node:fs"',
      "src/open/leaf.ts": 'export const leaf = () => fetch("/x")',
      "src/own/planted.ts": 'export * from "../custody/leaf.ts"',
      "src/custody/leaf.ts": "export const leaf = 1",
      "src/custody/planted.ts": 'export * from "../own/leaf.ts"',
      "src/own/leaf.ts": "export const leaf = 1",
      "src/cli/planted.ts": 'export * from "../../tests/leaf.ts"',
      "tests/leaf.ts": "export const leaf = 1",
    }
    let root = ""
    beforeAll(() => {
      root = copied()
      mkdirSync(join(root, "tests"))
      for (const [path, text] of Object.entries(planted)) writeFileSync(join(root, path), `${text}\n`)
    })

    test.each([
      ["seal", ["src/open/leaf.ts", "src/core/leaf.ts → node:fs", "ajv"]],
      ["own", ["src/custody/leaf.ts"]],
      ["custody", ["src/own/leaf.ts", "fetch"]],
      ["cli", ["tests/leaf.ts"]],
    ])("%s: %o", async (room, told) => {
      const artifact = ARTIFACTS.find((one) => one.room === room) as Artifact
      const shipped = await ship(root, RULES, artifact)
      expect(shipped?.findings.map((one) => one.detail)).toEqual(expect.arrayContaining(told))
    })
  })
})
