// The tables of a store in drizzle's words, for SQLite and D1 alike: metadata by hash, nothing finer than a day
// (ARCHITECTURE, "Storage port"). Sealed bytes are not here but in files or R2; no table keeps the order of arrival.
import {
  customType,
  foreignKey,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
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

/**
 * Statements that were accepted. `position` is the index in the log, null while pending. `headSeq` is `seq` where the
 * statement moved its subject's head, and null for a withdrawal out of sequence (C10): only the former decide.
 */
export const statements = sqliteTable(
  "statements",
  {
    leaf: text().primaryKey(),
    subject: text().notNull(),
    seq: integer().notNull(),
    headSeq: integer("head_seq"),
    action: text().notNull(),
    day: text().notNull(),
    note: bytes().notNull(),
    promise: bytes().notNull(),
    position: integer(),
  },
  (t) => [unique("statements_head").on(t.subject, t.headSeq), unique("statements_position").on(t.position)],
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
  (t) => [foreignKey({ columns: [t.leaf], foreignColumns: [statements.leaf], name: "contents_statement" })],
)

/** Sealed records by SHA-256. `leaf` is null for one that no consent statement names. */
export const records = sqliteTable(
  "records",
  {
    sha256: text().primaryKey(),
    subject: text().notNull(),
    size: integer().notNull(),
    leaf: text(),
  },
  (t) => [foreignKey({ columns: [t.leaf], foreignColumns: [statements.leaf], name: "records_statement" })],
)

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
