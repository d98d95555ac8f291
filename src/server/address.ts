// Where a request comes from, as far as limits need it: who to believe about it, and what to count it under. An address
// never leaves this file but as the input of a keyed hash.

/** `CAIRN_PROXY`: addresses whose last `X-Forwarded-For` entry is believed, or no addresses at all behind an onion. */
export type Proxies = "onion" | readonly string[]

/** @param text the variable, or undefined */
export function parseProxies(text: string | undefined): Proxies {
  const words = (text ?? "").split(/[\s,]+/).filter((word) => word !== "")
  return words.length === 1 && words[0] === "onion" ? "onion" : words.map((word) => canonical(word) ?? word)
}

/**
 * Whom a request is counted under. Nothing a sender writes is believed unless a proxy that we were told of passed it on.
 * @param remote the other end of the connection
 * @returns undefined where no address is known
 */
export function senderOf(
  remote: string | undefined,
  forwarded: string | undefined,
  proxy: Proxies,
): string | undefined {
  if (proxy === "onion") return undefined
  const peer = canonical(remote ?? "")
  if (peer === undefined || !proxy.includes(peer)) return peer
  return canonical(forwarded?.split(",").at(-1)?.trim() ?? "") ?? peer
}

/** One household: an IPv4 address, or the /64 that one IPv6 line has to itself. */
export function lineOf(address: string): string {
  return address.includes(":") ? firstGroups(address, 4) : address
}

/** One class for quotas: a /24, or a /48. */
export function classOf(address: string): string {
  return address.includes(":") ? firstGroups(address, 3) : address.split(".").slice(0, 3).join(".")
}

/** One text for one address, IPv4 inside IPv6 taken out; undefined for anything that is no address. */
function canonical(text: string): string | undefined {
  const plain = /^::ffff:([0-9.]+)$/i.exec(text)?.[1] ?? text
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(plain)) {
    return plain.split(".").every((n) => Number(n) <= 255)
      ? plain.split(".").map(Number).join(".")
      : undefined
  }
  if (!/^[0-9a-f:.]{2,45}$/i.test(plain) || !plain.includes(":")) return undefined
  try {
    return new URL(`http://[${plain}]/`).hostname.slice(1, -1)
  } catch {
    return undefined
  }
}

function firstGroups(address: string, n: number): string {
  const [before = "", after] = address.split("::")
  const groups = before === "" ? [] : before.split(":")
  if (after !== undefined) {
    const rest = after === "" ? [] : after.split(":")
    groups.push(...Array<string>(8 - groups.length - rest.length).fill("0"), ...rest)
  }
  return groups.slice(0, n).join(":")
}
