// Charters for tests: an organisation with three roots, and notes of any body signed by anyone.
import { CHARTER, type Charter, type CharterBody } from "../../../src/core/charter/charter.ts"
import { signNote } from "../../../src/core/note/note.ts"
import { parsePrivateKey, type Signer } from "../../../src/core/note/vkey.ts"
import { signStatement } from "../../../src/core/statement/frame.ts"
import type { Organisation } from "../../../src/custody/organisation.ts"
import { ORIGIN, organisation } from "../../fixtures/account.ts"

/** An organisation of three roots, two of whom suffice, and its roots' signers. */
export async function threeRoots(): Promise<Organisation & { roots: [Signer, Signer, Signer] }> {
  const made = await organisation({ roots: 3, threshold: 2 })
  const secrets = [1, 2, 3].map((n) => made.secrets.get(`root-${n}.key`) as string)
  return { ...made, roots: (await Promise.all(secrets.map(parsePrivateKey))) as [Signer, Signer, Signer] }
}

/** The body of the version after `charter`. */
export function nextBody({ body, hash }: Charter, over: Partial<CharterBody> = {}): CharterBody {
  return { ...body, version: body.version + 1, previous: hash, ...over }
}

export function noteOf(body: CharterBody, signers: readonly Signer[], origin = ORIGIN): Promise<Uint8Array> {
  return signStatement(CHARTER, origin, body, signers)
}

/** A note whose body is written as it stands, whatever it is. */
export function oddNote(body: object, signers: readonly Signer[]): Promise<Uint8Array> {
  return signNote(`cairn/charter/v1 ${ORIGIN}\n${JSON.stringify(body)}\n`, signers)
}
