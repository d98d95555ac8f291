// What stands in a question's fields, and what of the whole form waits while she is away: the shapes alone.

/** What stands in one question's fields. */
export interface Draft {
  readonly picked?: readonly string[]
  readonly text?: string
  /** Parts of a date, by name, as they stand in its fields. */
  readonly date?: Readonly<Record<string, string>>
}

/** What is kept of the form's state; each by the name it has there. */
export interface Drafted {
  readonly language: string
  readonly step: string
  readonly path: readonly string[]
  readonly passed: readonly string[]
  readonly hurry: boolean
  readonly drafts: Readonly<Record<string, Draft>>
  /** How many files and recordings there were, which do not wait. */
  readonly files: number
  readonly recordings: number
}
