// `cairn charter …`: the organisation's charter from the ceremony on (PROTOCOL section 7). Everything here is offline; what
// reads charters for others is charter.ts.

import { CliError } from "./errors.ts"
import type { Output } from "./output.ts"

/** @returns the exit status */
export async function charter(args: string[], output: Output): Promise<number> {
  const [name, ...rest] = args
  switch (name) {
    case "new":
      return (await import("./charter-new.ts")).charterNew(rest, output)
    case "show":
      return (await import("./charter-show.ts")).charterShow(rest, output)
    case "sign":
      return (await import("./charter-sign.ts")).charterSign(rest, output)
    case "verify":
      return (await import("./charter-sign.ts")).charterVerify(rest, output)
    case "change":
      return (await import("./charter-change.ts")).charterChange(rest, output)
    case "send":
      return (await import("./charter-send.ts")).charterSend(rest, output)
    default:
      throw new CliError("usage", "charter new, show, change, sign, verify or send", "cairn --help")
  }
}
