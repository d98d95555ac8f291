// Asking the charter's witnesses to cosign (c2sp.org/tlog-witness v1.0.0, add-checkpoint). All are asked at once; one that is
// down, lies or knows another tree is left out, and whether those who signed are enough is decided by who calls.
import { fromUtf8 } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import type { NoteSignature } from "../core/note/note.ts"
import { openCosignatures, parseWitness } from "../core/tlog/cosignature.ts"
import { proveConsistency } from "../core/tlog/prove.ts"
import { readSize } from "../core/tlog/size.ts"
import type { TileReader } from "../core/tlog/subtree.ts"
import { encodeAddCheckpoint } from "../core/tlog/witness.ts"
import type { SequencerEvent, WitnessLine } from "./setting.ts"

/** A witness as a charter lists it. */
export interface ListedWitness {
  readonly vkey: string
  readonly url: string
}

/** What is to be cosigned. */
export interface Asked {
  readonly checkpoint: Uint8Array
  readonly size: number
  /** Its tiles. */
  readonly read: TileReader
}

/** Asks witnesses; what each knew last is remembered, to save it a question. */
export type Cosigning = (
  witnesses: readonly ListedWitness[],
  asked: Asked,
  published: number,
) => Promise<NoteSignature[]>

export function cosigning(line: WitnessLine, tell: (event: SequencerEvent) => void): Cosigning {
  const sizes = new Map<string, number>()
  return async (witnesses, asked, published) => {
    const answers = witnesses.map(async (witness) => {
      try {
        const lines = await ask(
          line,
          witness,
          asked,
          Math.min(asked.size, sizes.get(witness.vkey) ?? published),
        )
        sizes.set(witness.vkey, asked.size)
        return lines
      } catch (error) {
        sizes.delete(witness.vkey)
        tell({ event: "witness", witness: parseWitness(witness.vkey).name, outcome: outcomeOf(error) })
        return []
      }
    })
    return (await Promise.all(answers)).flat()
  }
}

/** `witness-refused`: it answered with a status that is no cosignature; `witness-ahead`: it knows a larger tree of this log. */
class WitnessRefusal extends CodedError<"witness-refused" | "witness-ahead"> {}

// A witness whose tree is another than thought says so with 409, and is asked once more from there.
async function ask(
  line: WitnessLine,
  { vkey, url }: ListedWitness,
  asked: Asked,
  old: number,
  again = true,
): Promise<NoteSignature[]> {
  const { checkpoint, size, read } = asked
  const proof = await proveConsistency(read, old, size)
  const answer = await line(
    `${url.replace(/\/$/, "")}/add-checkpoint`,
    encodeAddCheckpoint({ old, proof, checkpoint }),
  )
  // One line of each: with more, a witness could fill the note until nobody reads it.
  if (answer.status === 200)
    return (await openCosignatures(checkpoint, answer.body, parseWitness(vkey))).slice(0, 1)
  const knows = answer.status === 409 ? readSize(fromUtf8(answer.body).replace(/\n$/, "")) : undefined
  if (knows === undefined || !again || knows === old)
    throw new WitnessRefusal("witness-refused", `status ${answer.status}`)
  if (knows > size) throw new WitnessRefusal("witness-ahead", "knows a larger tree")
  return ask(line, { vkey, url }, asked, knows, false)
}

function outcomeOf(error: unknown): string {
  return error instanceof CodedError ? error.code : "no answer"
}
