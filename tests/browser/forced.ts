// Whoever has both consoles' keys and enough sheets, and no regard for consent: what they make by hand from a store that the page saved.
import { readFileSync } from "node:fs"
import type { Card } from "../../src/cases/card.ts"
import { prepare } from "../../src/cases/copy.ts"
import type { DisclosurePlan } from "../../src/cases/desk.ts"
import { dispatch } from "../../src/cases/dispatch.ts"
import { oneFile } from "../../src/cases/one-file.ts"
import { sealRequest } from "../../src/cases/request.ts"
import type { Room } from "../../src/cases/room.ts"
import { Store } from "../../src/cases/store.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { nodeHybridKem } from "../../src/cli/native-keys.ts"
import { collect } from "../../src/core/chunks.ts"
import { parsePrivateKey, type Signer } from "../../src/core/note/vkey.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { decodeShareSet } from "../../src/custody/share-set.ts"
import { readTypedShare } from "../../src/custody/share-text.ts"
import { rebuildIdentity } from "../../src/custody/shares.ts"
import { recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { inMemory } from "../courier/carrying.ts"
import { forceUse, uncoveredRecord } from "../fixtures/forced.ts"
import type { Paper } from "./staff.ts"

/** Paths, but for the sheets. */
export interface Forcing {
  readonly store: string
  readonly keys: readonly [string, string]
  readonly set: string
  readonly papers: readonly Paper[]
  readonly recipientId: string
  readonly day: string
}

interface Forced {
  readonly room: Room
  readonly card: Card
  readonly second: Signer
}

/** A request that no console drafted, for the second console to look at. */
export async function forgedRequest(forcing: Forcing): Promise<Uint8Array> {
  const { room, card } = await open(forcing)
  const plan: DisclosurePlan = {
    ...{ purpose: "share_accountability_body", recipientId: forcing.recipientId },
    ...{ identifiability: "pseudonymised", dataScope: ["account"], fields: ["account_text"], files: [] },
    ...{ words: null, met: [], notHappened: [], note: null },
  }
  const { objects } = await prepare(room, card, plan)
  const record = { ...uncoveredRecord(card, forcing.recipientId, forcing.day), objects: [...objects] }
  return (await sealRequest(room, record, plan)).bytes
}

/** A dispatch bundle with a use that consent does not cover, signed by one console and approved by the other. */
export async function forcedDispatch(forcing: Forcing): Promise<Uint8Array> {
  const { room, card, second } = await open(forcing)
  await forceUse(room, card, uncoveredRecord(card, forcing.recipientId, forcing.day), second)
  const parts: Uint8Array[] = []
  await dispatch(room, (chunk) => void parts.push(Uint8Array.from(chunk)))
  return Buffer.concat(parts)
}

async function open({ store, keys, set, papers, day }: Forcing): Promise<Forced> {
  const known = decodeShareSet(readFileSync(set))
  const shares = papers.map((paper) => readTypedShare(paper, ALL_LISTS, known.shares))
  const identity = await rebuildIdentity(shares, known)
  const unwrap = unwrapWith([identity], nodeHybridKem)
  const [signer, second] = (await Promise.all(
    keys.map((path) => parsePrivateKey(readFileSync(path, "utf8").trim())),
  )) as [Signer, Signer]
  const blobs = await oneFile<Uint8Array>(inMemory(readFileSync(store)), async (bytes) => {
    const piece = Uint8Array.from(await collect(bytes, Number.POSITIVE_INFINITY))
    return { piece, bytes: () => [piece] }
  })
  const sealing = { blobs, aead: nodeAead, random: randomBytes }
  const opened = await Store.open(sealing, unwrap, [await recipientOf(identity)])
  const card = [...opened.cards()].find(({ lock, record }) => lock === null && record !== null)
  if (card === undefined) throw new Error("no case")
  const who = { signer, by: "forced", unwrap, aead: nodeAead, newSha256: nodeSha256, random: randomBytes }
  return { room: { ...who, today: () => day, store: opened }, card, second }
}
