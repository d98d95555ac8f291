// Wall 2: what the tree's imports and globals must keep to, file by file and over any number of steps.
// Pure over (root, rules): planted trees and the real one go through the same code. Shape and names are in shape.ts.
import { runInNewContext } from "node:vm"
import { circles, steps } from "./graph.ts"
import type { Rule } from "./rule.ts"
import { type Finding, shape } from "./shape.ts"
import { readTree, ruleOf, type SourceFile, type Tree } from "./tree.ts"

export interface Report {
  findings: Finding[]
  files: number
  imports: number
  rooms: string[]
  longest: { path: string; lines: number } | undefined
  median: number
}

// What the language itself brings: the globals of an empty context, without the few by which code could leave it.
const LANGUAGE = new Set<string>(runInNewContext("Object.getOwnPropertyNames(globalThis)"))
for (const name of ["console", "WebAssembly", "globalThis", "eval", "Function"]) LANGUAGE.delete(name)

/** Everything wall 2 has to say about the tree under `root`. */
export function inspect(root: string, rules: readonly Rule[]): Report {
  const tree = readTree(root, rules)
  const files = [...tree.files.values()]
  const scripts = files.filter((file) => file.kind === "script")
  const imports = files.reduce((n, file) => n + file.edges.length, 0)
  const lengths = scripts.map((file) => file.lines).sort((a, b) => a - b)
  const longest = scripts.toSorted((a, b) => b.lines - a.lines)[0]
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0
  const findings = [
    ...(files.length === 0 || imports === 0
      ? [{ check: "empty", file: root, detail: "nothing was read" }]
      : []),
    ...files.flatMap((file) => [...direct(file, tree, rules), ...shape(file)]),
    ...rules.flatMap((rule) => reach(rule, tree, rules)),
    ...circles(tree).map((ring) => ({ check: "circle", file: ring[0] as string, detail: ring.join(" → ") })),
    ...(median > 130 ? [{ check: "median", file: root, detail: `the median file has ${median} lines` }] : []),
  ]
  const rooms = [...new Set(files.flatMap((file) => file.rule?.room ?? []))]
  return { findings, files: files.length, imports, rooms, longest, median }
}

/** What one file names itself. */
function direct(file: SourceFile, tree: Tree, rules: readonly Rule[]): Finding[] {
  const say = (check: string, detail: string): Finding => ({ check, file: file.path, detail })
  const rule = file.rule
  const tricks = file.tricks.map((trick) => say("unreadable", trick))
  if (rule === undefined) return [...tricks, say("no-room", "no rule names a room that holds this file")]
  const found: Finding[] = tricks
  for (const edge of file.edges) {
    if (edge.to === "nowhere") found.push(say("unresolved", `${edge.specifier}: ${edge.why}`))
    if (edge.to === "builtin" && !rule.builtins) found.push(say("builtin", edge.name))
    if (edge.to === "package") {
      if (!fitsAny(edge.name, rule.packages)) found.push(say("package", edge.name))
      if (file.path.startsWith("src/") && !edge.typeOnly && !tree.dependencies.includes(packageOf(edge.name)))
        found.push(say("undeclared", `${edge.name} is not in package.json's dependencies`))
    }
    if (edge.to === "file") {
      const room = ruleOf(edge.path, rules)?.room
      if (!mayImport(rule, room, edge.typeOnly)) found.push(say("import", `${rule.room} → ${edge.path}`))
      else if (room === rule.room && isApart(rule, file.path, edge.path))
        found.push(say("adapter", edge.path))
    }
    const driver =
      edge.to === "package" || edge.to === "builtin" ? fitsAny(edge.name, rule.drivers ?? []) : false
    if (driver && adapterOf(rule, file.path) === undefined) found.push(say("adapter", edge.specifier))
  }
  return [...found, ...usesOf(file, rule, tree).map((use) => say("use", use))]
}

function mayImport(rule: Rule, room: string | undefined, typeOnly: boolean): boolean {
  if (room === undefined) return false
  return room === rule.room || rule.may.includes(room) || (typeOnly && (rule.mayTypes ?? []).includes(room))
}

/** Whether `to` is in an adapter's folder and `from` is not. What stands beside the folders is shared. */
function isApart(rule: Rule, from: string, to: string): boolean {
  const adapter = adapterOf(rule, to)
  return rule.drivers !== undefined && adapter !== undefined && adapter !== adapterOf(rule, from)
}

function adapterOf(rule: Rule, path: string): string | undefined {
  const [first, rest] = path.slice(rule.at.length + 1).split("/")
  return rest === undefined ? undefined : first
}

/** What the file uses that its own or a caller's rule forbids. */
export function usesOf(file: SourceFile, rule: Rule, tree: Tree): string[] {
  const unasked = rule.doors?.includes(file.path) ? [] : (rule.never.unasked ?? [])
  const never = [...(rule.never.uses ?? []), ...unasked]
  const guarded = never.length > 0 || rule.onlyGlobals !== undefined
  const found = [...file.uses].filter(
    (use) => fitsAny(use, never) || (guarded && HIDES.has(use)) || use === "eval",
  )
  if (rule.never.bindings) found.push(...tree.bindings.filter((name) => file.words.has(name)))
  if (rule.onlyGlobals && file.rule === rule)
    for (const use of file.uses)
      if (/^\w+$/.test(use) && !LANGUAGE.has(use) && !rule.onlyGlobals.includes(use)) found.push(use)
  return [...new Set(found)]
}
// The global object whole, or code made from text: past these nobody can say which global is meant.
const HIDES = new Set(["globalThis", "window", "self", "global", "Function"])

/** What the files of a room reach through others. One step is judged above; this is for the leak through an allowed room. */
function reach(rule: Rule, tree: Tree, rules: readonly Rule[]): Finding[] {
  const starts = [...tree.files.values()].filter((file) => file.rule === rule).map((file) => file.path)
  const found = new Map<string, Finding>()
  for (const { path, from, runs } of steps(tree, starts)) {
    const file = tree.files.get(path)
    const say = (what: string) => {
      const detail = `${[...from, path].join(" → ")}: ${what}`
      const known = `${path}: ${what}` // reached by types first and then by something that runs: said once
      if (!found.has(known)) found.set(known, { check: "reach", file: from[0] as string, detail })
    }
    const room = ruleOf(path, rules)?.room ?? ""
    if (from.length > 1 && rule.never.rooms.includes(room)) say(room)
    if (file === undefined) continue
    for (const edge of file.edges) {
      if (edge.to === "package" && fitsAny(edge.name, rule.never.packages ?? [])) say(edge.name)
      if (edge.to === "builtin" && !rule.builtins) say(edge.name)
    }
    if (runs) for (const use of usesOf(file, rule, tree)) say(use)
  }
  return [...found.values()]
}

/** Whether `name` is one of the patterns: itself, or what a last `*` stands for. */
export function fitsAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((one) => one === name || (one.endsWith("*") && name.startsWith(one.slice(0, -1))))
}

/** `@scope/name/entry` and `name/entry` without the entry. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
}
