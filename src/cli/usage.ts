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

  cairn init --charter FILE --policy FILE --fingerprint F --log-key FILE --data DIR [--merge …] [--demonstration]
      makes the data folder of a real organisation from what its ceremony handed to the server

  cairn charter new --plan-out plan.json --origin NAME --organisation NAME
  cairn charter new --plan plan.json --policy policy.json --dir DIR       … --dir DIR --throw-away
  cairn keys new --dir DIR        cairn keys share --dir DIR [--passphrase-file FILE]
  cairn keys join --dir DIR --note FILE|--recipient FILE|--answer FILE
  cairn keys drill --dir DIR --root root-1.key [--share FILE]... [--file intake.age --passphrase-file FILE]
  cairn charter sign --dir DIR [--key root-1.key]... [SIGNED]...          cairn charter verify --dir DIR
      the key ceremony, offline, a step a command; cairn charter show --dir DIR [--out DRAFT]
      says what comes next

  cairn keys drill --charter FILE --fingerprint F --share-set shares.json [--share FILE]...|--file intake.age
      the drill of every year: whether paper still opens the key that the charter names

  cairn keys new --name NAME|--identity --out FILE
  cairn keys show FILE [--prove ID --origin NAME --out NOTE] [--answer CHALLENGE]
      a key of one's own, and the proof that one holds it

  cairn charter change --charter FILE --fingerprint F [--add NOTE]... [--remove NAME]... [--set rules.json] [--expires DAY]
             [--policy FILE] [--log NOTE] [--audit FILE --challenge-out FILE|--challenge FILE --answer FILE] --out FILE
  cairn charter show [PROPOSAL] --charter FILE --fingerprint F
  cairn charter sign PROPOSAL --charter FILE --fingerprint F --key root-1.key [--yes] --out FILE
  cairn charter verify [SIGNED]... --charter FILE --fingerprint F [--out charter-2.note]
  cairn charter send charter-2.note --charter FILE --fingerprint F [--policy FILE] --out dispatch.zip
      a new version: proposed, read in plain words, signed by each root alone, put together, and
      for the courier

  cairn rotate new --dir R --charter FILE --fingerprint F --split K/N|--whole [--revoke]
  cairn rotate drill|show|propose|rewrap|destroy --dir R [--charter FILE --fingerprint F] [--store DIR --identity FILE]...
             [--old FILE]... [--yes] [--out FILE]
      a new key that opens accounts in place of the old one; show says what comes next

  cairn seal --charter URL|FILE --fingerprint F --testimony t.json --consent c.json
             [--file PATH[:keep|removed]]... --out x.cairn --receipt-out FILE
      seals an account into a package, and writes the receipt that takes it back

  cairn submit x.cairn --to URL [--fingerprint F]
      posts a package and prints the server's promise

  cairn carry pull --from URL --key courier.key --fingerprint F --out intake.zip
             [--since PREVIOUS.zip|CHECKPOINT]
      fetches everything the offline machine needs into one file; with --since only what is new,
      and the server must have kept what it showed and promised before

  cairn open intake.zip|x.cairn --identity FILE --fingerprint F --out DIR [--since PREVIOUS.zip]...
             [--charter URL|FILE]
      opens an intake bundle or a package, offline, into DIR/<subject>/<root>/; --since names the bundles
      before it, oldest first

  cairn audit URL|BUNDLE --fingerprint F [--key auditor.key] [--identity audit.age-identity]
             [--state DIR] [--html FILE] [--compare CHECKPOINT]...
      checks all that an organisation's log lets anyone check, and trusts nobody; --state keeps what was seen,
      so that the next run reads only what is new. Ends with 0 all well, 1 findings, 2 incomplete
  cairn carry push dispatch.zip --to URL --key courier.key [--fingerprint F]
      brings a console's statements, records and replies to the server; again is the same

  cairn consent show [--record-out c.json] --from URL --fingerprint F --receipt-file FILE
  cairn consent amend|reinstate --record c.json --from URL --fingerprint F --receipt-file FILE
  cairn consent withdraw [--now] --from URL --fingerprint F --receipt-file FILE
      what the receipt can do: see what stands and what was done, decide anew, withdraw everything
      (--now: to be erased at once, without days to change your mind), take a withdrawal back

  The staff room, on a machine without a network. Each of these takes
             --store DIR --key console.key and a key to open with (--identity FILE, or --share-set
             shares.json and sheets that are typed; see above), and --by WHO, as records name you
  cairn import intake.zip --fingerprint F [--go-on]
      takes a bundle in: withdrawals first, then the rest; again is the same. --go-on after an older copy
      of the store was put back
  cairn cases [--language L] [--harm H01] [--place TEXT] [--purpose P [--recipient R]] [--waiting]
             [--review-by DAY] [--label L] [--held-by WHO] [--search WORDS]
  cairn cases show|label|note|fields|give CASE [LABEL]... [--text FILE] [--fields FILE] [--to WHO]
  cairn cases quarantine set|lift CASE --reason TEXT
      lists cases, content covered; a case with what her consent allows today and why not; what staff write
  cairn read CASE --purpose P [--met CONDITION]... [--out DIR | --file 1:files/001 --out FILE]
      shows her words, or takes out one file; logged as opened. --purpose store is for triage alone
  cairn reply CASE --text FILE [--language L] [--ask P [--to R] [--words FILE | --sha256 H]]
  cairn share ask CASE --plan plan.json --out REQUEST     hold|release CASE --reason TEXT --out REQUEST
  cairn share review REQUEST     approve REQUEST --out APPROVAL     finish REQUEST --approval APPROVAL --out DIR
      what two consoles do: one asks, another reviews and approves, the first states it and gets the copy
  cairn share dispatch --out dispatch.zip
      all that waits, for cairn carry push; again is the same until a bundle acknowledges it

  cairn serve [--data DIR] [--port N]
      runs the server of a data folder; PORT, HOST, CAIRN_PROXY and others: see docs

  cairn start
      what npm start does: a demonstration organisation, its pages and its server, in one go

  cairn log integrate --data DIR [--trust-clock]
      gives pending statements their places in the log, once, while no server runs

  cairn log rebuild --data DIR
      makes what follows from the log again, and says whether anything stood otherwise

  cairn witness --key FILE --data DIR [--port N] [--new NAME]
      cosigns the logs whose vkeys stand in DIR/logs, one to a line; --new makes the key if there is none

  cairn fsck [--quick] --data DIR         cairn backup FILE --data DIR
      compares rows and bytes; copies the folder beside a running server, headers apart

  cairn restore FILE --data DIR
      a backup (with FILE.headers beside it) into a new folder, which may not sign; or an intake bundle
      into a folder that may not sign: refills its log, erases again, and lets it sign

  --json    one JSON document on stdout        -    stdin, where a file is read

F is the organisation's fingerprint, 64 hex digits. Exit status: 0 done, 1 refused, 2 could not.
`
