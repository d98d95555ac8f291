// How often statements become leaves, as `cairn init --merge` wrote it to `data/merge`: `daily`, `immediate` or a number of
// minutes on one line. Where there is no such file, daily: the others tell an observer when somebody wrote.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { CodedError } from "../core/errors.ts"

export class MergePlanError extends CodedError<"merge-plan"> {}

export type MergePlan = "daily" | "immediate" | { readonly minutes: number }

/** @throws {MergePlanError} */
export function parseMergePlan(text: string): MergePlan {
  if (text === "daily" || text === "immediate") return text
  if (/^[1-9][0-9]{0,3}$/.test(text)) return { minutes: Number(text) }
  throw new MergePlanError("merge-plan", "not immediate, daily or a number of minutes")
}

/** The plan of a data folder. @throws {MergePlanError} */
export async function readMergePlan(data: string): Promise<MergePlan> {
  try {
    return parseMergePlan((await readFile(join(data, "merge"), "utf8")).trim())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "daily"
    throw error
  }
}
