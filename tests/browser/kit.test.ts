// The kit's page (`npm run ui`): every piece in every state, in each language, light and dark, without anything that axe finds, and
// nothing cut off at 320 pixels. From the development server, as people see it.
import type { AddressInfo, Server } from "node:net"
import { join } from "node:path"
import { expect, test } from "@playwright/test"
import axe from "axe-core"
import { createServer } from "vite"
import { LANGUAGE_CODES } from "../../src/i18n/languages.ts"
import { note } from "./watched.ts"

test("every piece of the kit, in each language, light and dark: axe finds nothing, nothing is cut off", async ({
  page,
}, { project }) => {
  test.skip(project.name !== "chromium", "the screens themselves are looked at in both")
  const server = await createServer({
    configFile: join(import.meta.dirname, "../../vite.config.ts"),
    server: { port: 0, host: "127.0.0.1", hmr: false },
    optimizeDeps: { noDiscovery: true, include: [] },
    cacheDir: join(import.meta.dirname, "../../node_modules/.cache/kit-test"),
    logLevel: "error",
  })
  await server.listen()
  const { port } = (server.httpServer as Server).address() as AddressInfo
  await page.route("**/site.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }))
  await page.setViewportSize({ width: 320, height: 800 })
  const faults: string[] = []
  page.on("pageerror", (error) => faults.push(error.message))
  await page.goto(`http://127.0.0.1:${port}/ui/kit.html`)
  await page.locator('[data-state="kit"]').waitFor({ timeout: 60_000 })
  await page.evaluate(`(() => { ${axe.source} })()`)
  for (const code of LANGUAGE_CODES)
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`[data-act="${code}"]`).click()
      await page.locator(`html[lang="${code}"]`).waitFor()
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document)
        const root = document.documentElement
        return [
          ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(" ")}`)),
          ...(root.scrollWidth > root.clientWidth ? ["wider than the screen"] : []),
        ]
      })
      expect([code, colorScheme, ...found]).toEqual([code, colorScheme])
      note("cases", 1)
    }
  // Every piece is there: what the kit is made of, by the names of its files.
  for (const piece of [
    ".choice",
    ".options.short",
    "textarea",
    "select",
    ".files",
    "progress[value]",
    "progress:not([value])",
  ])
    expect(await page.locator(piece).count()).toBeGreaterThan(0)
  for (const piece of [
    ".notice.marked",
    ".button.main",
    ".button.quiet",
    ".receipt.words",
    ".receipt.digits",
    ".exit",
  ])
    expect(await page.locator(piece).count()).toBeGreaterThan(0)
  expect(faults).toEqual([])
  await server.close()
})
