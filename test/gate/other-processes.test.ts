/** One process writes a run; others read it meanwhile, each at its pace, and one that wants to write it too is refused. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { agentId, runId } from '../../src/core/brand.js';
import { NOBODY, type Recorded } from '../../src/core/event.js';
import { catalogue } from '../../src/domain/catalogue.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { builtPackage } from './built-package.js';

const built = builtPackage();
const directory = mkdtempSync(join(tmpdir(), 'hivetape-processes-'));
afterAll(() => {
  built.remove();
  rmSync(directory, { recursive: true });
});
const script = fileURLToPath(new URL('./reading-process.mjs', import.meta.url));
const id = runId('shared');
const LENGTH = 24_500;

interface Other {
  /** Returns when it has heard so many events. */
  readonly heard: (events: number) => Promise<void>;
  readonly ended: Promise<Record<string, unknown>>;
}

function start(task: 'follow' | 'subscribe' | 'write'): Other {
  const child = spawn(process.execPath, [script, dirname(built.entry), directory, id, task], { stdio: ['ignore', 'pipe', 'inherit'] });
  let count = 0;
  const waiting = new Set<() => void>();
  const ended = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, value] = JSON.parse(line) as [string, unknown];
      if (word === 'end') return resolve(value as Record<string, unknown>);
      count = value as number;
      for (const look of waiting) look();
    });
    child.on('close', (code) => reject(new Error(`A reader left with ${code}`)));
  });
  const heard = (events: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => void (count >= events && resolve());
      waiting.add(look);
      look();
    });
  return { heard: (events) => Promise.race([heard(events), ended.then(() => undefined)]), ended };
}

function eventAt(offset: number): Recorded {
  const time = 1_600_000_000_000_000 + offset * 1_000;
  const data = { instrument: 'X', direction: 'long', strength: 0.5, evidence: `because of ${offset % 700}` };
  return { offset, type: 'SignalRaised', version: 1, time, deliverAt: time + 1, agent: agentId('ant'), topic: 'signals/X', to: NOBODY, correlation: -1, causation: -1, data };
}

test('a run that is written is read by other processes, and written by no other', async () => {
  const writer = embeddedRunStore(catalogue, directory, { segmentBytesMax: 100_000 }).create({ runId: id, name: 'Shared', identity: {} });
  let next = 0;
  const writeTo = (end: number): void => {
    for (; next < end; next += 1) writer.append(eventAt(next));
    writer.commit();
  };
  writeTo(5_000);
  const [pulling, pushed, intruder] = [start('follow'), start('subscribe'), start('write')];
  await Promise.all([pulling.heard(5_000), pushed.heard(5_000)]);
  const refused = await intruder.ended;
  expect(refused).toMatchObject({ code: 'store-locked' });
  expect(refused['message']).toContain(`process ${process.pid}`);
  writeTo(12_345);
  const late = start('follow');
  await Promise.all([pulling, pushed, late].map(({ heard }) => heard(12_000)));
  writeTo(LENGTH);
  const { fingerprint } = writer.finish(null);
  const whole = { heard: LENGTH, wrong: 0, count: LENGTH, fingerprint, state: 'finished', verified: true };
  expect(await Promise.all([pulling.ended, pushed.ended, late.ended])).toEqual([whole, whole, whole]);
}, 120_000);
