/** Runs between machines: written straight to a server, pushed, pulled; each machine is a directory. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { selfSigned } from '../store/eventstore/self-signed.js';
import { startStubServer, type StubServer } from '../store/eventstore/stub-server.js';
import { openStage, smallScenario, type Stage } from './stage.js';
import { pullCommand } from '../../src/cli/commands/pull.js';
import { pushCommand } from '../../src/cli/commands/push.js';

let stub: StubServer;
let here: Stage;
let there: Stage;
beforeEach(async () => {
  stub = await startStubServer();
  [here, there] = [openStage(), openStage()];
  here.write('scenario.yaml', smallScenario);
});
afterEach(async () => {
  here.clear();
  there.clear();
  await stub.stop();
});

const fingerprintIn = (text: string): string | undefined => /hivetape1:[0-9a-f]{64}/.exec(text)?.[0];

test('a run is pushed from one machine and pulled to another, where it can be verified and decided again', async () => {
  const run = await here.run(['run', 'scenario.yaml']);
  const pushed = await here.run(['push', '@', '--to', stub.address]);
  expect(pushed).toMatchObject({ code: 0 });
  const pulled = await there.run(['pull', 'small', '--from', stub.address]);
  expect(pulled).toMatchObject({ code: 0 });
  expect(fingerprintIn(pushed.out)).toBeDefined();
  expect([run.out, pulled.out].map(fingerprintIn)).toEqual([fingerprintIn(pushed.out), fingerprintIn(pushed.out)]);
  expect((await there.run(['runs', 'verify', '@'])).code).toBe(0);
  expect((await there.run(['rerun', '@'])).code).toBe(0);
  expect((await there.run(['pull', 'small', '--from', stub.address])).out).toContain('0 of them new');
});

test('a run is written straight to a server, and kept here as well', async () => {
  const run = await here.run(['run', 'scenario.yaml', '--store', stub.address]);
  expect(run).toMatchObject({ code: 0 });
  expect((await here.run(['runs', 'verify', '@'])).code).toBe(0);
  expect((await there.run(['runs', 'list', '--store', stub.address])).out).toMatch(/small +sealed/);
  expect((await here.run(['push', '@', '--store', stub.address])).out).toContain('0 of them new');
  expect(fingerprintIn((await there.run(['pull', 'small', '--store', stub.address])).out)).toBe(fingerprintIn(run.out));
});

test('the result is an object for programs', async () => {
  await here.run(['run', 'scenario.yaml']);
  const { out } = await here.run(['push', '@', '--to', stub.address, '--json']);
  const pushed = JSON.parse(out) as { moved: number; events: number };
  expect(pushed).toMatchObject({ schema: 'hivetape.transfer/1', moved: pushed.events });
});

test('what cannot be done is refused with its code', async () => {
  await here.run(['run', 'scenario.yaml']);
  expect(await here.run(['push', '@'])).toMatchObject({ code: 2 });
  expect(await here.run(['push', '@', '--to', 'http://localhost'])).toMatchObject({ code: 3 });
  expect(await there.run(['pull', 'small', '--from', stub.address])).toMatchObject({ code: 5 });
  expect(await there.run(['pull', '018e7c11-0000-8000-8000-000000000000', '--from', stub.address])).toMatchObject({ code: 5 });
  stub.faults.append.push('denied');
  expect(await here.run(['push', '@', '--to', stub.address])).toMatchObject({ code: 4 });
  const missing = await here.run(['push', '@', '--to', stub.address], { env: { HIVETAPE_EVENTSTORE_USERNAME: 'a', HIVETAPE_EVENTSTORE_PASSWORD_FILE: 'none.txt' } });
  expect(missing).toMatchObject({ code: 4 });
});

test('credentials come from the environment or from a file, go over TLS, and are never shown', async () => {
  const server = selfSigned('hivetape test server');
  const safe = await startStubServer({ ...server, user: 'admin:changeit' });
  try {
    await here.run(['run', 'scenario.yaml']);
    here.write('ca.pem', server.certificate);
    here.write('password.txt', 'changeit\n');
    const to = `${safe.address}?tlsCAFile=${join(here.directory, 'ca.pem')}`;
    const push = (env: Readonly<Record<string, string>>): ReturnType<Stage['run']> => here.run(['push', '@', '--to', to], { env });
    const HIVETAPE_EVENTSTORE_USERNAME = 'admin';
    const shut = [await push({}), await push({ HIVETAPE_EVENTSTORE_USERNAME, HIVETAPE_EVENTSTORE_PASSWORD: 'other' })];
    expect(shut.map(({ code }) => code)).toEqual([4, 4]);
    const open = [
      await push({ HIVETAPE_EVENTSTORE_USERNAME, HIVETAPE_EVENTSTORE_PASSWORD_FILE: join(here.directory, 'password.txt') }),
      await push({ HIVETAPE_EVENTSTORE_USERNAME, HIVETAPE_EVENTSTORE_PASSWORD: 'changeit' }),
    ];
    expect(open.map(({ code }) => code)).toEqual([0, 0]);
    expect(JSON.stringify([shut, open])).not.toMatch(/changeit|other/);
  } finally {
    await safe.stop();
  }
});

test('the commands say what they do', () => {
  for (const { summary, examples } of [pushCommand, pullCommand]) expect(`${summary} ${String(examples)}`).toMatch(/EventStoreDB.*esdb:/);
});
