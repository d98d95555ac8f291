// What /site.js put there: which organisation this server is for, as the release pinned it. Read strictly by hand, because
// a parser would weigh more than the whole first screen.
import type { Site } from "./organisation.ts"

declare const CAIRN_SITE: unknown

const HASH = /^[0-9a-f]{64}$/

/** The site, or undefined where the file is missing or not what it should be: then nothing can be sent. */
export function readSite(): Site | undefined {
  const value = typeof CAIRN_SITE === "undefined" ? undefined : CAIRN_SITE
  const { origin, fingerprint, charter } = (value ?? {}) as Partial<Record<keyof Site, unknown>>
  const { version, sha256 } = (charter ?? {}) as { version?: unknown; sha256?: unknown }
  if (typeof origin !== "string" || typeof fingerprint !== "string" || typeof sha256 !== "string") return
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 1) return
  if (!HASH.test(fingerprint) || !HASH.test(sha256)) return
  return { origin, fingerprint, charter: { version, sha256 } }
}
