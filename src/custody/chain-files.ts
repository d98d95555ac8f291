// The organisation's charters as people keep them: notes in files, one or many in each, or the answer of GET /charter. Whatever
// they come in, they are verified from the fingerprint.
import { fromUtf8, utf8 } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import { type Charter, parseCharter } from "../core/charter/charter.ts"
import { encodeNote } from "../core/note/note.ts"
import { SigningError } from "./signing.ts"

/** Charter notes of one source, and what is said to show that the newest stands in the log; null for bare notes. */
export interface ChainSource {
  readonly notes: readonly string[]
  readonly proof: Uint8Array | null
}

/**
 * Takes a source apart; nothing is verified.
 * @throws {SigningError} `proposal` if it is neither notes nor an answer
 */
export function chainSource(text: string): ChainSource {
  // Notes in a row are cut where the next one's first line begins: no other line of a charter can begin like this.
  if (!text.startsWith("{")) return { notes: text.split(/(?<=\n)\n*(?=cairn\/charter\/v1 )/), proof: null }
  try {
    const { charters, proof } = JSON.parse(text) as { charters?: unknown; proof?: unknown }
    if (Array.isArray(charters) && charters.every((note) => typeof note === "string"))
      return { notes: charters, proof: utf8(typeof proof === "string" ? proof : "") }
  } catch {
    // Not JSON after all: said below.
  }
  throw new SigningError("proposal", "neither charter notes nor an answer of GET /charter")
}

/**
 * The chain out of several files in any order, where one may stand in two of them.
 * @throws {SigningError} @throws {StatementError}
 * @throws {CharterError} as `verifyChain`
 */
export async function chainOfFiles(files: readonly Uint8Array[], fingerprint: string): Promise<Charter[]> {
  const notes = [...new Set(files.flatMap((file) => chainSource(textOf(file)).notes))].map(utf8)
  const versions = new Map(notes.map((note) => [note, parseCharter(note).body.version]))
  const ordered = notes.sort((a, b) => (versions.get(a) as number) - (versions.get(b) as number))
  return verifyChain(ordered, fingerprint)
}

/** One file with the whole chain, as {@link chainOfFiles} and the command line read it. */
export function encodeChain(chain: readonly Charter[]): string {
  return chain.map(({ note }) => fromUtf8(encodeNote(note))).join("")
}

function textOf(file: Uint8Array): string {
  try {
    return fromUtf8(file)
  } catch (cause) {
    throw new SigningError("proposal", "not text", { cause })
  }
}
