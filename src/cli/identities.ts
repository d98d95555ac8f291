// Where an identity comes from on the command line: a file of them.
import { type Identity, parseIdentities } from "../open/identity.ts"
import { readText } from "./files.ts"

/** @throws {IdentityError} `identity` */
export async function identitiesFrom(path: string): Promise<readonly Identity[]> {
  return parseIdentities(await readText(path))
}
