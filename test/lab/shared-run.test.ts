/** A run that is written straight to a server, whatever the server does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/domain/catalogue.js';
import { isHivetapeError } from '../../src/core/errors.js';
import { decodeEvent, streamOfRun } from '../../src/store/event-json.js';
import { drainingRunStore } from '../../src/store/draining-run-store.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { EventStore } from '../../src/store/event-store.js';
import { serverEventStore } from '../../src/store/eventstore/server-event-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { pullRun, pushRun } from '../../src/store/run-transfer.js';
import { sharedRun } from '../../src/store/shared-run.js';
import { startStubServer, type AppendFault, type StubServer } from '../store/eventstore/stub-server.js';
import { smallRun, type SmallRun } from './small-run.js';

const retry = { totalMs: 30_000, pauseMs: 2, pauseMsMax: 50 };
const small = { eventsPerBatch: 100, retry };

let plain: SmallRun;
let directory: string;
let stub: StubServer;
let server: EventStore;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-shared-'));
  plain = await smallRun({ store: embeddedRunStore(catalogue, directory) });
});
afterAll(() => {
  plain.remove();
  rmSync(directory, { recursive: true });
});
beforeEach(async () => {
  stub = await startStubServer();
  server = await serverEventStore(stub.address, { answerMsMax: 150, retry });
});
afterEach(async () => {
  await server.close();
  await stub.stop();
});

/** Every third append meets one of these, in turn. */
const faults: readonly AppendFault[] = ['lost-answer', 'killed-after-commit', 'lost-request', 'not-leader', 'aborted-after-commit', 'aborted', 'busy', 'unknown', { delayMs: 40 }];

async function expectWhole(): Promise<void> {
  const { runId, fingerprint, events } = plain.outcome;
  const stored = [];
  for await (const { revision, data } of server.read(streamOfRun(runId))) stored.push({ revision, event: decodeEvent(data) });
  expect(stored.map(({ revision }) => revision)).toEqual(Array.from({ length: events }, (_, index) => index));
  expect(stored.map(({ event }) => event)).toStrictEqual([...plain.store.open(runId).events()]);
  expect((await sharedRun(server, runId))?.seal).toEqual({ fingerprint, events });
  const there = memoryRunStore(catalogue);
  await pullRun(server, runId, there);
  expect(there.open(runId).fingerprint).toBe(fingerprint);
}

async function share(local = memoryRunStore(catalogue), options: object = small): Promise<{ lagMax: number }> {
  const shared = drainingRunStore(local, server, options);
  let lagMax = 0;
  const keepUp = async (): Promise<void> => {
    await shared.keepUp();
    lagMax = Math.max(lagMax, shared.lag());
  };
  const again = await smallRun({ store: shared.store, keepUp });
  again.remove();
  expect(again.outcome.fingerprint).toBe(plain.outcome.fingerprint);
  await shared.drained();
  expect(shared.lag()).toBe(0);
  return { lagMax };
}

describe('a run written straight to a server', () => {
  test('has the fingerprint and the events of the same run in the embedded store', async () => {
    await share();
    await expectWhole();
  });

  test('is the same under every fault, with nothing doubled and nothing lost', async () => {
    stub.faults.chooseAppend = (count) => (count % 3 === 0 ? faults[(count / 3) % faults.length] : undefined);
    await share();
    stub.faults.chooseAppend = undefined;
    expect(stub.seen.events).toBeGreaterThan(plain.outcome.events);
    stub.faults.cutRead.push(3, 500, 0, 1);
    await expectWhole();
  });

  test('goes on over a server that stops and comes back', async () => {
    let restarts = 0;
    stub.faults.chooseAppend = (count) => {
      if (count % 7 === 5 && restarts < 3) {
        restarts += 1;
        void stub.restart(60);
        return 'lost-answer';
      }
      return undefined;
    };
    await share();
    expect(restarts).toBe(3);
    await expectWhole();
  });

  test('B5: a run waits for a server that lags, with the same fingerprint, and no longer than it must', async () => {
    stub.faults.chooseAppend = () => ({ delayMs: 5 });
    const { lagMax } = await share(undefined, { ...small, lagMax: 200 });
    expect(lagMax).toBeLessThanOrEqual(200);
    await expectWhole();
  });

  test('is kept here when the server is gone, says so, and can be pushed later', async () => {
    const local = memoryRunStore(catalogue);
    stub.faults.chooseAppend = (count) => (count > 4 ? 'busy' : undefined);
    const shared = drainingRunStore(local, server, { eventsPerBatch: 100, retry: { totalMs: 100, pauseMs: 10, pauseMsMax: 20 } });
    const again = await smallRun({ store: shared.store, keepUp: shared.keepUp });
    again.remove();
    const error: unknown = await shared.drained().then(() => undefined, (thrown: unknown) => thrown);
    expect(isHivetapeError(error) && error.code).toBe('server-unreachable');
    expect(local.open(plain.outcome.runId)).toMatchObject({ state: 'finished', fingerprint: plain.outcome.fingerprint });
    stub.faults.chooseAppend = undefined;
    expect((await sharedRun(server, plain.outcome.runId))?.seal).toBe(undefined);
    const { moved } = await pushRun(local, plain.outcome.runId, server, small);
    expect(moved).toBeLessThan(plain.outcome.events);
    await expectWhole();
  });

  test('done twice is there once', async () => {
    await share();
    await share();
    await expectWhole();
  });
});
