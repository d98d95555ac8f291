// D1's interface over better-sqlite3, with group commit: batches that are asked for at the same time share one
// transaction and one sync, and each is answered only after COMMIT returned. (ARCHITECTURE, "Storage port".)
import type BetterSqlite3 from "better-sqlite3"

/** The part of a D1 result that drizzle reads. */
interface Result {
  readonly success: true
  readonly results: unknown[]
  readonly meta: Record<string, number>
}

/** What drizzle-orm/d1 asks of a D1 database. */
export interface D1Like {
  prepare(sql: string): Prepared
  batch(statements: Prepared[]): Promise<Result[]>
}

interface Waiting {
  readonly statements: readonly Prepared[]
  readonly resolve: (results: Result[]) => void
  readonly reject: (error: unknown) => void
}

const LONGEST_REST = 20 // milliseconds

class Prepared {
  readonly #group: Group
  readonly #statement: BetterSqlite3.Statement
  readonly #params: unknown[]

  constructor(group: Group, statement: BetterSqlite3.Statement, params: unknown[] = []) {
    this.#group = group
    this.#statement = statement
    this.#params = params
  }

  get readonly(): boolean {
    return this.#statement.readonly
  }

  bind(...params: unknown[]): Prepared {
    return new Prepared(this.#group, this.#statement, params)
  }

  execute(): Result {
    const statement = this.#statement
    const results = statement.reader ? statement.raw(false).all(...this.#params) : []
    const changes = statement.reader ? 0 : statement.run(...this.#params).changes
    return { success: true, results, meta: { changes } }
  }

  async run(): Promise<Result> {
    const [result] = await this.#group.batch([this])
    return result as Result
  }

  all(): Promise<Result> {
    return this.run()
  }

  async raw(): Promise<unknown[]> {
    if (!this.readonly) throw new TypeError("a statement that writes is not read by columns")
    return this.#statement.raw(true).all(...this.#params)
  }
}

class Group implements D1Like {
  readonly #database: BetterSqlite3.Database
  readonly #committed: () => void
  readonly #begun: () => void
  readonly #statements = new Map<string, BetterSqlite3.Statement>()
  #waiting: Waiting[] = []
  #restedAt = 0

  constructor(database: BetterSqlite3.Database, committed: () => void, begun: () => void) {
    this.#database = database
    this.#committed = committed
    this.#begun = begun
  }

  prepare(sql: string): Prepared {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement) // as many as there are queries in rows.ts: their values are parameters
    }
    return new Prepared(this, statement)
  }

  async batch(statements: Prepared[]): Promise<Result[]> {
    if (statements.every((one) => one.readonly)) return statements.map((one) => one.execute())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements, resolve, reject })
      if (this.#waiting.length > 1) return
      const rest = this.#restedAt - performance.now()
      if (rest > 0) setTimeout(() => this.#commit(), rest)
      else setImmediate(() => this.#commit())
    })
  }

  // A commit holds the whole process up for as long as the disk takes to sync. So at most a third of the time is spent in
  // them: under load, more batches then share each; where there is none, nobody waits.
  #commit(): void {
    const begun = performance.now()
    this.#commitAll()
    const now = performance.now()
    this.#restedAt = now + Math.min(LONGEST_REST, 2 * (now - begun))
  }

  // One transaction for all that wait. A batch that fails is undone alone; when the transaction fails, all have failed.
  #commitAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    const answers: (() => void)[] = []
    try {
      this.#run("BEGIN IMMEDIATE")
      this.#begun()
      for (const one of waiting) answers.push(this.#attempt(one))
      this.#run("COMMIT")
    } catch (error) {
      if (this.#database.inTransaction) this.#run("ROLLBACK")
      for (const one of waiting) one.reject(error)
      return
    }
    try {
      this.#committed()
    } catch {
      // What is committed is committed: nobody may be told otherwise and take its files away. The next commit tries again.
    }
    for (const answer of answers) answer()
  }

  #attempt({ statements, resolve, reject }: Waiting): () => void {
    this.#run("SAVEPOINT one")
    try {
      const results = statements.map((one) => one.execute())
      this.#run("RELEASE one")
      return () => resolve(results)
    } catch (error) {
      if (!this.#database.inTransaction) throw error // a full disk undoes the whole transaction
      this.#run("ROLLBACK TO one")
      this.#run("RELEASE one")
      return () => reject(error)
    }
  }

  #run(sql: string): void {
    this.#statement(sql).run()
  }

  #statement(sql: string): BetterSqlite3.Statement {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }
}

/**
 * The database as D1 would show it.
 * @param committed called after each commit, before anybody is answered
 * @param begun called inside each transaction, before anything is written
 */
export function grouped(
  database: BetterSqlite3.Database,
  committed: () => void,
  begun: () => void = () => {},
): D1Like {
  return new Group(database, committed, begun)
}
