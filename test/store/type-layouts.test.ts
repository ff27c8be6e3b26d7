/** Logs outlive their schemas: what was written in an earlier version is read as if it were said today, and stays what it is. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { memoryEventStore } from '../../src/store/memory-event-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { LogCatalogue } from '../../src/store/log-catalogue.js';
import type { RunStore } from '../../src/store/run-store.js';
import { pullRun, pushRun } from '../../src/store/run-transfer.js';
import { errorOf } from './contract-ground.js';
import { manifestOf, plainLog, sampleCatalogue } from './sample-log.js';

/** Two steps on: a unit came, then the number was named otherwise. */
const withUnit = Type.Object({ count: Type.Integer(), unit: Type.String() });
const today = {
  ...sampleCatalogue,
  Counted: {
    version: 3,
    schema: Type.Object({ amount: Type.Integer(), unit: Type.String() }),
    earlier: {
      1: { schema: sampleCatalogue.Counted.schema, upcast: (data: unknown) => ({ ...(data as { readonly count: number }), unit: 'pieces' }) },
      2: { schema: withUnit, upcast: (data: unknown) => ({ amount: (data as { readonly count: number }).count, unit: (data as { readonly unit: string }).unit }) },
    },
  },
} as const satisfies LogCatalogue;

const id = runId('run');
const LENGTH = 2_300;
const written = plainLog(LENGTH);
const asSaidToday = written.map((event): Recorded =>
  event.type === 'Counted' ? { ...event, version: 3, data: { amount: (event.data as { readonly count: number }).count, unit: 'pieces' } } : event,
);

let directory: string;
let store: RunStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-upcast-'));
  cpSync(new URL('../goldens/store/log-v1', import.meta.url), join(directory, 'runs', 'run'), { recursive: true });
  store = embeddedRunStore(today, directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

test('A7: the golden log is read as if it were said today, by every way of reading', async () => {
  const log = store.open(id);
  expect([...log.events()]).toStrictEqual(asSaidToday);
  expect([...log.events({ types: ['Counted'], backwards: true, to: 1_500 })]).toStrictEqual(asSaidToday.filter(({ type, offset }) => type === 'Counted' && offset < 1_500).toReversed());
  const found: Record<string, Recorded[]> = { read: [], subscribed: [], followed: [] };
  log.read().subscribe((event) => found['read'].push(event));
  store.subscribe(id).subscribe((event) => found['subscribed'].push(event));
  for await (const event of store.follow(id)) found['followed'].push(event);
  for (const events of Object.values(found)) expect(events).toStrictEqual(asSaidToday);
});

test('A7: a golden log’s bytes, chain and every prefix stay what they were', () => {
  const log = store.open(id);
  const then = embeddedRunStore(sampleCatalogue, directory).open(id);
  expect([...log.events({ asWritten: true })]).toStrictEqual(written);
  expect(store.verify(id)).toMatchObject({ ok: true, events: LENGTH, fingerprint: then.fingerprint });
  for (const at of [0, 1, 777, 1_000, 2_299]) expect(log.prefixFingerprint(at)).toBe(then.prefixFingerprint(at));
});

test('A7: a golden log can be carried, pushed and pulled, and is the same log there', async () => {
  const { fingerprint } = store.open(id);
  const archive = Buffer.concat([...store.archive(id)]);
  const carried = memoryRunStore(today);
  expect(carried.restore({ size: archive.length, bytesAt: (at, length) => archive.subarray(at, at + length) })).toEqual([{ runId: id, events: LENGTH, fingerprint, isNew: true }]);
  const server = memoryEventStore();
  await pushRun(store, id, server);
  const pulled = memoryRunStore(today);
  expect((await pullRun(server, id, pulled)).seal).toEqual({ events: LENGTH, fingerprint });
  for (const there of [carried, pulled]) {
    expect(there.open(id).fingerprint).toBe(fingerprint);
    expect([...there.open(id).events()]).toStrictEqual(asSaidToday);
  }
});

test('a fork of it goes on in the version of today', () => {
  const at = 1_700;
  const parent = { run: id, at, prefix: store.open(id).prefixFingerprint(at) };
  const writer = store.create(manifestOf('fork', parent));
  for (const event of asSaidToday.slice(at)) writer.append(event);
  writer.finish({});
  expect([...store.open(runId('fork')).events()]).toStrictEqual(asSaidToday);
  expect([...store.open(runId('fork')).events({ asWritten: true })]).toStrictEqual([...written.slice(0, at), ...asSaidToday.slice(at)]);
  expect(store.verify(runId('fork')).ok).toBe(true);
});

test('a version that nobody remembers, or an upcast that gives something else, is refused', () => {
  const { 1: first } = today.Counted.earlier;
  const forgetful = embeddedRunStore({ ...today, Counted: { ...today.Counted, earlier: { 1: first } } }, directory);
  expect(errorOf(() => [...forgetful.open(id).events()]).code).toBe('event-type-unknown');
  const wrong = embeddedRunStore({ ...today, Counted: { ...today.Counted, version: 2, schema: withUnit, earlier: { 1: { ...first, upcast: () => ({ count: 'many' }) } } } }, directory);
  expect(errorOf(() => [...wrong.open(id).events()]).code).toBe('invalid-event');
  expect(wrong.verify(id).ok).toBe(true);
});

test('new events are said in the version of today only', () => {
  const writer = store.create(manifestOf('new'));
  expect(errorOf(() => writer.append(written[0])).code).toBe('append-refused');
  writer.append(asSaidToday[0]);
  writer.abandon({});
});
