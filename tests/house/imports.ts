// Every way one file names another: imports, type-only imports, re-exports, import(), import types, require,
// import.meta.resolve, `new URL(…, import.meta.url)` and workers. It names them; tree.ts finds what they lead to.
import { isName, isNode, literal, type Node, peel, walk } from "./ast.ts"

export interface Named {
  specifier: string
  how: "import" | "export" | "dynamic" | "require" | "resolve" | "url" | "worker" | "page"
  /** It is gone when the types are: nothing runs because of it. */
  typeOnly: boolean
}

export interface Imports {
  named: Named[]
  /** Imports that only running the program would tell. A wall can't judge them, so they are refused. */
  unreadable: string[]
}

export function readImports(program: Node): Imports {
  const named: Named[] = []
  const unreadable: string[] = []
  const add = (how: Named["how"], source: unknown, typeOnly = false) => {
    const specifier = literal(source)
    if (specifier === undefined) unreadable.push(`${how} of something computed`)
    else named.push({ specifier, how, typeOnly })
  }
  walk(program, (node) => {
    if (node.type === "ImportDeclaration") add("import", node.source, erased(node, "importKind"))
    else if (node.type === "ExportAllDeclaration") add("export", node.source, node.exportKind === "type")
    else if (node.type === "ExportNamedDeclaration" && node.source)
      add("export", node.source, erased(node, "exportKind"))
    else if (node.type === "ImportExpression") add("dynamic", node.source)
    else if (node.type === "TSImportType") add("import", node.source, true)
    else if (node.type === "TSExternalModuleReference") add("require", node.expression)
    else if (node.type === "CallExpression") call(node, add, unreadable)
    else if (node.type === "NewExpression") construct(node, add)
  })
  return { named, unreadable }
}

/** `import type …`, or every name in the braces marked `type`. `import {} from` still runs the file. */
function erased(node: Node, kind: "importKind" | "exportKind"): boolean {
  if (node[kind] === "type") return true
  const specifiers = (node.specifiers ?? []) as Node[]
  return specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === "type")
}

type Add = (how: Named["how"], source: unknown) => void

function call(node: Node, add: Add, unreadable: string[]): void {
  const callee = peel(node.callee as Node)
  const first = (node.arguments as Node[])[0]
  if (isName(callee, "require")) add("require", first)
  if (callee.type !== "MemberExpression") return
  if (isName(callee.object, "require") && isName(callee.property, "resolve")) add("require", first)
  if (!isMeta(callee.object)) return
  if (isName(callee.property, "resolve")) add("resolve", first)
  if (isName(callee.property, "glob")) unreadable.push("import.meta.glob")
}

// A worker's address that is not written out here can only come from an import or a `new URL` elsewhere: those are read there.
function construct(node: Node, add: Add): void {
  const callee = peel(node.callee as Node)
  const [first, second] = node.arguments as (Node | undefined)[]
  const name = callee.type === "MemberExpression" ? callee.property : callee
  if (isName(name, "URL") && isMetaUrl(second)) add("url", first)
  if ((isName(name, "Worker") || isName(name, "SharedWorker")) && literal(first) !== undefined)
    add("worker", first)
}

function isMeta(node: unknown): boolean {
  return isNode(node) && node.type === "MetaProperty"
}

function isMetaUrl(node: unknown): boolean {
  if (!isNode(node)) return false
  const bare = peel(node)
  return bare.type === "MemberExpression" && isMeta(bare.object) && isName(bare.property, "url")
}
