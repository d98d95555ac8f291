// The type of the catalogue of the page for coming back: every key that English has, in every language.
import type { en } from "./en.ts"

export type Returning = typeof en
