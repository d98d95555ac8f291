// What of an account she sends, in the consent record's words for its kinds: what a yes can be a yes to.
import type { Scope } from "../survivor/terms.ts"
import type { Order } from "./messages.ts"

const KINDS: Readonly<Record<string, Scope>> = { image: "photo", video: "video", audio: "voice" }

/** Everything that she sends, each kind by its name. */
export function given({ answers, files, recordings }: Order): Set<Scope> {
  const has = (...ids: (keyof Order["answers"])[]): boolean => ids.some((id) => answers[id] !== undefined)
  const kinds = files.map(({ file }) => KINDS[file.type.split("/")[0] ?? ""] ?? "documents")
  const scopes: readonly (readonly [Scope, boolean])[] = [
    ["account", true],
    ["identity", has("call_me", "pronouns", "gender", "age_band", "about_me")],
    ["contact", has("contact_ok", "contact_how", "contact_detail")],
    ["time_place", has("when", "where", "place_type")],
    ["perpetrator", has("who_did_it", "perp_detail")],
    ["harm_categories", has("harm")],
    ["support_needs", has("support", "access")],
    ["voice", recordings.length > 0],
    ["metadata", files.length > 0 || recordings.length > 0],
  ]
  return new Set([...scopes.flatMap(([scope, there]) => (there ? [scope] : [])), ...kinds])
}
