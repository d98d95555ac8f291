// Who decides for whom (survivor-standards 3.4): what follows from whom it is about, who writes and what they agreed. The
// screens ask by it and the record is made by it, so that no question is put whose yes the record would refuse.

export interface Situation {
  /** Somebody else writes than the person it is about. */
  readonly proxy: boolean
  /** The person it is about knows and agrees, as far as is said; or it is herself. */
  readonly agreed: boolean
  /** The writer is under 18 and writes about herself: no account is asked for. */
  readonly young: boolean
  /** Whoever it is about is under 18. */
  readonly minor: boolean
}

/** What was said of it, in the words of the intake and of the record; all of it may be missing. */
type Said = Partial<Record<"who" | "over18" | "aware" | "subjectAge" | "assent", string | undefined>>

export function situationOf({ who, over18, aware, subjectAge, assent }: Said): Situation {
  const proxy = who !== undefined && who !== "me"
  const knows = {
    someone_who_asked_me_to: true,
    someone_who_has_died: true, // nobody is left to ask; next of kin decide
    a_group: aware === "yes_and_agrees", // each of them, or only what points to nobody
    someone_who_does_not_know_i_am_writing: false,
  }[who ?? ""]
  const minor = proxy ? subjectAge === "under_18" : over18 === "under_18"
  // A child's no prevails, whatever the adult says.
  const refused = proxy && minor && assent === "does_not_assent"
  return {
    proxy,
    agreed: (knows ?? true) && !refused,
    young: !proxy && over18 === "under_18",
    minor,
  }
}
