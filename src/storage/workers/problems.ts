// Comparing D1's rows with R2's objects, for `fsck`: as ../node/problems.ts, without what only a file system can have.
import type { R2Bucket } from "@cloudflare/workers-types"
import { everyContent, everyRecord, statementsWithoutContent } from "../every-row.ts"
import { sha256Of, treeOf } from "../hashing.ts"
import { everyDraft, everyReply, type KeptRow } from "../kept-rows.ts"
import type { StoreProblem } from "../port.ts"
import { contentOf, type Rows, recordOf } from "../rows.ts"
import { partOf, partsOf, uploadIds } from "../upload-rows.ts"
import { containerKeys, keptKey, partKey, recordKey } from "./keys.ts"
import { listed, readObjects } from "./objects.ts"

type Found = "missing-file" | "changed-file" | undefined

/** As the port's `problems`. */
export async function* problems(rows: Rows, bucket: R2Bucket, deep: boolean): AsyncGenerator<StoreProblem> {
  for (const leaf of await statementsWithoutContent(rows)) yield { code: "missing-row", about: leaf }
  for await (const { root, leaf, size, headerSize, state } of everyContent(rows)) {
    if (state === "erased") continue
    const { header, body } = containerKeys(root, leaf)
    let code = (await ofSize(bucket, header, headerSize)) ?? (await ofSize(bucket, body, size - headerSize))
    if (code === undefined && deep) {
      const stretches = [
        { key: header, from: 0, to: headerSize },
        { key: body, from: 0, to: size - headerSize },
      ]
      if ((await treeOf(readObjects(bucket, stretches))).root !== root) code = "changed-file"
    }
    if (code !== undefined) yield { code, about: root }
  }
  for await (const { sha256, size, leaf, state } of everyRecord(rows)) {
    if (state === "erased") continue
    const code = await whole(bucket, recordKey(sha256, leaf), size, sha256, deep)
    if (code !== undefined) yield { code, about: sha256 }
  }
  for (const [kind, kept] of await everyKept(rows))
    for (const row of kept) {
      const code = await whole(bucket, keptKey(kind, row), row.size, row.sha256, deep)
      if (code !== undefined) yield { code, about: `${row.subject}.${row.number}` }
    }
  for (const id of await uploadIds(rows))
    for (const part of await partsOf(rows, id)) {
      const code = await whole(bucket, partKey(id, part), part.size, part.sha256, deep)
      if (code !== undefined) yield { code, about: `${id}/${part.n}` }
    }
  yield* unclaimed(rows, bucket)
}

async function* unclaimed(rows: Rows, bucket: R2Bucket): AsyncGenerator<StoreProblem> {
  for (const kind of ["headers", "containers", "records"])
    for await (const key of listed(bucket, `${kind}/`)) {
      const [hash = "", leaf = null] = key.slice(kind.length + 4).split(".") // past `<kind>/<2 hex>/`
      const row = kind === "records" ? await recordOf(rows, hash) : await contentOf(rows, hash)
      if (row?.leaf !== leaf || row.state === "erased") yield { code: "unclaimed-file", about: hash }
    }
  for (const [kind, kept] of await everyKept(rows)) {
    const claimed = new Set(kept.map((row) => keptKey(kind, row)))
    for await (const key of listed(bucket, `${kind}/`))
      if (!claimed.has(key))
        yield { code: "unclaimed-file", about: key.slice(kind.length + 1, key.lastIndexOf(".")) }
  }
  for await (const key of listed(bucket, "uploads/")) {
    const [, id = "", n = "", sha256] = key.split(/[/.]/)
    if ((await partOf(rows, id, Number(n)))?.sha256 !== sha256)
      yield { code: "unclaimed-file", about: `${id}/${n}` }
  }
}

async function everyKept(rows: Rows): Promise<[kind: "drafts" | "replies", rows: readonly KeptRow[]][]> {
  return [
    ["drafts", await everyDraft(rows)],
    ["replies", await everyReply(rows)],
  ]
}

async function whole(
  bucket: R2Bucket,
  key: string,
  size: number,
  sha256: string,
  deep: boolean,
): Promise<Found> {
  const found = await ofSize(bucket, key, size)
  if (found !== undefined || !deep) return found
  const object = await bucket.get(key)
  const bytes = new Uint8Array((await object?.arrayBuffer()) ?? [])
  return (await sha256Of(bytes)) === sha256 ? undefined : "changed-file"
}

async function ofSize(bucket: R2Bucket, key: string, size: number): Promise<Found> {
  const head = await bucket.head(key)
  if (head === null) return "missing-file"
  return head.size === size ? undefined : "changed-file"
}
