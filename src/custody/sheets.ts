// What is printed in a ceremony: a share, the passphrase of a whole identity, the fingerprint, and the record that everybody in
// the room signs. English, for staff; the words of a share are in the organisation's list.
import { parseRecipient } from "../core/age/recipient.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parseVkey } from "../core/note/vkey.ts"
import type { WordList } from "../core/receipt/words.ts"
import { phraseOf } from "./phrase.ts"
import { qrSvg } from "./qr.ts"
import { type ShareSet, setIdOf } from "./share-set.ts"
import { shareLine } from "./share-text.ts"
import type { Share } from "./shares.ts"
import {
  beside,
  facts,
  list,
  paragraph,
  type SheetFrame,
  section,
  sheet,
  signLines,
  spaced,
  table,
  wordGrid,
} from "./sheet.ts"

type Frame = Omit<SheetFrame, "title">

/** One share, for one holder. Secret. */
export function shareSheet(frame: Frame, share: Share, set: ShareSet, words: WordList): string {
  const { k, n, setId } = set
  const line = shareLine(share, set)
  return sheet({ ...frame, title: `Share ${share.number} of the key that opens accounts` }, [
    paragraph(`Secret. ${k} of the ${n} sheets of this set together open every account.`, "warn"),
    section(
      "Which sheet this is",
      facts([
        ["Number", `${share.number}`],
        ["Set", spaced(setId)],
        ["Needed", `${k} of ${n}`],
      ]),
    ),
    section("The words, in this order", wordGrid(phraseOf(share.value, words), words.language)),
    beside(
      qrSvg(line, `QR code of share ${share.number}`),
      section(
        "The checks of all sheets of this set. They are not secret.",
        table(
          ["Number", "Check"],
          set.shares.map(({ number, check }) => [`${number}`, spaced(check)]),
        ),
      ),
    ),
    section(
      "How to keep it",
      list([
        "In a sealed envelope, in a place only you can open. Sign across the seal.",
        "Never where another sheet of this set is.",
        "Never photograph, copy or type it, but on the offline machine when the organisation rebuilds its key.",
        "The square code holds the same secret. No telephone may see it.",
        "If you lose it, or think somebody saw it: tell the organisation the same day. Nothing is lost yet.",
      ]),
    ),
    signLines(["Holder", "Witness", "Day and place"]),
  ])
}

/** The passphrase of the identity's file. Secret; kept apart from the file. */
export function passphraseSheet(frame: Frame, passphrase: string, setId: string, language: string): string {
  return sheet({ ...frame, title: "The passphrase of the key that opens accounts" }, [
    paragraph("Secret. With the file intake.age it opens every account.", "warn"),
    section("The words, in this order", wordGrid(passphrase.split(" "), language)),
    section("For which key", facts([["Key", spaced(setId)]])),
    section(
      "How to keep it",
      list([
        "In a sealed envelope, never where the file is.",
        "Type it on the offline machine only: the words in small letters, one space between.",
        "If you think somebody saw it: tell the organisation the same day. The key is then changed.",
      ]),
    ),
    signLines(["Holder", "Witness", "Day and place"]),
  ])
}

/** The fingerprint, to be copied, printed and read aloud. Public. */
export function fingerprintSheet(frame: Frame, charter: Pick<Charter, "origin" | "hash">): string {
  const { hash, origin } = charter
  return sheet({ ...frame, title: "The fingerprint" }, [
    paragraph("Public. By this number people tell the organisation's real page and log from false ones."),
    paragraph(spaced(hash), "big hex"),
    beside(
      qrSvg(hash.toUpperCase(), "QR code of the fingerprint"),
      section(
        "What it is for",
        list([
          "Print it on leaflets, read it over the telephone, keep it in a drawer: the more places, the better.",
          "Everybody who checks the organisation, and every machine of it, begins with this number.",
          "It never changes. Whoever shows another one is somebody else.",
        ]),
        facts([["The log's name", origin]]),
      ),
    ),
  ])
}

/** The handing over of the audit identity, signed by both sides. Public. */
export function auditSheet(frame: Frame, charter: Charter): string {
  const { body, hash } = charter
  return sheet({ ...frame, title: "The audit identity" }, [
    paragraph(
      "Public: this sheet holds no secret. The identity itself is the file audit.age-identity beside it.",
    ),
    section(
      "Which one it is",
      facts([
        ["Audit key", body.audit.map((recipient) => spaced(setIdOf(parseRecipient(recipient)))).join(", ")],
        ["Fingerprint", spaced(hash)],
      ]),
    ),
    section(
      "What it is for",
      list([
        "It opens what accounts were used for, and each consent that a use relied on. It opens no account.",
        "It belongs to auditors from outside. Nobody of the organisation keeps a copy.",
        "The charter names a new one at least once a year. Keep the old one for as long as you audit its time.",
        "If somebody else may have it: tell the organisation the same day, so that its charter names another.",
      ]),
    ),
    signLines(["Hands it over", "Takes it", "Day and place"]),
  ])
}

/** What was made and by whom it is kept: public keys only, for everybody in the room to sign. */
export function recordSheet(frame: Frame, charter: Charter, set: ShareSet | null): string {
  const { body, hash, origin } = charter
  const keys = [body.roots, body.consoles, body.couriers, body.auditors, body.releases, [body.log]].flat()
  const rows = keys.map((vkey) => parseVkey(vkey)).map(({ name, id }) => [name, spaced(id), "", ""])
  return sheet({ ...frame, title: "Record of the key ceremony" }, [
    section(
      "What was agreed",
      facts([
        ["The log's name", origin],
        ["Fingerprint", spaced(hash)],
        ["Roots that must sign a change", `${body.threshold} of ${body.roots.length}`],
        [
          "The key that opens accounts",
          set === null ? "whole, under a passphrase" : `${set.k} of ${set.n} sheets`,
        ],
        ["Valid until", body.expires],
        ["Policy", spaced(body.policy.sha256)],
      ]),
    ),
    section(
      "Who keeps what",
      table(["Key", "Key ID", "Kept by", "Signature"], rows),
      ...(set === null
        ? []
        : [
            table(
              ["Share", "Check", "Kept by", "Signature"],
              set.shares.map(({ number, check }) => [`${number}`, spaced(check), "", ""]),
            ),
          ]),
    ),
    section(
      "What was done",
      list([
        "The machine had no network, no radio and no other disk in it, from its start to its end.",
        "Every sheet was read back, and the key that opens accounts was rebuilt from them.",
        "A root signed, and its signature was checked.",
        "Everybody compared the fingerprint aloud, on the screen and on paper.",
      ]),
    ),
    signLines(["Leads the ceremony", "Witness", "Day and place"]),
  ])
}
