// The pages that answer a form sent without JavaScript: one honest sentence, no script, no style, a title that tells
// nobody anything. Everyone else gets the promise itself, or a problem document.
import type { ProblemCode } from "./problem.ts"

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

/** Where a form is sent on to, so that the browser's history ends at a page that was asked for, not at a form with a file. */
export function answerPath(code?: ProblemCode): string {
  return code === undefined ? "/answer" : `/answer/${code}`
}

/** The same for everyone: whose account it was stands nowhere, so the promise, which names it, does not either. */
export const RECEIVED_PAGE = page(
  "Received",
  `<p>What was sent from the form has arrived whole, and it is kept sealed. Whoever made the file has the return words: they
are the only way to show whose it is.</p>
<p>The server has signed a promise that its place in the public record will follow. It answers the same file with the same
promise whenever it is sent again: <code>cairn submit</code> shows it and checks it.</p>`,
)

export function refusedPage(code: ProblemCode): string {
  const kept = code === "fault" ? "" : "Nothing of it was kept. "
  return page("Not received", `<p>${kept}${SENTENCES[code] ?? OTHERWISE} (${code})</p>`)
}

function page(heading: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Form</title></head>
<body>
<h1>${heading}</h1>
${body}
<p><a href="/away" rel="noreferrer">Leave</a></p>
</body>
</html>
`
}
