// What `cairn --help` says, and the one thing every command asks of its options.
import { CliError } from "./errors.ts"

/** @throws {CliError} `usage` if the option was not given */
export function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new CliError("usage", `${option} is missing`, "cairn --help")
  return value
}

export const HELP = `cairn: accounts sealed where they are written, opened where there is no network

  cairn init --demo [--data data] [--demo-dir demo] [--merge immediate|MINUTES|daily] [--origin NAME]
      makes a demonstration organisation: what a server holds, and its offline keys

  cairn seal --charter URL|FILE --fingerprint F --testimony t.json --consent c.json
             [--file PATH[:keep|removed]]... --out x.cairn --receipt-out FILE
      seals an account into a package, and writes the receipt that takes it back

  cairn open x.cairn --identity FILE --fingerprint F --out DIR [--charter URL|FILE]
      opens a package, offline, into DIR/<subject>/<root>/

  --json    one JSON document on stdout        -    stdin, where a file is read

F is the organisation's fingerprint, 64 hex digits. Exit status: 0 done, 1 refused, 2 could not.
`
