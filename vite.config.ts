// The pages' build: `dist/client/`, the same bytes from the same sources wherever it runs. The console and the pages from
// disk are artifacts of their own.
import { join } from "node:path"
import { defineConfig } from "vite"
import { integrity } from "./client/build/integrity.ts"
import { PAGES, pages, pagesOf } from "./client/build/pages.ts"
import { withoutUnused } from "./client/build/without.ts"

const client = join(import.meta.dirname, "client")
const server = process.env.CAIRN_DEV_SERVER ?? "http://127.0.0.1:8080"
const ANSWERED = [
  "/site.js",
  "/charter",
  "/policy",
  "/uploads",
  "/submissions",
  "/consents",
  "/subjects",
  "/log",
]

export default defineConfig(({ mode }) => ({
  root: client,
  appType: "mpa",
  publicDir: mode in PAGES && mode !== "production" ? false : join(client, "public"), // there already: the form is built first
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [withoutUnused(), pages(pagesOf(mode)), integrity()],
  worker: {
    format: "es",
    plugins: () => [withoutUnused()],
    rolldownOptions: { output: { entryFileNames: "assets/[hash].js", chunkFileNames: "assets/[hash].js" } },
  },
  build: {
    outDir: join(import.meta.dirname, "dist/client"),
    emptyOutDir: mode === "production",
    target: ["chrome120", "firefox128", "safari17"],
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: {
      input: Object.keys(pagesOf(mode)).map((source) => join(client, source)),
      // Addresses are in histories and on other people's screens: they say nothing.
      output: {
        entryFileNames: "assets/[hash].js",
        chunkFileNames: "assets/[hash].js",
        assetFileNames: "assets/[hash][extname]",
        // What several pages or languages share comes in one piece: each further one costs two kilobytes of headers.
        codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
      },
    },
  },
  server: { proxy: Object.fromEntries(ANSWERED.map((path) => [path, server])) },
}))
