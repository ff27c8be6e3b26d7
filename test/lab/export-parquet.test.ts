import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Recorded } from '../../src/core/event.js';
import { loadOptionalPackage } from '../../src/host/optional-package.js';
import { exportParquet } from '../../src/lab/export-parquet.js';
import { smallRun, type SmallRun } from './small-run.js';

let run: SmallRun;
beforeAll(async () => {
  run = await smallRun();
});
afterAll(() => run.remove());

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const events = (types?: readonly string[]): Recorded[] => [...run.store.open(run.outcome.runId).events(types && { types })];

async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path), utf8: true });
}

test('every event is a row, and nothing of it is lost', async () => {
  const path = join(run.folder, 'all.parquet');
  const all = events();
  expect(await exportParquet(all, path)).toBe(all.length);
  const rows = await rowsOf(path);
  expect(rows.length).toBe(all.length);
  for (const [index, { offset, time, deliverAt, type, agent, topic, correlation, causation, data }] of all.entries()) {
    const row = rows[index];
    expect([row['offset'], row['type'], row['agent'], row['topic']]).toEqual([BigInt(offset), type, agent, topic]);
    // A date of JavaScript ends at milliseconds.
    expect([(row['time'] as Date).getTime(), (row['deliver_at'] as Date).getTime()]).toEqual([Math.floor(time / 1_000), Math.floor(deliverAt / 1_000)]);
    expect([row['correlation'] ?? -1n, row['causation'] ?? -1n]).toEqual([BigInt(correlation), BigInt(causation)]);
    expect(row['data']).toEqual(plain(data));
  }
});

test('the fields of one type are columns of their own', async () => {
  const path = join(run.folder, 'bars.parquet');
  const bars = events(['BarClosed']);
  await exportParquet(bars, path, 'BarClosed');
  const rows = await rowsOf(path);
  expect(rows.map((row) => row['data.bar.close'])).toEqual(bars.map(({ data }) => (data as { bar: { close: number } }).bar.close));
  expect(rows.map((row) => row['data.bar.instrument'])).toEqual(bars.map(() => 'WALK'));
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  expect(schema.find(({ name }) => name === 'time')).toMatchObject({ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' });
});

interface Duck {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<{ runAndReadAll(query: string): Promise<{ getRowObjects(): Record<string, unknown>[] }> }> }> };
}

test('a database reads the same, to the microsecond', async ({ skip }) => {
  const duck = await loadOptionalPackage<Duck>('@duckdb/node-api');
  if (duck === undefined) return skip('@duckdb/node-api is not installed');
  const path = join(run.folder, 'asked.parquet');
  const all = events();
  await exportParquet(all, path);
  const connection = await (await duck.DuckDBInstance.create(':memory:')).connect();
  const query = `select "offset", epoch_us(time) as t, epoch_us(deliver_at) as d, type, agent, topic, correlation as c, causation as k, data::varchar as data from '${path}' order by 1`;
  const rows = (await connection.runAndReadAll(query)).getRowObjects();
  const found = rows.map((row) => [row['offset'], row['t'], row['d'], row['type'], row['agent'], row['topic'], row['c'] ?? -1n, row['k'] ?? -1n, JSON.parse(String(row['data'])) as unknown]);
  expect(found).toEqual(all.map((event) => [
    BigInt(event.offset), BigInt(event.time), BigInt(event.deliverAt), event.type, event.agent, event.topic, BigInt(event.correlation), BigInt(event.causation), plain(event.data),
  ]));
});

test('no events make a file without rows, and what fails leaves no file', async () => {
  const path = join(run.folder, 'none.parquet');
  expect(await exportParquet([], path)).toBe(0);
  expect(await rowsOf(path)).toEqual([]);
  const failing = join(run.folder, 'failing.parquet');
  await expect(exportParquet(broken(), failing)).rejects.toThrow('in the middle');
  expect(existsSync(failing)).toBe(false);
  expect(readdirSync(run.folder).filter((name) => name.includes('failing'))).toEqual([]);
});

function* broken(): Generator<Recorded> {
  yield* events().slice(0, 5);
  throw new Error('in the middle');
}
