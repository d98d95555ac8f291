// A disclosure that consent does not cover, forced past the desk: its record and statement made with the same functions that the
// desk uses after it has asked C7, which is here not asked.
import { readFileSync } from "node:fs"
import { charterOf, type Room } from "../../src/cases/room.ts"
import { stateUse } from "../../src/cases/states.ts"
import { Store } from "../../src/cases/store.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { nodeHybridKem } from "../../src/cli/native-keys.ts"
import { storeFolder } from "../../src/cli/store-folder.ts"
import { approve, type CustodyRecord } from "../../src/core/custody/record.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
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
  if (card === undefined || card.record === null) throw new Error("no such case")
  const decision = card.record.value.decisions.find(({ purpose }) => purpose === "share_accountability_body")
  const record: CustodyRecord = {
    ...{ format: "cairn-custody/1", subject, action: "disclosed", purpose: "share_accountability_body" },
    ...{ recipientId, decisionId: decision?.decisionId ?? null, identifiability: "pseudonymised" },
    ...{ dataScope: ["account"], objects: [], consentKey: card.record.consentKey, by: "forced", day },
    ...{ note: null, approval: null },
  }
  await stateUse(room, card, await approve(charterOf(room).origin, record, two))
  await room.store.commit()
  await blobs.close()
}
