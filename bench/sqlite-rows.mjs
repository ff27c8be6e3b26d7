// One row per event in SQLite, 1,000 rows a transaction: what bench/store.mjs compares with. Needs node:sqlite.
// `bare` has the rows alone; `asked` has the indexes that it takes to answer by type, agent, correlation and time.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { portions, swarmEvents } from './repeated-log.mjs';
import { timed } from './timed.mjs';

const total = Number(process.argv[2]);
const load = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const swarm = await swarmEvents(load, fileURLToPath(new URL('../scenarios/sp500-swarm.yaml', import.meta.url)));
const directory = mkdtempSync(join(tmpdir(), 'hivetape-bench-'));
const file = join(directory, 'rows.db');
const figures = {};
try {
  for (const kind of ['bare', 'asked']) {
    for (let round = 0; round < 2; round += 1) { // The first round warms up.
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
      figures[kind] = { append: write(kind === 'asked'), scan: read(), bytes: statSync(file).size };
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
console.log(JSON.stringify(figures));

/** Returns the seconds it took, on the clock and of the processor, without those that making the events took. */
function write(isIndexed) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE event (place INTEGER PRIMARY KEY, type TEXT, version INTEGER, time INTEGER, deliverAt INTEGER, agent TEXT, topic TEXT, receivers TEXT, correlation INTEGER, causation INTEGER, data TEXT)');
  if (isIndexed) for (const column of ['type', 'agent', 'correlation', 'time']) database.exec(`CREATE INDEX by_${column} ON event (${column})`);
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const taken = { clock: 0, processor: 0 };
  const take = (work) => {
    const { clock, processor } = timed(work);
    taken.clock += clock;
    taken.processor += processor;
  };
  for (const events of portions(swarm, total)) {
    take(() => {
      database.exec('BEGIN');
      for (const event of events) {
        insert.run(event.offset, event.type, event.version, event.time, event.deliverAt, event.agent, event.topic, JSON.stringify(event.to), event.correlation, event.causation, JSON.stringify(event.data));
      }
      database.exec('COMMIT');
    });
  }
  take(() => {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
  });
  return taken;
}

function read() {
  return timed(() => {
    const database = new DatabaseSync(file);
    let found = 0;
    for (const row of database.prepare('SELECT * FROM event ORDER BY place').iterate()) {
      JSON.parse(row.receivers);
      JSON.parse(row.data);
      found += 1;
    }
    database.close();
    if (found !== total) throw new Error('Rows were lost');
  });
}
