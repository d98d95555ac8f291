// The ceremony as a person walks through it: for each step what to do, what is made, what goes to whom and what is checked aloud.
// Data for a page, a command line and docs/CEREMONY.md alike; the code behind each step is ceremony.ts. English, for staff.
import { emptySeats, type StepName, stepOf } from "./ceremony.ts"
import type { Ceremony } from "./ceremony-state.ts"
import { type Plan, planDoubts, seatsOf } from "./plan.ts"

export interface Handing {
  readonly to: string
  readonly what: string
}

export interface Step {
  readonly name: StepName
  readonly title: string
  readonly state: "over" | "now" | "later"
  readonly doing: readonly string[]
  readonly makes: readonly string[]
  readonly hands: readonly Handing[]
  readonly checks: readonly string[]
}

const ORDER: readonly StepName[] = ["keys", "intake", "drill", "sign", "hand-over"]

/** All steps of a ceremony in order. */
export function stepsOf(ceremony: Ceremony): Step[] {
  const now = stepOf(ceremony)
  return ORDER.map((name, at) => {
    const turn = now === "done" ? ORDER.length : ORDER.indexOf(now)
    const state = at < turn ? "over" : at === turn ? "now" : "later"
    return { name, state, ...SAYS[name as Exclude<StepName, "done">](ceremony) }
  })
}

/** What is said aloud before anything is made. */
export function planWords(plan: Plan): string[] {
  const { intake } = plan
  return [
    `${plan.threshold} of ${plan.roots} roots sign each change of the charter.`,
    `Keys of ${plan.consoles} consoles; couriers: ${plan.couriers}, auditors: ${plan.auditors}, releases: ${plan.releases}.`,
    intake.how === "whole"
      ? "The key that opens accounts is kept whole, in a file under a passphrase."
      : `The key that opens accounts is split: ${intake.k} of ${intake.n} sheets rebuild it.`,
    ...planDoubts(plan),
  ]
}

type Words = Omit<Step, "name" | "state">

const SAYS: Readonly<Record<Exclude<StepName, "done">, (ceremony: Ceremony) => Words>> = {
  keys: (ceremony) => {
    const { plan } = ceremony
    const made = seatsOf(plan).filter((seat) => !plan.joined.includes(seat))
    const waiting = emptySeats(ceremony).filter((seat) => plan.joined.includes(seat))
    return {
      title: "Make the keys",
      doing: [
        "Make the keys that are made here.",
        ...plan.joined.map((seat) => `Take in the key of ${seat}, with its holder's proof.`),
        ...(waiting.length > 0 && waiting.length < plan.joined.length
          ? [`Still missing: ${waiting.join(", ")}.`]
          : []),
      ],
      makes: made.map((seat) => NAMES[seat] ?? `the key of ${seat}`),
      hands: made.map((seat) => ({
        to: holderOf(seat),
        what: `the folder ${folderOf(seat)}, on a stick of their own`,
      })),
      checks: [
        "Nobody takes two folders.",
        ...(plan.joined.length > 0
          ? ["Each holder reads the key ID of a key that was made elsewhere aloud, from their own machine."]
          : []),
      ],
    }
  },
  intake: ({ plan: { intake, words } }) => ({
    title: "Make the key that opens accounts",
    doing:
      intake.how === "split"
        ? [
            `Make it, split ${intake.k} of ${intake.n}.`,
            "Print every sheet, on a printer with a cable and no network.",
          ]
        : [
            "Write down the passphrase first, by hand or printed.",
            "Make it, and copy its file to two sticks.",
          ],
    makes:
      intake.how === "split"
        ? [`${intake.n} sheets, in words of the list "${words}"`, "the record of the set, which is public"]
        : ["intake.age, a file under a passphrase", "a sheet with the passphrase"],
    hands:
      intake.how === "split"
        ? Array.from({ length: intake.n }, (_, i) => ({
            to: `share holder ${i + 1}`,
            what: "one sheet, in an envelope",
          }))
        : [
            { to: "the two heads of the team that reads", what: "a stick with intake.age each" },
            { to: "somebody else", what: "the sheet with the passphrase, in an envelope" },
          ],
    checks: [
      "Every sheet is readable to the last word.",
      "The printer is switched off and on again, and its memory emptied.",
    ],
  }),
  drill: ({ plan: { intake } }) => ({
    title: "Try whether it can be opened",
    doing: [
      intake.how === "split"
        ? "Each share holder types in their sheet, from paper."
        : "Read the file from its stick, and type the passphrase from paper.",
      "One root holder gives their stick, and signs for the drill.",
    ],
    makes: [],
    hands: [],
    checks: [
      "The key that was rebuilt is the one that was made.",
      "The root's signature is good.",
      "If a sheet is named as wrong: look at that sheet again, word by word. If it stays wrong, throw all away and begin again.",
    ],
  }),
  sign: ({ plan: { roots } }) => ({
    title: "Sign the charter",
    doing: ["Read the charter aloud, line by line.", `All ${roots} roots sign, one after another.`],
    makes: ["charter 1"],
    hands: [],
    checks: ["Every root holder sees the same fingerprint, and reads its first and last eight digits aloud."],
  }),
  "hand-over": ({ plan }) => ({
    title: "Hand out what was made",
    doing: [
      "Print the fingerprint's sheet and the record.",
      "Everybody signs the record.",
      "Switch the machine off. If anything was written to a disk, destroy the disk.",
    ],
    makes: ["the fingerprint's sheet", "the record of the ceremony"],
    hands: [
      { to: "who runs the server", what: "the folder server: the log's key, the charter and the policy" },
      {
        to: holderOf("audit"),
        what: plan.joined.includes("audit") ? "the charter" : "the folder audit, from hand to hand",
      },
      { to: "everybody", what: "the fingerprint, on paper" },
    ],
    checks: [
      "Each holder has exactly one folder or envelope.",
      "The fingerprint on paper is the one on the screen.",
    ],
  }),
}

const NAMES: Readonly<Record<string, string>> = { audit: "the audit identity", log: "the log's key" }

/** Who a seat's key goes to, in words. */
function holderOf(seat: string): string {
  if (seat === "log") return "who runs the server"
  if (seat === "audit") return "the auditors"
  const [role, n] = seat.split("-")
  return `${role} holder ${n}`
}

function folderOf(seat: string): string {
  return seat === "log" ? "server" : seat
}
