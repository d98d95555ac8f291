// What a sealed file of the outbox is, for whoever it is for.
import type { OutFile, OutReply } from "../../src/cases/outbox.ts"
import type { Room } from "../../src/cases/room.ts"
import { openBlob } from "../../src/cases/sealed.ts"
import { parseAgeHeader } from "../../src/core/age/header.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { openReply, type ReplyBody } from "../../src/core/statement/reply.ts"
import { replyIdentity } from "../../src/own/identity.ts"
import { type Account, ORIGIN } from "../fixtures/account.ts"
import { decryptAge } from "../independent/age.ts"
import type { World } from "./world.ts"

async function sealed({ store }: Room, file: OutFile | undefined): Promise<Uint8Array> {
  if (file === undefined) throw new Error("no such file")
  return openBlob(store.sealing, file.ref)
}

export async function readReply(
  w: World,
  one: Account,
  room: Room,
  reply: OutReply | undefined,
): Promise<ReplyBody> {
  const plain = decryptAge(await sealed(room, reply?.files[0]), replyIdentity(one.keys))
  const signer = await parsePrivateKey(w.made.secrets.get("console-1.key") as string)
  return (await openReply(plain, ORIGIN, [signer.verifier], one.keys.subject)).body
}

export async function canOpen(room: Room, file: OutFile | undefined, one: Account): Promise<boolean> {
  const bytes = await sealed(room, file)
  try {
    decryptAge(bytes, replyIdentity(one.keys))
    return true
  } catch {
    return false
  }
}

export async function recipients(room: Room, file: OutFile | undefined): Promise<number> {
  return parseAgeHeader(await sealed(room, file)).recipients
}
