// `cairn keys join` and `cairn keys drill`: a key that was made elsewhere comes into a ceremony, and what was made is opened from
// nothing but what will be kept.
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Recipient } from "../core/age/recipient.ts"
import { parseRecipient } from "../core/age/recipient.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parsePrivateKey } from "../core/note/vkey.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { askAudit, drill, drillPurpose, emptySeats, joinAudit, joinKey, stepOf } from "../custody/ceremony.ts"
import type { Ceremony } from "../custody/ceremony-state.ts"
import { type DrillEvidence, drillIntake, IntakeError } from "../custody/intake.ts"
import { proveKey } from "../custody/possession.ts"
import { decodeShareSet, type ShareSet, setIdOf } from "../custody/share-set.ts"
import { secretFrom } from "./ask.ts"
import { load, nextWords, save } from "./ceremony-folder.ts"
import { chainOf } from "./charter-sign.ts"
import { CliError } from "./errors.ts"
import { readSmall, readText } from "./files.ts"
import { type Output, today } from "./output.ts"
import { sharesFrom } from "./unlock.ts"
import { required } from "./usage.ts"

export async function keysJoin(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: "string" },
      note: { type: "string" },
      recipient: { type: "string" },
      answer: { type: "string" },
    },
  })
  const dir = required(values.dir, "--dir")
  const ceremony = await load(dir)
  if (values.recipient !== undefined) {
    const asked = await askAudit(
      ceremony,
      parseRecipient((await readText(values.recipient)).trim()),
      randomBytes,
    )
    await save(dir, asked)
    const challenge = join(dir, asked.files[0]?.path ?? "")
    output.result({ challenge }, `give this to the holder of the audit identity: ${challenge}\n`)
    return 0
  }
  if (values.note === undefined && values.answer === undefined)
    throw new CliError("usage", "join takes --note, --recipient or --answer", "cairn --help")
  const joined =
    values.note === undefined
      ? joinAudit(ceremony, await readText(values.answer as string))
      : await joinKey(ceremony, await readSmall(values.note, 65_536))
  await save(dir, { ceremony: joined, files: [] })
  const seat = joined.seats[joined.seats.length - 1]
  output.result(
    { step: stepOf(joined), joined: seat?.seat, key: seat?.key, missing: emptySeats(joined) },
    `joined ${seat?.seat}; have its holder read this aloud: ${idOf(seat?.key ?? "")}\n${nextWords(joined)}`,
  )
  return 0
}

function idOf(key: string): string {
  return key.split("+")[1] ?? setIdOf(key as Recipient)
}

export async function keysDrill(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: "string" },
      share: { type: "string", multiple: true, default: [] },
      "share-set": { type: "string" },
      charter: { type: "string" },
      fingerprint: { type: "string" },
      file: { type: "string" },
      "passphrase-file": { type: "string" },
      root: { type: "string" },
    },
  })
  if (values.dir === undefined) return yearlyDrill(values, output)
  const { dir } = values
  const ceremony = await load(dir)
  const root = await parsePrivateKey((await readText(required(values.root, "--root"))).trim())
  const evidence = await evidenceFor(ceremony.intake, dir, values)
  const note = await proveKey(ceremony.plan.origin, drillPurpose(ceremony), root)
  const drilled = await drill(ceremony, evidence, note, today())
  await save(dir, { ceremony: drilled, files: [] })
  output.result(
    { step: stepOf(drilled), drilled: drilled.drilled },
    `the key that opens accounts was rebuilt, and a root's signature is good\n${nextWords(drilled)}`,
  )
  return 0
}

// The drill of every year: whether paper still opens the key that the charter names. Nothing is written, and nothing kept.
async function yearlyDrill(
  values: Parameters<typeof evidenceFor>[2] & {
    readonly "share-set"?: string | undefined
    readonly charter?: string | undefined
    readonly fingerprint?: string | undefined
  },
  output: Output,
): Promise<number> {
  required(values.charter, "--charter (or --dir)")
  const { body } = (await chainOf(values)).at(-1) as Charter
  const recipients = body.intake.map(({ recipient }) => parseRecipient(recipient))
  const path = values["share-set"]
  const set = path === undefined ? null : decodeShareSet(await readSmall(path, 65_536))
  const opened = await Promise.all(
    recipients
      .filter((recipient) => set === null || set.recipient === recipient)
      .map(async (recipient) => {
        await drillIntake({ recipient, set }, await evidenceFor({ recipient, set }, ".", values))
        return setIdOf(recipient)
      }),
  )
  if (opened.length === 0) throw new IntakeError("drill-key", "the newest charter names no such key")
  output.result(
    { opened },
    `opened from ${set === null ? "its file" : "every sheet"}: ${opened.join(", ")}\n`,
  )
  return 0
}

/** What a drill is done with: shares from files or the terminal, or the file as it was written and its passphrase. */
export async function evidenceFor(
  made: { readonly recipient: Recipient; readonly set: ShareSet | null } | Ceremony["intake"],
  dir: string,
  values: {
    readonly share: readonly string[]
    readonly file?: string | undefined
    readonly "passphrase-file"?: string | undefined
  },
): Promise<DrillEvidence> {
  if (made === null) throw new CliError("usage", "there is no key to try yet", "cairn keys share")
  if (made.set !== null) return { shares: await sharesFrom(values.share, made.set, made.set.n) }
  const path = values.file ?? join(dir, `intake/intake-${setIdOf(made.recipient)}.age`)
  const passphrase = await secretFrom(values["passphrase-file"], "passphrase, from paper")
  return { file: await readSmall(path, 65_536), passphrase }
}
