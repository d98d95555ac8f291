// The command line's entry: finds the command, runs it, and turns whatever went wrong into two lines and a status. Each
// command is read only when it is asked for: reading all of them takes longer than most of them do.
import { CliError, report } from "./errors.ts"
import { type Output, outputTo } from "./output.ts"
import { HELP } from "./usage.ts"

type Command = (args: string[], output: Output) => Promise<number>

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./init.ts")).init,
  keys: async () => (await import("./keys.ts")).keys,
  charter: async () => (await import("./charter-main.ts")).charter,
  rotate: async () => (await import("./rotate.ts")).rotate,
  seal: async () => (await import("./seal.ts")).seal,
  submit: async () => (await import("./submit.ts")).submit,
  carry: async () => (await import("./carry.ts")).carry,
  consent: async () => (await import("./consent.ts")).consent,
  open: async () => (await import("./open.ts")).openCommand,
  import: async () => (await import("./import.ts")).importCommand,
  cases: async () => (await import("./cases.ts")).cases,
  read: async () => (await import("./read.ts")).read,
  reply: async () => (await import("./reply.ts")).replyCommand,
  share: async () => (await import("./share.ts")).share,
  audit: async () => (await import("./audit.ts")).audit,
  serve: async () => (await import("./serve.ts")).serve,
  start: async () => (await import("./start.ts")).start,
  fsck: async () => (await import("./fsck.ts")).fsck,
  backup: async () => (await import("./backup.ts")).backup,
  log: async () => (await import("./log.ts")).log,
  witness: async () => (await import("./witness.ts")).witness,
  restore: async () => (await import("./restore.ts")).restore,
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
  return (await command())(args, outputTo(args.length < rest.length))
}

process.exitCode = await main(process.argv.slice(2)).catch(report)
