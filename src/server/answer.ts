// The pages that answer a form sent without JavaScript: one honest sentence, no script, no style, a title that tells
// nobody anything. Everyone else gets the promise itself, or a problem document.
import type { ProblemCode } from "./problem.ts"

/** Whether the sender is a browser that shows what it gets. */
export function wantsPage(request: Request): boolean {
  return request.headers.get("accept")?.toLowerCase().includes("text/html") ?? false
}

/** English, and the same in Arabic: the two that the form without JavaScript speaks. */
type Sentence = readonly [en: string, ar: string]

const LATER: Sentence = [
  "There is no room for it now. Please try again later.",
  "لا مكان له الآن. نرجو المحاولة لاحقا.",
]
const SENTENCES: Partial<Record<ProblemCode, Sentence>> = {
  clock: [
    "It was made on a device with a wrong date, or more than 180 days ago.",
    "صُنع على جهاز تاريخه خطأ، أو قبل أكثر من 180 يوما.",
  ],
  "too-large": ["The file is larger than this form takes.", "الملف أكبر مما تقبله هذه الاستمارة."],
  "slow-down": [
    "Too many were sent from here in the last minute. Please try again in a few minutes.",
    "أُرسل من هنا عدد كبير في الدقيقة الأخيرة. نرجو المحاولة بعد بضع دقائق.",
  ],
  busy: LATER,
  "storage-full": LATER,
  "head-moved": [
    "Something else has already come with the same return words.",
    "وصل من قبل شيء آخر بكلمات العودة نفسها.",
  ],
  "foreign-root": [
    "The same account has already come with other return words.",
    "وصلت الرواية نفسها من قبل بكلمات عودة أخرى.",
  ],
  "charter-superseded": [
    "It was locked with keys that the group no longer uses. Please make it anew.",
    "أُقفل بمفاتيح لم تعد المنظمة تستعملها. نرجو صنعه من جديد.",
  ],
  fault: [
    "It could not be kept, because of a fault on the server. Please try again later.",
    "تعذر حفظه بسبب خطأ في الخادم. نرجو المحاولة لاحقا.",
  ],
}
const OTHERWISE: Sentence = [
  "It is damaged, or it is not a file that was made by this form.",
  "الملف تالف، أو لم يُصنع بهذه الاستمارة.",
]

/** Where a form is sent on to, so that the browser's history ends at a page that was asked for, not at a form with a file. */
export function answerPath(code?: ProblemCode): string {
  return code === undefined ? "/answer" : `/answer/${code}`
}

/** The same for everyone: whose account it was stands nowhere, so the promise, which names it, does not either. */
export const RECEIVED_PAGE = page(
  ["Received", "وصل"],
  [
    `<p>What was sent from the form has arrived whole, and it is kept locked. Whoever made the file has the return words. Only
they can show whose it is.</p>
<p>The server has signed that it will stand in the public record. The same file, sent again, gets the same answer. The command
<code>cairn submit</code> shows it and checks it.</p>`,
    "<p>ما أُرسل من الاستمارة وصل كاملا، ويُحفظ مقفلا. كلمات العودة عند من صنع الملف، ولا شيء غيرها يبيّن لمن هو.</p>",
  ],
)

export function refusedPage(code: ProblemCode): string {
  const [en, ar] = SENTENCES[code] ?? OTHERWISE
  const [kept, keptAr] = code === "fault" ? ["", ""] : ["Nothing of it was kept. ", "لم يُحفظ منه شيء. "]
  return page(
    ["Not received", "لم يصل"],
    [`<p>${kept}${en} (${code})</p>`, `<p>${keptAr}${ar} (<bdi>${code}</bdi>)</p>`],
  )
}

function page(heading: Sentence, body: Sentence): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Form</title></head>
<body>
<h1>${heading[0]}</h1>
${body[0]}
<section lang="ar" dir="rtl">
<h2>${heading[1]}</h2>
${body[1]}
</section>
<p><a href="/away" rel="noreferrer">Leave · <span lang="ar">مغادرة</span></a></p>
</body>
</html>
`
}
