// A build step: where each page's file comes to stand, and the one script that no build makes: /site.js, in which a
// server names its organisation (docs: interfaces, "Files").
import type { Plugin } from "vite"

/**
 * Source of each page below `client/`, and its name in `dist/client/`, by the build that makes it. Builds share nothing: what
 * one page loads must not weigh on the first screen of another, for somebody with a bad line.
 */
export const PAGES = {
  production: {
    "submit/page.html": "index.html",
    "submit/away.html": "away.html",
    "submit/real.html": "real.html",
  },
  return: { "return/page.html": "return.html" },
  audit: { "audit/page.html": "audit.html" },
} as const satisfies Record<string, Readonly<Record<string, string>>>

/** The pages of one build, `vite build --mode <mode>`; a server for developing has all of them. */
export function pagesOf(mode: string): Readonly<Record<string, string>> {
  if (mode in PAGES) return PAGES[mode as keyof typeof PAGES]
  return Object.assign({}, ...Object.values(PAGES))
}

export const SITE_SCRIPT = "/site.js"

/** Puts /site.js before the scripts of a page that has any, and gives every page its name. */
export function pages(made: Readonly<Record<string, string>>): Plugin {
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
        for (const [source, name] of Object.entries(made)) {
          const page = bundle[source]
          if (page?.type !== "asset") continue
          delete bundle[source]
          this.emitFile({ type: "asset", fileName: name, source: page.source })
        }
      },
    },
  }
}
