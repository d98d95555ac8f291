// A build step: one html file that works from disk. Script and style stand inside, and a policy with their hashes allows them
// and nothing else: no network, no other script, no frame, no form.
import { createHash } from "node:crypto"
import type { Plugin } from "vite"

/** Everything a page from disk may do, beside its own script and style. */
const NOTHING_ELSE = [
  "default-src 'none'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

const LOADS = /\s*<(?:script|link)\b[^>]*(?:src|href)="[^"]*"[^>]*>(?:<\/script>)?/g

/**
 * @param name the file's name, `audit.html`
 * @param allowed what of its own making it may show beside itself: `media-src blob:`
 */
export function oneFile(name: string, allowed: readonly string[] = []): Plugin {
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.values(bundle)
        const page = files.find((file) => file.type === "asset" && file.fileName.endsWith(".html"))
        const scripts = files.filter((file) => file.type === "chunk")
        if (page?.type !== "asset" || scripts.length !== 1) return this.error("not one page with one script")
        const script = inline(scripts[0]?.type === "chunk" ? scripts[0].code : "", "script")
        const styles = files.filter((file) => file.type === "asset" && file.fileName.endsWith(".css"))
        const style = inline(
          styles.map((file) => (file.type === "asset" ? String(file.source) : "")).join("\n"),
          "style",
        )
        const policy = [
          ...NOTHING_ELSE,
          ...allowed,
          `script-src '${digest(script)}'`,
          `style-src '${digest(style)}'`,
        ].join("; ")
        const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n    <style>${style}</style>`
        const bare = String(page.source).replace(LOADS, "")
        const source = bare
          .replace(/<meta charset="utf-8">/, () => `<meta charset="utf-8">\n    ${head}`)
          .replace("</body>", () => `<script type="module">${script}</script>\n  </body>`)
        if (source.length < bare.length + script.length + style.length)
          return this.error("nothing was put in")
        for (const file of files) delete bundle[file.fileName]
        this.emitFile({ type: "asset", fileName: name, source })
      },
    },
  }
}

// As the HTML parser will read it, or the hash would be of something else; and nothing in it may end its element.
function inline(text: string, element: "script" | "style"): string {
  const read = text.replace(/\r\n?/g, "\n")
  if (element === "style") {
    if (/<\/style/i.test(read)) throw new Error("a style that ends itself")
    return read
  }
  return read.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--")
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`
}
