// The few kinds of value that statement bodies are made of, as zod schemas.
import * as z from "zod/mini"
import { isDay } from "../day.ts"

/** 32 bytes as lower-case hex: a SHA-256, a tree root or a public key. */
export const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** A day, `YYYY-MM-DD`. */
export const day = z.string().check(z.refine(isDay))

/** A month, `YYYY-MM`. */
export const month = z.string().check(z.refine((text) => isDay(`${text}-01`)))

/** A list of different hashes, ascending: one set has one text. */
export const hashes = (most: number) =>
  z.array(hash).check(
    z.maxLength(most),
    z.refine((list) => list.every((item, at) => at === 0 || (list[at - 1] as string) < item)),
  )

/** A language, the subset of BCP 47 in use; `und` if unknown. */
export const language = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/))

/** A whole number of bytes, or of anything that is counted. */
export const count = z.int().check(z.nonnegative())

/** A sealed file by its SHA-256. */
export const fileRef = z.strictObject({ sha256: hash, size: count })

/** A container by its tree root. */
export const contentRef = z.strictObject({ root: hash, size: count })

export type FileRef = z.infer<typeof fileRef>
export type ContentRef = z.infer<typeof contentRef>
