// Where an audit reads from: a server or an intake bundle, nothing of which is believed. Each answer is bounded in size and
// time by whoever gives it; what it says is judged elsewhere.

/** A statement that the server says is not in the log yet. */
export interface PendingItem {
  readonly leaf: string
  readonly note: Uint8Array
  /** Null for a withdrawal that was taken while the server could not sign. */
  readonly promise: Uint8Array | null
}

/** A container as the server lists it. */
export interface HeldItem {
  readonly subject: string
  readonly root: string
  readonly size: number
  readonly state: "held" | "withdrawn"
}

/** What a source says of a container: what was asked for, or why there is none. */
export type Stored<T> =
  | { readonly state: "held"; readonly value: T }
  | { readonly state: "withdrawn" | "erased" | "unknown" }

/** @throws {SourceError} from everything, where the source does not answer as it must */
export interface Source {
  /** A server is asked for everything, and what it does not give is gone. A bundle holds only what it carries. */
  readonly kind: "server" | "bundle"
  /** Whether entries, pending statements, records and containers can be read: a server gives them to auditors' keys. */
  readonly whole: boolean
  /** Charters as exact notes, oldest first. */
  charters(): Promise<readonly Uint8Array[]>
  policy(): Promise<Uint8Array>
  checkpoint(): Promise<Uint8Array>
  /** A tile of hashes or entries by its path below `log/`. */
  tile(path: string): Promise<Uint8Array>
  pending(): Promise<readonly PendingItem[]>
  /** Undefined where it is not there. The bytes are the asker's own: they may be handed to another thread. */
  record(sha256: string): Promise<Uint8Array | undefined>
  /** Undefined where the source cannot say what is held. */
  holdings(): Promise<readonly HeldItem[] | undefined>
  /** Leaf hashes of a container's parts, and one part. */
  hashes(root: string): Promise<Stored<readonly Uint8Array[]>>
  part(root: string, n: number): Promise<Stored<Uint8Array>>
}
