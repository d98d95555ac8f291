// The type of a catalogue: every key that English has, in every language.
import type { en } from "./en.ts"

export type Messages = typeof en
