// What the sealing worker needs only of those who pause, come back, or have hidden details taken out: one piece that is loaded then,
// so that everybody else's line is spared it.
import type { Attachment } from "../../src/seal/container.ts"
import { attachment, readSlice } from "../survivor/attachment.ts"
import { bytesOf, type Piece, type Source, sizeOf } from "./hidden/pieces.ts"
import { withoutHidden } from "./hidden/without.ts"
import { dropDraft, keepDraft, openDraft } from "./pausing.ts"

export const drafts = { dropDraft, keepDraft, openDraft }

/**
 * A file as sealing takes it, without its hidden details.
 * @throws {HiddenError} `hidden-kind`, `hidden-form` where they cannot be taken out
 * @throws {FileError} `file-unreadable`
 */
export async function attachmentWithout(file: File): Promise<Attachment> {
  const source: Source = { size: file.size, read: (from, to) => readSlice(file, from, to) }
  const pieces: readonly Piece[] = await withoutHidden(source)
  return { ...attachment(file, "removed"), size: sizeOf(pieces), bytes: () => bytesOf(source, pieces) }
}
