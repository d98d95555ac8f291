// What mutants that break a standing page are made of: put into the page as globals before the mutant runs there.

declare global {
  /** Styles one element over everything else. */
  function style(selector: string, css: string): void
  /** Styles by a sheet of its own, as the page's policy allows. */
  function sheet(css: string): void
  function add(tag: string, css?: string): HTMLElement
  function set(selector: string, name: string, value: string): void
  function take(selector: string): void
}

export const TOOLS = `
  globalThis.style = (selector, css) => { document.querySelector(selector).style.cssText = css }
  globalThis.sheet = (css) => {
    const one = new CSSStyleSheet()
    one.replaceSync(css)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, one]
  }
  globalThis.add = (tag, css = "") => {
    const one = document.createElement(tag)
    one.style.cssText = css
    document.body.append(one)
    return one
  }
  globalThis.set = (selector, name, value) => document.querySelector(selector).setAttribute(name, value)
  globalThis.take = (selector) => document.querySelector(selector).remove()
`
