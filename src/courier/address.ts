// The address of a server, as a person gives it: a scheme and a name, and nothing that would be signed or lost.
import { CodedError } from "../core/errors.ts"

export class AddressError extends CodedError<"address"> {}

/**
 * @returns `https://name[:port]`
 * @throws {AddressError} `address` for a path, a query, a password or another scheme
 */
export function serverAddress(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new AddressError("address", "not the address of a server")
  }
  const web = url.protocol === "https:" || url.protocol === "http:"
  const bare =
    url.pathname === "/" && url.search === "" && url.hash === "" && url.username + url.password === ""
  if (!web || !bare) throw new AddressError("address", "an address is https:// and a name, without a path")
  return url.origin
}
