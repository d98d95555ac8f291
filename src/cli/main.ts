// The command line's entry: finds the command, runs it, and turns whatever went wrong into two lines and a status.
import { audit } from "./audit.ts"
import { backup } from "./backup.ts"
import { carry } from "./carry.ts"
import { consent } from "./consent.ts"
import { CliError, report } from "./errors.ts"
import { fsck } from "./fsck.ts"
import { init } from "./init.ts"
import { log } from "./log.ts"
import { openCommand } from "./open.ts"
import { type Output, outputTo } from "./output.ts"
import { restore } from "./restore.ts"
import { seal } from "./seal.ts"
import { serve } from "./serve.ts"
import { start } from "./start.ts"
import { submit } from "./submit.ts"
import { HELP } from "./usage.ts"
import { witness } from "./witness.ts"

const COMMANDS: Readonly<Record<string, (args: string[], output: Output) => Promise<number>>> = {
  init,
  seal,
  submit,
  carry,
  consent,
  open: openCommand,
  audit,
  serve,
  start,
  fsck,
  backup,
  log,
  witness,
  restore,
}

async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(HELP)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw new CliError("usage", "no such command", "cairn --help")
  const args = rest.filter((arg) => arg !== "--json")
  return command(args, outputTo(args.length < rest.length))
}

process.exitCode = await main(process.argv.slice(2)).catch(report)
