// How a share is refused: the code, and which sheet. Never any of its words.
import { CodedError } from "../core/errors.ts"

/** `number` is the share at fault, `position` the word on its sheet, where there is one. */
export class ShareError extends CodedError<
  | "share-plan" // not 2 ≤ k ≤ n ≤ 7
  | "share-record" // not the public record of a set
  | "share-text" // not a share's line, or a number that is none
  | "share-words" // its words are not 24 of one list, or mistyped
  | "share-set" // of another set
  | "share-number" // no share of this set has that number
  | "share-twice" // one number twice
  | "share-wrong" // of this set by its look, and not the share that was made
  | "share-too-few" // fewer than rebuild
  | "share-rebuilt" // what they make is not the published key
> {
  readonly number: number | undefined
  readonly position: number | undefined

  constructor(
    code: ShareError["code"],
    detail: string,
    where: { readonly number?: number | undefined; readonly position?: number | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(code, detail, options)
    this.number = where.number
    this.position = where.position
  }
}
