// The names that things in a store may have, checked where a name becomes a path or a key: whoever checked it before, no
// request may reach another place.

/** SHA-256, lower-case hex. */
export const HASH = /^[0-9a-f]{64}$/
/** An upload's id. */
export const UPLOAD = /^[0-9a-zA-Z_-]{1,64}$/
/** A file of the log by its path below `/log/` (PROTOCOL section 8). */
export const LOG = /^(checkpoint|handover\/[1-9][0-9]*|tile(\/[a-z0-9]+(\.p)?)+)$/

/** @throws {RangeError} unless `name` is one of `pattern` */
export function named(pattern: RegExp, name: string): string {
  if (!pattern.test(name)) throw new RangeError("not a name that may stand here")
  return name
}

/** A part's number as it stands in names. @throws {RangeError} */
export function partNumber(n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError("not the number of a part")
  return `${n}`
}
