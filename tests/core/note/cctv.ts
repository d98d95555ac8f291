// C2SP/CCTV's 914 Ed25519 edge cases, and what the signature rule (PROTOCOL section 1) says of each: told from their
// flags alone, so that no verifier judges itself. For the tests in Node and in browsers.
import { sharedVectors } from "../shared.ts"

/** Hex key and signature, and the message as text. */
export interface Vector {
  readonly number: number
  readonly key: string
  readonly sig: string
  readonly msg: string
  readonly flags: readonly string[] | null
}

/** The vectors, or undefined where they are not. */
export function cctvVectors(): readonly Vector[] | undefined {
  return sharedVectors("cctv-ed25519/ed25519vectors.json")
}

// A point may have a low-order component, as long as the plain equation holds. Every other flag names a key or R that
// is of small order or not canonical, or an equation that only a multiplication by the cofactor saves.
const HARMLESS = ["low_order_component_A", "low_order_component_R"]

/** The numbers of the vectors that the rule accepts. */
export function acceptedByFlags(vectors: readonly Vector[]): number[] {
  const fits = ({ flags }: Vector) => (flags ?? []).every((flag) => HARMLESS.includes(flag))
  return vectors.filter(fits).map(({ number }) => number)
}
