// Every English sentence of the page, in one place, so that it can move into the catalogues as it stands. Plain words, a
// reading age of about eleven, and nothing promised that is not kept.

export const LANGUAGE = "en"

/** The consent text for keeping it (survivor-standards 3.2, `store`), as shown and as hashed into the record. */
export function keepText(organisation: string): readonly string[] {
  return [
    "May we keep what you send?",
    "It is locked on your phone or computer before it leaves.",
    `Only a few trained people at ${organisation} can open it, on a computer that is not on the internet.`,
    "We keep it until the date you choose, and then we delete it.",
    "A court could order us to hand something over. We would object where we can and tell you if that is safe.",
    "If you say no, do not send it, and we will have nothing.",
  ]
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const

/** `25 MB`: decimal, as files are shown elsewhere. */
export function size(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const unit = units[power] as (typeof units)[number]
  const format = new Intl.NumberFormat(LANGUAGE, {
    style: "unit",
    unit,
    maximumFractionDigits: power < 2 ? 0 : 1,
  })
  return format.format(bytes / 1000 ** power)
}

export const words = {
  leave: "Leave",
  leaveHint: "Leaves this page at once and wipes what you wrote. Pressing Shift three times does the same.",
  demonstration: "Demonstration. This is not a real organisation. Do not write anything true here.",
  covered: "Hidden while you were away",
  uncover: "Show again",

  write: {
    title: "Tell it in your own way",
    lead: "You decide what to tell us and what happens to it. You can skip anything. Short is fine.",
    traces:
      "This page saves nothing on this device. But the browser’s history still shows that you were here, and a program " +
      "that watches this device can see what you write.",
    text: "Your own words",
    textHint: "In any language. You can leave this empty.",
    files: "Photos, videos, documents",
    filesHint:
      "Each up to 4 GB. A file can hold hidden details, such as the place and time it was made. For now they stay as they are.",
    add: "Add files",
    remove: "Take out",
    removeNamed: (name: string) => `Take out ${name}`,
    next: "Continue",
    delete: "Stop and delete",
  },

  checking: "Checking whose page this is …",
  offline: "The server cannot be reached. What you wrote is still here.",
  closed: "New accounts are not taken at the moment. Nothing you write here would reach anyone.",

  keep: {
    yes: "Yes",
    no: "No",
    later: "Decide later",
    answer: "Your answer",
    years: "How long may we keep it?",
    yearsHint: (unset: number) => `If you do not choose, we keep it for ${yearsText(unset)}.`,
    yearsChoice: yearsText,
    empty: "You have not written anything and added no file.",
    needsYes: "We can only take it with a yes to keeping it. You can also go back, or stop and delete.",
    send: "Send",
    back: "Back",
  },

  sending: {
    title: "Sending",
    preparing: "It is being locked on this device.",
    moving: "It is locked on this device, piece by piece, and sent. Please leave this page open.",
    amount: (done: number, total: number) => `${size(done)} of ${size(total)}`,
    confirming: "Everything is sent. Waiting for the signed answer.",
    waiting: "The line was cut. It goes on by itself in a moment. Nothing is lost.",
    busy: "The server asks for a little time. It goes on by itself. Nothing is lost.",
    bar: "Sent so far",
  },

  stuck: {
    title: "Not sent yet",
    troubles: {
      line: "The line does not hold. What you wrote is still here, and what already arrived is not sent again.",
      busy: "The server has no time or no room at the moment. What you wrote is still here. You can wait a little.",
      promise:
        "An answer came, but it is not signed in the way this organisation signs. So we cannot say that it arrived. What " +
        "you wrote is still here.",
    },
    again: "Try again",
  },

  sent: {
    title: "It has arrived",
    lead: "The organisation’s server has signed that it received it. Nobody can open it there.",
    words: "Your return words",
    wordsHint:
      "Only these nine words, or the thirty digits below, show that this is yours. A page to come back to with them is " +
      "not built yet. They are shown once. We cannot find them for you.",
    digits: "The same as digits",
    keepSafe: "If someone could find them, it is safer not to write them down.",
    done: "Leave this page",
  },

  stopped: {
    title: "It was not sent",
    kept: "What you wrote is still here.",
    again: "Try again",
    back: "Back",
    general: "Something went wrong on this page or on the server. This is not your fault.",
    codes: {
      "charter-expired":
        "This page cannot lock anything at the moment: the organisation’s keys are out of date, or the date of this " +
        "device is wrong.",
      "file-unreadable":
        "A file can no longer be read. Perhaps it was moved or taken away. Go back and add it again.",
      "file-changed": "A file changed while it was being sent. Go back and add it again.",
      "too-many-files": "More than 999 files cannot go together. You can send some now.",
      "too-large": "This is more text than one account can hold. A part of it can go as a file.",
      "tar-malformed": "A file of 8 gigabytes or more cannot be sent.",
      clock: "The date of this device seems to be wrong. If you set it right, you can try again.",
    } as Readonly<Record<string, string>>,
  },

  deleted: {
    title: "Deleted",
    lead: "What you wrote is gone from this page. Nothing was sent.",
    perhaps:
      "What you wrote is gone from this page. Locked pieces of it may be on the server; pieces without an end are deleted " +
      "there within three days. If the last step had begun, it may have arrived.",
  },

  stranger: "The server’s keys are not the ones this page was made for. So nothing is sent to it.",
  unknownSite: "This page is not complete, so it cannot lock or send anything.",
} as const

function yearsText(years: number): string {
  return years === 1 ? "1 year" : `${years} years`
}
