// `cairn keys …`: making keys, offline, and showing that one holds them. In a ceremony (`--dir`) each takes one of its steps; alone,
// for a key that is made on its holder's own machine.
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import { encodeVkey, isKeyName, parsePrivateKey } from "../core/note/vkey.ts"
import { ALL_LISTS } from "../core/receipt/lists.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { makeCeremonyIntake, makeKeys, stepOf } from "../custody/ceremony.ts"
import { newIdentity, newSigningKey } from "../custody/keys.ts"
import { isLocked, newPassphrase } from "../custody/passphrase.ts"
import { answerChallenge, proveKey } from "../custody/possession.ts"
import { setIdOf } from "../custody/share-set.ts"
import { recipientOf } from "../open/identity.ts"
import { secretFrom } from "./ask.ts"
import { load, nextWords, save } from "./ceremony-folder.ts"
import { CliError } from "./errors.ts"
import { readSmall, writePrivate } from "./files.ts"
import { keysDrill, keysJoin } from "./keys-ceremony.ts"
import type { Output } from "./output.ts"
import { unlocked } from "./unlock.ts"
import { required } from "./usage.ts"

/** @returns the exit status */
export async function keys(args: string[], output: Output): Promise<number> {
  const [name, ...rest] = args
  const command = { new: keysNew, show: keysShow, share: keysShare, join: keysJoin, drill: keysDrill }[
    name ?? ""
  ]
  if (command === undefined)
    throw new CliError("usage", "keys new, show, share, join or drill", "cairn --help")
  return command(rest, output)
}

async function keysNew(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: "string" },
      name: { type: "string" },
      identity: { type: "boolean", default: false },
      out: { type: "string" },
    },
  })
  if (values.dir !== undefined) return ceremonyKeys(values.dir, output)
  const out = required(values.out, "--out")
  if (values.identity) {
    const { identity, recipient } = await newIdentity()
    await writePrivate(out, `${identity}\n`)
    output.result({ recipient, set: setIdOf(recipient), out }, `${recipient}\n`)
    return 0
  }
  const name = required(values.name, "--name")
  if (!isKeyName(name)) throw new CliError("usage", "a key's name has no spaces and no +")
  const { secret, vkey } = await newSigningKey(name)
  await writePrivate(out, `${secret}\n`)
  output.result({ vkey, out }, `${vkey}\n`)
  return 0
}

async function ceremonyKeys(dir: string, output: Output): Promise<number> {
  const stepped = await makeKeys(await load(dir), randomBytes)
  await save(dir, stepped)
  const made = stepped.files.map(({ path }) => path)
  output.result(
    { step: stepOf(stepped.ceremony), made },
    `made ${made.length} keys\n${nextWords(stepped.ceremony)}`,
  )
  return 0
}

async function keysShow(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      prove: { type: "string" },
      origin: { type: "string" },
      answer: { type: "string" },
      "passphrase-file": { type: "string" },
      out: { type: "string" },
    },
  })
  const [path, more] = positionals
  if (path === undefined || more !== undefined)
    throw new CliError("usage", "show takes one key's file", "cairn --help")
  const file = await readSmall(path, 65_536)
  if (isLocked(file) || fromUtf8(file).includes("AGE-SECRET-KEY-PQ-1"))
    return showIdentity(path, values, output)
  const signer = await parsePrivateKey(fromUtf8(file).trim())
  const vkey = encodeVkey(signer.verifier)
  if (values.prove === undefined) {
    output.result({ vkey, id: signer.verifier.id }, `${vkey}\n`)
    return 0
  }
  const note = await proveKey(required(values.origin, "--origin"), purposeOf(values.prove), signer)
  await writePrivate(required(values.out, "--out"), fromUtf8(note))
  output.result({ vkey, id: signer.verifier.id, out: values.out }, `${vkey}\nits proof: ${values.out}\n`)
  return 0
}

async function showIdentity(
  path: string,
  values: { readonly answer?: string | undefined; readonly "passphrase-file"?: string | undefined },
  output: Output,
): Promise<number> {
  const passphrase = values["passphrase-file"]
  const options = {
    ...{ identity: [path], share: [] },
    ...(passphrase !== undefined && { "passphrase-file": [passphrase] }),
  }
  const identities = await unlocked(options)
  if (values.answer !== undefined) {
    const answer = await answerChallenge(await readSmall(values.answer, 65_536), identities)
    output.result({ answer }, `${answer}\n`)
    return 0
  }
  const recipients = await Promise.all(identities.map(recipientOf))
  output.result({ recipients, sets: recipients.map(setIdOf) }, `${recipients.join("\n")}\n`)
  return 0
}

/** The id of a ceremony, or the hash of the charter that is to change. */
export function purposeOf(text: string): string {
  const digits = text.replace(/\s/g, "").toLowerCase()
  if (/^([0-9a-f]{32}|[0-9a-f]{64})$/.test(digits)) return digits
  throw new CliError("usage", "--prove takes a ceremony's id or a charter's hash")
}

async function keysShare(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { dir: { type: "string" }, "passphrase-file": { type: "string" } },
  })
  const dir = required(values.dir, "--dir")
  const ceremony = await load(dir)
  const { plan } = ceremony
  const words = wordsOf(plan.words)
  const passphrase =
    plan.intake.how === "split"
      ? undefined
      : await chosenPassphrase(values["passphrase-file"], () => newPassphrase(words, randomBytes))
  const stepped = await makeCeremonyIntake(ceremony, {
    words,
    random: randomBytes,
    ...(passphrase !== undefined && { passphrase }),
  })
  await save(dir, stepped)
  const made = stepped.files.map(({ path }) => path)
  output.result(
    { step: stepOf(stepped.ceremony), made, set: stepped.ceremony.intake?.set ?? null },
    `made:\n${made.map((path) => `  ${dir}/${path}\n`).join("")}${nextWords(stepped.ceremony)}`,
  )
  return 0
}

/** From a file, typed twice, or made here if nothing is typed: it stands on its sheet. */
export async function chosenPassphrase(path: string | undefined, made: () => string): Promise<string> {
  if (path !== undefined || !process.stdin.isTTY) return path === undefined ? made() : secretFrom(path, "")
  const first = await secretFrom(undefined, "passphrase (empty: one is made and printed)")
  if (first === "") return made()
  if ((await secretFrom(undefined, "once more")) !== first)
    throw new CliError("usage", "that was another one")
  return first
}

/** A BIP-39 list by its language. */
export function wordsOf(language: string) {
  const list = ALL_LISTS.find((one) => one.language === language)
  if (list !== undefined) return list
  throw new CliError("usage", `words are of ${ALL_LISTS.map((one) => one.language).join(", ")}`)
}
