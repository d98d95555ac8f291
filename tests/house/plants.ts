// A small house that keeps every rule: what the planted violations are planted in, each into a copy of its own.
// Its files say just enough to have the imports that the table allows.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

export interface Plant {
  /** The row of the wall table, or the way of importing or naming that is shown. */
  row: string
  what: string
  /** Path to text. Every script gets its opening sentence, unless the text starts with `bare`. */
  add: Record<string, string>
  /** All that wall 2 must say, no less and no more: `<check> <file>`. */
  caught: string[]
  /** The artifact whose bundle shows it too (wall 3); ALONE for a bundle of the row's room by itself. */
  ships?: string
}

export const ALONE = "alone"
export const BARE = "// bare\n"
const OPENING = "// A file planted for the walls of the house.\n"

/** Writes a house into a new folder below the system's temporary one, and returns the folder. */
export function raise(...layers: Record<string, string>[]): string {
  const root = mkdtempSync(join(tmpdir(), "house-"))
  for (const [path, text] of Object.entries(Object.assign({}, ...layers) as Record<string, string>)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    const script = /\.[cm]?[jt]sx?$/.test(path)
    writeFileSync(
      join(root, path),
      text.startsWith(BARE) ? text.slice(BARE.length) : (script ? OPENING : "") + text,
    )
  }
  return root
}

/** Files out of one text: `== path`, then what it holds. */
function files(text: string): Record<string, string> {
  const parts = text.split(/^== (.*)\n/m).slice(1)
  return Object.fromEntries(parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? ""]] : [])))
}

const INSTALLED = [
  "@noble/hashes",
  "age-encryption",
  "shamir-secret-sharing",
  "drizzle-orm",
  "better-sqlite3",
]
  .concat(["hono", "zod", "@hono/node-server", "@zip.js/zip.js"])
  .map((name) => [name, "1.0.0"])

export const HOUSE: Record<string, string> = {
  "package.json": JSON.stringify({ dependencies: Object.fromEntries(INSTALLED) }),
  ...files(`
== wrangler.toml
[[d1_databases]]
binding = "ROWS"

[[ratelimits]]
name = "PACE"
== src/core/note.ts
export const note = 1
export type Note = number
== src/core/tree.ts
import { sha256 } from "@noble/hashes/sha2.js"
import { note } from "./note.ts"
export const root = sha256(note)
== src/seal/seal.ts
import { Encrypter } from "age-encryption"
import { note } from "../core/note.ts"
export const seal = [Encrypter, note]
== src/seal/unused.ts
import { note } from "../core/note.ts"
export const unused = 1
== src/own/own.ts
import { Decrypter } from "age-encryption"
import { note } from "../core/note.ts"
export const own = [Decrypter, note]
== src/bundle/reader.ts
import { ZipReader } from "@zip.js/zip.js/lib/zip-core-custom.js"
export const readZip = () => ZipReader
== src/open/open.ts
import { Decrypter } from "age-encryption"
import { note } from "../core/note.ts"
export const open = [Decrypter, note]
== src/custody/shares.ts
import { split } from "shamir-secret-sharing"
import { open } from "../open/open.ts"
export const shares = [split, open]
== src/cases/desk.ts
import { Decrypter } from "age-encryption"
import { open } from "../open/open.ts"
export const desk = [Decrypter, open]
== src/storage/port-log.ts
export interface Head { size: number }
== src/storage/port.ts
import type { Note } from "../core/note.ts"
import type { Head } from "./port-log.ts"
export interface Store { note: Note; head: Head }
== src/storage/schema.ts
import { text } from "drizzle-orm/sqlite-core"
export const id = text("id")
== src/storage/rows.ts
import { drizzle } from "drizzle-orm/d1"
import type { Store } from "./port.ts"
import { id } from "./schema.ts"
export const rows = (s: Store) => [drizzle, id, s]
== src/storage/disk/files.ts
import { readFileSync } from "node:fs"
import Database from "better-sqlite3"
import { rows } from "../rows.ts"
export const files = [readFileSync, Database, rows]
== src/storage/cloud/bucket.ts
import type { R2Bucket } from "@cloudflare/workers-types"
import { rows } from "../rows.ts"
export const bucket = (b: R2Bucket) => [b, rows]
== src/sequencer/sequence.ts
import { note } from "../core/note.ts"
import type { Store } from "../storage/port.ts"
export const sequence = (s: Store) => [s, note]
== src/server/app.ts
import { Hono } from "hono"
import * as z from "zod/mini"
import { sequence } from "../sequencer/sequence.ts"
import type { Store } from "../storage/port.ts"
export const app = (s: Store) => [Hono, z, sequence(s)]
== src/courier/pull.ts
import { note } from "../core/note.ts"
export const pull = () => fetch("/log", note)
== src/auditor/verify.ts
import { note } from "../core/note.ts"
export const verify = () => note
== src/auditor/address.ts
import { verify } from "./verify.ts"
export const address = (url: string) => [fetch(url), verify]
== src/i18n/en.ts
export const en = { next: "Next", more: "See https://example.org for more" }
== src/witness/witness.ts
import { note } from "../core/note.ts"
export const witness = note
== src/host/log.ts
import { readFileSync } from "node:fs"
import { sequence } from "../sequencer/sequence.ts"
import type { Store } from "../storage/port.ts"
export const log = (s: Store) => [readFileSync, sequence(s)]
== src/node.ts
import { serve } from "@hono/node-server"
import { log } from "./host/log.ts"
import { app } from "./server/app.ts"
import { files } from "./storage/disk/files.ts"
serve(app, files, log, process.env)
== src/worker.ts
import { app } from "./server/app.ts"
import { bucket } from "./storage/cloud/bucket.ts"
export default [app, bucket]
== src/cli/main.ts
await import("./open.ts")
== src/cli/open.ts
import { readFileSync } from "node:fs"
import { shares } from "../custody/shares.ts"
import { open } from "../open/open.ts"
export const run = [readFileSync, shares, open]
== client/ui/question.tsx
import { h } from "preact"
import { en } from "../../src/i18n/en.ts"
export const Question = () => <p title="x">{h}{en.next}</p>
== client/build/integrity.ts
import { createHash } from "node:crypto"
import type { Plugin } from "vite"
export const integrity = (plugin: Plugin) => [createHash, plugin]
== client/survivor/leave.ts
export const leave = (url: string): void => location.replace(url)
== client/submit/page.tsx
import { own } from "../../src/own/own.ts"
import { Question } from "../ui/question.tsx"
export const page = <Question fetch={own} />
export const worker = new Worker(new URL("./worker.ts", import.meta.url))
== client/submit/worker.ts
import { seal } from "../../src/seal/seal.ts"
self.postMessage(seal)
== client/submit/submit.html
<!doctype html><script type="module" src="./page.tsx"></script><form action="/submissions"></form>
== client/return/page.tsx
import { own } from "../../src/own/own.ts"
export const page = own
== client/field/page.tsx
import { seal } from "../../src/seal/seal.ts"
export const page = seal
== client/carry/page.tsx
import { pull } from "../../src/courier/pull.ts"
export const page = pull
== client/audit/page.tsx
import { address } from "../../src/auditor/address.ts"
export const page = address
== client/audit-disk/page.tsx
import { verify } from "../../src/auditor/verify.ts"
import { open } from "../../src/open/open.ts"
export const page = [verify, open]
== client/console/page.tsx
import type { address } from "../../src/auditor/address.ts"
import { verify } from "../../src/auditor/verify.ts"
import { desk } from "../../src/cases/desk.ts"
import { shares } from "../../src/custody/shares.ts"
export const page = (fetch: typeof address) => [desk, shares, verify, fetch("x")]
== client/console/console.html
<!doctype html><!-- <form> --><script type="module" src="page.tsx"></script>
`),
}
