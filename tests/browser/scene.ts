// What happened to an account by the time she comes back: fetched, opened, given to a court, and three messages, two of which ask
// something. For tests and for pictures.
import { hex, utf8 } from "../../src/core/bytes.ts"
import type { CustodyRecord } from "../../src/core/custody/record.ts"
import type { CustodyBody } from "../../src/core/statement/custody.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { disclosed, imported, replied } from "../fixtures/dispatch.ts"
import type { Coming, Her } from "./coming.ts"

export const WORDS = "I was there, and I will say it.\nNo one asked us."

const NO_SUM = { sha256: null }

/** Everything of one console, in its chain. */
export class Chain {
  #last: { seq: number; leaf: string } | null = null
  readonly #coming: Coming

  constructor(coming: Coming) {
    this.#coming = coming
  }

  /** A use that its record tells of. */
  async use(
    her: Her,
    inside: Partial<CustodyRecord>,
    over: Partial<CustodyBody> = {},
  ): Promise<Record<string, Uint8Array>> {
    const files = await disclosed(her.about, this.#coming.consoles, { ...this.#next(), ...over }, inside)
    this.#took(files)
    return files
  }

  async import(her: Her): Promise<Record<string, Uint8Array>> {
    const { seq, prev } = this.#next()
    const note = await imported(her.about, this.#coming.consoles[0], seq, prev)
    const files = { [`statements/${hex(leafHash(note))}.note`]: note }
    this.#took(files)
    return files
  }

  #next(): { seq: number; prev: string | null } {
    return { seq: this.#last === null ? 0 : this.#last.seq + 1, prev: this.#last?.leaf ?? null }
  }

  #took(files: Record<string, Uint8Array>): void {
    const path = Object.keys(files).find((one) => one.startsWith("statements/")) ?? ""
    this.#last = { seq: this.#next().seq, leaf: path.slice("statements/".length, -".note".length) }
  }
}

const OPENED = {
  action: "opened",
  purpose: "legal_analysis",
  recipientId: null,
  identifiability: "identified",
} as const

/** @param fetched whether staff took it in, after which the server lets go of it */
export async function happens(coming: Coming, her: Her, language = "en", fetched = true): Promise<Chain> {
  const chain = new Chain(coming)
  const [one] = coming.consoles
  const sha256 = hex(await sha256Platform(utf8(WORDS)))
  const court = { purpose: "share_accountability_body", recipientId: "example-court", ...NO_SUM } as const
  const quote = { purpose: "publish_quote", recipientId: null, sha256 } as const
  const said = language === "ar" ? ARABIC : ENGLISH
  await coming.dispatch({
    ...(fetched && (await chain.import(her))),
    ...(await chain.use(her, OPENED)),
    ...(await chain.use(her, {})),
    ...(await replied(her.about, one, 0, said.hello, { language })),
    ...(await replied(her.about, one, 1, `${said.quote}\n${WORDS}`, { language, asks: quote })),
    ...(await replied(her.about, one, 2, said.court, { language, asks: court })),
  })
  return chain
}

const ENGLISH = {
  hello: "Thank you. We have read what you sent.\n\nYou need do nothing now.",
  quote: "We write a report. We would like to use these words of yours:",
  court: "The court asks for accounts of that month. May we give yours to it, this one time?",
}
const ARABIC = {
  hello: "شكرا. لقد قرأنا ما أُرسل إلينا.\n\nلا حاجة إلى فعل شيء الآن.",
  quote: "نكتب تقريرا. نود أن نستعمل فيه هذه الكلمات:",
  court: "تطلب المحكمة روايات عن ذلك الشهر. هل نعطيها روايتك هذه المرة؟",
}
