// The page at /real: whose server this is, by the fingerprint that /site.js says, in the language of the browser.
import { render } from "preact"
import { bestLanguage, LANGUAGE_CODES, LANGUAGES } from "../../src/i18n/languages.ts"
import { readSite } from "../survivor/site.ts"
import { Screen } from "../ui/screen.tsx"
import { Words } from "../ui/words.tsx"
import { Real } from "./real-text.tsx"

const root = document.getElementById("page") as HTMLElement
const code = bestLanguage(navigator.languages, LANGUAGE_CODES)
const spoken = await LANGUAGES[code].load()
document.documentElement.lang = code
document.documentElement.dir = LANGUAGES[code].dir
root.replaceChildren()
render(
  <Words.Provider value={spoken}>
    <Screen title={spoken.messages.real.title} state="real">
      <Real fingerprint={readSite()?.fingerprint} />
    </Screen>
  </Words.Provider>,
  root,
)
