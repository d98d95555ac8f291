// The staff room on the command line: opening a store's folder with an identity and a console's key, for as long as one command
// takes. Whoever sits there is named by --by, or by the key's own name.
import type { Desk } from "../cases/desk.ts"
import { openDesk } from "../cases/open-desk.ts"
import { parsePrivateKey } from "../core/note/vkey.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { recipientOf, unwrapWith } from "../open/identity.ts"
import { parseFingerprint } from "./charter.ts"
import { dayOf } from "./clock.ts"
import { CliError } from "./errors.ts"
import { readText } from "./files.ts"
import { threads } from "./import-hands.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import { nodeHybridKem } from "./native-keys.ts"
import { storeFolder } from "./store-folder.ts"
import { UNLOCKING, type Unlocking, unlocked } from "./unlock.ts"
import { required } from "./usage.ts"

/** The options of every command of the staff room. */
export const DESK_OPTIONS = {
  ...UNLOCKING,
  store: { type: "string" },
  key: { type: "string" },
  by: { type: "string" },
  fingerprint: { type: "string" },
} as const

interface DeskValues extends Unlocking {
  readonly store?: string | undefined
  readonly key?: string | undefined
  readonly by?: string | undefined
  readonly fingerprint?: string | undefined
}

/**
 * Lets `use` have the desk, and puts the store away again whatever happens.
 * @param bundle the bundle that is to be imported: threads beside this one help to open it
 */
export async function atDesk<T>(
  values: DeskValues,
  use: (desk: Desk) => Promise<T>,
  bundle?: string,
): Promise<T> {
  const folder = required(values.store, "--store")
  const signer = await parsePrivateKey((await readText(required(values.key, "--key"))).trim())
  const identities = await unlocked(values)
  const recipients = await Promise.all(identities.map(recipientOf))
  const unwrap = unwrapWith(identities, nodeHybridKem)
  const blobs = await storeFolder(folder)
  const beside = bundle === undefined ? undefined : threads({ bundle, store: folder, identities })
  try {
    const desk = await openDesk({
      ...{ blobs, recipients, signer, unwrap, aead: nodeAead, newSha256: nodeSha256, random: randomBytes },
      by: values.by ?? signer.verifier.name,
      today: todayOf,
      ...(beside && { hands: beside.hands, atOnce: 16 }),
      ...(values.fingerprint !== undefined && { fingerprint: parseFingerprint(values.fingerprint) }),
    })
    demonstration = demonstrationOf(desk)
    return await use(desk)
  } finally {
    await beside?.end()
    await blobs.close()
  }
}

let demonstration = false
const todayOf = (): string => dayOf(demonstration ? "demonstration" : "production")

function demonstrationOf(desk: Desk): boolean {
  try {
    return desk.about().kind === "demonstration"
  } catch {
    return false // nothing imported yet: whoever imports is told by the charter inside
  }
}

/** Splits off the first word of a command's arguments: what to do. */
export function actionOf<A extends string>(args: readonly string[], actions: readonly A[], name: string): A {
  const action = actions.find((one) => one === args[0])
  if (action === undefined) throw new CliError("usage", `${name} ${actions.join(", ")}`, "cairn --help")
  return action
}

/** The one case that a command is about. */
export function oneCase(positionals: readonly string[]): string {
  const [ref, more] = positionals
  if (ref === undefined || more !== undefined)
    throw new CliError("usage", "give one case by its reference", "cairn cases lists them")
  return ref
}
