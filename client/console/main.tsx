// The console's beginning. It runs from a file and from nowhere else: a page from a server could have been changed by it.
import { render } from "preact"
import { Console } from "./console.tsx"
import { NotFromDisk } from "./home.tsx"

const root = document.getElementById("page") as HTMLElement
root.replaceChildren()
render(location.protocol === "file:" ? <Console /> : <NotFromDisk />, root)
