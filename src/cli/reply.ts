// `cairn reply`: words to one survivor, sealed to her alone, with at most one question. They wait in the store for a dispatch.
import { parseArgs } from "node:util"
import type { Said } from "../cases/desk.ts"
import { askFor } from "../cases/reply.ts"
import { isPublication } from "../core/consent/decision.ts"
import { purposeOf } from "./cases.ts"
import { CliError } from "./errors.ts"
import { readText } from "./files.ts"
import type { Output } from "./output.ts"
import { atDesk, DESK_OPTIONS, oneCase } from "./staff-desk.ts"
import { required } from "./usage.ts"

/** @returns the exit status */
export async function replyCommand(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DESK_OPTIONS,
      text: { type: "string" },
      language: { type: "string" },
      ask: { type: "string" },
      to: { type: "string" },
      words: { type: "string" },
      sha256: { type: "string" },
    },
  })
  const ref = oneCase(positionals)
  const words = values.words === undefined ? undefined : (await readText(values.words)).trimEnd()
  const text = (await readText(required(values.text, "--text"))).trimEnd()
  const asked = words === undefined ? { text, sha256: values.sha256 ?? null } : askFor(text, words)
  return atDesk(values, async (desk) => {
    const language = values.language ?? desk.look(ref).language
    const sent = await desk.reply(ref, { language, text: asked.text, asks: asksOf(values, asked.sha256) })
    output.result({ ref, n: sent.n, day: sent.day }, `reply ${sent.n} to ${ref} waits for a dispatch\n`)
    return 0
  })
}

function asksOf(
  { ask, to }: { ask?: string | undefined; to?: string | undefined },
  sha256: string | null,
): Said["asks"] {
  if (ask === undefined) {
    if (to !== undefined || sha256 !== null)
      throw new CliError("usage", "--to, --words and --sha256 go with --ask")
    return null
  }
  const purpose = purposeOf(ask)
  if (isPublication(purpose) !== (sha256 !== null))
    throw new CliError("usage", "publishing asks for exact words (--words FILE) or a cut (--sha256)")
  return { purpose, recipientId: to ?? null, sha256 }
}
