// The build of the auditors' page from disk: `dist/audit/audit.html`, one file, the same bytes from the same sources.
import { join } from "node:path"
import { defineConfig } from "vite"
import { oneFile } from "./client/build/one-file.ts"

const client = join(import.meta.dirname, "client")

export default defineConfig({
  root: client,
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [oneFile("audit.html", ["img-src blob:"])],
  build: {
    outDir: join(import.meta.dirname, "dist/audit"),
    emptyOutDir: true,
    target: ["chrome120", "firefox128", "safari17"],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: { input: [join(client, "audit-disk/page.html")], output: { codeSplitting: false } },
  },
})
