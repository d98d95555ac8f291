// How tables of refusals ask: the stable code that a call is refused with. An error without a code is no refusal.
import { CodedError } from "../../src/core/errors.ts"

/** @returns the code, or "taken" if nothing was refused; any other error is thrown on */
export async function refusalOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return "taken"
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}
