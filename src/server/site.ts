// site.json and what the pages get of it, `/site.js` (docs: interfaces "Files"): the log's name, the fingerprint and the
// charter pinned at release. The built pages do not know it, so one build serves every organisation.
import * as z from "zod/mini"
import { fromUtf8 } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import { hash } from "../core/statement/fields.ts"
import { isOrigin } from "../core/statement/frame.ts"

export class SiteError extends CodedError<"site-malformed"> {}

const schema = z.strictObject({
  origin: z.string().check(z.refine(isOrigin)),
  fingerprint: hash,
  charter: z.strictObject({ version: z.int().check(z.gte(1)), sha256: hash }),
  publicUrls: z.array(z.string().check(z.regex(/^https?:\/\/[^\s"'<>\\]{1,200}$/))),
})

export type Site = z.infer<typeof schema>

/** @throws {SiteError} `site-malformed` */
export function parseSite(bytes: Uint8Array): Site {
  try {
    const result = schema.safeParse(JSON.parse(fromUtf8(bytes)))
    if (result.success) return result.data
  } catch {
    // Said below: the parser's own message would quote the file.
  }
  throw new SiteError("site-malformed", "site.json is not what it should be")
}

/** The script that tells a page where it is. */
export function siteScript(site: Site): string {
  return `globalThis.CAIRN_SITE = Object.freeze(${JSON.stringify(site)});\n`
}
