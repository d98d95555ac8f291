// Leaving (survivor-standards 2.1): everything off the screen and out of memory, then another page in this one's place in
// the history, all in one task. Nothing else is requested. Shift three times does the same; Esc, which stops loading, not.

/** Where an exit leads while no policy names a page: a neutral page of this server. */
export const AWAY = "/away"

// What /away says, kept here: without a line there is nowhere to go, and a browser's page of errors would name this one.
const AWAY_TITLE = "Page"
const AWAY_TEXT = "There is nothing on this page."

/**
 * @param wipe ends the worker and forgets the state
 * @param url a policy's exit page
 */
export function leave(wipe: () => void, url: string = AWAY): void {
  wipe()
  const text = document.createElement("p")
  text.textContent = AWAY_TEXT
  document.title = AWAY_TITLE
  document.body.replaceChildren(text) // what a slow line would leave standing
  if (navigator.onLine) location.replace(url)
  else history.replaceState(null, "", AWAY)
}

const PRESSES = 3
const BETWEEN_MS = 5000

/**
 * Watches for three Shifts, each at most five seconds after the last, with no other key among them.
 * @param onPress told after each how many are left, and with none when they count no more; with 0 it is time to leave
 */
export function watchShift(onPress: (left: number | undefined) => void): () => void {
  let [presses, last] = [0, 0]
  let alone = false
  let forget: ReturnType<typeof setTimeout> | undefined
  const down = (event: KeyboardEvent): void => {
    alone = event.key === "Shift" && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey
    if (event.key === "Shift" || presses === 0) return
    presses = 0
    onPress(undefined)
  }
  const up = (event: KeyboardEvent): void => {
    if (event.key !== "Shift" || !alone) return
    alone = false
    presses = event.timeStamp - last <= BETWEEN_MS ? presses + 1 : 1
    last = event.timeStamp
    clearTimeout(forget)
    forget = setTimeout(() => onPress(undefined), BETWEEN_MS)
    onPress(Math.max(0, PRESSES - presses))
  }
  addEventListener("keydown", down)
  addEventListener("keyup", up)
  return () => {
    clearTimeout(forget)
    removeEventListener("keydown", down)
    removeEventListener("keyup", up)
  }
}
