import type Database from 'libsql';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

const writing = /^\s*(?:insert|update|delete)\s/iu;

/**
 * A connection that takes the write lock before the first statement of a transaction and of each lone write. A file
 * that another process has locked is then refused there, and nowhere else: libsql leaves a statement that failed so
 * unfinished until it is garbage-collected, and until then no commit succeeds ("SQL statements in progress").
 * https://www.sqlite.org/lang_transaction.html#immediate
 */
export function immediateWrites(raw: Database.Database): SqliteDatabase {
  return {
    close: () => raw.close(),
    prepare(sql) {
      if (sql === 'begin') return beginning(raw);
      const statement: SqliteStatement = raw.prepare(sql);
      return writing.test(sql) && !raw.inTransaction ? alone(raw, statement) : statement;
    },
  };
}

function beginning(raw: Database.Database): SqliteStatement {
  const run = () => {
    raw.exec('begin immediate');
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, run, all: () => [], iterate: () => [][Symbol.iterator]() };
}

function alone(raw: Database.Database, statement: SqliteStatement): SqliteStatement {
  const within = <T>(work: () => T): T => {
    raw.exec('begin immediate');
    try {
      const result = work();
      raw.exec('commit');
      return result;
    } catch (cause) {
      if (raw.inTransaction) raw.exec('rollback');
      throw cause;
    }
  };
  return {
    reader: statement.reader,
    run: (parameters) => within(() => statement.run(parameters)),
    all: (parameters) => within(() => statement.all(parameters)),
    iterate: (parameters) => within(() => statement.all(parameters)).values(),
  };
}
