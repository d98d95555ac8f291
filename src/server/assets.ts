// Names of the built pages: what a path may mean, and what kind of file a name is. Paths are neutral; a page's address
// never says what it is for.

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/

/**
 * The files that could answer a path, best first; none for a path with a dot segment, an escape or anything else
 * that a file of ours has not.
 */
export function assetNames(path: string): string[] {
  if (path === "/") return ["index.html"]
  const segments = path.slice(1).split("/")
  if (path.length > 200 || !segments.every((segment) => SEGMENT.test(segment))) return []
  const name = segments.join("/")
  return name.split("/").at(-1)?.includes(".") ? [name] : [`${name}.html`, `${name}/index.html`]
}

/** The staff's console: given out to be kept, since it works from a disk and must never run as a page of a server. */
export const CONSOLE = "console.html"

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  webmanifest: "application/manifest+json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  woff2: "font/woff2",
  txt: "text/plain; charset=utf-8",
}

/** The content type by a name's ending; nothing that a browser would run or show where the ending is not known. */
export function assetType(name: string): string {
  if (name === CONSOLE) return "application/octet-stream"
  const ending = name.slice(name.lastIndexOf(".") + 1)
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] as string) : "application/octet-stream"
}
