// What an auditor can find (PROTOCOL sections 5 to 8), as one table: the stable code, the rule that was broken, and what it
// means in plain words for a reader who is no engineer. The report's two forms, JSON and HTML, both read it.

/** A rule by where it stands: `C2`, or a section of PROTOCOL. */
export interface Meaning {
  readonly rule: string
  readonly message: string
  /** What to ask the organisation, or to do. */
  readonly ask: string
}

export const MEANINGS = {
  "leaf-hash": {
    rule: "8",
    message:
      "An entry is not the one that the tree of hashes was built over. It was changed after it was logged.",
    ask: "The organisation must say how an entry came to differ. Keep both copies.",
  },
  "root-mismatch": {
    rule: "8",
    message:
      "The log's entries do not add up to the root that the log signed. Something was removed, added or changed.",
    ask: "Ask for the log again, from another place. If it stays, the log is not the one it signed.",
  },
  inconsistent: {
    rule: "8",
    message: "The log of today does not contain the log that was seen before. Its past was rewritten.",
    ask: "Keep your state and the new checkpoint: together they prove it. Tell other auditors.",
  },
  rollback: {
    rule: "8",
    message: "The log is shorter than one that was seen before. An older copy was put in its place.",
    ask: "Ask whether a backup was put back, and when `cairn restore` will refill it. Until then the server must not sign.",
  },
  fork: {
    rule: "8",
    message:
      "Two logs of the same length differ, both signed by this log. Different people were shown different pasts.",
    ask: "Keep both checkpoints: two signatures of one key prove it to anyone. Tell everybody.",
  },
  witnesses: {
    rule: "8",
    message: "Fewer independent witnesses signed the log's state than the charter demands.",
    ask: "Ask which witness did not sign, and why. Compare your checkpoint with other auditors meanwhile.",
  },
  "bad-signature": {
    rule: "C3, 6",
    message: "An entry is not signed by the one key, or the keys, that may sign it.",
    ask: "Ask whose key it was, and whether it was ever in a charter.",
  },
  malformed: {
    rule: "1",
    message:
      "An entry is not written as the protocol says. It may stand for something that cannot be checked.",
    ask: "Ask what wrote it. No part of Cairn does.",
  },
  "wrong-subject": {
    rule: "C3, C9",
    message: "A consent was signed, or recorded, for somebody else than the person it speaks of.",
    ask: "Somebody signed for another person. Ask who could.",
  },
  "seq-gap": {
    rule: "C1, C2",
    message: "A person's statements do not follow one another. One is missing, or one was put in.",
    ask: "Ask for the statement in between. If the person still has her receipt, she can see on her page what she signed.",
  },
  "after-withdrawal": {
    rule: "C4",
    message:
      "Something was taken as consent after the person had withdrawn it, or after everything was erased.",
    ask: "Ask why it was taken. Whatever was done under it has no consent.",
  },
  "foreign-root": {
    rule: "C8",
    message: "An account or a record belongs to another statement already. It was claimed a second time.",
    ask: "Ask which of the two statements the account belongs to.",
  },
  "erasure-missing": {
    rule: "8, Erasure",
    message: "A person withdrew, or the time she had agreed to was over, and it was not erased in time.",
    ask: "Ask when it will be erased, and what was done with it since.",
  },
  "erasure-unlogged": {
    rule: "8, Erasure",
    message:
      "An account or a record that the log says is kept is gone, and no entry says that it was erased.",
    ask: "Ask what became of it: erased without a word, or lost.",
  },
  "erasure-early": {
    rule: "8, Erasure",
    message: "Something was erased before the cooling days were over, or without any reason for it.",
    ask: "Ask who erased it. She could not take her withdrawal back any more.",
  },
  "erasure-undone": {
    rule: "8, Erasure",
    message: "The log says that an account or a record was erased, and the server still gives it out.",
    ask: "Ask why it is still there. It may come from a backup.",
  },
  "withdrawal-ignored": {
    rule: "C10",
    message: "A person withdrew, and her account is still given out as if she had not.",
    ask: "Ask who got it since, and why the withdrawal was not obeyed at once.",
  },
  "content-changed": {
    rule: "4",
    message: "A stored account is not the one that was sent.",
    ask: "Ask for the original. What is there cannot be what she sent.",
  },
  "use-without-consent": {
    rule: "C7",
    message: "An account was used, and nothing that the person agreed to covers it.",
    ask: "Ask on what ground it was used.",
  },
  "use-before": {
    rule: "C7",
    message: "An account was used before the person had agreed to it.",
    ask: "Ask on what ground it was used before she was asked.",
  },
  "use-after": {
    rule: "C7",
    message: "An account was used after the consent for it had ended or had been withdrawn.",
    ask: "Ask whether the console knew, and what was recalled since.",
  },
  "use-beyond-purpose": {
    rule: "C7",
    message: "An account was used for a purpose that the person had not agreed to.",
    ask: "Ask who decided on that purpose.",
  },
  "use-beyond-recipient": {
    rule: "C7",
    message: "An account went to somebody that the person had not agreed to.",
    ask: "Ask whether it can be recalled from whoever got it.",
  },
  "use-beyond-scope": {
    rule: "C7",
    message: "More of an account was used than the person had agreed to.",
    ask: "Ask which parts went out, and whether they can be recalled.",
  },
  "use-beyond-identity": {
    rule: "C7",
    message: "An account was used in a way that shows more of who the person is than she had agreed to.",
    ask: "Ask who can now tell who she is, and whether she knows.",
  },
  "use-against-conditions": {
    rule: "C7",
    message: "An account was used although a condition that the person had set was not met.",
    ask: "Ask which condition, and who judged it to be met.",
  },
  "single-use-spent": {
    rule: "C7",
    message: "A consent for one single use was used a second time.",
    ask: "Ask who got it the second time.",
  },
  "record-unreadable": {
    rule: "6",
    message:
      "A use cannot be judged, because its record, or the consent it relies on, does not open or is missing.",
    ask: "Ask for the record, or for an audit identity that opens it. Until then the use counts as not covered.",
  },
  "charter-chain": {
    rule: "7",
    message: "A charter is not signed by enough of the keys that may change it, or is not the next one.",
    ask: "Ask the key holders what they signed. Nothing under such a charter counts.",
  },
  "key-not-logged": {
    rule: "7",
    message: "Something was sealed or signed under keys that no charter in the log had named at that time.",
    ask: "Ask who has the private half of that key. Whatever was sealed to it, others may read.",
  },
  "log-key-alone": {
    rule: "7",
    message: "The log's key was changed, and the old key did not sign the change.",
    ask: "Ask how the old key was lost, and who had it.",
  },
  "promise-broken": {
    rule: "8",
    message: "The server promised to log a statement by a day, and did not.",
    ask: "The promise itself is the proof. Ask for the entry.",
  },
  "one-approver": {
    rule: "6",
    message: "A disclosure was not approved by a second person.",
    ask: "Ask who the second person was to be, and why she was passed over.",
  },
  "stale-import": {
    rule: "6",
    message: "An account was used by people whose knowledge of consents was older than the charter allows.",
    ask: "Ask when the console last saw a bundle. A withdrawal may have been missed.",
  },
  "custody-gap": {
    rule: "6",
    message: "A console's own list of what it did has a gap. Something that was done is not in the log.",
    ask: "Ask for that console's missing statements. What they say was kept from the log.",
  },
  "batch-shape": {
    rule: "8",
    message: "The log grew in another way than it must. Its growth may tell when somebody wrote.",
    ask: "Ask what integrated the log. Its growth may tell when somebody wrote.",
  },
  "day-order": {
    rule: "8, C5",
    message: "Days in the log run backwards, or a statement bears a day that is not possible.",
    ask: "Ask about the server's clock.",
  },
  "release-chain": {
    rule: "6",
    message: "A published version of the pages does not follow the one before it.",
    ask: "Ask for the list of files of the version in between.",
  },
  "source-failed": {
    rule: "9, 11",
    message: "The server or the bundle did not give what it must, or gave something else than asked for.",
    ask: "Ask again; if it stays, the organisation does not let itself be audited.",
  },
} as const satisfies Record<string, Meaning>

export type FindingCode = keyof typeof MEANINGS

/** One thing found. `index` is the entry's place in the log; null where it is about none or about the whole. */
export interface Finding {
  readonly code: FindingCode
  readonly index: number | null
  /** Hex key of the person, a random number that names nobody; null where it is about none. */
  readonly subject: string | null
  readonly rule: string
  readonly message: string
}

/** A finding with its meaning. @param detail one more sentence, of our own words and numbers only */
export function finding(
  code: FindingCode,
  about: { readonly index?: number; readonly subject?: string; readonly detail?: string } = {},
): Finding {
  const { rule, message } = MEANINGS[code]
  const { index = null, subject = null, detail } = about
  return { code, index, subject, rule, message: detail === undefined ? message : `${message} ${detail}` }
}
