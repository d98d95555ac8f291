// Nobody at the desk: after some minutes without a key, a touch or a move, it locks. The clock is asked again when the page comes
// back to the front, since a sleeping machine runs no timers.
import { useEffect, useRef } from "preact/hooks"

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "input"] as const
const LOOK_MS = 5_000

/** @param minutes until `idle` is called */
export function useIdle(minutes: number, idle: () => void): void {
  const last = useRef(0)
  useEffect(() => {
    last.current = Date.now()
    const seen = (): void => {
      last.current = Date.now()
    }
    const look = (): void => {
      if (Date.now() - last.current >= minutes * 60_000) idle()
    }
    for (const sign of SIGNS) addEventListener(sign, seen, { passive: true, capture: true })
    document.addEventListener("visibilitychange", look)
    const timer = setInterval(look, LOOK_MS)
    return () => {
      clearInterval(timer)
      document.removeEventListener("visibilitychange", look)
      for (const sign of SIGNS) removeEventListener(sign, seen, { capture: true })
    }
  }, [minutes])
}
