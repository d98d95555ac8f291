// The planted violations that no single row is about: every way to name a file, leaks, circles, barrels, names and tricks.
import { BARE, type Plant } from "./plants.ts"

const said = (text: string) => text.replaceAll("\n", " ; ")
const seal = "src/seal/planted.ts"
const to = '"../open/open.ts"'

/** Seal may not name open, however it is said. */
const way = (text: string, file = seal): Plant => ({
  row: "way",
  what: said(text),
  add: { [file]: text },
  caught: [`import ${file}`],
})

const one = (row: string, caught: string, what: string, add: Record<string, string>): Plant => ({
  row,
  what: said(what),
  add,
  caught: [caught],
})

const long = `export const n = [\n${"  1,\n".repeat(300)}]\n`

export const WAYS: readonly Plant[] = [
  way(`import ${to}`),
  way(`import type { open } from ${to}\nexport const n = (o: typeof open) => o`),
  way(`import { type open } from ${to}\nexport const n = (o: typeof open) => o`),
  way(`export { open } from ${to}\nexport const n = 1`),
  way(`export type * from ${to}\nexport const n = 1`),
  way(`export type N = import(${to}).open`),
  way(`export const n = () => import(${to})`),
  way("export const n = () => import(`../open/open.ts`)"),
  way(`import n = require(${to})\nexport { n }`),
  way(`export const n = require(${to})`),
  way(`export const n = import.meta.resolve(${to})`),
  way(`export const n = new URL(${to}, import.meta.url)`),
  way('export const n = new URL("../open/", import.meta.url)'),
  way(`export const n = new Worker(${to})`),
  way(`export const n = new Worker(new URL(${to}, import.meta.url), { type: "module" })`),
  way('import n from "../open/open.ts?worker&url"\nexport { n }'),
  way('import { open } from "../open/open.js"\nexport const n = open'),
  way('import "../open/open"'),
  way('<!doctype html><script src="/../src/open/open.ts"></script>', "client/submit/planted.html"),
  { ...way(`import { open } from ${to}\nexport const n = 1`), ships: "seal, as a page carries it" }, // unused, and there
  {
    row: "leak",
    what: "open re-exported by ui, reached by a page",
    add: {
      "client/ui/question.tsx": `import { h } from "preact"\nexport * from "../../src/open/open.ts"\nexport const Question = h`,
    },
    caught: ["import client/ui/question.tsx", "reach client/submit/page.tsx"],
    ships: "submit page",
  },
  {
    row: "leak",
    what: "a type of open, leaked through ui",
    add: {
      "client/ui/question.tsx": `import type { open } from "../../src/open/open.ts"\nexport const Question = (o: typeof open) => o`,
    },
    caught: ["import client/ui/question.tsx", "reach client/submit/page.tsx"],
  },
  one("circle", "circle src/core/planted-a.ts", "two files", {
    "src/core/planted-a.ts": 'import { b } from "./planted-b.ts"\nexport const a = () => b',
    "src/core/planted-b.ts": 'import { a } from "./planted-a.ts"\nexport const b = () => a',
  }),
  one("circle", "circle src/core/planted-a.ts", "three files, by types", {
    "src/core/planted-a.ts": 'import type { B } from "./planted-b.ts"\nexport type A = B | 1',
    "src/core/planted-b.ts": 'import type { C } from "./planted-c.ts"\nexport type B = C | 2',
    "src/core/planted-c.ts": 'import type { A } from "./planted-a.ts"\nexport type C = A | 3',
  }),
  one("barrel", "barrel src/core/index.ts", "by name", { "src/core/index.ts": "export const n = 1" }),
  one("barrel", "barrel src/core/all.ts", "by what it does", {
    "src/core/all.ts": 'export * from "./note.ts"',
  }),
  ...["utils/hex.ts", "byteHelpers.ts", "key-manager.ts", "services/x.ts"].map((name) =>
    one("name", `name src/core/${name}`, name, { [`src/core/${name}`]: "export const n = 1" }),
  ),
  one("length", "length src/core/planted.ts", "303 lines", { "src/core/planted.ts": long }),
  ...[
    "export const n = 1",
    "// biome-ignore lint: this is not a sentence.",
    "// Hex.",
    "const a = 1\n// Too late to say what it is.",
  ].map((text) =>
    one("opening", "opening src/core/planted.ts", text, { "src/core/planted.ts": `${BARE}${text}\n` }),
  ),
  one("room", "no-room src/new/planted.ts", "a room without a rule", {
    "src/new/planted.ts": "export const n = 1",
  }),
  one("undeclared", "undeclared src/cli/planted.ts", "a package that is not a dependency", {
    "src/cli/planted.ts": 'import ajv from "ajv"\nexport const n = ajv',
  }),
  ...['"./none.ts"', '"/src/open/open.ts"', '"file:///etc/x.ts"', '"#open"', '"../../tests/x.ts"'].map(
    (specifier) =>
      one("unresolved", "unresolved src/cli/planted.ts", specifier, {
        "src/cli/planted.ts": `import ${specifier}`,
      }),
  ),
  ...[
    "export const n = (x: string) => import(x)",
    "export const n = (x: string) => new URL(x, import.meta.url)",
    'export const n = import.meta.glob("../open/*.ts")',
    '/// <reference lib="dom" />\nexport const n = 1',
    "// @ts-nocheck\nexport const n = 1",
    "declare global {\n  var n: number\n}",
    "export const = 1",
  ].map((text) => one("unreadable", `unreadable ${seal}`, text, { [seal]: text })),
  one("unreadable", "unreadable client/submit/planted.html", "a script inside a page", {
    "client/submit/planted.html": '<script>import("/src/open/open.ts")</script>',
  }),
  one("use", `use ${seal}`, "eval, anywhere", { [seal]: 'eval("1")' }),
]

/** What looks like a violation and is none: the reader knows a name of one's own from a global, and a word from a use. */
export const FINE: readonly Plant[] = [
  "export const n = (fetch: () => number) => fetch()",
  "export function fetch() {\n  return 1\n}\nexport const n = fetch()",
  "export const n = (o: { history: number; document: number }) => {\n  const { history, document } = o\n  return history + document\n}",
  "export const n = { fetch: 1, document: 2 }",
  "export class N {\n  process = 1\n  fetch() {\n    return this.process\n  }\n}",
  "export const n = (d: Document) => d",
  "export const n = new Date(0)",
  "export const n = (fetch: number) => {\n  for (const open of [fetch]) if (open) return open\n  try {\n    return 1\n  } catch (process) {\n    return process\n  }\n}",
  "// fetch('https://example.org') and document.cookie\nexport const n = 'see https://example.org'",
].map((text) => ({ row: "fine", what: said(text), add: { "src/core/planted.ts": text }, caught: [] }))
