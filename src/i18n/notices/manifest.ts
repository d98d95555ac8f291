// Every set of consent texts that was ever released, with its hash. A test holds the files to it, so that a text which
// somebody may have agreed to is never changed in place. `reviewedBy` names the person who read the text in that language;
// empty until one has.

export interface ReleasedNotice {
  readonly version: string
  readonly language: string
  /** SHA-256 of noticeSource, lower-case hex. */
  readonly sha256: string
  readonly reviewedBy: string
}

export const RELEASED_NOTICES: readonly ReleasedNotice[] = [
  {
    version: "1",
    language: "en",
    sha256: "f003f2cc2a2761910cc6e072e32e6b0fa3f8b8b3f76bee1462d9d3915174d2eb",
    reviewedBy: "",
  },
  {
    version: "1",
    language: "ar",
    sha256: "d0f43d42125a4b7912d19049f80e8f230ced8db5db524ba1457269052cfa6d34",
    reviewedBy: "",
  },
]
