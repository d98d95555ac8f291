// What a set of consent texts holds (survivor-standards 3.2), and how a text is made of it for one organisation and one
// recipient. The sets themselves are evidence: a file that was ever shown is never changed, a new version is a new file.

/** The purposes that have a text; a recipient's own facts come from the policy. */
export type NoticeId =
  | "intro"
  | "store"
  | "contact"
  | "contact_submitter"
  | "legal_analysis"
  | "translation"
  | "share_accountability_body"
  | "share_partner"
  | "support_referral"
  | "anonymised_advocacy"
  | "publish_quote"
  | "publish_audiovisual"
  | "training_research"
  | "long_term_archive"

/** Paragraphs, the question first. `{organisation}`, `{recipient}` and `{country}` stand for names. */
export type Paragraphs = readonly string[]

export interface NoticeSet {
  readonly version: string
  readonly language: string
  readonly texts: Readonly<Record<NoticeId, Paragraphs>>
  /** What a kind of recipient does, by the record's words for it. */
  readonly does: Readonly<Record<string, string>>
  /** Whether a recipient can be made to give it back. */
  readonly recall: { readonly yes: string; readonly maybe: string; readonly no: string }
}

/** The id under which a policy and a record name a whole set. */
export const NOTICE_SET = "consent"

/** What of a recipient its text says. */
export interface NoticeRecipient {
  readonly name: string
  readonly type: string
  /** As the language calls it. */
  readonly country: string
  readonly canRecall: "yes" | "maybe" | "no"
  /** The organisation's own sentences, in its own words; empty where there are none. */
  readonly disclosure: string
  readonly sanctions: string
}

/** The paragraphs as a screen shows them. Joined by line feeds they are what a record's hash is of. */
export function noticeText(
  set: NoticeSet,
  id: NoticeId,
  organisation: string,
  recipient?: NoticeRecipient,
): string[] {
  const fill = (text: string): string =>
    text
      .replaceAll("{organisation}", organisation)
      .replaceAll("{recipient}", recipient?.name ?? "")
      .replaceAll("{country}", recipient?.country ?? "")
  const facts =
    recipient === undefined || id === "translation" || id === "support_referral"
      ? []
      : [
          set.does[recipient.type] ?? "",
          set.recall[recipient.canRecall],
          recipient.disclosure,
          recipient.sanctions,
        ]
  const [question = "", ...rest] = set.texts[id]
  return [question, ...facts, ...rest].filter((text) => text !== "").map(fill)
}

/** The bytes that a set's hash in the manifest is of: everything it says, in a fixed order. */
export function noticeSource(set: NoticeSet): string {
  return `${JSON.stringify([set.version, set.language, set.texts, set.does, set.recall])}\n`
}
