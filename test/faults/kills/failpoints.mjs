// Loaded into the service by the kill harness (`node --import`): the product itself knows of no failpoints. It stands
// where every durable write and every call to the outside must pass: SQLite's driver, and the HTTP client's own
// diagnostics channels. FAILPOINT names where the process gets FAILPOINT_SIGNAL; FAILPOINT_FILE gets a line for each
// point the first time it is passed.
import { appendFileSync } from 'node:fs';
import diagnostics from 'node:diagnostics_channel';
import Database from 'libsql';

const { FAILPOINT: armed, FAILPOINT_FILE: file, FAILPOINT_SIGNAL: signal = 'SIGKILL' } = process.env;
const passed = new Set();

/** The events of the ledger name the transaction that they stand in; its other writes are named by their table. */
const eventType =
  /^(?:alert|incident|evidence|diagnosis|proposal|decision|execution|verification|undo|stop|stage)\.[a-z-]+$/u;
const write = /^(?:insert into|update|delete from) "(\w+)"/u;
const schemaChange = /^(?:create|alter|drop) /u;

function reach(point) {
  if (passed.has(point)) return;
  passed.add(point);
  if (file !== undefined) appendFileSync(file, `${point}\n`);
  if (point === armed) process.kill(process.pid, signal);
}

function nameOfWrite(sql) {
  if (schemaChange.test(sql)) return 'schema';
  const table = write.exec(sql)?.[1];
  if (table !== 'incidents') return table;
  if (!sql.includes(' where ')) return 'incidents freed';
  if (sql.includes('"document"')) return 'a look without news';
  if (sql.includes(' returning ')) return 'incidents claimed';
  return sql.includes('"lease_owner"') ? 'incidents released' : 'incidents renewed';
}

function durably(names, commit) {
  for (const name of names) reach(`before commit of ${name}`);
  const result = commit();
  for (const name of names) reach(`after commit of ${name}`);
  return result;
}

let open;

function watched(sql, parameters, execute) {
  const text = sql.trim().toLowerCase();
  if (text.startsWith('begin')) {
    open = { events: new Set(), writes: [] };
    return execute();
  }
  if (text.startsWith('rollback')) {
    open = undefined;
    return execute();
  }
  if (text.startsWith('commit')) {
    const { events, writes } = open ?? { events: new Set(), writes: [] };
    open = undefined;
    return durably(events.size > 0 ? [...events] : writes.slice(0, 1), execute);
  }
  const name = nameOfWrite(text);
  if (name === undefined) return execute();
  if (open === undefined) return durably([name], execute);
  open.writes.push(name);
  if (text.includes('"ledger_entries"')) {
    for (const value of parameters.flat()) {
      if (typeof value === 'string' && eventType.test(value)) open.events.add(value);
    }
  }
  return execute();
}

const { exec: execute, prepare } = Object.getOwnPropertyDescriptors(Database.prototype);
Database.prototype.exec = function execWatched(sql) {
  return watched(sql, [], () => execute.value.call(this, sql));
};
let database;
Database.prototype.prepare = function prepareWatched(sql) {
  database = this;
  const statement = prepare.value.call(this, sql);
  for (const method of ['run', 'all']) {
    const execute = statement[method];
    statement[method] = (...parameters) =>
      watched(sql, parameters, () => execute.apply(statement, parameters));
  }
  return statement;
};

// A disk that is full, and one that has room again: SQLite then refuses a page more as it does on ENOSPC.
let isFull = false;
process.on('SIGUSR2', () => {
  isFull = !isFull;
  const [{ page_count: pages }] = prepare.value.call(database, 'pragma page_count').all();
  prepare.value.call(database, `pragma max_page_count = ${isFull ? pages : 1_000_000_000}`).all();
  if (file !== undefined) appendFileSync(file, isFull ? 'the disk is full\n' : 'the disk has room\n');
});

function nameOfCall({ method, path, body }) {
  if (path.endsWith('/chat/completions')) return 'model';
  if (method === 'GET') return 'cluster read';
  if (path.includes('/selfsubject')) return 'cluster access review';
  const isDry = path.includes('dryRun=All') || String(body).includes('"dryRun":["All"]');
  return isDry ? 'cluster dry-run' : 'cluster write';
}

const calls = new WeakMap();
diagnostics.subscribe('undici:request:create', ({ request }) => {
  const name = nameOfCall(request);
  calls.set(request, name);
  reach(`before call: ${name}`);
});
diagnostics.subscribe('undici:request:trailers', ({ request }) => {
  const name = calls.get(request);
  if (name !== undefined) reach(`after call: ${name}`);
});
