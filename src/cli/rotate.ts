// `cairn rotate …`: a new key that opens accounts in place of the old one, a step a command. Where it stands is worked out from the
// charters and the case store each time, so a step that was cut off is simply run again.
import { join } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { changeWords } from "../custody/change-words.ts"
import { newPassphrase } from "../custody/passphrase.ts"
import {
  type RotationFacts,
  requireDestroyable,
  rotationStage,
  type StoreStanding,
} from "../custody/rotation.ts"
import {
  beginRotation,
  decodeRotation,
  drillRotation,
  encodeRotation,
  heldBy,
  proposeRotation,
  type Rotation,
} from "../custody/rotation-record.ts"
import { setIdOf } from "../custody/share-set.ts"
import { encodeProposal } from "../custody/signing.ts"
import { recipientOf } from "../open/identity.ts"
import { ask } from "./ask.ts"
import { chainOf } from "./charter-sign.ts"
import { dayOf } from "./clock.ts"
import { CliError } from "./errors.ts"
import { isThere, readSmall, writePrivate } from "./files.ts"
import { chosenPassphrase, wordsOf } from "./keys.ts"
import { evidenceFor } from "./keys-ceremony.ts"
import { type Output, today } from "./output.ts"
import { stageWords } from "./rotate-words.ts"
import { withRotatingStore } from "./rotating-store.ts"
import { beginFolder, keep, settle, wipe } from "./step-folder.ts"
import { UNLOCKING, unlocked } from "./unlock.ts"
import { required } from "./usage.ts"

const STATE = "rotation.json"
const OPTIONS = {
  ...UNLOCKING,
  dir: { type: "string" },
  store: { type: "string" },
  charter: { type: "string" },
  fingerprint: { type: "string" },
  split: { type: "string" },
  whole: { type: "boolean", default: false },
  words: { type: "string", default: "en" },
  revoke: { type: "boolean", default: false },
  file: { type: "string" },
  old: { type: "string", multiple: true, default: [] as string[] },
  yes: { type: "boolean", default: false },
  out: { type: "string" },
} as const

type Values = ReturnType<typeof valuesOf>
type Run = (values: Values, dir: string, output: Output) => Promise<number>

/** @returns the exit status */
export async function rotate(args: string[], output: Output): Promise<number> {
  const [name, ...rest] = args
  const command = RUNS[name ?? ""]
  if (command === undefined)
    throw new CliError("usage", "rotate new, show, drill, propose, rewrap or destroy", "cairn --help")
  const values = valuesOf(rest)
  return command(values, required(values.dir, "--dir"), output)
}

function valuesOf(args: string[]) {
  return parseArgs({ args, options: OPTIONS }).values
}

const RUNS: Readonly<Record<string, Run>> = {
  new: async (values, dir, output) => {
    const newest = (await charters(values)).at(-1) as Charter
    const words = wordsOf(values.words)
    const custody = custodyOf(values)
    const { organisation, kind } = newest.body
    const passphrase =
      custody.how === "split"
        ? undefined
        : await chosenPassphrase(values["passphrase-file"][0], () => newPassphrase(words, randomBytes))
    if (await isThere(dir)) await settle(dir, STATE)
    await beginFolder(dir)
    const { rotation, files } = await beginRotation(
      newest,
      {
        ...{ custody, organisation, demonstration: kind === "demonstration", day: today(), words },
        ...(passphrase !== undefined && { passphrase }),
      },
      values.revoke,
    )
    await save(dir, rotation, files)
    return tell(output, rotation, { made: files.map(({ path }) => path) }, [
      "made a new key; nothing uses it yet",
    ])
  },
  drill: async (values, dir, output) => {
    const rotation = await load(dir)
    const made = { recipient: rotation.to, set: rotation.set }
    const drilled = await drillRotation(rotation, await evidenceFor(made, dir, evidenceIn(values)), today())
    await save(dir, drilled)
    return tell(output, drilled, { drilled: drilled.drilled }, ["the new key was opened from paper"])
  },
  propose: async (values, dir, output) => {
    const rotation = await load(dir)
    const chain = await charters(values)
    const proposal = proposeRotation(rotation, chain, today())
    const said = changeWords((chain.at(-1) as Charter).body, proposal.body)
    const out = required(values.out, "--out")
    await writePrivate(out, fromUtf8(encodeProposal(proposal)))
    return tell(output, rotation, { hash: proposal.hash, changes: said, out }, [
      ...said,
      `for the roots to sign: ${out}`,
    ])
  },
  show: async (values, dir, output) => {
    const rotation = await load(dir)
    const facts = await factsFor(rotation, values)
    const stage = rotationStage(facts)
    return tell(output, rotation, { ...stage }, stageWords(stage))
  },
  rewrap: async (values, dir, output) => {
    const rotation = await load(dir)
    const { from, to } = rotation
    const identities = await unlocked(values, [from, to])
    // A store that only a key opens that is not at hand would be lost with this machine.
    if (!(await Promise.all(identities.map(recipientOf))).includes(to))
      throw new CliError(
        "usage",
        "give the new key too",
        "with --identity or its sheets: both keys are needed",
      )
    const standing = await withRotatingStore(required(values.store, "--store"), identities, (store) =>
      store.rewrap(from, to),
    )
    const stage = rotationStage(await factsFor(rotation, values, standing))
    return tell(output, rotation, { needing: standing.needing, ...stage }, stageWords(stage))
  },
  destroy: async (values, dir, output) => {
    const rotation = await load(dir)
    required(values.store, "--store")
    requireDestroyable(await factsFor(rotation, values))
    const question = `destroy the old key ${setIdOf(rotation.from)} for ever? type its eight digits`
    if (!values.yes && (await ask(question)) !== setIdOf(rotation.from))
      throw new CliError("usage", "nothing was destroyed")
    for (const path of values.old) if (await isThere(path)) await requireOld(path, rotation.from)
    // Files first: a run that is cut off here finds fewer of them, and only then says that it is done.
    for (const path of values.old) if (await isThere(path)) await wipe(path)
    const over = { ...rotation, destroyed: today() }
    await save(dir, over)
    return tell(output, over, { destroyed: over.destroyed, files: values.old }, [
      `the old key ${setIdOf(rotation.from)} is destroyed on this machine`,
      "only once every other console's store is re-wrapped too, which this one cannot know: then every holder of one of its sheets burns it, and every copy of its file is destroyed; write down who did",
    ])
  },
}

async function requireOld(path: string, from: Rotation["from"]): Promise<void> {
  const file = await readSmall(path, 65_536)
  if ((file[0] ?? 0) === 0) return // zeros: a run that was cut off had begun with it
  if ((await heldBy(file, from)) === "another")
    throw new CliError("usage", `holds another key than the old one: ${path}`, "nothing was destroyed")
}

function evidenceIn({ share, file, "passphrase-file": [passphrase] }: Values) {
  return { share, file, "passphrase-file": passphrase }
}

async function load(dir: string): Promise<Rotation> {
  await settle(dir, STATE)
  if (!(await isThere(join(dir, STATE))))
    throw new CliError("file", `no rotation in ${dir}`, "cairn rotate new begins one")
  return decodeRotation(await readSmall(join(dir, STATE), 1024 * 1024))
}

async function save(dir: string, rotation: Rotation, files: Parameters<typeof keep>[2] = []): Promise<void> {
  await keep(dir, { name: STATE, text: encodeRotation(rotation) }, files)
}

async function charters(values: Values): Promise<readonly Charter[]> {
  required(values.charter, "--charter")
  return chainOf(values)
}

const NOTHING: StoreStanding = { needing: 1, day: null, charters: [] }

async function factsFor(rotation: Rotation, values: Values, known?: StoreStanding): Promise<RotationFacts> {
  const { from, to, destroyed } = rotation
  const chain = await charters(values)
  if (chain[0]?.origin !== rotation.origin)
    throw new CliError("usage", "the charters of another organisation")
  const { store } = values
  const facts = { from, to, charters: chain, today: dayOf(chain[0].body.kind), destroyed }
  if (known !== undefined || store === undefined) return { ...facts, standing: known ?? NOTHING }
  const identities = await unlocked(values, [from, to])
  const standing = await withRotatingStore(store, identities, (opened) => opened.standing(from))
  return { ...facts, standing }
}

function custodyOf(values: Values) {
  const [, k, n] = /^([0-9])\/([0-9])$/.exec(values.split ?? "") ?? []
  if (values.whole && values.split === undefined) return { how: "whole" } as const
  if (k !== undefined && !values.whole) return { how: "split", k: Number(k), n: Number(n) } as const
  throw new CliError("usage", "give --split K/N or --whole")
}

function tell(output: Output, { from, to }: Rotation, more: object, lines: readonly string[]): number {
  output.result({ from: setIdOf(from), to: setIdOf(to), ...more }, `${lines.join("\n")}\n`)
  return 0
}
