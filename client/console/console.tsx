// Which part of the console is shown. One page, one entry in the history: nothing of what is done is in an address.
import { useState } from "preact/hooks"
import { Ceremony } from "./ceremony/ceremony.tsx"
import { Charter } from "./charter/charter.tsx"
import { StaffRoom } from "./desk/staff-room.tsx"
import { Home, type Part } from "./home.tsx"
import { Look } from "./look.tsx"
import { Rotation } from "./rotation/rotation.tsx"

export function Console() {
  const [part, setPart] = useState<Part | undefined>()
  const leave = (): void => setPart(undefined)
  if (part === "desk" || part === "new-store")
    return <StaffRoom begin={part === "new-store"} onLeave={leave} />
  if (part === "ceremony") return <Ceremony onLeave={leave} />
  if (part === "charter") return <Charter onLeave={leave} />
  if (part === "rotation") return <Rotation onLeave={leave} />
  if (part === "look") return <Look onLeave={leave} />
  return <Home onChoose={setPart} />
}
