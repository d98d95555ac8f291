// The beginning and end of the page for coming back: loads the words of one language, mounts the page, and sees to it that neither
// leaving nor coming back by the browser's own means finds anything of it.
import { render } from "preact"
import { bestLanguage, LANGUAGE_CODES } from "../../src/i18n/languages.ts"
import { leave } from "../survivor/leave.ts"
import { readSite } from "../survivor/site.ts"
import { Return } from "./page.tsx"
import { loadWords, type Words } from "./words.tsx"

const root = document.getElementById("page") as HTMLElement
const wipe = (): void => render(null, root) // its effects end the worker

loadWords(bestLanguage(navigator.languages, LANGUAGE_CODES)).then(begin, stop)

function begin(first: Words): void {
  root.replaceChildren()
  render(<Return site={readSite()} first={first} onLeave={(url) => leave(wipe, url)} />, root)
}

/** No words came: said without them, below the way out that the page brought along. */
function stop(): void {
  const main = document.createElement("main")
  main.className = "screen"
  for (const [language, text] of UNLOADED) {
    const line = document.createElement("p")
    line.lang = language
    line.dir = "auto"
    line.textContent = text
    main.append(line)
  }
  root.append(main)
}

const UNLOADED = [
  ["en", "This page did not load whole. Please load it again."],
  ["ar", "لم تُحمَّل هذه الصفحة كاملة. نرجو تحميلها من جديد."],
] as const

// Going elsewhere may keep the page whole in the browser's memory, to be shown again by Back.
addEventListener("pagehide", () => {
  wipe()
  document.body.replaceChildren()
})
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload()
})
