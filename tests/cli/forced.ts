// A disclosure that consent does not cover, forced into a store's folder past the desk.
import { readFileSync } from "node:fs"
import type { Room } from "../../src/cases/room.ts"
import { Store } from "../../src/cases/store.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { nodeHybridKem } from "../../src/cli/native-keys.ts"
import { storeFolder } from "../../src/cli/store-folder.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { forceUse, uncoveredRecord } from "../fixtures/forced.ts"
import type { Bench } from "./commands.ts"
import { inDays } from "./commands.ts"

export async function forceDisclosure(
  made: Bench,
  subject: string,
  recipientId: string,
  days: number,
): Promise<void> {
  const read = (name: string): string => readFileSync(made.at(`demo/${name}`), "utf8").trim()
  const identities = await parseIdentities(read("intake.age-identity"))
  const [one, two] = await Promise.all([1, 2].map((n) => parsePrivateKey(read(`console-${n}.key`))))
  if (one === undefined || two === undefined) throw new Error("no keys")
  const unwrap = unwrapWith(identities, nodeHybridKem)
  const recipients = await Promise.all(identities.map(recipientOf))
  const blobs = await storeFolder(made.at("store"))
  const sealing = { blobs, aead: nodeAead, random: randomBytes }
  const day = inDays(days).slice(0, 10)
  const room: Room = {
    ...{ signer: one, by: "forced", unwrap, aead: nodeAead, newSha256: nodeSha256, random: randomBytes },
    ...{ today: () => day, store: await Store.open(sealing, unwrap, recipients) },
  }
  const card = room.store.card(subject)
  if (card === undefined) throw new Error("no such case")
  await forceUse(room, card, uncoveredRecord(card, recipientId, day), two)
  await blobs.close()
}
