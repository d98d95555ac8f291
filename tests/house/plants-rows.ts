// The planted violations, row by row of the wall table. The house they stand in is in plants.ts.
import { ALONE, type Plant } from "./plants.ts"

/** A file of one room that imports a file of another, which reaches nothing further. */
function imports(row: string, from: string, room: string, ships: string = ALONE): Plant {
  const target = `${room}/planted-leaf.ts`
  const up = "../".repeat(from.split("/").length - 1)
  const add = {
    [from]: `export * as planted from "${up}${target}"\nexport const n = 1`,
    [target]: "export const leaf = 1",
  }
  return { row, what: `imports ${room}`, add, caught: [`import ${from}`], ships }
}

/** A few lines in a file of their own. */
function line(row: string, check: string, file: string, text: string, ships?: string): Plant {
  const what = text.replaceAll("\n", " ; ")
  return { row, what, add: { [file]: text }, caught: [`${check} ${file}`], ...(ships ? { ships } : {}) }
}

const [OPEN, CUSTODY, SEAL, OWN] = ["src/open", "src/custody", "src/seal", "src/own"]
const [SERVER, STORE, SEQUENCER, COURIER] = ["src/server", "src/storage/disk", "src/sequencer", "src/courier"]
const CONSOLE = "open and custody, as the console carries them"

const core = "src/core/planted.ts"
const port = 'import type { Note } from "../core/note.ts"\nexport interface Store { note: Note }\n'

export const ROWS: readonly Plant[] = [
  line("core", "builtin", core, 'import { readFileSync } from "node:fs"\nexport const n = readFileSync'),
  line("core", "builtin", core, 'import type { Stats } from "fs"\nexport const n = (s: Stats) => s'),
  line("core", "use", core, 'export const n = () => fetch("/x")'),
  line("core", "use", core, 'export const n = () => globalThis["document"]'),
  line("core", "use", core, "declare const document: { title: string }\nexport const n = document.title"),
  line("core", "use", core, "export const n = process.argv"),
  line("core", "use", core, 'console.log("x")'),
  line("core", "use", core, "export const n = () => new Date()"),
  line("core", "use", core, 'export const n = new Function("return 1")'),
  line("core", "package", core, 'import { Hono } from "hono"\nexport const n = Hono'),
  line("core", "package", core, 'import type { SQL } from "drizzle-orm"\nexport const n = (s: SQL) => s'),
  line("core", "package", core, 'import { Decrypter } from "age-encryption"\nexport const n = Decrypter'),
  {
    row: "core",
    what: "reads a file, and so do all who import it",
    add: {
      "src/core/note.ts":
        'import { argv } from "node:process"\nexport const note = argv\nexport type Note = number',
    },
    caught: [
      "builtin src/core/note.ts",
      ...[
        "auditor/verify.ts",
        "cases/desk.ts",
        "courier/pull.ts",
        "open/open.ts",
        "own/own.ts",
        "seal/seal.ts",
        "sequencer/sequence.ts",
        "witness/witness.ts",
      ].map((path) => `reach src/${path}`),
      ...["custody/shares.ts", "server/app.ts", "storage/port.ts", "worker.ts"].map(
        (path) => `reach src/${path}`,
      ),
      ...["audit-disk", "audit", "carry", "console", "field", "return", "submit"].map(
        (room) => `reach client/${room}/page.tsx`,
      ),
    ],
    ships: "seal, as a page carries it",
  },
  ...[OPEN, OWN, CUSTODY, SERVER, STORE].map((to) =>
    imports("seal", "src/seal/planted.ts", to, "seal, as a page carries it"),
  ),
  ...[OPEN, CUSTODY].map((to) => imports("own", "src/own/planted.ts", to, "own, as a page carries it")),
  imports("open", "src/open/planted.ts", SEAL, CONSOLE),
  line("open", "use", "src/open/planted.ts", 'export const n = () => fetch("/x")', CONSOLE),
  line("open", "use", "src/open/planted.ts", 'export const n = () => new WebSocket("/x")', CONSOLE),
  line("open", "use", "src/open/planted.ts", 'export const n = self["fe" + "tch"]'),
  line(
    "open",
    "builtin",
    "src/open/planted.ts",
    'export * as n from "node:https"\nexport const m = 1',
    CONSOLE,
  ),
  imports("open", "src/worker.ts", OPEN, "worker"),
  imports("bundle", "src/bundle/planted.ts", OPEN),
  line("bundle", "use", "src/bundle/planted.ts", 'export const n = () => fetch("/x")'),
  imports("custody", "src/custody/planted.ts", SEAL, CONSOLE),
  line(
    "custody",
    "use",
    "src/custody/planted.ts",
    "const { XMLHttpRequest: X } = globalThis\nexport const n = X",
    CONSOLE,
  ),
  line(
    "custody",
    "builtin",
    "src/custody/planted.ts",
    'export * as n from "node:net"\nexport const m = 1',
    CONSOLE,
  ),
  imports("custody", "src/node.ts", CUSTODY, "node server"),
  line(
    "sequencer",
    "package",
    "src/sequencer/planted.ts",
    'import { Hono } from "hono"\nexport const n = Hono',
    ALONE,
  ),
  imports("sequencer", "src/sequencer/planted.ts", STORE),
  {
    row: "sequencer",
    what: "reaches Hono through the port",
    add: { "src/storage/port.ts": 'import type { Hono } from "hono"\nexport type Store = Hono' },
    caught: ["package src/storage/port.ts", "reach src/sequencer/sequence.ts"],
  },
  line(
    "storage",
    "adapter",
    "src/storage/cloud/planted.ts",
    'import { files } from "../disk/files.ts"\nexport const n = files',
  ),
  line(
    "storage",
    "adapter",
    "src/storage/planted.ts",
    'import Database from "better-sqlite3"\nexport const n = Database',
  ),
  line(
    "storage",
    "import",
    "src/storage/planted.ts",
    'import { note } from "../core/note.ts"\nexport const n = note',
  ),
  line(
    "storage",
    "package",
    "src/storage/port.ts",
    `import type Database from "better-sqlite3"\n${port}export type D = Database`,
  ),
  line(
    "storage",
    "package",
    "src/storage/schema.ts",
    'import { drizzle } from "drizzle-orm/better-sqlite3"\nexport const id = drizzle',
  ),
  ...[SEAL, OWN, OPEN, CUSTODY, STORE].map((to) => imports("server", "src/server/planted.ts", to)),
  line("server", "use", "src/server/planted.ts", "export const n = process.pid"),
  line("server", "use", "src/server/planted.ts", "export const n = (c: { env: unknown }) => c.env"),
  line("server", "use", "src/server/planted.ts", "export const n = ({ env }: { env: unknown }) => env"),
  line("server", "use", "src/server/planted.ts", "export interface Bindings { ROWS: unknown }"),
  line("server", "use", "src/server/planted.ts", 'export const n = "PACE"'),
  {
    row: "server",
    what: "reaches process through sequencer",
    add: { "src/sequencer/sequence.ts": "export const sequence = (s: unknown) => [s, process.pid]" },
    caught: ["reach src/server/app.ts"],
  },
  ...[SEAL, OWN, OPEN, CUSTODY].map((to) => imports("courier", "src/courier/planted.ts", to)),
  ...[SEQUENCER, SERVER, STORE, OPEN].map((to) => imports("auditor", "src/auditor/planted.ts", to)),
  line(
    "auditor",
    "package",
    "src/auditor/planted.ts",
    'import { Decrypter } from "age-encryption"\nexport const n = Decrypter',
  ),
  ...["submit", "return", "field"].flatMap((page) => [
    imports(`client/${page}`, `client/${page}/planted.ts`, OPEN, `${page} page`),
    imports(`client/${page}`, `client/${page}/planted.ts`, CUSTODY, `${page} page`),
    line(`client/${page}`, "use", `client/${page}/planted.ts`, 'export const n = "https://cdn.example/x.js"'),
    line(`client/${page}`, "use", `client/${page}/planted.ts`, "export const { storage: n } = navigator"),
    line(`client/${page}`, "use", `client/${page}/planted.css`, '@import "https://fonts.example/x.css";'),
    line(
      `client/${page}`,
      "use",
      `client/${page}/planted.html`,
      '<link rel="stylesheet" href="//cdn.example/x.css">',
    ),
    line(
      `client/${page}`,
      "use",
      `client/${page}/planted.ts`,
      'localStorage.setItem("a", "b")',
      `${page} page`,
    ),
    line(
      `client/${page}`,
      "use",
      `client/${page}/planted.ts`,
      "const d = document\nexport const n = d.cookie",
    ),
  ]),
  ...[SEAL, OWN, OPEN, CUSTODY].map((to) =>
    imports("client/carry", "client/carry/planted.ts", to, "carry page"),
  ),
  imports("client/audit", "client/audit/planted.ts", OPEN, "audit page, served"),
  {
    row: "client/audit",
    what: "from disk, reaches the network through the served page's part of auditor",
    add: {
      "client/audit-disk/planted.ts":
        'import { address } from "../../src/auditor/address.ts"\nexport const n = address',
    },
    caught: ["reach client/audit-disk/planted.ts"],
    ships: "audit page, from disk",
  },
  {
    row: "client/console",
    what: "reaches the network through auditor",
    add: {
      "client/console/planted.ts":
        'import { address } from "../../src/auditor/address.ts"\nexport const n = address',
    },
    caught: ["reach client/console/planted.ts"],
    ships: "console",
  },
  imports("client/console", "client/console/planted.ts", COURIER, "console"),
  line("client/console", "use", "client/console/planted.ts", 'export const n = fetch("/x")', "console"),
  line("client/console", "use", "client/console/planted.ts", 'navigator.sendBeacon("/x")'),
  line(
    "client/console",
    "use",
    "client/console/planted.tsx",
    'export const n = <a href="https://example.org">x</a>',
  ),
  line("client/console", "use", "client/console/planted.tsx", 'export const n = <form method="post" />'),
  line(
    "client/console",
    "use",
    "client/console/planted.ts",
    'export const n = document.createElement("form")',
  ),
  line("client/console", "use", "client/console/planted.html", "<form></form>"),
]
