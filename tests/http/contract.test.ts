// Runs the HTTP contract against every runtime there is.
import { contract } from "./contract.ts"
import { TARGETS } from "./world.ts"

contract(TARGETS)
