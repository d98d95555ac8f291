// A ceremony in which a root, the log's and the release key, and the audit identity are made elsewhere, and that root signs
// elsewhere too: what docs/CEREMONY.md says under "A key made elsewhere".
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { ORIGIN } from "../custody/ceremony.ts"
import { BEGIN, INIT, room, rootKey, typeSheets } from "./ceremony-run.ts"

test("keys that are made elsewhere come in by their holders' proofs, and one root signs at home", async () => {
  const place = room({ joined: ["root-2", "release-1", "log", "audit"] })
  const { id } = await place.run("charter", ...BEGIN)
  const names = { "root-2": "root-2", "release-1": "release-1", log: ORIGIN }
  for (const [seat, name] of Object.entries(names)) {
    await place.run("keys", "new", "--name", name, "--out", `./own-${seat}`)
    await place.run(
      "keys",
      "show",
      `./own-${seat}`,
      "--prove",
      id,
      "--origin",
      ORIGIN,
      "--out",
      `./proof-${seat}`,
    )
    expect((await place.run("keys", "join", "--dir", "./c", "--note", `./proof-${seat}`)).joined).toBe(seat)
    expect(await place.refused("keys", "join", "--dir", "./c", "--note", `./proof-${seat}`)).toBe(
      "ceremony-seat",
    )
  }
  await place.run("keys", "new", "--dir", "./c")
  const { recipient } = await place.run("keys", "new", "--identity", "--out", "./own-audit")
  writeFileSync(place.at("recipient"), `${recipient}\n`)
  const { challenge } = await place.run("keys", "join", "--dir", "./c", "--recipient", "./recipient")
  const { answer } = await place.run("keys", "show", "./own-audit", "--answer", challenge)
  writeFileSync(place.at("answer"), `${answer}\n`)
  writeFileSync(place.at("wrong"), `${answer.slice(1)}0\n`)
  expect(await place.refused("keys", "join", "--dir", "./c", "--answer", "./wrong")).toBe("join-challenge")
  expect(await place.refused("keys", "join", "--dir", "./c")).toBe("usage")
  expect((await place.run("keys", "join", "--dir", "./c", "--answer", "./answer")).step).toBe("intake")
  for (const file of ["root-2", "release-1/release-1.key", "server/log.key", "audit/audit.age-identity"])
    expect(existsSync(place.at(`c/${file}`)), file).toBe(false)

  await place.run("keys", "share", "--dir", "./c")
  expect(await place.refused("charter", "show", "--dir", "./c", "--out", "./draft")).toBe("ceremony-step")
  await place.run("keys", "drill", "--dir", "./c", "--root", "./own-root-2", ...typeSheets(place))
  await place.run("charter", "sign", "--dir", "./c", ...rootKey(1), ...rootKey(3))
  // The text goes to the second root's own machine, and comes back signed.
  await place.run("charter", "show", "--dir", "./c", "--out", "./draft")
  await place.run("charter", "sign", "./draft", "--key", "./own-root-2", "--yes", "--out", "./signed")
  expect(await place.refused("charter", "verify", "--dir", "./c")).toBe("status 1")
  expect((await place.run("charter", "sign", "--dir", "./c", "./signed")).complete).toBe(true)
  const { fingerprint } = await place.run("charter", "verify", "--dir", "./c")
  expect(readdirSync(place.at("c/root-2")).sort()).toEqual(["charter.note", "fingerprint.txt"])
  const args = INIT(fingerprint).map((arg) => (arg === "./c/server/log.key" ? "./own-log" : arg))
  expect(await place.run("init", ...args)).toMatchObject({ kind: "production" })
})
