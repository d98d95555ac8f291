// The served audit page's beginning: which organisation the server says it is, and the page.
import { render } from "preact"
import { Served } from "./served.tsx"

declare const CAIRN_SITE: { readonly fingerprint?: unknown } | undefined

const said = typeof CAIRN_SITE === "undefined" ? undefined : CAIRN_SITE?.fingerprint
const root = document.getElementById("page") as HTMLElement
root.replaceChildren()
render(<Served known={typeof said === "string" ? said : ""} />, root)
