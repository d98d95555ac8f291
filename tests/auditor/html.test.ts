// The report for people: what stands first, that nothing in it can act, that every text is escaped, and that its pictures say
// what the numbers say.
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { type Drawing, grownSince, growth, timeline } from "../../src/auditor/drawing.ts"
import { finding } from "../../src/auditor/findings.ts"
import { reportHtml } from "../../src/auditor/html.ts"
import type { LogDay, Report, Unchecked } from "../../src/auditor/report.ts"
import { COUNTED, NOT_PROVEN, UNCHECKED } from "../../src/auditor/words.ts"

const SUBJECT = "ab".repeat(32)
const NOTHING = { given: 0, changed: 0, withdrawn: 0, imported: 0, used: 0, erased: 0, charters: 0 }
const DAYS: readonly LogDay[] = [
  { ...NOTHING, day: "2026-11-20", size: 9, given: 1 },
  { ...NOTHING, day: "2026-11-21", size: 17, given: 9, used: 1 },
  { ...NOTHING, day: "2026-11-30", size: 33, withdrawn: 1 },
]

function report(over: Partial<Report> = {}): Report {
  const checked = Object.fromEntries(
    COUNTED.map(([key], i) => [key, 1000 + i]),
  ) as unknown as Report["checked"]
  return {
    verdict: "ok",
    origin: "log.example",
    size: 33,
    root: "cd".repeat(32),
    previous: null,
    checked,
    findings: [],
    more: 0,
    kind: "production",
    organisation: "Organisation",
    fingerprint: "12".repeat(32),
    day: "2026-11-30",
    unchecked: [],
    timeline: DAYS,
    ...over,
  }
}

describe("the page", () => {
  test("says the verdict before anything else", () => {
    const findings = [finding("seq-gap", { index: 3, subject: SUBJECT }), finding("fork")]
    const html = reportHtml(report({ verdict: "findings", findings }))
    const order = ["2 faults were found", "What was found", "Which log this is", "What was checked"]
    const places = order.map((text) => html.indexOf(text))
    expect(places.every((at) => at > 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(html).toContain("entry 3")
    expect(html).toContain("<code>seq-gap</code>")
    expect(html).not.toContain("<h2>What this shows</h2>") // it shows less, where faults were found
  })

  test("names the faults' number as people do", () => {
    expect(reportHtml(report({ verdict: "findings", findings: [finding("fork")] }))).toContain(
      "One fault was",
    )
  })

  test("escapes what strangers chose: an organisation's name cannot act", () => {
    const html = reportHtml(report({ organisation: `<img src=x onerror="a('&')">` }))
    expect(html).not.toContain("<img")
    expect(html).toContain("&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;")
  })

  test("holds no script and loads nothing; its policy allows its own style alone", () => {
    const html = reportHtml(report())
    expect(html).not.toMatch(/<script|<link|<iframe|\son[a-z]+=|url\(|https?:/i)
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? ""
    const hash = createHash("sha256").update(style).digest("base64")
    expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;"`)
  })

  test("tells a demonstration, and only that, as one", () => {
    expect(reportHtml(report({ kind: "demonstration" }))).toContain("protects nobody")
    expect(reportHtml(report())).not.toContain("protects nobody")
  })

  test.each(Object.keys(UNCHECKED) as Unchecked[])(
    "says that %s was not checked, and how it can be",
    (what) => {
      expect(reportHtml(report({ verdict: "incomplete", unchecked: [what] }))).toContain(
        UNCHECKED[what].slice(0, 40),
      )
    },
  )

  test("gives every count, and what no audit can show", () => {
    const html = reportHtml(report())
    for (const [i, [, name]] of COUNTED.entries())
      expect(html).toContain(`<td>${name}</td><td class="n">${1000 + i}</td>`)
    for (const text of NOT_PROVEN) expect(html).toContain(text.slice(0, 30))
  })
})

describe("the pictures", () => {
  const dots = ({ shapes }: Drawing) => shapes.flatMap((shape) => (shape.kind === "dot" ? [shape] : []))
  const crosses = ({ shapes }: Drawing) => shapes.flatMap((shape) => (shape.kind === "cross" ? [shape] : []))

  test("the time line has a dot for each day and kind, larger for more, as far apart as the days are", () => {
    const [first, second, third, ...more] = dots(timeline(DAYS, [])).sort((a, b) => a.x - b.x || a.y - b.y)
    expect(more).toHaveLength(1)
    expect(second?.r).toBeGreaterThan(first?.r ?? 0)
    const [x1, x2, x3] = [first?.x ?? 0, third?.x ?? 0, more[0]?.x ?? 0]
    expect((x3 - x2) / (x2 - x1)).toBeCloseTo(9, 0)
  })

  test("a fault stands on the day of its entry, one about the whole at the end", () => {
    const x = new Map(dots(timeline(DAYS, [])).map((dot) => [dot.y, dot.x]))
    const on = (index?: number) =>
      crosses(timeline(DAYS, [finding("seq-gap", index === undefined ? {} : { index })]))[0]?.x
    expect(on(0)).toBe(Math.min(...x.values(), on(0) ?? 0))
    expect(on(17)).toBe(on())
    expect(on(16)).toBeLessThan(on(17) ?? 0)
  })

  test("growth steps up to the last size, and never down", () => {
    const [path] = growth(DAYS).shapes.flatMap((shape) => (shape.kind === "path" ? [shape.points] : []))
    expect(path).toHaveLength(5)
    const heights = path?.map(([, y]) => y) ?? []
    expect(heights).toEqual([...heights].sort((a, b) => b - a))
  })

  test("one day, or none, draws", () => {
    expect(dots(timeline(DAYS.slice(0, 1), []))).toHaveLength(1)
    expect(timeline([], [finding("fork")]).shapes.length).toBeGreaterThan(0)
    expect(growth([]).shapes.length).toBeGreaterThan(0)
    expect(dots(grownSince(5, 9)).map(({ x }) => x)).toEqual(
      [...dots(grownSince(5, 9)).map(({ x }) => x)].sort((a, b) => a - b),
    )
  })
})
