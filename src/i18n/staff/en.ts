// English for the staff's console: one file a language, each key typed by this one. Calm and short: it is read for hours, by
// people who read terrible things. Nothing here is shown to a survivor.
import { plurals } from "../format.ts"

const count = plurals("en")

export const en = {
  code: "en",
  title: "Console",
  notFromDisk: {
    title: "Save this page first",
    text: "The console works only from a file on the disk of a machine that has no network. Save this page, check it against the list of the release, and carry it there.",
  },
  online: "This machine says that it is on a network. Take it off before you open anything.",
  home: {
    title: "Console",
    lead: "This page works from your disk. It asks nobody for anything, and keeps nothing in the browser. What you do is in a file that you save.",
    desk: "Open a case store",
    newStore: "Begin a case store",
    ceremony: "Make the organisation’s keys",
    look: "Look at a file safely",
  },
  back: "Back",

  viewer: {
    open: "Open it",
    openNamed: (name: string): string => `Open ${name}`,
    close: "Close it",
    ending: (ending: string): string => `its name ends in .${ending}`,
    kinds: {
      png: "Picture",
      jpeg: "Picture",
      gif: "Picture",
      webp: "Picture",
      webm: "Film or sound",
      mp4: "Film or sound",
      ogg: "Sound",
      wav: "Sound",
      mp3: "Sound",
      flac: "Sound",
      aac: "Sound",
      html: "Web page",
      svg: "Drawing that can hold a program (SVG)",
      xml: "XML",
      text: "Text",
      pdf: "PDF",
      zip: "Zip, or an office document",
      packed: "Packed files",
      document: "Office document",
      program: "Program",
      picture: "Picture of a kind that is not drawn here",
      film: "Film of a kind that is not played here",
      unknown: "Of no kind that is known here",
    },
    why: {
      html: "Not run. This is what is written in it.",
      svg: "Not drawn, because it can run and load things. This is what is written in it.",
      xml: "Not drawn. This is what is written in it.",
      pdf: "A PDF can hold programs and traps. It is not opened here; these are its first bytes. If it must be read, turn it into pictures on a machine that is wiped afterwards.",
      zip: "It is not unpacked: a small one can hold terabytes, or programs. These are its first bytes.",
      packed: "It is not unpacked: a small one can hold terabytes, or programs. These are its first bytes.",
      document: "Office documents can hold programs. It is not opened here; these are its first bytes.",
      program: "It is never run. These are its first bytes.",
      picture: "It is not decoded here; these are its first bytes.",
      film: "It is not decoded here; these are its first bytes.",
      unknown: "It is not opened; these are its first bytes.",
    } as Readonly<Record<string, string>>,
    also: (kinds: string): string =>
      `This file is more than one thing at once: it also carries the marks of: ${kinds}. Only what is shown here was read.`,
    cut: (shown: string, size: string): string => `The first ${shown} of ${size}.`,
    empty: "The file is empty.",
    pixels: (width: number, height: number): string => `${width} × ${height} pixels`,
    still: "The picture, without colour",
    colour: "With colour",
    grey: "Without colour",
    larger: "Larger",
    smaller: "Smaller",
    quiet: "It starts only when you press play, without sound until you turn it up.",
    unplayable: "This browser cannot play it.",
    unread: "The file could not be read.",
    failures: {
      "picture-header": "The beginning of this picture is not as it should be, so it is not drawn.",
      "picture-too-large":
        "This picture says that it has more pixels than are drawn here. That can be a trap, so it was not decoded.",
      "picture-undecoded": "The browser could not decode this picture.",
    } as Readonly<Record<string, string>>,
    lineCount: (n: number): string => count(n, { one: "1 line", other: `${n} lines` }),
  },
  look: {
    title: "Look at a file safely",
    lead: "For a file that came by hand. It is shown as pixels, sound or text, whatever it is; nothing in it can run. It is read from where it is and kept nowhere.",
    pick: "Choose a file",
  },
} as const satisfies Record<string, unknown>
