// The demonstration organisation's policy. It invents no helpline, number, contact or advice: every such entry says
// that it is an example.
import { PURPOSES } from "../core/consent/record.ts"
import type { Policy } from "../core/policy.ts"

export const DEMO_ORGANISATION = "Demonstration organisation (not real)"

/** @param today the day on which the example entries were "checked" */
export function demoPolicy(today: string): Policy {
  return {
    format: "cairn-policy/1",
    organisation: DEMO_ORGANISATION,
    languages: ["en", "ar"],
    notices: [],
    purposes: [...PURPOSES],
    recipients: [
      {
        partyId: "example-court",
        name: "Example court (not real)",
        type: "icc_otp",
        country: "NL",
        transferBasis: "international_organisation",
        canRecall: "no",
        disclosure: "The lawyers of an accused person may see it.",
        sanctions: "",
      },
      {
        partyId: "example-partner",
        name: "Example partner (not real)",
        type: "ngo_partner",
        country: "ZA",
        transferBasis: "explicit_consent_art49",
        canRecall: "maybe",
        disclosure: "",
        sanctions: "",
      },
      {
        partyId: "example-translator",
        name: "Example translator (not real)",
        type: "translator",
        country: "NL",
        transferBasis: "eea",
        canRecall: "yes",
        disclosure: "",
        sanctions: "",
      },
      {
        partyId: "example-service",
        name: "Example service (not real)",
        type: "support_service",
        country: "NL",
        transferBasis: "eea",
        canRecall: "maybe",
        disclosure: "",
        sanctions: "",
      },
    ],
    support: [{ country: "NL", entries: ["Example service (not real)"], checked: today }],
    retention: { defaultYears: 2, choicesYears: [1, 2, 5, 10] },
    exit: {
      en: { url: "https://www.wikipedia.org/", title: "Wikipedia" },
      ar: { url: "https://ar.wikipedia.org/", title: "ويكيبيديا" },
    },
    open: true,
  }
}

/** The note beside the demonstration's keys. */
export const DEMO_README = `These are the keys of a demonstration organisation that does not exist.

Nothing here protects anyone. A real organisation's keys are made in a ceremony, on a
machine without a network, and each is kept by the person it belongs to.

  root-1.key             signs charters
  console-1.key          sign uses of accounts, replies and erasures
  console-2.key
  courier.key            carries bundles
  auditor.key            reads the log's entries
  release-1.key          signs client releases
  intake.age-identity    opens accounts
  audit.age-identity     opens custody records
  fingerprint.txt        what is printed on paper, so that people can tell the real page

The server needs none of this folder and runs without it.
`
