// The disk page's beginning.
import { render } from "preact"
import { Disk } from "./disk.tsx"

const root = document.getElementById("page") as HTMLElement
root.replaceChildren()
render(<Disk />, root)
