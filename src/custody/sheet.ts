// One sheet of paper as one self-contained page: no script, nothing to load, black on white. All printed sheets of a ceremony are
// made here, by the page and by the command line alike. Every text is escaped.
import { sha256 } from "@noble/hashes/sha2.js"
import { toBase64 } from "../core/base64.ts"
import { utf8 } from "../core/bytes.ts"

const STYLE = `
@page { size: A4; margin: 15mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-inline-size: 46rem; padding: 1.5rem; color: #000; background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif }
header { border-block-end: 2px solid #000; margin-block-end: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem } h2 { font-size: 1.125rem; margin: 1.25rem 0 .375rem }
p { margin: 0 0 .5rem } ul, .do { margin: 0 0 .5rem; padding-inline-start: 1.25rem }
.warn { border: 2px solid #000; padding: .5rem .75rem; font-weight: 600 }
.demo { border: 2px dashed #000; padding: .5rem .75rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .125rem 1rem; margin: 0 0 .5rem }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere }
code, .hex { font: .9375rem/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
.big { font-size: 1.375rem; letter-spacing: .04em }
ol.words { display: grid; grid-template-columns: repeat(4, 1fr); gap: .25rem .75rem; padding: 0; margin: 0 0 .75rem;
  list-style: none; counter-reset: word }
ol.words li { border: 1px solid #888; border-radius: .25rem; padding: .25rem .5rem; font-size: 1.125rem; counter-increment: word }
ol.words li::before { content: counter(word) ". "; color: #555; font-size: .8125rem }
.beside { display: flex; flex-wrap: wrap; gap: 1.25rem; align-items: flex-start } .beside > div { flex: 1 1 16rem }
svg.qr { inline-size: 12rem; block-size: 12rem; flex: none }
table { border-collapse: collapse; inline-size: 100%; margin-block-end: .75rem } td:empty { inline-size: 28% } td, th { border: 1px solid #888; padding: .125rem .5rem; text-align: start }
.sign { display: grid; grid-template-columns: repeat(3, 1fr); gap: 2rem; margin-block-start: 2.5rem }
.sign span { border-block-start: 1px solid #000; padding-block-start: .25rem; font-size: .8125rem }
@media print { html { font-size: 80% } body { padding: 0; max-inline-size: none } section, .beside, ol.words li, .sign { break-inside: avoid } }
@media (max-width: 30rem) { ol.words { grid-template-columns: repeat(2, 1fr) } body { padding: 1rem } }
`

/** A sheet's frame; `body` is made of this file's pieces, so that nothing in it is unescaped. */
export interface SheetFrame {
  readonly title: string
  readonly organisation: string
  readonly day: string
  readonly demonstration: boolean
}

declare const safe: unique symbol

/** HTML that one of these functions made. */
export type Html = string & { readonly [safe]: true }

/** @returns a whole HTML document, UTF-8 */
export function sheet(
  { title, organisation, day, demonstration }: SheetFrame,
  body: readonly Html[],
): string {
  const policy = `default-src 'none'; style-src 'sha256-${toBase64(sha256(utf8(STYLE)))}'`
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1><p>${escaped(organisation)}, ${escaped(day)}</p></header><main>`,
    demonstration ? '<p class="demo">This is a demonstration. It protects nobody.</p>' : "",
    ...body,
    "</main></body></html>\n",
  ].join("\n")
}

export function section(heading: string, ...parts: readonly Html[]): Html {
  return `<section><h2>${escaped(heading)}</h2>${parts.join("\n")}</section>` as Html
}

export function paragraph(text: string, kind: "" | "warn" | "hex" | "big hex" = ""): Html {
  return `<p${kind === "" ? "" : ` class="${kind}"`}>${escaped(text)}</p>` as Html
}

export function list(items: readonly string[]): Html {
  return `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>` as Html
}

export function facts(rows: readonly (readonly [string, string])[]): Html {
  const cells = rows.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
  return `<dl>${cells.join("")}</dl>` as Html
}

/** Words in order, numbered. `language` is theirs, so that they are drawn and read out as what they are. */
export function wordGrid(words: readonly string[], language: string): Html {
  const items = words.map((word) => `<li>${escaped(word)}</li>`).join("")
  return `<ol class="words" lang="${escaped(language)}">${items}</ol>` as Html
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  const head = heads.map((text) => `<th scope="col">${escaped(text)}</th>`).join("")
  const body = rows.map(
    (row) => `<tr>${row.map((text) => `<td class="hex">${escaped(text)}</td>`).join("")}</tr>`,
  )
  return `<table><tr>${head}</tr>${body.join("")}</table>` as Html
}

export function beside(svg: string, ...parts: readonly Html[]): Html {
  return `<div class="beside">${svg}<div>${parts.join("\n")}</div></div>` as Html
}

/** Lines to sign on. */
export function signLines(labels: readonly string[]): Html {
  return `<div class="sign">${labels.map((label) => `<span>${escaped(label)}</span>`).join("")}</div>` as Html
}

/** Hex in groups of four, as people read it aloud. */
export function spaced(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, "$1 ")
}

export function escaped(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  }
  return text.replace(/[&<>"']/g, (letter) => names[letter] as string)
}
