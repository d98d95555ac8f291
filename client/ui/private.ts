// What keeps a field's words from the browser's helpers: no spell-check that sends them away, no memory of the keyboard or
// browser, no translation.

// As attributes, by hand: preact would set properties of the same name, where the word "off" counts as true.
const PRIVATE = {
  spellcheck: "false",
  autocomplete: "off",
  autocorrect: "off",
  autocapitalize: "off",
  translate: "no",
}

/** A `ref` for every field of hers. */
export function makePrivate(element: HTMLElement | null): void {
  for (const [name, value] of Object.entries(PRIVATE)) element?.setAttribute(name, value)
}
