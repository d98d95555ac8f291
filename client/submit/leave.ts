// Leaving (survivor-standards 2.1): everything off the screen and out of memory, then another page in this one's place in
// the history, all in one task. Nothing else is requested. Shift three times does the same; Esc, which stops loading, not.

/** Where an exit leads while no policy names a page: a neutral page of this server. */
export const AWAY = "/away"

/**
 * @param wipe ends the worker and forgets the state
 * @param url a policy's exit page
 */
export function leave(wipe: () => void, url: string = AWAY): void {
  wipe()
  document.body.replaceChildren() // what a slow line would leave standing
  location.replace(url)
}

const PRESSES = 3
const BETWEEN_MS = 5000

/** Calls `onThree` for three Shifts, each at most five seconds after the last, with no other key among them. */
export function watchShift(onThree: () => void): () => void {
  let [presses, last] = [0, 0]
  let alone = false
  const down = (event: KeyboardEvent): void => {
    alone = event.key === "Shift" && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey
    if (event.key !== "Shift") presses = 0
  }
  const up = (event: KeyboardEvent): void => {
    if (event.key !== "Shift" || !alone) return
    alone = false
    presses = event.timeStamp - last <= BETWEEN_MS ? presses + 1 : 1
    last = event.timeStamp
    if (presses >= PRESSES) onThree()
  }
  addEventListener("keydown", down)
  addEventListener("keyup", up)
  return () => {
    removeEventListener("keydown", down)
    removeEventListener("keyup", up)
  }
}
