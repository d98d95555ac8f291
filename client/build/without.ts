// A build step for the survivors' pages: leaves out what age-encryption can do and Cairn's protocol forbids (section 1:
// nothing but `mlkem768x25519`), NIST curves and passphrases. About 7 kB less over a bad line; code that calls them fails.
import type { Plugin } from "vite"

const NAME = "\0without"
const LEFT_OUT = /^@noble\/(curves\/nist|hashes\/scrypt)\.js$/

// What is asked while the library is loaded is answered; anything more throws, for there is nothing there to call.
const SOURCE = `const curve = (n) => ({ lengths: { secretKey: n, publicKeyUncompressed: 2 * n + 1 }, Point: { Fn: {} } })
export const p256 = curve(32)
export const p384 = curve(48)
export const scrypt = () => { throw new Error("passphrases are left out") }
`

export function withoutUnused(): Plugin {
  return {
    name: "without-unused",
    apply: "build",
    enforce: "pre",
    resolveId: { filter: { id: LEFT_OUT }, handler: () => NAME },
    load: { filter: { id: new RegExp(`^${NAME}$`) }, handler: () => SOURCE },
  }
}
