// The words of the screens for somebody who writes for another person: as the catalogue has them, with its `proxy` part in place of what
// would speak of the writer.
import type { Messages } from "../../src/i18n/messages.ts"

export function forAnother(messages: Messages): Messages {
  return over(messages, messages.proxy)
}

/** The order of options stays that of the catalogue. */
function over<Part extends object>(part: Part, instead: object): Part {
  const entries = Object.entries(instead).map(([key, value]) => {
    const old = (part as Readonly<Record<string, unknown>>)[key]
    return [key, typeof value === "string" ? value : over(old as object, value)]
  })
  return { ...part, ...Object.fromEntries(entries) }
}
