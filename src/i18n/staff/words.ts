// The type of a catalogue for staff: every key that English has.
import type { en } from "./en.ts"

type Wide<T> = T extends string
  ? string
  : T extends (...given: infer A) => unknown
    ? (...given: A) => string
    : { readonly [K in keyof T]: Wide<T[K]> }

export type StaffWords = Wide<typeof en>
