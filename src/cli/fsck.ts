// `cairn fsck`: whether every row of a data folder has its bytes and every byte its row. Reads everything, mends nothing.
import { parseArgs } from "node:util"
import { openNodeStore } from "../storage/node/store.ts"
import type { StoreProblem } from "../storage/port.ts"
import { CliError } from "./errors.ts"
import { isThere } from "./files.ts"
import type { Output } from "./output.ts"
import { dataFolder, storeTrouble } from "./serve.ts"

const WORDS: Readonly<Record<StoreProblem["code"], string>> = {
  "missing-file": "is missing",
  "changed-file": "is not what it was",
  "unclaimed-file": "belongs to nothing",
  "set-aside": "is in lost+found: no row claims it",
  "missing-row": "has no row",
}

/** @returns the exit status: 1 if anything was found */
export async function fsck(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({ args, options: { data: { type: "string" }, quick: { type: "boolean" } } })
  const data = values.data ?? dataFolder()
  if (!(await isThere(`${data}/cairn.db`))) throw new CliError("file", `no store there: ${data}`)
  const problems: StoreProblem[] = []
  const store = await openNodeStore(data, { leftovers: "leave" }).catch((error) => {
    throw storeTrouble(error, data)
  })
  try {
    for await (const problem of store.problems(!values.quick)) problems.push(problem)
  } finally {
    await store.close()
  }
  const lines = problems.map(({ code, about }) => `${code}: ${about} ${WORDS[code]}\n`)
  output.result({ ok: problems.length === 0, problems }, lines.join("") || `all well: ${data}\n`)
  return problems.length === 0 ? 0 : 1
}
