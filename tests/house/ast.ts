// The syntax tree as this suite sees it (ESTree with TypeScript's nodes, from the parser that comes with vite), and a walk over it.
import { parseSync } from "vite"

export interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

export interface Parsed {
  program: Node
  comments: { value: string; start: number; end: number }[]
  errors: string[]
}

/** The file's tree; what the parser can't read is in `errors`, never passed over. */
export function parse(path: string, text: string): Parsed {
  const { program, comments, errors } = parseSync(path, text)
  return { program: program as unknown as Node, comments, errors: errors.map((error) => error.message) }
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string"
}

/** Every node directly below, in source order. */
export function children(node: Node): Node[] {
  const below: Node[] = []
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) below.push(...value.filter(isNode))
    else if (isNode(value)) below.push(value)
  }
  return below
}

export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const child of children(node)) walk(child, visit)
}

const WRAPPERS = new Set([
  "ParenthesizedExpression",
  "ChainExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
])

/** The expression without the brackets and type words around it: `(globalThis as any)` is `globalThis`. */
export function peel(node: Node): Node {
  return WRAPPERS.has(node.type) ? peel(node.expression as Node) : node
}

/** The text of a string literal or of a template without holes; undefined for anything that only running would tell. */
export function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  const bare = peel(node)
  if (bare.type === "Literal" && typeof bare.value === "string") return bare.value
  if (bare.type !== "TemplateLiteral" || (bare.expressions as Node[]).length > 0) return undefined
  return (bare.quasis as { value: { cooked: string } }[])[0]?.value.cooked
}

export function isName(node: unknown, name: string): boolean {
  return isNode(node) && node.type === "Identifier" && node.name === name
}
