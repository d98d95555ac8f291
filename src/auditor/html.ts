// The report as one page that a lawyer can read and print: verdict first, each finding in plain words, what is proven and what
// is not, the days of the log drawn. No script, nothing to load; every text is escaped, also the organisation's name.
import { sha256 } from "@noble/hashes/sha2.js"
import { toBase64 } from "../core/base64.ts"
import { utf8 } from "../core/bytes.ts"
import { type Drawing, grownSince, growth, type Shape, timeline } from "./drawing.ts"
import { MEANINGS } from "./findings.ts"
import type { Report } from "./report.ts"
import { COUNTED, NEXT, NOT_PROVEN, PROVEN, UNCHECKED, verdictWords } from "./words.ts"

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --rule: #d0d7de; --paper: #fff;
  --ok: #1a5e3a; --fault: #8f2d15; --part: #5c4a00; --growth: #1c5d8c }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a5adb6; --rule: #3d444d; --paper: #16191d;
  --ok: #7fd6a4; --fault: #ffab91; --part: #e3c964; --growth: #8cc8f2 } }
@media print { :root { --ink: #000; --soft: #444; --rule: #bbb; --paper: #fff; --ok: #000; --fault: #000; --part: #000;
  --growth: #000 } section { break-inside: avoid } }
* { box-sizing: border-box }
body { margin: 0 auto; max-inline-size: 46rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper);
  font: 1.0625rem/1.6 system-ui, "Segoe UI", "Noto Sans", sans-serif }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem } h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem }
p { margin: 0 0 .75rem } .soft { color: var(--soft) } .demo { border: 2px dashed var(--part); padding: .5rem .75rem }
.verdict { border-inline-start: .375rem solid var(--part); padding: .75rem 1rem; margin: 1.25rem 0 } .verdict strong { font-size: 1.25rem }
.verdict.ok { border-color: var(--ok) } .verdict.findings { border-color: var(--fault) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 } dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere } code, .hash { font: .875rem/1.5 ui-monospace, "Cascadia Mono", monospace }
ol.found { padding: 0; list-style: none } ol.found li { border-block-start: 1px solid var(--rule); padding: .75rem 0 }
ol.found strong { color: var(--fault) } table { border-collapse: collapse; inline-size: 100% }
td { border-block-start: 1px solid var(--rule); padding: .375rem 0 } td.n { text-align: end; font-variant-numeric: tabular-nums }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-block-end: .5rem } body { padding-inline: .875rem }
  ul { padding-inline-start: 1.25rem } } .drawn { overflow-x: auto } @media screen { .drawn svg { min-inline-size: 34rem } }
svg { inline-size: 100%; block-size: auto; display: block } svg text { fill: var(--soft); font: 12px system-ui, sans-serif }
svg line { stroke: var(--rule) } svg .plain { fill: var(--ink); stroke: var(--ink) } svg .growth { fill: var(--growth);
  stroke: var(--growth) } svg polyline.plain, svg polyline.growth { fill: none; stroke-width: 2.5 }
svg .fault { stroke: var(--fault); stroke-width: 2.5; fill: none }
`

/** @returns a whole HTML document, UTF-8 */
export function reportHtml(report: Report): string {
  const { organisation, kind, verdict, day } = report
  const policy = `default-src 'none'; style-src 'sha256-${toBase64(sha256(utf8(STYLE)))}'`
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">`,
    '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
    `<title>Audit of ${escaped(organisation)}, ${escaped(day)}</title><style>${STYLE}</style></head><body>`,
    `<header><h1>Audit of ${escaped(organisation)}</h1><p class="soft">${escaped(day)}</p>`,
    kind === "demonstration"
      ? '<p class="demo">This organisation is a demonstration. It does not exist and protects nobody.</p>'
      : "",
    `</header><main><p class="verdict ${verdict}"><strong>${escaped(verdictWords(report))}</strong><br>${escaped(NEXT[verdict])}</p>`,
    found(report),
    unchecked(report),
    section("Which log this is", facts(report)),
    section("Day by day", days(report)),
    section("What was checked", counts(report)),
    section(verdict === "ok" ? "What this shows" : "What a report without faults shows", list(PROVEN)),
    section("What no audit can show", list(NOT_PROVEN)),
    "</main></body></html>\n",
  ].join("\n")
}

function found({ findings, more }: Report): string {
  if (findings.length === 0) return ""
  const items = findings.map(
    ({ code, index, subject, rule, message }) =>
      `<li><strong>${escaped(message)}</strong><br>${escaped(MEANINGS[code].ask)}<br><span class="soft">${[
        index === null ? "" : `entry ${index}`,
        subject === null ? "" : `person <span class="hash">${escaped(subject.slice(0, 16))}…</span>`,
        `rule ${escaped(rule)}`,
        `<code>${escaped(code)}</code>`,
      ]
        .filter((text) => text !== "")
        .join(" · ")}</span></li>`,
  )
  const others = more === 0 ? "" : `<p>And ${more} more, which would be too many to list.</p>`
  return section(
    "What was found",
    `<p class="soft">${escaped(READING)}</p><ol class="found">${items.join("")}</ol>${others}`,
  )
}

const READING =
  "An entry is named by its place in the log, a person by a random number that names nobody. Rules stand in PROTOCOL.md."

function unchecked({ unchecked: what }: Report): string {
  return what.length === 0 ? "" : section("What was not checked", list(what.map((one) => UNCHECKED[one])))
}

function facts({ origin, size, root, previous, fingerprint }: Report): string {
  const before = previous === null ? "none" : `${previous.size} entries, root ${previous.root}`
  const rows: [string, string][] = [
    ["log", origin],
    ["fingerprint of charter 1", fingerprint],
    ["entries", String(size)],
    ["root", root],
    ["seen before", before],
  ]
  const list = rows.map(([name, text]) => `<dt>${name}</dt><dd class="hash">${escaped(text)}</dd>`)
  return `<dl>${list.join("")}</dl>${previous === null ? "" : svg(grownSince(previous.size, size))}`
}

function days({ timeline: log, findings }: Report): string {
  if (log.length === 0) return "<p>The days of the log could not be read.</p>"
  return `${svg(timeline(log, findings))}${svg(growth(log))}`
}

function counts({ checked }: Report): string {
  const rows = COUNTED.map(([key, name]) => `<tr><td>${name}</td><td class="n">${checked[key]}</td></tr>`)
  return `<p class="soft">In this run; what an earlier audit verified is not verified again.</p><table>${rows.join("")}</table>`
}

function section(title: string, body: string): string {
  return `<section><h2>${title}</h2>${body}</section>`
}

function list(texts: readonly string[]): string {
  return `<ul>${texts.map((text) => `<li>${escaped(text)}</li>`).join("")}</ul>`
}

/** A drawing as SVG text. */
export function svg({ width, height, title, shapes }: Drawing): string {
  const body = shapes.map(element).join("")
  const label = escaped(title)
  return `<div class="drawn"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><title>${label}</title>${body}</svg></div>`
}

function element(shape: Shape): string {
  switch (shape.kind) {
    case "line":
      return `<line x1="${shape.x1}" y1="${shape.y1}" x2="${shape.x2}" y2="${shape.y2}"/>`
    case "path":
      return `<polyline class="${shape.tone}" points="${shape.points.map((point) => point.join(",")).join(" ")}"/>`
    case "dot":
      return `<circle class="${shape.tone}" cx="${shape.x}" cy="${shape.y}" r="${shape.r}"/>`
    case "cross": {
      const { x, y, r } = shape
      return `<path class="fault" d="M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}"/>`
    }
    case "text":
      return `<text x="${shape.x}" y="${shape.y}" text-anchor="${shape.anchor}">${escaped(shape.text)}</text>`
  }
}

const UNSAFE: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => UNSAFE[character] as string)
}
