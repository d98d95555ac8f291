// How the submit page stands on small and large screens: no sideways scrolling, the exit always in sight, a demonstration
// marked as one on every screen.
import { expect, type Page } from "@playwright/test"
import { act, arrived, test, write } from "./form.ts"
import { note } from "./watched.ts"

const WIDTHS = [320, 1200]

async function expectSound(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 640 })
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(wide).toBe(0)
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    const exit = await page.locator('[data-act="exit"]').boundingBox()
    expect(exit?.width).toBeGreaterThanOrEqual(48)
    expect(exit?.height).toBeGreaterThanOrEqual(48)
    expect(exit?.y).toBeGreaterThanOrEqual(0)
    expect((exit?.y ?? 999) + (exit?.height ?? 0)).toBeLessThan(80)
  }
  await expect(page.getByText("Demonstration. This is not a real organisation.")).toBeVisible()
  note("cases", WIDTHS.length)
}

test("every screen fits, keeps the exit in sight and says that it is a demonstration", async ({
  serve,
  visit,
}) => {
  const lies = ["other-key", "true"] as const
  let asked = 0
  const stand = await serve({ promise: () => lies[asked++] ?? "true" })
  const page = await visit(stand.url)
  const name = `${"дуже-довга-назва-".repeat(8)}.bin`
  await write(page, { text: "a".repeat(500), files: [{ name, mimeType: "", buffer: Buffer.alloc(1500) }] })
  await page.locator('[data-act="next"]').waitFor()
  await expectSound(page)
  await act(page, "next")
  await page.locator('[data-q="store"] input[value="yes"]').check()
  await expectSound(page)
  await act(page, "send")
  await page.locator('[data-state="stuck"]').waitFor()
  await expectSound(page)
  await act(page, "again")
  await arrived(page)
  await expectSound(page)
})
