// All ten word lists of @scure/bip39, for the command line and tests. Pages import the few lists they offer one by
// one instead: together these are 170 kB.
import { wordlist as czech } from "@scure/bip39/wordlists/czech.js"
import { wordlist as english } from "@scure/bip39/wordlists/english.js"
import { wordlist as french } from "@scure/bip39/wordlists/french.js"
import { wordlist as italian } from "@scure/bip39/wordlists/italian.js"
import { wordlist as japanese } from "@scure/bip39/wordlists/japanese.js"
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js"
import { wordlist as portuguese } from "@scure/bip39/wordlists/portuguese.js"
import { wordlist as simplifiedChinese } from "@scure/bip39/wordlists/simplified-chinese.js"
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js"
import { wordlist as traditionalChinese } from "@scure/bip39/wordlists/traditional-chinese.js"
import type { WordList } from "./words.ts"

export const ALL_LISTS: readonly WordList[] = [
  { language: "cs", words: czech },
  { language: "en", words: english },
  { language: "es", words: spanish },
  { language: "fr", words: french },
  { language: "it", words: italian },
  { language: "ja", words: japanese },
  { language: "ko", words: korean },
  { language: "pt", words: portuguese },
  { language: "zh-Hans", words: simplifiedChinese },
  { language: "zh-Hant", words: traditionalChinese },
]
