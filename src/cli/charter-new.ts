// `cairn charter new`: begins a ceremony, writes a plan to begin from, or throws an unfinished ceremony away.
import { parseArgs } from "node:util"
import { decodePlan, usualPlan } from "../custody/plan.ts"
import { planWords } from "../custody/steps.ts"
import { abandon, begin, nextWords } from "./ceremony-folder.ts"
import { readSmall, writePrivate } from "./files.ts"
import { type Output, today } from "./output.ts"
import { required } from "./usage.ts"

export async function charterNew(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      "plan-out": { type: "string" },
      origin: { type: "string" },
      organisation: { type: "string" },
      plan: { type: "string" },
      policy: { type: "string" },
      dir: { type: "string" },
      "throw-away": { type: "boolean", default: false },
    },
  })
  if (values["plan-out"] !== undefined) {
    const plan = usualPlan(
      required(values.origin, "--origin"),
      required(values.organisation, "--organisation"),
      today(),
    )
    await writePrivate(values["plan-out"], `${JSON.stringify(plan, null, 2)}\n`)
    output.result(
      { plan: values["plan-out"] },
      `${planWords(plan).join("\n")}\nchange what is not so: ${values["plan-out"]}\n`,
    )
    return 0
  }
  const dir = required(values.dir, "--dir")
  if (values["throw-away"]) {
    await abandon(dir)
    output.result({ dir, thrown: true }, `overwritten and removed: ${dir}\n`)
    return 0
  }
  const plan = decodePlan(await readSmall(required(values.plan, "--plan"), 1024 * 1024))
  const ceremony = await begin(dir, plan, await readSmall(required(values.policy, "--policy")))
  const said = planWords(plan)
  output.result(
    { dir, id: ceremony.id, step: "keys", said },
    `a ceremony, ${ceremony.id}\n${said.map((line) => `  ${line}\n`).join("")}${nextWords(ceremony)}`,
  )
  return 0
}
