// What goes beside the answers, files and recordings, under their names inside.
import { fileName } from "../../src/core/container/inside.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import type { Attachment } from "../../src/seal/container.ts"
import { attachment } from "../survivor/attachment.ts"
import type { Order } from "./messages.ts"

/** Her answers, with the names of what goes beside them: files first, then recordings. */
export function testimonyOf({ answers, files, recordings }: Order): Testimony {
  const names = [...files, ...recordings].map((_, i) => fileName(i + 1))
  return {
    format: "cairn-testimony/1",
    answers: {
      ...answers,
      ...(recordings.length > 0 && { account_voice: names.slice(files.length) }),
      ...(files.length > 0 && { files: names.slice(0, files.length) }),
    },
  }
}

/** @param without loaded only where hidden details are to be taken out */
export async function attachmentsOf(
  { files, recordings }: Order,
  without: (file: File) => Promise<Attachment>,
): Promise<Attachment[]> {
  const attached: Attachment[] = []
  for (const { file, hidden = "unsure" } of files)
    attached.push(hidden === "removed" ? await without(file) : attachment(file, hidden))
  // Recordings are made here, so nothing is hidden in them that she did not make.
  return [...attached, ...recordings.map((file) => attachment(file, "kept"))]
}
