// The sequencer's day (PROTOCOL section 8): never before the last tick's, and never carried forward by a clock that jumps.
// What is at stake: a day too late keeps content a little longer; a year too early erases everything that would expire in it.
import { addDays, compare } from "../core/day.ts"
import type { ClockTrouble, SequencerSetting } from "./setting.ts"

/** How far the machine's clock may run ahead of the one that nobody can set, between two comparisons a day apart. */
const SLACK = 3600
const DAY = 86_400
/** Furthest that a start may lie after the last tick without somebody vouching for the clock. */
const START_DAYS = 7

/** The day, UTC, of a time in seconds. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** @param last day of the last tick; undefined while there is none @returns the day that counts now */
export type DayClock = (last: string | undefined) => string

/**
 * Trusted are: the machine's clock when the process starts, if it is at most seven days past the last tick or somebody
 * vouches for it; from then on, the time that has passed. A jump is not followed, neither way: the day goes on as if it had not
 * happened. No day comes twice: a process that starts with a clock behind the last tick's day stays there until it is past it.
 */
export function dayClock({
  now,
  uptime,
  trustClock,
  tell,
}: Pick<SequencerSetting, "now" | "uptime" | "trustClock" | "tell">): DayClock {
  let [wall, up] = [now(), uptime()]
  let started = trustClock
  let told: ClockTrouble | undefined
  const hold = (trouble: ClockTrouble | undefined): void => {
    if (trouble !== undefined && told !== trouble) tell({ event: "clock-held", reason: trouble })
    told = trouble
  }
  const trusted = (): { seconds: number; trouble: ClockTrouble | undefined } => {
    const said = now()
    const expected = wall + uptime() - up
    if (said > expected + SLACK) return { seconds: expected, trouble: "jump" }
    // Followed, every erasing would wait until the clock had caught up: a year, if somebody mistyped one.
    if (said < expected - SLACK) return { seconds: expected, trouble: "back" }
    // Clocks drift apart over months: they are set side by side again once a day, while they agree.
    if (expected - wall >= DAY) [wall, up] = [said, uptime()]
    return { seconds: said, trouble: undefined }
  }
  return (last) => {
    const { seconds, trouble } = trusted()
    const today = dayOf(seconds)
    if (last === undefined) return today
    if (!started && compare(today, addDays(last, START_DAYS)) > 0) {
      hold("start")
      return last
    }
    started = true
    const isBehind = compare(today, last) < 0
    hold(isBehind ? "behind" : trouble)
    return isBehind ? last : today
  }
}
