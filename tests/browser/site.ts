// A tiny site on this machine for test pages and the benchmark: scripts bundled in memory, served with the product's own
// headers. 127.0.0.1 is a secure context, so WebCrypto is there. Not the product's server.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { build } from "esbuild"

/** The product's policy (interfaces, "Pages"), the same bytes on every response. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types cairn"

/** A running site: `/<name>` is an empty page that loads `/<name>.js`. */
export interface Site {
  readonly url: string
  close(): Promise<void>
}

/**
 * Bundles `scripts` and serves them until closed.
 * @param scripts source file of each page or worker, by name
 */
export async function startSite(scripts: Readonly<Record<string, string>>, csp: string = CSP): Promise<Site> {
  const bodies = await bundle(scripts)
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname.slice(1)
    const script = bodies.get(path)
    const isPage = bodies.has(`${path}.js`)
    response.setHeader("content-security-policy", csp)
    response.setHeader("cross-origin-opener-policy", "same-origin")
    response.setHeader("cross-origin-embedder-policy", "require-corp")
    response.setHeader("x-content-type-options", "nosniff")
    if (script !== undefined) {
      response.setHeader("content-type", "text/javascript; charset=utf-8")
      return response.end(script)
    }
    if (!isPage) return response.writeHead(path === "favicon.ico" ? 204 : 404).end()
    response.setHeader("content-type", "text/html; charset=utf-8")
    response.end(
      `<!doctype html><html lang="en"><title>${path}</title><script type="module" src="/${path}.js"></script></html>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bundle(scripts: Readonly<Record<string, string>>): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { ...scripts },
    bundle: true,
    write: false,
    outdir: "/",
    format: "esm",
    platform: "browser",
    target: "es2024",
    logLevel: "error",
  })
  return new Map(outputFiles.map(({ path, contents }) => [path.split("/").at(-1) as string, contents]))
}
