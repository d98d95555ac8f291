// Makes a migration of what changed in src/storage/schema.ts: `node tests/storage/generate.ts NAME`. drizzle-kit writes
// it, and every table it makes is then given WITHOUT ROWID, for which drizzle has no word. Not run by the program.
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"

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
  // Relative: where an earlier migration stands in the folder, drizzle-kit puts "./" before its path, whatever it is, and
  // then ends without a file, without a word on stdout and with exit 0.
  const args = ["generate", "--dialect", "sqlite", "--schema", "src/storage/schema.ts"]
  const out = ["--out", relative(ROOT, folder), "--name", name]
  const said = execFileSync(process.execPath, [kit, ...args, ...out], { cwd: ROOT, encoding: "utf8" })
  if (!/No schema changes|Your SQL migration file/.test(said))
    throw new Error("drizzle-kit did not say it was done")
  for (const file of readdirSync(folder).filter((one) => one.endsWith(".sql"))) {
    const path = join(folder, file)
    writeFileSync(path, withoutRowid(readFileSync(path, "utf8")))
  }
}

if (import.meta.main) generate(process.argv[2] ?? "change")
