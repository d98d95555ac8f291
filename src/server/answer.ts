// The pages that answer a form sent without JavaScript: one honest sentence, no script, no style, a title that tells
// nobody anything. Everyone else gets the promise itself, or a problem document.
import { fromUtf8 } from "../core/bytes.ts"
import { codeOf, type ProblemCode } from "./problem.ts"

/** Whether the sender is a browser that shows what it gets. */
export function wantsPage(request: Request): boolean {
  return request.headers.get("accept")?.toLowerCase().includes("text/html") ?? false
}

const SENTENCES: Partial<Record<ProblemCode, string>> = {
  clock: "The date of the device it was made on is wrong, or it was made more than 180 days ago.",
  "too-large": "The file is larger than this form takes.",
  "slow-down": "Too many were sent from here in the last minute. Please try again in a few minutes.",
  busy: "There is no room for it just now. Please try again later.",
  "storage-full": "There is no room for it just now. Please try again later.",
  "head-moved": "Something else was already received with the same receipt.",
  "foreign-root": "The same account was already received with another receipt.",
  "charter-superseded":
    "It was sealed with keys that are not the organisation's keys now. Please make it anew.",
  fault: "It could not be kept because of a mistake here. Please try again later.",
}
const OTHERWISE = "It is damaged, or it is not a file made by this form."

/** @param promise the note that was answered */
export function receivedPage(promise: Uint8Array): string {
  return page(
    "Received",
    `<p>It was received whole, and it is kept sealed. Keep the receipt: with it, and only with it, it can be taken back.</p>
<p>This is the server's signed promise that its place in the public record will follow:</p>
<pre>${escaped(fromUtf8(promise))}</pre>`,
  )
}

/** @param error what was thrown */
export function refusedPage(error: unknown): string {
  const code = codeOf(error)
  const kept = code === "fault" ? "" : "Nothing of it was kept. "
  return page("Not received", `<p>${kept}${SENTENCES[code] ?? OTHERWISE} (${code})</p>`)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
