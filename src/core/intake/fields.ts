// The 36 questions of the intake, as data (standards/intake-fields.json; survivor-standards section 4). None is required.
// The words in which they are asked are not here: those belong to the translations.

// From arriving (A) over the account (B), its context (C), herself (D), evidence (E) and support (F) to contact (G).
type Section = "A" | "B" | "C" | "D" | "E" | "F" | "G"

export type FieldType =
  | "choice"
  | "multi"
  | "choice_or_text"
  | "text"
  | "longtext"
  | "edtf"
  | "place"
  | "audio"
  | "files"

type Sensitivity =
  | "low"
  | "personal"
  | "special"
  | "special_biometric"
  | "criminal_allegation"
  | "identity"
  | "contact"

type DefaultExport = "yes" | "no" | "ask" | "internal" | "aggregate"

/** One question: its stable name, what kind of answer it takes, and how carefully the answer is treated. */
export interface Field<Id extends string = string, Type extends FieldType = FieldType> {
  readonly id: Id
  readonly section: Section
  readonly type: Type
  readonly sensitivity: Sensitivity
  /** Whether an answer goes into an export unless staff choose otherwise. */
  readonly defaultExport: DefaultExport
  /** The answers offered; empty where the answer is free. */
  readonly options: readonly string[]
}

/** In the order in which they are asked. */
export const FIELDS = [
  // A: arrival
  field("lang", "A", "choice", "low", "yes", "en uk ar es fr th"),
  field(
    "who",
    "A",
    "choice",
    "personal",
    "yes",
    "me someone_who_asked_me_to someone_who_does_not_know_i_am_writing a_group someone_who_has_died skip",
  ),
  field("over18", "A", "choice", "personal", "internal", "under_18 18_or_over blank"),
  // B: account
  field(
    "hopes",
    "B",
    "multi",
    "personal",
    "yes",
    `i_want_it_recorded i_want_justice i_want_others_to_be_safe i_want_support i_want_information
     i_want_to_speak_out i_am_not_sure something_else_text`,
  ),
  field("account_text", "B", "longtext", "special", "ask"),
  field("account_voice", "B", "audio", "special_biometric", "no"),
  field(
    "told_before",
    "B",
    "multi",
    "personal",
    "yes",
    "police_or_prosecutor lawyer court_or_un organisation doctor_or_counsellor journalist no_one skip",
  ),
  // C: context
  field(
    "when",
    "C",
    "edtf",
    "personal",
    "ask",
    `exact_day month season year between over_a_long_time before_or_after_something_i_remember_text
     i_do_not_know skip`,
  ),
  field(
    "where",
    "C",
    "place",
    "personal",
    "ask",
    "country_only region district town_or_village the_place_itself on_the_move online i_do_not_know skip",
  ),
  field(
    "place_type",
    "C",
    "choice",
    "personal",
    "yes",
    `home street_or_open_place checkpoint police_station prison_or_detention military_place
     hospital_or_clinic school camp_or_shelter border_or_journey workplace religious_place vehicle online
     secret_place something_else_text i_do_not_know skip`,
  ),
  field(
    "harm",
    "C",
    "multi",
    "special",
    "ask",
    "H01 H02 H03 H04 H05 H06 H07 H08 H09 H10 H11 H12 H13 H14 H15 H16 H17 H18 H19 H20 H21_own_words",
  ),
  field(
    "who_did_it",
    "C",
    "multi",
    "criminal_allegation",
    "ask",
    `army_or_armed_forces police prison_or_detention_staff intelligence_service other_officials
     court_or_judge pro_government_armed_group opposition_armed_group occupying_force
     private_security_or_mercenary crowd partner_or_husband family_member person_in_community
     employer_or_boss teacher_or_school doctor_or_nurse religious_leader smuggler_or_trafficker
     peacekeeper_or_un_staff aid_worker company something_else_text i_do_not_know skip`,
  ),
  field("perp_detail", "C", "text", "criminal_allegation", "no"),
  field("others", "C", "choice", "personal", "yes", "only_me a_few many i_do_not_know skip"),
  field(
    "why_targeted",
    "C",
    "multi",
    "special",
    "ask",
    `gender being_lesbian_gay_or_bisexual being_trans_or_gender_diverse ethnicity religion nationality
     language indigenous_identity political_view_or_activism family_link disability class_or_caste
     migration_status own_words i_do_not_know skip`,
  ),
  field("ongoing", "C", "choice", "special", "internal", "yes_now maybe no skip"),
  // D: you
  field("call_me", "D", "text", "identity", "no"),
  field("pronouns", "D", "text", "personal", "no"),
  field("gender", "D", "choice_or_text", "special", "ask", "woman man non_binary own_words skip"),
  field(
    "age_band",
    "D",
    "choice",
    "personal",
    "aggregate",
    "under_12 12_17 18_24 25_34 35_49 50_64 65_plus skip",
  ),
  field(
    "displacement",
    "D",
    "choice",
    "personal",
    "aggregate",
    "at_home before_leaving on_the_way in_a_place_of_refuge on_return skip",
  ),
  field("about_me", "D", "text", "special", "ask"),
  field(
    "access",
    "D",
    "multi",
    "personal",
    "internal",
    `interpreter_language_text woman_interpreter man_interpreter not_from_my_community sign_language
     easy_words by_voice more_time someone_with_me skip`,
  ),
  // E: evidence
  field(
    "have_evidence",
    "E",
    "multi",
    "special",
    "yes",
    `photos_or_video messages medical_paper official_paper clothes_or_object witness someone_else_has_it
     nothing skip`,
  ),
  field("files", "E", "files", "special", "no"),
  field(
    "file_origin",
    "E",
    "choice",
    "personal",
    "yes",
    "i_made_it sent_to_me found_online given_on_paper skip",
  ),
  // F: support
  field(
    "support",
    "F",
    "multi",
    "special",
    "no",
    "safety medical counselling legal shelter money_or_food help_for_children information nothing_now skip",
  ),
  // G: contact
  field(
    "contact_ok",
    "G",
    "choice",
    "personal",
    "no",
    "yes no_i_will_contact_you through_someone decide_later",
  ),
  field(
    "contact_how",
    "G",
    "multi",
    "contact",
    "no",
    "signal whatsapp phone_call sms email post through_partner reply_here_with_return_words",
  ),
  field("contact_detail", "G", "text", "contact", "no"),
  field("contact_when", "G", "text", "contact", "no"),
  field("contact_shared", "G", "choice", "contact", "no", "no yes not_sure skip"),
  field("contact_cover", "G", "choice_or_text", "contact", "no", "hang_up wrong_number own_words"),
  field("contact_voicemail", "G", "choice", "contact", "no", "no neutral_only yes"),
  field("contact_word", "G", "text", "contact", "no"),
  field("contact_stop", "G", "text", "contact", "no"),
] as const

function field<Id extends string, Type extends FieldType>(
  id: Id,
  section: Section,
  type: Type,
  sensitivity: Sensitivity,
  defaultExport: DefaultExport,
  options = "",
): Field<Id, Type> {
  return { id, section, type, sensitivity, defaultExport, options: options.split(/\s+/).filter(Boolean) }
}
