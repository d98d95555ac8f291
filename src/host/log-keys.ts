// The log's private keys as they stand in `data/log.key`: one to a line, in note form. There is one, or for the time of a
// change two: the key that the newest charter names, and the one before it.
import { readFile } from "node:fs/promises"
import { encodeVkey, parsePrivateKey, type Signer } from "../core/note/vkey.ts"

/** @returns the signer of a vkey, if its key is there @throws {KeyError} `private-key` */
export async function readLogKeys(path: string): Promise<(vkey: string) => Signer | undefined> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "")
  const signers = await Promise.all(lines.map((line) => parsePrivateKey(line.trim())))
  const held = new Map(signers.map((signer) => [encodeVkey(signer.verifier), signer]))
  return (vkey) => held.get(vkey)
}
