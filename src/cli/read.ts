// `cairn read`: the account of one case, on the terminal, or with --out into a folder. Logged as opened before anything is shown.
// One attachment at a time, with --file: as bytes into a file, never run, never shown here.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Desk, Revealed } from "../cases/desk.ts"
import type { Use } from "../core/consent/use.ts"
import { purposeOf } from "./cases.ts"
import { CliError } from "./errors.ts"
import { requireAbsent, writePrivate } from "./files.ts"
import type { Output } from "./output.ts"
import { progressLine } from "./progress.ts"
import { atDesk, DESK_OPTIONS, oneCase } from "./staff-desk.ts"
import { required } from "./usage.ts"

/** @returns the exit status */
export async function read(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DESK_OPTIONS,
      purpose: { type: "string" },
      met: { type: "string", multiple: true, default: [] },
      file: { type: "string" },
      out: { type: "string" },
    },
  })
  const ref = oneCase(positionals)
  const purpose = purposeOf(required(values.purpose, "--purpose"))
  const { file, out } = values
  if (file !== undefined) required(out, "--out")
  if (out !== undefined) await requireAbsent(out)
  return atDesk(values, async (desk) => {
    const revealed = await desk.reveal(ref, purpose, values.met as Use["met"])
    if (file !== undefined) await writeFile(desk, ref, file, out as string, output)
    else if (out !== undefined) {
      await mkdir(out, { mode: 0o700 })
      await writePrivate(join(out, "account.json"), `${JSON.stringify(revealed, null, 2)}\n`)
      output.result({ ref, out, only: revealed.only }, `written to ${out}\n`)
    } else output.result({ ref, ...revealed }, textOf(revealed))
    return 0
  })
}

async function writeFile(desk: Desk, ref: string, file: string, out: string, output: Output): Promise<void> {
  const [, container = "", name = ""] = /^([1-9]\d*):(files\/\d{3})$/.exec(file) ?? []
  if (name === "") throw new CliError("usage", "--file is a container's number and a name: 1:files/001")
  const { bytes, size, type } = await desk.attachment(ref, Number(container) - 1, name)
  const progress = progressLine("reading")
  async function* watched(): AsyncGenerator<Uint8Array> {
    let done = 0
    for await (const chunk of bytes) {
      done += chunk.length
      progress(done, size)
      yield chunk
    }
  }
  await writePrivate(out, watched())
  output.result(
    { ref, file, out, size, type },
    `written to ${out}: do not open it on a machine with a network\n`,
  )
}

// What people wrote may hold what a terminal would obey.
const CONTROL = /[\p{Cc}\p{Cf}]/gu

function textOf({ only, answers, files }: Revealed): string {
  const said = answers.map(({ field, value }) => `${field}: ${plain(value)}\n`)
  const listed = files.map(
    ({ container, name, type, size, original }) =>
      `${container + 1}:${name}  ${type}  ${size}  ${plain(original)}\n`,
  )
  const covered =
    only === null
      ? ""
      : "only for triage: how to reach her, and whether she is in danger. The rest is covered\n"
  return [covered, ...said, ...listed].join("")
}

function plain(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return text.replaceAll(/[\r\n\t]/g, " ").replaceAll(CONTROL, "\ufffd")
}
