// The unit and command-line tests. Browser tests are Playwright's (playwright.config.ts).
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: "100%", // of the cores; left to itself, one of two stands idle
  },
})
