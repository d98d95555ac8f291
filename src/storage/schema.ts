// The tables of a store in drizzle's words, for SQLite and D1 alike: metadata by hash, nothing finer than a day
// (ARCHITECTURE, "Storage port"). Sealed bytes are not here but in files or R2; no table keeps the order of arrival.
import { sql } from "drizzle-orm"
import {
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core"

// SQLite hands out a Buffer, D1 an array of numbers: both become plain bytes.
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array | ArrayBuffer | number[] }>({
  dataType: () => "blob",
  toDriver: (value) => value,
  fromDriver: (value) => new Uint8Array(value),
})

/** The organisation's charters, as the exact notes. */
export const charters = sqliteTable("charters", {
  version: integer().primaryKey(),
  hash: text().notNull(), // of the charter's text as it was given: hex SHA-256 of the whole note
  note: bytes().notNull(),
})

/** The organisation's policies by SHA-256, as charters name them. */
export const policies = sqliteTable("policies", {
  sha256: text().primaryKey(),
  bytes: bytes().notNull(),
})

/**
 * Everything that may become a leaf or is one. `position` is the index in the log, null while pending; `logged` is the day
 * of its batch's tick. `turn` is its number among the statements that name the subject: two writers cannot both have it.
 * `headSeq` is `seq` where the statement moved its subject's head, and null for a withdrawal out of sequence (C10).
 * Where there is no subject or no promise, text and blob are empty: the first tables had no null there, and a table that
 * others refer to is never made anew.
 */
export const statements = sqliteTable(
  "statements",
  {
    leaf: text().primaryKey(),
    subject: text().notNull(),
    seq: integer().notNull(),
    headSeq: integer("head_seq"),
    action: text().notNull(), // of `consent` and `custody`
    day: text().notNull(),
    note: bytes().notNull(),
    promise: bytes().notNull(),
    position: integer(),
    kind: text({ enum: ["charter", "consent", "tick", "erasure", "custody", "release"] })
      .notNull()
      .default("consent"),
    turn: integer(),
    logged: text(),
    console: text(), // key of the console that stated it, and its place in that console's own chain
    consoleSeq: integer("console_seq"),
    relies: text(), // of `custody`: leaf of the consent statement that it relies on
  },
  (t) => [
    unique("statements_head").on(t.subject, t.headSeq),
    unique("statements_position").on(t.position),
    unique("statements_turn").on(t.subject, t.turn),
    uniqueIndex("statements_console").on(t.console, t.consoleSeq).where(sql`"console" is not null`),
    index("statements_relies").on(t.relies).where(sql`"relies" is not null`),
    index("statements_pending").on(t.leaf).where(sql`"position" is null`),
  ],
)

/** Where each subject stands (the port's `Standing`), by all that was accepted. */
export const subjects = sqliteTable("subjects", {
  subject: text().primaryKey(),
  turn: integer().notNull(),
  headLeaf: text("head_leaf"),
  headSeq: integer("head_seq"),
  withdrawalLeaf: text("withdrawal_leaf"),
  withdrawalNow: text("withdrawal_now"),
  erased: integer({ mode: "boolean" }).notNull(),
  keptLeaf: text("kept_leaf"),
  keptUntil: text("kept_until"),
})

/** The log, in one row: what is decided and what is served (the port's `LogHead`). */
export const log = sqliteTable("log", {
  id: integer().primaryKey(),
  placed: integer().notNull(),
  day: text().notNull(),
  size: integer().notNull(),
  checkpoint: bytes().notNull(),
})

/** Why the server may not sign, in one row or none. */
export const stopped = sqliteTable("stopped", {
  id: integer().primaryKey(),
  reason: text({ enum: ["rollback", "fork", "restored"] }).notNull(),
  checkpoint: bytes(),
})

/** A sealed draft of each subject that has one; `day` is when it was last saved. */
export const drafts = sqliteTable("drafts", {
  subject: text().primaryKey(),
  version: integer().notNull(),
  sha256: text().notNull(),
  size: integer().notNull(),
  day: text().notNull(),
})

/** Sealed replies, which never change. */
export const replies = sqliteTable(
  "replies",
  {
    subject: text().notNull(),
    number: integer().notNull(),
    sha256: text().notNull(),
    size: integer().notNull(),
    day: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.number] })],
)

/** Containers by content root. A row outlives its bytes, so that a root is never taken twice (C8). */
export const contents = sqliteTable(
  "contents",
  {
    root: text().primaryKey(),
    subject: text().notNull(),
    size: integer().notNull(), // bytes, header and body
    headerSize: integer("header_size").notNull(),
    day: text().notNull(),
    state: text({ enum: ["held", "withdrawn", "erased"] }).notNull(),
    leaf: text().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.leaf], foreignColumns: [statements.leaf], name: "contents_statement" }),
    index("contents_subject").on(t.subject),
  ],
)

/** Sealed records by SHA-256, and the statement that named each first. A row outlives its bytes, as a container's. */
export const records = sqliteTable(
  "records",
  {
    sha256: text().primaryKey(),
    subject: text().notNull(),
    size: integer().notNull(),
    leaf: text(),
    state: text({ enum: ["held", "erased"] })
      .notNull()
      .default("held"),
  },
  (t) => [
    foreignKey({ columns: [t.leaf], foreignColumns: [statements.leaf], name: "records_statement" }),
    index("records_subject").on(t.subject),
  ],
)

/** Objects in R2 (or, with a last dot, all whose key begins so) that were erased and may still be there; files need none. */
export const erasing = sqliteTable("erasing", {
  key: text().primaryKey(),
})

/** Uploads that no submission has claimed; `day` is when a part last came. */
export const uploads = sqliteTable("uploads", {
  id: text().primaryKey(),
  day: text().notNull(),
})

export const uploadParts = sqliteTable(
  "upload_parts",
  {
    id: text().notNull(),
    n: integer().notNull(),
    size: integer().notNull(),
    sha256: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.n] }),
    foreignKey({ columns: [t.id], foreignColumns: [uploads.id], name: "upload_parts_upload" }),
  ],
)
