// A build step: where each page's file comes to stand, and the one script that no build makes: /site.js, in which a
// server names its organisation (docs: interfaces, "Files").
import type { Plugin } from "vite"

/** Source of each page below `client/`, and its name in `dist/client/`. */
export const PAGES: Readonly<Record<string, string>> = {
  "submit/page.html": "index.html",
  "submit/away.html": "away.html",
  "submit/real.html": "real.html",
  "audit/page.html": "audit.html",
}

export const SITE_SCRIPT = "/site.js"

/** Puts /site.js before the scripts of a page that has any, and gives every page its name. */
export function pages(): Plugin {
  return {
    name: "pages",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        if (!/<script\b/.test(html)) return []
        // Deferred scripts run in the order in which they stand, and a module is one of them.
        return [{ tag: "script", attrs: { defer: true, src: SITE_SCRIPT }, injectTo: "head-prepend" }]
      },
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [source, name] of Object.entries(PAGES)) {
          const page = bundle[source]
          if (page?.type !== "asset") continue
          delete bundle[source]
          this.emitFile({ type: "asset", fileName: name, source: page.source })
        }
      },
    },
  }
}
