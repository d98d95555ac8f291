// How `drizzle-kit generate` makes the migrations in drizzle/. Run it by `node tests/storage/generate.ts NAME`, which adds
// WITHOUT ROWID, for which drizzle has no word.
import { defineConfig } from "drizzle-kit"

export default defineConfig({ dialect: "sqlite", schema: "./src/storage/schema.ts", out: "./drizzle" })
