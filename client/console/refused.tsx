// Something was refused, in words: the code's own sentence where there is one, and the code, so that two people on the telephone
// speak of the same. Quiet, and beside what was tried; nothing that was put in is lost.
import { useState } from "preact/hooks"
import { CodedError } from "../../src/core/errors.ts"
import { Notice } from "../ui/notice.tsx"
import { words } from "./words.ts"

/** What went wrong; where a sheet or a word of it is at fault, which. */
export interface Refusal {
  readonly code: string
  readonly number?: number | undefined
  readonly position?: number | undefined
}

export function Refused({ refusal }: { readonly refusal: Refusal | undefined }) {
  if (refusal === undefined) return null
  const { code, number, position } = refusal
  const where = [
    number === undefined ? "" : words.refused.sheet(number),
    position === undefined ? "" : words.refused.word(position),
  ].filter((text) => text !== "")
  return (
    <div data-refused={code}>
      <Notice kind="marked">
        <p>
          {words.refused.codes[code] ?? words.refused.other} {where.join(" ")}{" "}
          <span class="size">({code})</span>
        </p>
      </Notice>
    </div>
  )
}

/** Runs what may be refused, one at a time. */
export function useTrying() {
  const [refusal, setRefusal] = useState<Refusal | undefined>()
  const [busy, setBusy] = useState(false)
  const attempt = async (does: () => Promise<void> | void): Promise<void> => {
    setRefusal(undefined)
    setBusy(true)
    try {
      await does()
    } catch (error) {
      setRefusal(refusalOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { refusal, busy, attempt }
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof CodedError)) return { code: "unexpected" }
  const { code, number, position } = error as CodedError<string> & Omit<Refusal, "code">
  return { code, number, position }
}
