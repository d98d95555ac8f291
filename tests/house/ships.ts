// Wall 3: what ships. Each artifact is bundled as it would be built, and what the bundler took in is held against the same rules.
// An artifact is one line in ARTIFACTS; one whose folder does not stand yet is passed over, and said so.
import { existsSync, readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { build, type Metafile, type Plugin } from "esbuild"
import { parse } from "./ast.ts"
import { fitsAny, packageOf } from "./checks.ts"
import { readUses } from "./globals.ts"
import { steps } from "./graph.ts"
import type { Rule } from "./rule.ts"
import type { Finding } from "./shape.ts"
import { readTree, ruleOf } from "./tree.ts"

export interface Artifact {
  name: string
  /** Files, or folders of which every script is an entry. */
  from: readonly string[]
  /** The room whose rule it must keep. */
  room: string
  platform: "node" | "browser"
}

export const ARTIFACTS: readonly Artifact[] = [
  { name: "command line", from: ["src/cli"], room: "cli", platform: "node" },
  { name: "seal, as a page carries it", from: ["src/seal"], room: "seal", platform: "browser" },
  { name: "own, as a page carries it", from: ["src/own"], room: "own", platform: "browser" },
  {
    name: "open and custody, as the console carries them",
    from: ["src/open", "src/custody"],
    room: "custody",
    platform: "browser",
  },
  { name: "node server", from: ["src/node.ts"], room: "node", platform: "node" },
  { name: "worker", from: ["src/worker.ts"], room: "worker", platform: "browser" },
  { name: "submit page", from: ["client/submit"], room: "client/submit", platform: "browser" },
  { name: "return page", from: ["client/return"], room: "client/return", platform: "browser" },
  { name: "field page", from: ["client/field"], room: "client/field", platform: "browser" },
  { name: "carry page", from: ["client/carry"], room: "client/carry", platform: "browser" },
  { name: "audit page, served", from: ["client/audit"], room: "client/audit", platform: "browser" },
  {
    name: "audit page, from disk",
    from: ["client/audit-disk"],
    room: "client/audit-disk",
    platform: "browser",
  },
  { name: "console", from: ["client/console"], room: "client/console", platform: "browser" },
]

export interface Shipped {
  findings: Finding[]
  /** Files the bundler took in: the project's own, and packages'. */
  inputs: number
}

/**
 * Bundles an artifact and judges what went in.
 * @param packages `inside` bundles packages too; `outside` leaves them out, for planted trees whose packages are not installed
 * @returns undefined where none of its entries stands yet
 */
export async function ship(
  root: string,
  rules: readonly Rule[],
  artifact: Artifact,
  packages: "inside" | "outside" = "inside",
): Promise<Shipped | undefined> {
  if (!artifact.from.some((path) => existsSync(join(root, path)))) return undefined
  const say = (check: string, detail: string): Finding => ({ check, file: artifact.name, detail })
  const entryPoints = entries(root, rules, artifact)
  if (entryPoints.length === 0) return { findings: [say("empty", "no script to start from")], inputs: 0 }
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: artifact.platform,
    target: "es2024",
    outdir: "out",
    logLevel: "silent",
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } }, // as in tsconfig.base.json: an import nothing uses still ships
    plugins: [builtinsOutside],
    ...(packages === "outside" ? { packages: "external" as const } : {}),
  }).catch((error: Error) => error)
  if (result instanceof Error) return { findings: [say("build", result.message.slice(0, 500))], inputs: 0 }
  const rule = rules.find((one) => one.room === artifact.room) as Rule
  const uses = new Set(
    result.outputFiles.flatMap((file) => [...readUses(parse("out.js", file.text).program)]),
  )
  const never = [...(rule.never.uses ?? []), ...(rule.never.unasked ?? [])]
  // Packages hold addresses and members of their own that are never asked for; a global is a global.
  const used = [...uses].filter((use) => /^\w/.test(use) && fitsAny(use, never))
  return {
    findings: [
      ...judge(root, result.metafile, rule, rules).map((what) => say("ships", what)),
      ...used.map((use) => say("uses", use)),
    ],
    inputs: Object.keys(result.metafile.inputs).length,
  }
}

// Every builtin is left to the run time, in a browser's bundle too: so it shows in the metafile and not as a broken build.
const builtinsOutside: Plugin = {
  name: "builtins-outside",
  setup(to) {
    to.onResolve({ filter: /.*/ }, ({ path }) => (isBuiltin(path) ? { path, external: true } : undefined))
  },
}

/** The artifact's own scripts, and workers and other files that any of them names by address: a bundler does not follow those. */
function entries(root: string, rules: readonly Rule[], artifact: Artifact): string[] {
  const tree = readTree(root, rules)
  const isOwn = (path: string) =>
    artifact.from.some((from) => ruleOf(path, rules)?.at === from || path === from)
  const scripts = [...tree.files.values()].filter(
    (file) => file.kind === "script" && !file.path.endsWith(".d.ts"),
  )
  const own = scripts.map((file) => file.path).filter(isOwn)
  const reached = new Set([...own, ...steps(tree, own).flatMap((step) => (step.runs ? [step.path] : []))])
  const byAddress = [...reached].flatMap((path) =>
    (tree.files.get(path)?.edges ?? []).flatMap((edge) =>
      edge.to === "file" && ["url", "worker", "resolve"].includes(edge.how) ? [edge.path] : [],
    ),
  )
  return [...new Set([...own, ...byAddress])].filter((path) => tree.files.get(path)?.kind === "script")
}

function judge(root: string, metafile: Metafile, rule: Rule, rules: readonly Rule[]): string[] {
  const allowed = closure(rule, rules)
  const rooms = new Set(allowed.map((one) => one.room))
  const wanted = allowed.flatMap((one) => one.packages)
  const packages = withDependencies(root, wanted.map(packageOf))
  const found: string[] = []
  for (const [path, input] of Object.entries(metafile.inputs)) {
    const inside = path.split("node_modules/").at(-1) as string
    if (path.includes("node_modules/")) {
      if (!wanted.includes("*") && !packages.has(packageOf(inside))) found.push(packageOf(inside))
    } else {
      const room = ruleOf(path, rules)?.room
      if (room === undefined || !rooms.has(room) || rule.never.rooms.includes(room)) found.push(path)
    }
    for (const { path: name, external } of input.imports) {
      // How a package finds its own native part; in our own sources wall 2 refuses what it cannot read.
      if (!external || (name === "<runtime>" && path.includes("node_modules/"))) continue
      if (isBuiltin(name) ? !allowed.some((one) => one.builtins) : !fitsAny(name, wanted))
        found.push(`${path} → ${name}`)
    }
  }
  return [...new Set(found)]
}

/** The rule and those of all rooms it may import, over any number of steps. */
function closure(rule: Rule, rules: readonly Rule[]): Rule[] {
  const found = new Set([rule])
  for (const one of found) for (const next of rules) if (one.may.includes(next.room)) found.add(next)
  return [...found]
}

/** The packages and what they depend on, from their own package.json. */
function withDependencies(root: string, names: readonly string[]): Set<string> {
  const found = new Set(names)
  for (const name of found) {
    const manifest = join(root, "node_modules", name, "package.json")
    if (!existsSync(manifest)) continue
    const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies?: object }
    for (const next of Object.keys(dependencies ?? {})) found.add(next)
  }
  return found
}
