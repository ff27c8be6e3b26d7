// One row per event in SQLite, 1,000 rows a transaction: what bench/store.mjs compares with. Needs node:sqlite.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const [input, file, rounds] = process.argv.slice(2);
const events = readFileSync(input, 'utf8').split('\n').map((line) => JSON.parse(line));
const figures = { append: [], scan: [], size: 0 };
for (let round = 0; round <= Number(rounds); round += 1) {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const append = timed(write);
  const scan = timed(read);
  figures.size = statSync(file).size;
  if (round > 0) {
    figures.append.push(append);
    figures.scan.push(scan);
  }
}
console.log(JSON.stringify(figures));

function write() {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE event (place INTEGER PRIMARY KEY, type TEXT, version INTEGER, time INTEGER, deliverAt INTEGER, agent TEXT, topic TEXT, receivers TEXT, correlation INTEGER, causation INTEGER, data TEXT)');
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (let at = 0; at < events.length; at += 1_000) {
    database.exec('BEGIN');
    for (const event of events.slice(at, at + 1_000)) {
      insert.run(event.offset, event.type, event.version, event.time, event.deliverAt, event.agent, event.topic, JSON.stringify(event.to), event.correlation, event.causation, JSON.stringify(event.data));
    }
    database.exec('COMMIT');
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

function read() {
  const database = new DatabaseSync(file);
  let found = 0;
  for (const row of database.prepare('SELECT * FROM event ORDER BY place').iterate()) {
    JSON.parse(row.data);
    found += 1;
  }
  database.close();
  if (found !== events.length) throw new Error('Rows were lost');
}

function timed(work) {
  const from = performance.now();
  work();
  return (performance.now() - from) / 1_000;
}
