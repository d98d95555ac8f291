// What only happens while nobody is served (`cairn log rebuild`, `cairn restore`): statements put back that a backup did not
// have, their files, and what follows from all of them. The SQL is ../replay-rows.ts.
import type { Bytes } from "../../core/chunks.ts"
import type { LogHead, NewRecord } from "../port.ts"
import {
  type Consequences,
  everyStatement,
  putBack,
  type Stored,
  setHead,
  setHeaderSize,
  writeConsequences,
} from "../replay-rows.ts"
import { contentOf, type Rows, recordOf } from "../rows.ts"
import type { OpenDatabase } from "./database.ts"
import { publish, writeFile } from "./files.ts"
import { hashedFile } from "./places.ts"

/** A container and its header, apart as they are stored. */
export interface LostContainer {
  readonly root: string
  readonly header: Uint8Array
  readonly body: Bytes
}

/** The offline part of a store. */
export interface Offline {
  statements(): AsyncIterable<Stored>
  putBack(statements: readonly Omit<Stored, "turn">[]): Promise<void>
  /** After the rows that name it; what is there is not touched. */
  putContainer(container: LostContainer, day: string): Promise<void>
  putRecord(record: NewRecord, day: string): Promise<void>
  /** Whether a container or record has a row that says it is there. */
  holds(hash: string): Promise<boolean>
  writeConsequences(all: Consequences): Promise<void>
  setHead(head: LogHead): Promise<void>
  /** A digest of everything that follows from the statements, to tell two states apart. */
  digest(): string
}

export function offline(data: string, { rows, raw, forget }: OpenDatabase): Offline {
  return {
    statements: () => everyStatement(rows),
    putBack: (back) => putBack(rows, back),
    async putContainer({ root, header, body }, day) {
      const written = [await writeFile(data, header, day), await writeFile(data, body, day)] as const
      const places = [hashedFile(data, "headers", root), hashedFile(data, "containers", root)] as const
      await publish(
        [
          [written[0], places[0]],
          [written[1], places[1]],
        ],
        day,
      )
      await setHeaderSize(rows, root, header.length)
    },
    async putRecord({ sha256, bytes }, day) {
      await publish([[await writeFile(data, bytes, day), hashedFile(data, "records", sha256)]], day)
    },
    holds: async (hash) => isHeld(rows, hash),
    async writeConsequences(all) {
      await writeConsequences(rows, all)
      forget()
    },
    setHead: (head) => setHead(rows, head),
    digest: () => JSON.stringify(TABLES.map((sql) => raw.prepare(sql).raw().all())),
  }
}

async function isHeld(rows: Rows, hash: string): Promise<boolean> {
  const [content, record] = [await contentOf(rows, hash), await recordOf(rows, hash)]
  return (content !== undefined && content.state !== "erased") || record?.state === "held"
}

const TABLES = [
  "select * from subjects order by subject",
  "select root, subject, size, state, leaf from contents order by root",
  "select sha256, subject, size, state, leaf from records order by sha256",
  `select leaf, subject, seq, head_seq, action, kind, turn, console, console_seq, relies, position
    from statements order by leaf`,
]
