// The screens after the first, in one piece that loads while she finds her words.
import { Add } from "./add.tsx"
import { Checked } from "./checked.tsx"
import { Conditions, Decide, Decisions, Ending } from "./decide.tsx"
import { Home } from "./home.tsx"
import { MessageScreen, Messages } from "./message.tsx"
import { After, Done, Moving, Stopped, Unsaid } from "./moving.tsx"
import { Timeline } from "./timeline.tsx"
import { Hide, Reinstate, Withdraw } from "./withdraw.tsx"

export const INSIDE = {
  home: Home,
  timeline: Timeline,
  checked: Checked,
  messages: Messages,
  message: MessageScreen,
  decisions: Decisions,
  decide: Decide,
  conditions: Conditions,
  ending: Ending,
  add: Add,
  hide: Hide,
  withdraw: Withdraw,
  reinstate: Reinstate,
  after: After,
  moving: Moving,
  unsaid: Unsaid,
  done: Done,
  stopped: Stopped,
}
