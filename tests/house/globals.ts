// What a file uses that it did not declare or import: globals by name, and the few other words the wall table speaks of.
// Written as `fetch`, `document.cookie`, `.cookie` (that member of anything), `<form>`, `//host` (an absolute address).
import { children, isNode, literal, type Node, peel } from "./ast.ts"

interface Scope {
  names: Set<string>
  above: Scope | undefined
}

const THE_GLOBAL = new Set(["globalThis", "window", "self", "global"])
const SCOPES =
  /^(Program|BlockStatement|StaticBlock|SwitchStatement|For(In|Of)?Statement|CatchClause|TSModuleBlock)$/
const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/
// TypeScript's own nodes that hold something which runs.
const LASTING =
  /^TS(As|Satisfies|NonNull|Instantiation)Expression|TSTypeAssertion|TSExportAssignment|TSParameterProperty|TSModule/
const ADDRESS = /^(?:(?:https?|wss?|ftp):)?\/\/([a-z0-9][a-z0-9.-]*)/i
const NAMESPACE = "http://www.w3.org/" // of SVG and MathML: a name, never requested

export function readUses(program: Node): Set<string> {
  const uses = new Set<string>()
  visit(program, { names: new Set(), above: undefined }, uses)
  return uses
}

/** Adds the host of an absolute address, as `//host`. */
export function addAddress(text: string, uses: Set<string>): void {
  const host = ADDRESS.exec(text.trim())?.[1]
  if (host !== undefined && !text.startsWith(NAMESPACE)) uses.add(`//${host.toLowerCase()}`)
}

function visit(node: Node, above: Scope, uses: Set<string>): void {
  if (node.declare === true) return // `declare const fetch` declares nothing: it only says that a global is there
  const scope = opensScope(node) ? { names: declared(node), above } : above
  note(node, scope, uses)
  for (const below of values(node, scope).flat()) if (isNode(below)) visit(below, scope, uses)
}

/** Adds what this one node uses by itself. */
function note(node: Node, scope: Scope, uses: Set<string>): void {
  if (node.type === "Identifier" && !isBound(node.name as string, scope)) uses.add(node.name as string)
  else if (node.type === "MemberExpression") member(node, scope, uses)
  else if (node.type === "VariableDeclarator") destructured(node, scope, uses)
  else if (node.type === "ObjectPattern") for (const key of keys(node)) uses.add(`.${key}`)
  else if (node.type === "JSXOpeningElement") uses.add(`<${(node.name as Node).name as string}>`)
  else if (node.type === "Literal" && typeof node.value === "string") addAddress(node.value, uses)
  else if (node.type === "TemplateElement") addAddress((node.value as { raw: string }).raw, uses)
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return
  const [first] = node.arguments as (Node | undefined)[]
  if (literal(first)?.toLowerCase() === "form") uses.add("<form>") // createElement, h
  if (first === undefined && globalPath(node.callee as Node, scope) === "Date")
    uses.add(node.type === "NewExpression" ? "new Date()" : "Date()")
}

/** What below a node is a value and not a mere name: a key, a label or a type uses nothing. */
function values(node: Node, scope: Scope): unknown[] {
  switch (node.type) {
    case "MemberExpression": {
      const told = globalPath(node, scope) !== undefined // its whole path is noted already
      return [told ? [] : node.object, node.computed ? node.property : []]
    }
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
      return [node.computed ? node.key : [], node.value, node.decorators]
    case "ExportNamedDeclaration":
      return [node.declaration, node.source ? [] : (node.specifiers as Node[]).map((one) => one.local)]
    case "JSXOpeningElement":
      return (node.attributes as Node[]).map((one) => one.value ?? one.argument)
    case "LabeledStatement":
      return [node.body]
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return []
  }
  if (!node.type.startsWith("TS")) return children(node)
  // Types are gone at run time, and wall 1 reads them.
  return LASTING.test(node.type) ? [node.expression, node.parameter, node.body] : []
}

/** `globalThis.a.b` and `a.b` of a global `a` are "a.b"; the global object itself is ""; anything else undefined. */
function globalPath(expression: Node, scope: Scope): string | undefined {
  const node = peel(expression)
  if (node.type === "Identifier") {
    const name = node.name as string
    return isBound(name, scope) ? undefined : THE_GLOBAL.has(name) ? "" : name
  }
  if (node.type !== "MemberExpression") return undefined
  const base = globalPath(node.object as Node, scope)
  const key = keyOf(node)
  if (base === undefined || key === undefined) return undefined
  return base !== "" ? `${base}.${key}` : THE_GLOBAL.has(key) ? "" : key
}

function member(node: Node, scope: Scope, uses: Set<string>): void {
  const key = keyOf(node)
  if (key !== undefined) uses.add(`.${key}`)
  const path = globalPath(node, scope)?.split(".").filter(Boolean) ?? []
  for (let n = 1; n <= path.length; n++) uses.add(path.slice(0, n).join("."))
}

function destructured(node: Node, scope: Scope, uses: Set<string>): void {
  const [id, init] = [node.id as Node, node.init]
  const path = isNode(init) ? globalPath(init, scope) : undefined
  if (id.type !== "ObjectPattern" || path === undefined) return
  for (const key of keys(id)) uses.add(path === "" ? key : `${path}.${key}`)
}

function keys(pattern: Node): string[] {
  const properties = (pattern.properties as Node[]).filter((one) => one.type === "Property" && !one.computed)
  return properties.map((one) => ((one.key as Node).name ?? (one.key as Node).value) as string)
}

function keyOf(node: Node): string | undefined {
  return node.computed ? literal(node.property) : ((node.property as Node).name as string)
}

function isBound(name: string, scope: Scope | undefined): boolean {
  return scope !== undefined && (scope.names.has(name) || isBound(name, scope.above))
}

function opensScope(node: Node): boolean {
  return SCOPES.test(node.type) || FUNCTIONS.test(node.type) || node.type.startsWith("Class")
}

/** The names a scope's own node brings. `var` is taken as its block's: at worst a use is reported that is none. */
function declared(node: Node): Set<string> {
  const names = new Set<string>()
  if (FUNCTIONS.test(node.type)) bind([node.id, node.params], names)
  else if (node.type.startsWith("Class")) bind([node.id], names)
  else if (node.type === "CatchClause") bind([node.param], names)
  const cases = (node.cases ?? []) as Node[]
  for (const statement of [node.body, node.init, node.left, ...cases.map((one) => one.consequent)].flat())
    if (isNode(statement)) declaration(statement, names)
  return names
}

function declaration(statement: Node, names: Set<string>): void {
  const node = isNode(statement.declaration) ? statement.declaration : statement
  if (node.declare === true) return
  if (node.type === "VariableDeclaration") bind([(node.declarations as Node[]).map((one) => one.id)], names)
  else if (node.type === "ImportDeclaration")
    bind([(node.specifiers as Node[]).map((one) => one.local)], names)
  else if (/^(Function|Class|TSEnum|TSModule|TSImportEquals)/.test(node.type)) bind([node.id], names)
}

function bind(patterns: unknown[], names: Set<string>): void {
  for (const one of patterns.flat(2)) {
    if (!isNode(one)) continue
    if (one.type === "Identifier") names.add(one.name as string)
    bind([one.properties, one.elements, one.argument, one.left, one.parameter], names)
    if (one.type === "Property") bind([one.value], names)
  }
}
