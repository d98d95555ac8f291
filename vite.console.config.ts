// The build of the staff's console from disk: `dist/console/console.html`, one file, the same bytes from the same sources.
import { join } from "node:path"
import { defineConfig } from "vite"
import { oneFile } from "./client/build/one-file.ts"

const client = join(import.meta.dirname, "client")

export default defineConfig({
  root: client,
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [oneFile("console.html", ["media-src blob:"])], // sound and film; pictures are drawn as pixels, and named nowhere
  build: {
    outDir: join(import.meta.dirname, "dist/console"),
    emptyOutDir: true,
    target: ["chrome120", "firefox128", "safari17"],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: { input: [join(client, "console/page.html")], output: { codeSplitting: false } },
  },
})
