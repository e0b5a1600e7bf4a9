import { SqliteAdapter, SqliteDialect } from 'kysely';

/**
 * SQLite undoes schema changes with their transaction (https://www.sqlite.org/lang_transaction.html); kysely takes it
 * that it does not. Without this, a process that dies between two statements of a migration leaves a schema that no
 * start can bring up to date.
 */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}
