// Consent texts, version 1, English. Evidence: once shown it is never changed; manifest.ts holds its hash.
import type { NoticeSet } from "../notice.ts"

export const notices: NoticeSet = {
  version: "1",
  language: "en",
  texts: {
    intro: [
      "You decide what happens with it",
      "You can say yes to some things and no to others. You can skip any of them.",
      "If you say no, we do not treat you in another way. Any help stays the same.",
      "You can change your mind later. We will tell you what we cannot undo.",
    ],
    store: [
      "May we keep what you send?",
      "It is locked on your phone or computer before it leaves.",
      "Only a few trained people at {organisation} can open it. They do so on a computer that is not on the internet.",
      "We keep it until the date you choose. Then we delete it.",
      "A court could order us to hand something over. We would object where we can. We would tell you, if that is safe.",
      "If you say no, do not send it. Then we have nothing.",
    ],
    contact: [
      "May we contact you?",
      "We do it only in the way and at the times you choose.",
      "We will not say who we are or why until we know it is you.",
      "If you say no, you can still come back with your return words.",
    ],
    contact_submitter: [
      "May we contact you, the person who writes?",
      "We do it only in the way and at the times you choose.",
      "We will not ask you to bring us the other person.",
    ],
    legal_analysis: [
      "May our legal team read it?",
      "They want to understand what happened, and which laws may have been broken.",
      "They may compare it with other accounts. They do not pass it on.",
    ],
    translation: [
      "May {recipient} translate it?",
      "It is someone we have checked. They would read what you sent.",
      "You can ask for a woman, a man, or someone who is not from your community.",
    ],
    share_accountability_body: [
      "May we share it with {recipient}?",
      "They may ask to speak to you. You can say no.",
      "If there is a trial, the lawyers of the accused may see it. They may learn who you are. Judges can order that you are protected, but no one can promise it.",
      "It can take years, and there may be no trial.",
      "They may use computers, also automatic tools, to sort what they get.",
    ],
    share_partner: [
      "May we share it with {recipient}?",
      "They work in {country}. The law there may protect you less than the law here.",
    ],
    support_referral: [
      "May we give your safe contact to {recipient}?",
      "They could then offer you help. We would not give them what you told us.",
    ],
    anonymised_advocacy: [
      "May we use it in reports without names?",
      "We take out names, places, dates and rare details. We mix it with what others told us.",
      "Someone who knows your story could still guess.",
      "After a report is out, we cannot take it back.",
    ],
    publish_quote: [
      "May we ask you later about using a few of your words in public?",
      "We would show you the exact words first.",
      "Nothing is made public unless you say yes to those words.",
    ],
    publish_audiovisual: [
      "May we ask you later about using your photo, voice or video in public?",
      "We would show you first what we want to use.",
      "To hide a face or change a voice does not always hide a person. What is online can be copied for ever.",
    ],
    training_research: [
      "May we use it to train judges, lawyers and others who look into such acts?",
      "We would take out all that points to you.",
    ],
    long_term_archive: [
      "May we keep it after the date you chose?",
      "It would stay as part of the record of what happened.",
      "We look at this again every five years.",
    ],
  },
  does: {
    icc_otp:
      "This office looks into the worst acts of war and violence. It can bring people before a world court.",
    icc_registry_victims: "This office helps people who were harmed to take part in cases at a world court.",
    un_mechanism: "It gathers proof for the United Nations, so that courts can use it.",
    un_inquiry: "It finds out for the United Nations what happened, and reports on it.",
    un_treaty_or_special_procedure: "It watches for the United Nations whether states keep human rights.",
    national_prosecutor: "It looks into crimes in its country and can bring people to court.",
    regional_court: "It is a court for several countries.",
    register_of_damage: "It keeps a list of harm, so that people may be paid for it later.",
    ngo_partner: "It is a partner group that works with us.",
    legal_representative: "They are lawyers.",
  },
  recall: {
    yes: "If you change your mind, they must give it back or delete it.",
    maybe: "If you change your mind, we ask them to delete it. We cannot make sure that they do.",
    no: "Once we share it, we cannot take it back.",
  },
}
