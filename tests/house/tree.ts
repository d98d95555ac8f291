// The source tree under a root: every file of src and client read once, and where each of its imports leads.
// It reads and resolves; whether an import may be is for checks.ts.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { isBuiltin } from "node:module"
import { dirname, join, posix, relative, resolve } from "node:path"
import { parse, walk } from "./ast.ts"
import { addAddress, readUses } from "./globals.ts"
import { type Named, readImports } from "./imports.ts"
import type { Rule } from "./rule.ts"

export type Target =
  | { to: "file"; path: string }
  | { to: "package" | "builtin"; name: string }
  | { to: "asset" } // data, or a folder that holds no room
  | { to: "nowhere"; why: string }

export type Edge = Named & Target

export interface SourceFile {
  path: string
  rule: Rule | undefined
  kind: "script" | "page" | "style"
  lines: number
  /** The text of the comment the file opens with; empty if it opens with something else. */
  opening: string
  edges: Edge[]
  uses: Set<string>
  /** Every identifier and string in it, for binding names. */
  words: Set<string>
  /** It says nothing of its own: only `export … from`. */
  reexportsOnly: boolean
  /** What would open a wall from inside, or hide an import from it. */
  tricks: string[]
}

export interface Tree {
  root: string
  files: Map<string, SourceFile>
  /** The root's package.json and wrangler.toml, as far as the checks need them. */
  dependencies: string[]
  bindings: string[]
}

const SCRIPT = /\.[cm]?[jt]sx?$/
const READ = /\.([cm]?[jt]sx?|html|css)$/
const ROOTS = ["src", "client"]

export function readTree(root: string, rules: readonly Rule[]): Tree {
  const paths = ROOTS.flatMap((top) => list(root, top))
  const files = new Map(paths.map((path) => [path, readSource(root, path, rules)]))
  const manifest = JSON.parse(readIfThere(root, "package.json") || "{}") as { dependencies?: object }
  const toml = readIfThere(root, "wrangler.toml")
  const bindings = [
    ...toml.matchAll(/^\s*binding\s*=\s*"([^"]+)"|\[\[ratelimits\]\]\s*name\s*=\s*"([^"]+)"/gm),
  ]
  return {
    root,
    files,
    dependencies: Object.keys(manifest.dependencies ?? {}),
    bindings: bindings.map((match) => (match[1] ?? match[2]) as string),
  }
}

/** The rule of the longest folder or file that holds `path`. */
export function ruleOf(path: string, rules: readonly Rule[]): Rule | undefined {
  const holding = rules.filter((rule) => path === rule.at || path.startsWith(`${rule.at}/`))
  return holding.sort((a, b) => b.at.length - a.at.length)[0]
}

/** Files to read below a folder, sorted, so that two runs say the same. */
export function list(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  const names = entries.flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    return entry.isDirectory() ? list(root, path) : READ.test(entry.name) ? [path] : []
  })
  return names.sort()
}

function readSource(root: string, path: string, rules: readonly Rule[]): SourceFile {
  const text = readFileSync(join(root, path), "utf8")
  const file: SourceFile = {
    path,
    rule: ruleOf(path, rules),
    kind: SCRIPT.test(path) ? "script" : path.endsWith(".css") ? "style" : "page",
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    opening: "",
    edges: [],
    uses: new Set(),
    words: new Set(),
    reexportsOnly: false,
    tricks: [],
  }
  const named = file.kind === "script" ? readScript(file, text) : readMarkup(file, text)
  file.edges = named.map((one) => ({ ...one, ...lead(root, path, one) }))
  return file
}

function readScript(file: SourceFile, text: string): Named[] {
  const { program, comments, errors } = parse(file.path, text)
  const { named, unreadable } = readImports(program)
  const statements = program.body as { type: string; source?: unknown }[]
  file.opening = openingOf(text, comments)
  file.uses = readUses(program)
  file.tricks = [...errors, ...unreadable]
  for (const { value } of comments) {
    if (/^\/\s*<reference\b/.test(value)) file.tricks.push("/// <reference>")
    const hatch = /@ts-(nocheck|ignore|expect-error)/.exec(value)
    if (hatch) file.tricks.push(hatch[0])
  }
  walk(program, (node) => {
    if (node.type === "Identifier") file.words.add(node.name as string)
    if (node.type === "Literal" && typeof node.value === "string") file.words.add(node.value)
    if (node.type === "TSModuleDeclaration" && node.declare) file.tricks.push("declare global or module")
  })
  file.reexportsOnly =
    statements.length > 0 && statements.every((one) => one.type.startsWith("Export") && one.source != null)
  return named
}

function openingOf(text: string, comments: { value: string; start: number; end: number }[]): string {
  let at = text.startsWith("#!") ? text.indexOf("\n") + 1 : 0
  let opening = ""
  for (const { value, start, end } of comments) {
    if (text.slice(at, start).trim() !== "" || /\n\s*\n/.test(text.slice(at, start))) break
    opening += ` ${value.replaceAll(/^\s*\*+/gm, "").trim()}`
    at = end
  }
  return opening.trim()
}

// Pages and styles are small and have no logic of their own: what they load and where they send is all that matters.
function readMarkup(file: SourceFile, text: string): Named[] {
  const named: Named[] = []
  const bare = text.replaceAll(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\//g, "")
  for (const [, tag = "", attributes = ""] of bare.matchAll(/<([a-z][a-z0-9-]*)\b([^>]*)>/gi)) {
    file.uses.add(`<${tag.toLowerCase()}>`)
    for (const [, name = "", value = ""] of attributes.matchAll(
      /\b(src|href|action)\s*=\s*["']?([^"'\s>]+)/gi,
    )) {
      addAddress(value, file.uses)
      const loads = /^(script|link|img|source|iframe)$/i.test(tag) && name.toLowerCase() !== "action"
      if (loads && !/^([a-z]+:|\/\/)/i.test(value))
        named.push({ specifier: value, how: "page", typeOnly: false })
    }
  }
  if (/<script\b[^>]*>\s*[^<\s]/i.test(bare)) file.tricks.push("a script inside the page")
  for (const [, , url = ""] of bare.matchAll(/(url\(|@import)\s*["']?([^"')\s]+)/g))
    addAddress(url, file.uses)
  return named
}

function lead(root: string, from: string, { specifier, how }: Named): Target {
  if (isBuiltin(specifier)) return { to: "builtin", name: specifier }
  const bare = specifier.replace(/(?<=.)[?#].*$/, "") // vite's `?worker&url`
  const ofPage = how === "page" || how === "url" || how === "worker"
  if (how === "page" && bare.startsWith("/")) return find(root, join("client", bare), how) // vite's root is client
  if (bare.startsWith("./") || bare.startsWith("../") || bare === "." || bare === ".." || ofPage)
    return find(root, join(dirname(from), bare), how)
  if (/^([a-z]+:|[#/])/i.test(bare)) return { to: "nowhere", why: "not a relative path and not a package" }
  return { to: "package", name: bare }
}

function find(root: string, path: string, how: Named["how"]): Target {
  const whole = resolve(root, path)
  const stem = whole.replace(/\.([cm]?)jsx?$/, ".$1ts")
  const tries = [whole, stem, `${whole}.ts`, `${whole}.tsx`, `${whole}.d.ts`, join(whole, "index.ts")]
  const found = tries.find((one) => statSync(one, { throwIfNoEntry: false })?.isFile())
  const inside = relative(root, found ?? whole).replaceAll("\\", "/")
  const read = ROOTS.some((top) => inside.startsWith(`${top}/`))
  if (found === undefined) {
    const folder = statSync(whole, { throwIfNoEntry: false })?.isDirectory() ?? false
    // A folder inside a room stands for that room; above the rooms it is a place for data (dist, drizzle).
    if (folder && read) return { to: "file", path: inside }
    const data = folder || (how === "page" && !READ.test(inside)) // a page may name what only the build puts there
    return data ? { to: "asset" } : { to: "nowhere", why: "no such file" }
  }
  if (READ.test(inside) && read) return { to: "file", path: inside }
  if (read || (how === "url" && !READ.test(inside))) return { to: "asset" }
  return { to: "nowhere", why: "outside src and client" }
}

function readIfThere(root: string, path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : ""
}
