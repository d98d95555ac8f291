// `cairn cases`: the list with its filters, a case with what is allowed today and why not, and what staff write of it. Content
// stays covered here: reading is `cairn read`.
import { parseArgs } from "node:util"
import type { StaffFields } from "../cases/card.ts"
import type { CaseLine, Desk, Filter } from "../cases/desk.ts"
import { PURPOSES, type Purpose } from "../core/consent/decision.ts"
import { caseText } from "./case-words.ts"
import { CliError } from "./errors.ts"
import { readJson, readText } from "./files.ts"
import type { Output } from "./output.ts"
import { atDesk, DESK_OPTIONS, oneCase } from "./staff-desk.ts"
import { required } from "./usage.ts"

const OPTIONS = {
  ...DESK_OPTIONS,
  language: { type: "string" },
  harm: { type: "string" },
  place: { type: "string" },
  purpose: { type: "string" },
  recipient: { type: "string" },
  waiting: { type: "boolean" },
  "review-by": { type: "string" },
  label: { type: "string" },
  "held-by": { type: "string" },
  search: { type: "string" },
  text: { type: "string" },
  fields: { type: "string" },
  to: { type: "string" },
  reason: { type: "string" },
} as const

type Values = ReturnType<typeof parse>["values"]

function parse(args: string[]) {
  return parseArgs({ args, allowPositionals: true, options: OPTIONS })
}

const ACTIONS: Readonly<
  Record<string, (desk: Desk, rest: readonly string[], values: Values, output: Output) => Promise<void>>
> = {
  show: async (desk, rest, _, output) => {
    const view = desk.look(oneCase(rest))
    output.result(view, caseText(view))
  },
  label: async (desk, [ref = "", ...labels], _, output) => {
    await desk.label(ref, labels)
    output.result({ ref, labels }, `${ref}: ${labels.join(", ") || "no labels"}\n`)
  },
  note: async (desk, rest, { text }, output) => {
    const ref = oneCase(rest)
    await desk.note(ref, (await readText(required(text, "--text"))).trimEnd())
    output.result({ ref }, `noted at ${ref}\n`)
  },
  fields: async (desk, rest, { fields }, output) => {
    const ref = oneCase(rest)
    await desk.staff(ref, (await readJson(required(fields, "--fields"))) as Partial<StaffFields>)
    output.result({ ref, staff: desk.look(ref).staff }, `fields set at ${ref}\n`)
  },
  give: async (desk, rest, { to, text }, output) => {
    const ref = oneCase(rest)
    const word = text === undefined ? "" : (await readText(text)).trimEnd()
    await desk.handOver(ref, required(to, "--to"), word)
    output.result({ ref, heldBy: to }, `${ref} is with ${to}\n`)
  },
  quarantine: async (desk, [word, ...rest], { reason }, output) => {
    if (word !== "set" && word !== "lift") throw new CliError("usage", "cases quarantine set or lift")
    const ref = oneCase(rest)
    await desk.quarantine(ref, word === "set", required(reason, "--reason"))
    output.result({ ref, quarantine: desk.look(ref).quarantine }, `quarantine ${word} at ${ref}\n`)
  },
}

/** @returns the exit status */
export async function cases(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parse(args)
  const [word, ...rest] = positionals
  const action = word === undefined ? undefined : Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
  if (word !== undefined && action === undefined)
    throw new CliError("usage", `cases ${Object.keys(ACTIONS).join(", ")}`, "cairn --help")
  return atDesk(values, async (desk) => {
    if (action !== undefined) await action(desk, rest, values, output)
    else {
      const lines = await desk.list(filterOf(values))
      output.result({ cases: lines }, lines.map(lineText).join("") || "no such case\n")
    }
    return 0
  })
}

function filterOf(values: Values): Filter {
  const { language, harm, place, recipient, waiting, label, search } = values
  return {
    ...(language !== undefined && { language }),
    ...(harm !== undefined && { harm }),
    ...(place !== undefined && { place }),
    ...(values.purpose !== undefined && { purpose: purposeOf(values.purpose) }),
    ...(recipient !== undefined && { recipientId: recipient }),
    ...(waiting !== undefined && { waiting }),
    ...(values["review-by"] !== undefined && { reviewBy: values["review-by"] }),
    ...(label !== undefined && { label }),
    ...(values["held-by"] !== undefined && { heldBy: values["held-by"] }),
    ...(search !== undefined && { text: search }),
  }
}

/** @throws {CliError} `usage` */
export function purposeOf(text: string): Purpose {
  const purpose = PURPOSES.find((one) => one === text)
  if (purpose === undefined) throw new CliError("usage", `no such purpose; there are: ${PURPOSES.join(", ")}`)
  return purpose
}

function lineText(line: CaseLine): string {
  const marks = [
    line.danger === null ? "" : line.danger === "yes_now" ? "IN DANGER NOW" : "maybe in danger",
    line.minor ? "under 18" : "",
    line.quarantine === null ? "" : "quarantine",
    line.readable ? "" : "triage only",
    line.waiting ? "waits for a word" : "",
    line.hold ? "hold" : "",
    line.heldBy === null ? "" : `with ${line.heldBy}`,
    line.reviewAt === null ? "" : `review ${line.reviewAt}`,
    ...line.labels,
  ]
  const said = marks.filter((mark) => mark !== "").join("; ")
  return `${line.ref}  ${line.since ?? "not logged"}  ${line.language}  ${said}\n`
}
