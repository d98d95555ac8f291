// The submit page's beginning and end: loads the words of one language, mounts the form, and sees to it that neither leaving nor
// coming back by the browser's own means finds anything of it.
import { render } from "preact"
import { bestLanguage, LANGUAGE_CODES, LANGUAGES } from "../../src/i18n/languages.ts"
import { Form } from "./form.tsx"
import { leave } from "./leave.ts"
import { readSite } from "./site.ts"

const root = document.getElementById("page") as HTMLElement
const wipe = (): void => render(null, root) // its effects end the worker

const first = await LANGUAGES[bestLanguage(navigator.languages, LANGUAGE_CODES)].load()
root.replaceChildren()
render(<Form site={readSite()} first={first} onLeave={(url) => leave(wipe, url)} />, root)

// Going elsewhere may keep the page whole in the browser's memory, to be shown again by Back.
addEventListener("pagehide", () => {
  wipe()
  document.body.replaceChildren()
})
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload()
})
