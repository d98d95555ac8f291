// What axe finds on the screen that stands. Put into the page once: its own driver would open a page for each look.
import type { Page } from "@playwright/test"
import axe from "axe-core"

export async function askAxe(page: Page): Promise<string[]> {
  await page.evaluate(`globalThis.axe === undefined && (() => { ${axe.source} })()`)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `axe: ${id} ${target.join(" ")}`))
  })
}
