// Wall 1: TypeScript project references, one tsconfig a room. Here: whether the tsconfigs say what the table says, and a copy of
// the house in which the compiler itself is shown to refuse what they forbid.
import { execFile } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join, posix } from "node:path"
import type { Rule } from "./rule.ts"
import type { Finding } from "./shape.ts"

interface Project {
  compilerOptions?: { lib?: string[]; types?: string[]; rootDir?: string; paths?: unknown }
  include?: string[]
  exclude?: string[]
  files?: string[]
  references?: { path: string }[]
}

/** The rules whose room is a folder of its own that stands: those that must be projects. */
export function standing(root: string, rules: readonly Rule[]): Rule[] {
  return rules.filter((rule) => !/\.ts$/.test(rule.at) && existsSync(join(root, rule.at)))
}

/** Where a tsconfig would let in more than the table does. */
export function projectFindings(root: string, rules: readonly Rule[]): Finding[] {
  const listed = (read(root, "tsconfig.json")?.references ?? []).map((one) => posix.normalize(one.path))
  return standing(root, rules).flatMap((rule) => {
    const file = `${rule.at}/tsconfig.json`
    const say = (detail: string): Finding => ({ check: "project", file, detail })
    const project = read(root, file)
    if (project === undefined) return [say("there is none")]
    const found = listed.includes(rule.at) ? [] : [say("the root's tsconfig.json does not build it")]
    const { lib = [], types = [], rootDir, paths } = project.compilerOptions ?? {}
    if (
      rootDir !== "." ||
      paths !== undefined ||
      project.exclude ||
      project.files ||
      `${project.include}` !== "."
    )
      found.push(say("it must be the whole folder and nothing beyond it"))
    if (rule.types !== "browser" && lib.some((one) => /^(dom|webworker)/i.test(one)))
      found.push(say("DOM types"))
    if (rule.types !== "node" && types.includes("node")) found.push(say("Node's types"))
    for (const { path } of project.references ?? []) {
      const to = posix.join(rule.at, path)
      if (!mayRefer(rule, rules).includes(to)) found.push(say(`it refers to ${to}`))
    }
    return found
  })
}

/** The folders whose projects a room may refer to. A project is a whole folder: which file of storage may be named is for wall 2. */
function mayRefer(rule: Rule, rules: readonly Rule[]): string[] {
  const may = rules.filter((one) => [...rule.may, ...(rule.mayTypes ?? [])].includes(one.room))
  return may.map((one) => (one.at.endsWith(".ts") ? posix.dirname(one.at) : one.at))
}

/** A copy of the sources and their projects, with the same packages, and a cache of its own. */
export function copyHouse(root: string, to: string): void {
  for (const name of ["src", "client", "tsconfig.json", "tsconfig.base.json", "package.json"])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(to, name), { recursive: true })
  mkdirSync(join(to, "node_modules"))
  for (const name of readdirSync(join(root, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(join(root, "node_modules", name), join(to, "node_modules", name))
}

/** What the compiler says of the rooms' projects: error codes by file. */
export async function typeErrors(root: string, rooms: readonly Rule[]): Promise<Map<string, string[]>> {
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  const output = await new Promise<string>((done) => {
    const options = { cwd: root, maxBuffer: 2 ** 26 }
    const args = [tsc, "-b", ...rooms.map((rule) => rule.at), "--pretty", "false"]
    execFile(process.execPath, args, options, (_error, stdout, stderr) => done(stdout + stderr))
  })
  const errors = new Map<string, string[]>()
  for (const [, file = "", code = ""] of output.matchAll(/^(?:(\S+?)\(\d+,\d+\): )?error (TS\d+)/gm))
    errors.set(file, [...(errors.get(file) ?? []), code])
  // A compiler that did not start has found nothing either.
  if (errors.size === 0 && output.trim() !== "") throw new Error(output.slice(0, 1000))
  return errors
}

export interface Planted {
  file: string
  forbidden: boolean
}

const TOO_MUCH = {
  document: "export const planted: unknown = document.title\n",
  fetch: 'export const planted: unknown = fetch("x")\n',
  process: "export const planted: unknown = process.argv\n",
  node: 'import { readFileSync } from "node:fs"\nexport const planted: unknown = readFileSync("x")\n',
}
const HAS: Record<Rule["types"], readonly string[]> = {
  bare: [],
  browser: ["document", "fetch"],
  node: ["fetch", "process", "node"],
}

/** Plants in every room a type-only import of every other, and each platform's words: allowed ones too, to show that only the others fail. */
export function plantTypes(root: string, rooms: readonly Rule[], rules: readonly Rule[]): Planted[] {
  const planted: Planted[] = []
  const plant = (file: string, text: string, forbidden: boolean) => {
    writeFileSync(join(root, file), text)
    planted.push({ file, forbidden })
  }
  for (const rule of rooms) {
    for (const [word, text] of Object.entries(TOO_MUCH))
      if (!HAS[rule.types].includes(word)) plant(`${rule.at}/planted-${word}.ts`, text, true)
    for (const other of rooms) {
      if (other === rule) continue
      const target = `planted-for-${rule.room.replaceAll("/", "-")}.ts` // its own: an error is told once for each file
      writeFileSync(join(root, other.at, target), "export interface Planted {\n  readonly n: number\n}\n")
      const from = posix.join(posix.relative(rule.at, other.at), target)
      const text = `import type { Planted } from "${from}"\nexport const planted: Planted = { n: 1 }\n`
      const allowed = mayRefer(rule, rules).includes(other.at)
      plant(`${rule.at}/planted-${other.room.replaceAll("/", "-")}.ts`, text, !allowed)
    }
  }
  return planted
}

function read(root: string, path: string): Project | undefined {
  return existsSync(join(root, path))
    ? (JSON.parse(readFileSync(join(root, path), "utf8")) as Project)
    : undefined
}
