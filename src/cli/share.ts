// `cairn share`: what two consoles do together, with a request file between them, and the dispatch bundle that takes all that waits
// back across the air gap. A plain copy is written only after its use was logged.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Desk, DisclosurePlan, PlainCopy, Request, Reviewed } from "../cases/desk.ts"
import type { Use } from "../core/consent/use.ts"
import { purposeOf } from "./cases.ts"
import { CliError } from "./errors.ts"
import { readJson, readSmall, requireAbsent, writePrivate, writePrivateBy } from "./files.ts"
import type { Output } from "./output.ts"
import { actionOf, atDesk, DESK_OPTIONS, oneCase } from "./staff-desk.ts"
import { required } from "./usage.ts"

const OPTIONS = {
  ...DESK_OPTIONS,
  plan: { type: "string" },
  reason: { type: "string" },
  approval: { type: "string" },
  out: { type: "string" },
} as const

type Values = ReturnType<typeof parse>["values"]

function parse(args: string[]) {
  return parseArgs({ args, allowPositionals: true, options: OPTIONS })
}

const ACTIONS = ["ask", "hold", "release", "review", "approve", "finish", "dispatch"] as const

/** @returns the exit status: 1 for a request that may not be approved */
export async function share(args: string[], output: Output): Promise<number> {
  const action = actionOf(args, ACTIONS, "share")
  const { values, positionals } = parse(args.slice(1))
  if (action !== "review") await requireAbsent(required(values.out, "--out"))
  const plan = action === "ask" ? planOf(await readJson(required(values.plan, "--plan"))) : undefined
  return atDesk(values, async (desk) => {
    switch (action) {
      case "ask":
        return asked(await desk.disclose(oneCase(positionals), plan as DisclosurePlan), values, output)
      case "hold":
        return asked(
          await desk.hold(oneCase(positionals), required(values.reason, "--reason")),
          values,
          output,
        )
      case "release":
        return asked(
          await desk.release(oneCase(positionals), required(values.reason, "--reason")),
          values,
          output,
        )
      case "review":
        return reviewed(await desk.review(await readSmall(oneFile(positionals))), output)
      case "approve": {
        const out = values.out as string
        await writePrivate(out, [await desk.approve(await readSmall(oneFile(positionals)))])
        output.result({ out }, `approved: bring ${out} to the console that asked\n`)
        return 0
      }
      case "finish": {
        const request = await readSmall(oneFile(positionals))
        const approval = await readSmall(required(values.approval, "--approval"))
        return finished(await desk.finish(request, approval), values.out as string, output)
      }
      case "dispatch":
        return dispatched(desk, values.out as string, output)
    }
  })
}

function oneFile(positionals: readonly string[]): string {
  const [path, more] = positionals
  if (path === undefined || more !== undefined) throw new CliError("usage", "give one request file")
  return path
}

async function asked({ id, bytes }: Request, values: Values, output: Output): Promise<number> {
  const out = values.out as string
  await writePrivate(out, [bytes])
  output.result(
    { id, out },
    `request ${id.slice(0, 8)}: bring ${out} to another console: cairn share review, cairn share approve\n`,
  )
  return 0
}

function reviewed({ id, record, plan, ref, by, code }: Reviewed, output: Output): number {
  const { action, purpose, recipientId, identifiability, dataScope, objects, note, day } = record
  output.result(
    { id, ref, by, code, action, purpose, recipientId, identifiability, dataScope, objects, note, day, plan },
    [
      `request ${id.slice(0, 8)}: ${oneLine(by)} asks for a second name, ${day}: ${action} ${ref ?? "a case that is not here"}\n`,
      action === "disclosed"
        ? `to ${recipientId ?? "nobody by name"} for ${purpose}, ${identifiability}\n`
        : "",
      ...objects.map(({ kind, size, sha256 }) => `  ${kind}  ${size} bytes  ${sha256}\n`),
      plan === null ? "" : planText(plan),
      note === null ? "" : `note: ${oneLine(note)}\n`,
      code === null ? "consent covers it today\n" : `NOT covered: ${code}\n`,
    ].join(""),
  )
  return code === null ? 0 : 1
}

function planText({ dataScope, fields, files, met, notHappened, words }: DisclosurePlan): string {
  const row = (name: string, list: readonly string[]): string =>
    list.length === 0 ? "" : `${name}: ${oneLine(list.join(", "))}\n`
  return [
    row("takes in", dataScope),
    row("answers", fields),
    row("files", files),
    row("words", words === null ? [] : [words]),
    row("whoever asks answers for", met),
    row("said not to have happened", notHappened),
  ].join("")
}

// Nothing that the other console wrote may look like a line of ours.
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ")
}

async function finished({ leaf, files }: PlainCopy, out: string, output: Output): Promise<number> {
  if (files.length > 0) {
    await mkdir(out, { mode: 0o700 })
    for (const { name, bytes } of files) await writePrivate(join(out, name), bytes)
  }
  output.result(
    { leaf, out: files.length === 0 ? null : out, files: files.map(({ name, size }) => ({ name, size })) },
    files.length === 0
      ? "stated, and waits for a dispatch\n"
      : `stated, and waits for a dispatch; the copy is in ${out}\n`,
  )
  return 0
}

async function dispatched(desk: Desk, out: string, output: Output): Promise<number> {
  const sum = await writePrivateBy(out, (write) => desk.dispatch(write))
  const { statements, records, replies, left } = sum
  output.result(
    { out, ...sum },
    `${statements} statements, ${records} records and ${replies} replies: ${out}\n` +
      (left === 0
        ? ""
        : `${left} statements did not fit: dispatch again after a bundle acknowledged these\n`),
  )
  return 0
}

// What a person wrote into a file; what it means is judged by the desk.
function planOf(value: unknown): DisclosurePlan {
  const given = (value ?? {}) as Partial<Record<keyof DisclosurePlan, unknown>>
  const list = (key: "dataScope" | "fields" | "files" | "met" | "notHappened"): string[] => {
    const items = given[key] ?? []
    if (Array.isArray(items) && items.every((item) => typeof item === "string")) return items
    throw new CliError("file", `the plan's ${key} is not a list of words`)
  }
  const text = (key: "recipientId" | "words" | "note"): string | null => {
    const item = given[key] ?? null
    if (item === null || typeof item === "string") return item
    throw new CliError("file", `the plan's ${key} is not text`)
  }
  return {
    purpose: purposeOf(String(given.purpose)),
    ...{ recipientId: text("recipientId"), words: text("words"), note: text("note") },
    identifiability: String(given.identifiability) as DisclosurePlan["identifiability"],
    dataScope: list("dataScope") as DisclosurePlan["dataScope"][number][],
    ...{ fields: list("fields"), files: list("files"), notHappened: list("notHappened") },
    met: list("met") as Use["met"],
  }
}
