// Makes a migration of what changed in src/storage/schema.ts: `node tests/storage/generate.ts NAME`. drizzle-kit writes
// it, and every table it makes is then given WITHOUT ROWID, for which drizzle has no word. Not run by the program.
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

const ROOT = resolve(import.meta.dirname, "../..")
export const MIGRATIONS = join(ROOT, "drizzle")

/** Every `CREATE TABLE` of a migration, as it stands there. */
export function tablesMade(sql: string): string[] {
  return [...sql.matchAll(/CREATE TABLE [^;]*;/g)].map(([table]) => table)
}

/** The migration with every table WITHOUT ROWID: a row number would keep the order of arrival. */
export function withoutRowid(sql: string): string {
  return sql.replace(/(CREATE TABLE [^;]*\n\))( WITHOUT ROWID)?;/g, "$1 WITHOUT ROWID;")
}

/** Runs drizzle-kit over the schema into `folder`, which is drizzle/ or a copy of it. */
export function generate(name: string, folder = MIGRATIONS): void {
  const kit = join(ROOT, "node_modules/drizzle-kit/bin.cjs")
  const schema = join(ROOT, "src/storage/schema.ts")
  const args = ["generate", "--dialect", "sqlite", "--schema", schema, "--out", folder, "--name", name]
  execFileSync(process.execPath, [kit, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] })
  for (const file of readdirSync(folder).filter((one) => one.endsWith(".sql"))) {
    const path = join(folder, file)
    writeFileSync(path, withoutRowid(readFileSync(path, "utf8")))
  }
}

if (import.meta.main) generate(process.argv[2] ?? "change")
