// The wall table (docs/ARCHITECTURE.md, "Walls") as data: one rule a room, for rooms that stand and rooms to come.
// Only data: what reads it is in checks.ts (wall 2), projects.ts (wall 1) and ships.ts (wall 3).
import { CLOCK, HOSTS, LEAVING, NETWORK, PERSISTENT, type Rule } from "./rule.ts"

// The organisation's opening rooms. Every room that is not one of OFFLINE is online, or runs inside one that is.
const OPENING = ["open", "custody", "cases"]
export const OFFLINE = ["open", "custody", "cases", "client/console", "client/audit-disk", "cli"]

// Libraries still to be chosen with the issue that first needs one: name it here, once.
const ZIP = ["@zip.js/zip.js/lib/zip-core-custom.js"] // without codecs and workers: Cairn's zips are stored
const QR = ["qr"] // draws only; its reader is `qr/decode.js`
const HTTP_SIGNATURES = ["http-message-sig"]
const SHAMIR = ["shamir-secret-sharing"] // protocol section 10
const AGE = ["age-encryption"]
const SCREEN = ["preact", "preact/*"] // the table names rooms only; stack: preact with hooks
const WORDS = ["@scure/bip39/wordlists/*"] // one list at a time: core's ALL_LISTS would bring all ten

const survivorRoom = (room: string, ...shared: readonly string[]): Rule => ({
  room,
  at: room,
  may: ["core", "seal", "own", "i18n", "client/ui", ...shared],
  packages: [...SCREEN, ...WORDS],
  builtins: false,
  never: { rooms: [...OPENING, "server", "storage"], uses: HOSTS, unasked: PERSISTENT },
  doors: [],
  types: "browser",
})

const survivorPage = (room: string): Rule => ({
  ...survivorRoom(room, "client/survivor"),
  row: [
    "core, seal, own, i18n, ui",
    "open, custody, third-party hosts, persistent storage unless she turned it on",
  ],
})

export const RULES: readonly Rule[] = [
  {
    room: "core",
    at: "src/core",
    row: [
      "itself; pure packages without I/O (noble, zod, word lists, tar, HTTP signatures)",
      "I/O, `fetch`, DOM, `node:`, Hono, drizzle, age-encryption",
    ],
    may: [],
    packages: ["@noble/ciphers/*", "@noble/curves/*", "@noble/hashes/*", "@noble/post-quantum/*"].concat(
      ["@scure/base", "@scure/bip39", "@scure/bip39/*", "zod/mini", "modern-tar"],
      HTTP_SIGNATURES,
    ),
    builtins: false,
    never: {
      rooms: [...OPENING, "seal", "own", "sequencer", "storage", "server", "courier", "auditor", "cli"],
      packages: ["hono", "hono/*", "drizzle-orm", "drizzle-orm/*", ...AGE],
      uses: CLOCK,
    },
    onlyGlobals: ["TextEncoder", "TextDecoder", "crypto"], // globals.d.ts; beside the language's own
    types: "bare",
  },
  {
    room: "seal",
    at: "src/seal",
    row: ["core, age-encryption", "open, own, custody, server, storage"],
    may: ["core"],
    packages: AGE,
    builtins: false,
    never: { rooms: [...OPENING, "own", "server", "storage"] },
    types: "bare",
  },
  {
    // Not holding the organisation's identities is held by the rooms: their type and every maker of one are in `open` and `custody`.
    room: "own",
    at: "src/own",
    row: ["core, age-encryption", "the organisation's identities, open, custody"],
    may: ["core"],
    packages: AGE,
    builtins: false,
    never: { rooms: OPENING },
    types: "bare",
  },
  {
    room: "open",
    at: "src/open",
    row: ["core, age-encryption, zip", "be reachable from anything online; network of any kind"],
    may: ["core", "bundle"],
    packages: AGE,
    builtins: false,
    never: { rooms: ["server", "storage", "sequencer", "courier"], uses: NETWORK },
    types: "bare",
  },
  {
    room: "custody",
    at: "src/custody",
    row: ["core, open, age-encryption, Shamir, QR", "the same"],
    may: ["core", "bundle", "open"],
    packages: [...AGE, ...SHAMIR, ...QR, "@scure/bip39", "@scure/base", "@noble/hashes/sha2.js", "zod/mini"],
    builtins: false,
    never: { rooms: ["server", "storage", "sequencer", "courier"], uses: NETWORK },
    types: "bare",
  },
  {
    // The staff room: cases at rest under their own erasable keys, and what staff do with them. Custody records and replies are
    // sealed by `seal`'s one wrapper of age: a second one would be a second place to forget what age-encryption does not check.
    room: "cases",
    at: "src/cases",
    may: ["core", "bundle", "open", "seal"],
    packages: ["@noble/hashes/sha2.js", "zod/mini", ...AGE],
    builtins: false,
    never: { rooms: ["server", "storage", "sequencer", "courier"], uses: [...NETWORK, ...CLOCK] },
    types: "bare",
  },
  {
    room: "sequencer",
    at: "src/sequencer",
    row: ["core, storage/port", "Hono, a concrete store"],
    may: ["core", "storage/port"],
    packages: [],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "storage"], packages: ["hono", "hono/*"], uses: CLOCK },
    types: "bare",
  },
  {
    room: "storage",
    at: "src/storage",
    row: [
      "core types, drizzle, its own driver",
      "one adapter importing another; `port.ts`, `schema.ts` importing a driver",
    ],
    may: ["storage/port", "storage/schema"],
    mayTypes: ["core"],
    packages: ["drizzle-orm", "drizzle-orm/*", "better-sqlite3", "@cloudflare/workers-types"],
    builtins: true,
    never: { rooms: [...OPENING, "seal", "own", "server"] },
    drivers: ["better-sqlite3", "drizzle-orm/better-sqlite3*", "node:*"], // `drizzle-orm/d1` is the interface both share
    types: "node",
  },
  {
    room: "storage/port",
    at: "src/storage/port.ts",
    may: ["storage/port-log"],
    mayTypes: ["core"],
    packages: [],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "storage"] },
    types: "node",
  },
  {
    room: "storage/port-log", // the port's words for the log: two files because one would be too long
    at: "src/storage/port-log.ts",
    may: [],
    mayTypes: ["core"],
    packages: [],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "storage"] },
    types: "node",
  },
  {
    room: "storage/schema",
    at: "src/storage/schema.ts",
    may: [],
    mayTypes: ["core"],
    packages: ["drizzle-orm", "drizzle-orm/sqlite-core"], // the words of a schema; not `d1`, not `better-sqlite3`
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "storage"] },
    types: "node",
  },
  {
    room: "server",
    at: "src/server",
    row: [
      "core, sequencer, storage/port, hono, zod",
      "seal, own, open, custody, an adapter, `process`, a binding's name",
    ],
    may: ["core", "bundle", "sequencer", "storage/port"],
    packages: ["hono", "hono/*", "zod/mini"],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "storage"], uses: ["process", ".env"], bindings: true },
    types: "browser",
  },
  {
    room: "courier",
    at: "src/courier",
    row: ["core, zip", "seal, own, open, custody"],
    may: ["core", "bundle"],
    packages: [],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own"] },
    types: "browser",
  },
  {
    // Opening what is sealed to auditors comes in as a function, so neither `open` nor age-encryption is named here.
    room: "auditor",
    at: "src/auditor",
    row: [
      "core, zip; opening of audit-sealed records through an injected function",
      "sequencer, server, storage",
    ],
    may: ["core", "bundle"],
    packages: ["@noble/hashes/sha2.js", "zod/mini"],
    builtins: false,
    never: { rooms: [...OPENING, "sequencer", "server", "storage", "storage/port"], packages: AGE },
    types: "browser",
  },
  survivorPage("client/submit"),
  survivorPage("client/return"),
  survivorPage("client/field"),
  {
    room: "client/carry",
    at: "client/carry",
    row: ["core, courier, i18n, ui", "seal, own, open, custody"],
    may: ["core", "courier", "i18n", "client/ui"],
    packages: SCREEN,
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own"] },
    types: "browser",
  },
  {
    room: "client/audit",
    at: "client/audit",
    row: [
      "core, auditor, i18n, ui",
      "open; the page from disk adds `open`'s record opening and loses the network",
    ],
    may: ["core", "bundle", "auditor", "i18n", "client/ui"],
    packages: SCREEN,
    builtins: false,
    never: { rooms: OPENING },
    types: "browser",
  },
  {
    room: "client/audit-disk", // the same row's second half: the page from disk
    at: "client/audit-disk",
    may: ["core", "bundle", "auditor", "i18n", "client/ui", "client/audit", "open"],
    packages: SCREEN,
    builtins: false,
    never: { rooms: ["custody", "server", "storage"], uses: [...NETWORK, ...LEAVING] },
    types: "browser",
  },
  {
    room: "client/console",
    at: "client/console",
    row: ["core, open, custody, auditor, i18n, ui", "any network: `fetch`, links that leave, forms"],
    may: ["core", "bundle", "seal", "open", "custody", "cases", "auditor", "i18n", "client/ui"], // cases seal replies
    packages: SCREEN,
    builtins: false,
    never: { rooms: ["server", "storage", "sequencer", "courier"], uses: [...NETWORK, ...LEAVING] },
    types: "browser",
  },
  // From here on: rooms that "Layout" names and the table does not.
  {
    room: "bundle", // what the table means by "zip": one reader and one writer for both sides of the air gap
    at: "src/bundle",
    may: ["core"],
    packages: ZIP,
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "server", "storage", "sequencer", "courier"], uses: NETWORK },
    types: "bare",
  },
  survivorRoom("client/survivor"), // what her pages share: leaving, the line, the questions about consent
  {
    room: "client/ui",
    at: "client/ui",
    may: ["i18n"],
    packages: SCREEN,
    builtins: false,
    never: { rooms: OPENING },
    types: "browser",
  },
  {
    room: "client/build", // how pages are built; nothing of it ships
    at: "client/build",
    may: [],
    packages: ["vite"],
    builtins: true,
    never: { rooms: OPENING },
    types: "node",
  },
  {
    room: "i18n",
    at: "src/i18n",
    may: [], // words only; a code is a key of theirs
    packages: [],
    builtins: false,
    never: { rooms: OPENING },
    types: "bare",
  },
  {
    room: "witness", // for a partner to run; it knows other logs, and nothing of this one
    at: "src/witness",
    may: ["core"],
    packages: ["@noble/hashes/sha2.js"],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own", "sequencer", "storage", "server"], uses: CLOCK },
    types: "bare",
  },
  {
    room: "host", // what Node gives the sequencer: files, lines, timers
    at: "src/host",
    may: ["core", "sequencer", "storage/port"],
    packages: [],
    builtins: true,
    never: { rooms: [...OPENING, "seal", "own", "storage", "server"] },
    types: "node",
  },
  {
    room: "node",
    at: "src/node.ts",
    may: ["core", "server", "sequencer", "host", "storage", "storage/port"],
    packages: ["@hono/node-server", "@hono/node-server/*", "hono"],
    builtins: true,
    never: { rooms: [...OPENING, "seal", "own"] },
    types: "node",
  },
  {
    room: "worker",
    at: "src/worker.ts",
    may: ["core", "server", "sequencer", "storage", "storage/port"],
    packages: ["@cloudflare/workers-types"],
    builtins: false,
    never: { rooms: [...OPENING, "seal", "own"] },
    types: "browser",
  },
  {
    room: "cli",
    at: "src/cli",
    may: [
      "core",
      "bundle",
      "seal",
      "own",
      "open",
      "custody",
      "cases",
      "sequencer",
      "storage",
      "storage/port",
    ].concat(["server", "courier", "auditor", "i18n", "witness", "host", "node"]),
    packages: ["*"],
    builtins: true,
    never: { rooms: [] },
    types: "node",
  },
]
