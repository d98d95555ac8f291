// A build step: integrity= on every script and stylesheet that a page names, so that a page which arrived whole runs
// nothing but what was released with it. Workers have no such attribute; the release's list of files covers them.
import { createHash } from "node:crypto"
import type { Plugin } from "vite"
import { SITE_SCRIPT } from "./pages.ts"

const LOADS = /<(script|link)\b([^>]*?)\b(src|href)="(\/[^"]+)"([^>]*)>/g

/** Fails the build where a page loads something that the build did not make. */
export function integrity(): Plugin {
  return {
    name: "integrity",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const digestOf = (address: string): string => {
          const file = bundle[address.slice(1)]
          if (file === undefined) return this.error(`no integrity for ${address}`)
          const bytes = file.type === "chunk" ? file.code : file.source
          return `sha384-${createHash("sha384").update(bytes).digest("base64")}`
        }
        for (const page of Object.values(bundle)) {
          if (page.type !== "asset" || !page.fileName.endsWith(".html")) continue
          page.source = String(page.source).replace(LOADS, (all, tag, before, attribute, address, after) => {
            // Each organisation's own file, made by its server; an icon runs nothing.
            if (address === SITE_SCRIPT || /\brel="icon"/.test(all)) return all
            const added = `integrity="${digestOf(address)}"`
            return `<${tag}${before}${attribute}="${address}" ${added}${after}>`
          })
        }
      },
    },
  }
}
