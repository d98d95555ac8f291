// What a rule of the house can say, and the words the wall table uses for what a browser or Node can do. The rules are in rules.ts.

export interface Rule {
  /** The room's name in messages and in `may`. */
  room: string
  /** Its folder or file, from the root. A file belongs to the longest one that fits. */
  at: string
  /** The row's two cells, word for word; absent where only "Layout" names the room. */
  row?: readonly [may: string, never: string]
  /** Rooms it may import, besides itself. Nothing lists `cli`: it sits on top. */
  may: readonly string[]
  /** Rooms of which it may import types, and nothing else. */
  mayTypes?: readonly string[]
  /** Packages: `name` is that entry alone, `name/*` every entry below it. */
  packages: readonly string[]
  /** Whether it may import what Node brings (`node:fs` …). Where not, it must not reach any either. */
  builtins: boolean
  /** What no file of it may reach over any number of steps, allowed ones too. */
  never: {
    rooms: readonly string[]
    packages?: readonly string[]
    /** Globals, `.members`, `<elements>` and `//hosts`, as globals.ts writes them; a last `*` fits any ending. */
    uses?: readonly string[]
    /** The same, but for the files of `doors`. */
    unasked?: readonly string[]
    /** Names by which a deployment hands over its stores (wrangler.toml). */
    bindings?: boolean
  }
  /** When given, every other global is refused: a list of what is forbidden would forget one. */
  onlyGlobals?: readonly string[]
  /** Packages and builtins that only an adapter may import. Adapters are the room's folders: none may import another. */
  drivers?: readonly string[]
  /** The files that may use what `never.unasked` names, because each asks her first. */
  doors?: readonly string[]
  /** Which types its tsconfig may bring (wall 1). `bare` is the language alone. */
  types: "bare" | "browser" | "node"
}

/** "Network of any kind". */
export const NETWORK = [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "EventSource",
  "RTCPeerConnection",
  "importScripts",
  ".sendBeacon",
  ".serviceWorker",
]
/** "Persistent storage". */
export const PERSISTENT = [
  "localStorage",
  "sessionStorage",
  "indexedDB",
  "caches",
  "cookieStore",
  ".cookie",
  ".serviceWorker",
  "navigator.storage",
]
/** "Third-party hosts", "links that leave, forms". */
export const HOSTS = ["//*"]
export const LEAVING = ["<form>", ...HOSTS, "open", "location.assign", "location.replace", "location.href"]
/** Clock and randomness, which core and sequencer are given. */
export const CLOCK = ["Date.now", "new Date()", "Date()", "Math.random", "performance"]
