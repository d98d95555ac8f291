// Who decides for whom (survivor-standards 3.4): what follows from whom it is about, who writes and what they agreed. The record says it
// in its own words, and screens ask by what the record says, under the rule of C7 itself: no question is put whose yes could not stand.
import { hasAgreed, isMinor, type Who, withoutAssent } from "../../src/core/consent/speaker.ts"

export interface Situation {
  /** Somebody else writes than the person it is about. */
  readonly proxy: boolean
  /** The person it is about knows and agrees, as far as is said; or whoever writes may agree in her place; or it is herself. */
  readonly agreed: boolean
  /** The writer is under 18: no account is asked for. */
  readonly young: boolean
  /** Whoever it is about is under 18. */
  readonly minor: boolean
  /** About a child who says no, or was not asked: nobody may read it, so none is taken. */
  readonly unasked: boolean
  /** About several people: each decides about sharing in an account of her own. */
  readonly group: boolean
  /** About somebody who has died. */
  readonly died: boolean
}

/** What was said of it, in the words of the intake and of the record; all of it may be missing. */
export type Said = Partial<
  Record<"who" | "over18" | "capacity" | "aware" | "authority" | "subjectAge" | "assent", string | undefined>
>

export function situationOf(said: Said): Situation {
  const situation = situationIn(speakerOf(said))
  return { ...situation, young: said.over18 === "under_18" }
}

/** @param who a consent record, or what there is of one */
export function situationIn(who: Who): Situation {
  const proxy = who.expressedBy.capacity !== "data_subject"
  const minor = isMinor(who.subject)
  const unasked = withoutAssent(who) !== null
  return {
    proxy,
    minor,
    unasked,
    agreed: hasAgreed(who) && !unasked,
    young: !proxy && minor,
    group: who.subject.kind === "group",
    died: who.subject.kind === "deceased_person",
  }
}

/** Whether it can be said here what is to happen if she dies: by nobody for her, nor for several at once, nor of the dead. */
export function mayEnd({ young, agreed, group, died }: Situation): boolean {
  return !young && agreed && !group && !died
}

const KINDS: Readonly<Record<string, Who["subject"]["kind"]>> = {
  me: "self",
  someone_who_asked_me_to: "other_adult",
  someone_who_does_not_know_i_am_writing: "other_adult",
  a_group: "group",
  someone_who_has_died: "deceased_person",
}

/** What the record says of whom it is about and who writes. */
export function speakerOf({ who = "", over18, aware, subjectAge, assent, ...said }: Said): Who {
  const kind = KINDS[who] ?? "not_stated"
  if (kind === "self" || kind === "not_stated") {
    const ageBand =
      over18 === "under_18" ? "under_18" : over18 === "18_or_over" ? "adult" : ("not_stated" as const)
    return {
      subject: { kind, ageBand },
      expressedBy: { capacity: "data_subject", authority: "own_decision" },
    }
  }
  const minor = subjectAge === "under_18" && kind !== "group"
  const known = subjectAge === "adult" || subjectAge === "not_known" ? subjectAge : "not_stated"
  const result = kind === "deceased_person" ? "not_able" : ((assent ?? "not_sought") as Assent)
  return {
    subject: {
      kind: minor && kind === "other_adult" ? "child" : kind,
      ageBand: minor ? "under_18" : kind === "group" ? "not_stated" : known,
    },
    expressedBy: {
      capacity: (said.capacity ?? "trusted_person") as Capacity,
      subjectAware: awareOf(who, aware, minor ? result : undefined),
      authority:
        who === "someone_who_asked_me_to"
          ? "subject_asked_me"
          : ((said.authority ?? "none") as Who["expressedBy"]["authority"] & string),
      ...(minor && { assent: { sought: result === "assents" || result === "does_not_assent", result } }),
    },
  }
}

type Capacity = Who["expressedBy"]["capacity"]
type Assent = "assents" | "does_not_assent" | "not_able" | "not_sought"
type Aware = NonNullable<Who["expressedBy"]["subjectAware"]>

/** @param assent of a child */
function awareOf(who: string, aware: string | undefined, assent: Assent | undefined): Aware {
  switch (who) {
    case "someone_who_has_died":
      return "not_applicable" // nobody is left to ask; next of kin decide
    case "a_group":
      return (aware ?? "not_known") as Aware
    case "someone_who_asked_me_to":
      if (assent === "not_able") return "not_applicable" // who may agree in her place, the capacity says
      return assent === undefined || assent === "assents" ? "yes_and_agrees" : "yes_undecided"
    default:
      return "no"
  }
}
