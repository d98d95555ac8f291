// The ceremonies that come after the first one, in the console's page: an organisation with three roots of which two sign, its files as
// people have them, and the way through a change. Commands beside it, in this very process.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, type Page } from "@playwright/test"
import { charter } from "../../src/cli/charter-main.ts"
import { keys } from "../../src/cli/keys.ts"
import { rotate } from "../../src/cli/rotate.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import type { OrganisationPlan } from "../../src/custody/organisation.ts"
import { type World, world } from "../cases/world.ts"
import { press } from "./console-page.ts"
import { fill, give, save, state } from "./staff.ts"

const COMMANDS = { charter, keys, rotate }

export interface Later {
  readonly world: World
  readonly folder: string
  readonly fingerprint: string
  at(name: string): string
  /** Runs a command; paths that begin with `./` are below the folder. @returns what `--json` prints */
  // biome-ignore lint/suspicious/noExplicitAny: each command's own document
  run(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<any>
}

export async function later(folder: string, plan: Partial<OrganisationPlan> = {}): Promise<Later> {
  const w = await world({ roots: 3, threshold: 2, ...plan })
  mkdirSync(folder, { recursive: true })
  const at = (name: string): string => join(folder, name)
  for (const [name, secret] of w.made.secrets) writeFileSync(at(name), `${secret}\n`)
  writeFileSync(at("charter.note"), encodeNote(w.made.charter.note))
  return {
    ...{ world: w, folder, fingerprint: w.made.charter.hash, at },
    async run(name, ...args) {
      let said: object = {}
      const full = args.map((arg) => (arg.startsWith("./") ? at(arg.slice(2)) : arg))
      const result = (json: object): void => {
        said = json
      }
      await COMMANDS[name](full, { result })
      return said
    },
  }
}

/** The options by which commands take the charters in a file. */
export function pinned({ fingerprint }: Later, chain: string): string[] {
  return ["--charter", `./${chain}`, "--fingerprint", fingerprint]
}

/** From the first screen to one of the later ceremonies, with the charters in these files. */
export async function openCharters(
  page: Page,
  here: Later,
  part: "charter" | "rotation",
  ...files: readonly string[]
): Promise<void> {
  await press(page, part)
  await fill(page, "fingerprint", here.fingerprint.replace(/(.{8})/g, "$1 ").toUpperCase())
  await giveAll(page, "charters", files.map(here.at))
  await page.locator("[data-chain]").waitFor()
}

export async function giveAll(page: Page, question: string, paths: readonly string[]): Promise<void> {
  await page.locator(`input[data-q="${question}"]`).setInputFiles([...paths])
}

/** Reads a proposal on the screen for signing, as a root would, and signs. @returns after `signed` have */
export async function signHere(page: Page, root: string, signed: number): Promise<void> {
  await page.locator('[data-q="read"] input').check()
  await give(page, "root-key", root)
  await page.locator(`[data-signed="${signed}"]`).waitFor()
}

export async function refused(page: Page, code: string): Promise<void> {
  await expect(page.locator(`[data-refused="${code}"]`)).toBeVisible()
}

/** Adds a console by the page alone. Leaves `charter-2.note`, `charters.txt` and `dispatch.zip`, and the page at its first screen. */
export async function addConsole(
  page: Page,
  here: Later,
  screens: (name: string) => Promise<void> = async () => {},
): Promise<void> {
  await openCharters(page, here, "charter", "charter.note")
  await screens("change")
  await press(page, "go-key")
  await page.locator('[data-q="role"]').selectOption("console")
  await press(page, "make-key")
  await save(page, "save-key", here.at("console-3.key"))
  await save(page, "save-proof", here.at("console-3.note"))
  await screens("new-key")
  await press(page, "back")
  await press(page, "go-addConsole")
  await give(page, "proof", here.at("console-3.note"))
  await page.locator('[data-comes="console-3"]').waitFor()
  await screens("add-console")
  await press(page, "propose")
  await state(page, "charter-proposed").waitFor()
  await expect(page.locator("[data-compare]")).toHaveAttribute("data-compare", "1")
  await expect(page.locator('[data-row="consoles"] ins')).toContainText("console-3")
  await expect(page.locator("[data-row]")).toHaveCount(1)
  await screens("proposal")
  await save(page, "save-proposal", here.at("proposal"))
  await press(page, "back")
  await press(page, "go-sign")
  await give(page, "proposals", here.at("proposal"))
  await page.locator('[data-signed="0"]').waitFor()
  await expect(page.locator('[data-q="root-key"]')).toHaveCount(0) // nobody signs who has not read
  await signHere(page, here.at("root-1.key"), 1)
  await expect(page.locator('[data-complete="false"]')).toBeVisible()
  await expect(page.locator('[data-act="take-charter"]')).toHaveCount(0) // one of two: no charter
  await screens("one-signed")
  await save(page, "save-signed", here.at("signed-1"))
  await signHere(page, here.at("root-3.key"), 2)
  await screens("enough-signed")
  await press(page, "take-charter")
  await state(page, "charter-finished").waitFor()
  await screens("charter-2")
  await save(page, "save-note", here.at("charter-2.note"))
  await save(page, "save-chain", here.at("charters.txt"))
  await save(page, "save-dispatch", here.at("dispatch.zip"))
  await press(page, "back")
  await expect(page.locator("[data-chain]")).toHaveAttribute("data-chain", "2")
  await press(page, "back")
  const all = readFileSync(here.at("charters.txt"), "utf8")
  expect(all).toBe(
    readFileSync(here.at("charter.note"), "utf8") + readFileSync(here.at("charter-2.note"), "utf8"),
  )
}
