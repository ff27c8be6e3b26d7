/** The way to a server that is not open to everybody: certificates, names, passwords. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import type { EventStore } from '../../../src/store/event-store.js';
import { serverEventStore, type ServerOptions } from '../../../src/store/eventstore/server-event-store.js';
import { settledAppend } from '../../../src/store/settled-append.js';
import { selfSigned, type Certificate } from './self-signed.js';
import { startStubServer, type StubSafety, type StubServer } from './stub-server.js';

const event = { id: '00000000-0000-8000-8000-000000000001', type: 'Noted', data: new Uint8Array(3) };
const quick: ServerOptions = { answerMsMax: 3_000, retry: { totalMs: 300, pauseMs: 20, pauseMsMax: 50 } };
const credentials = { username: 'ad:min', password: 'p@ss/wörd?' };
const user = `${credentials.username}:${credentials.password}`;

let directory: string;
let server: Certificate;
let stub: StubServer;
const opened: EventStore[] = [];
const fileOf = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};
const start = async (safety: Partial<StubSafety>): Promise<void> => {
  stub = await startStubServer({ ...server, ...safety });
};
const connect = async (query: string, options: ServerOptions = {}): Promise<EventStore> => {
  const store = await serverEventStore(`${stub.address}?${query}`, { ...quick, ...options });
  opened.push(store);
  return store;
};
const append = (store: EventStore): ReturnType<typeof settledAppend> => settledAppend(store, { stream: 's', batch: [event], expected: 'no_stream' }, quick.retry);

async function errorOf(work: Promise<unknown>): Promise<{ readonly code: string; readonly said: string }> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  if (!isHivetapeError(error)) throw error ?? new Error('Nothing was refused');
  return { code: error.code, said: `${error.message} ${error.details.help ?? ''}` };
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-tls-'));
  server = selfSigned('hivetape test server');
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await stub.stop();
  rmSync(directory, { recursive: true });
});

describe('over TLS', () => {
  test('a server is believed by the certificate that the address names, and everything works as without', async () => {
    await start({});
    const store = await connect(`tlsCAFile=${fileOf('ca.pem', server.certificate)}`);
    expect(await append(store)).toMatchObject({ kind: 'committed', last: 0 });
    for await (const found of store.read('s')) expect(found.data).toEqual(event.data);
    for await (const signal of store.subscribe('s')) if (signal.kind === 'caught-up') break;
    expect(await store.head('s')).toBe(0);
  });

  test('a server whose certificate nobody vouches for is not spoken to, and the error says so', async () => {
    await start({});
    const ca = fileOf('other.pem', selfSigned('somebody else').certificate);
    for (const query of [`tlsCAFile=${ca}`, '']) {
      const { code, said } = await errorOf(append(await connect(query)));
      expect([code, said]).toEqual(['server-unreachable', expect.stringContaining('certificate')]);
    }
    expect(stub.seen.appends).toBe(0);
  });

  test('without TLS such a server does not answer', async () => {
    await start({});
    expect((await errorOf(append(await connect('tls=false')))).code).toBe('server-unreachable');
  });

  test('a certificate file that is not there is named', async () => {
    await start({});
    const { code, said } = await errorOf(connect(`tlsCAFile=${join(directory, 'nowhere.pem')}`));
    expect([code, said]).toEqual(['server-address-invalid', expect.stringContaining('certificate file')]);
  });

  test('a client shows its own certificate where a server asks for one', async () => {
    const client = selfSigned('hivetape test client');
    await start({ clientAuthority: client.certificate });
    const ca = `tlsCAFile=${fileOf('ca.pem', server.certificate)}`;
    expect((await errorOf(append(await connect(ca)))).code).toBe('server-unreachable');
    const store = await connect(`${ca}&userCertFile=${fileOf('client.pem', client.certificate)}&userKeyFile=${fileOf('client.key', client.key)}`);
    expect(await append(store)).toMatchObject({ kind: 'committed', last: 0 });
  });
});

describe('credentials', () => {
  test('open the server, whatever they are made of; without them, or with others, it stays shut', async () => {
    await start({ user });
    const ca = `tlsCAFile=${fileOf('ca.pem', server.certificate)}`;
    const store = await connect(ca, { credentials });
    expect(await append(store)).toMatchObject({ kind: 'committed', last: 0 });
    expect(await store.head('s')).toBe(0);
    for (const wrong of [undefined, { ...credentials, password: 'other' }]) {
      const shut = await connect(ca, wrong && { credentials: wrong });
      expect(await append(shut)).toMatchObject({ kind: 'refused', code: 'server-access-denied' });
      const { code, said } = await errorOf(shut.head('s'));
      expect(code).toBe('server-access-denied');
      expect(said).not.toContain('other');
      for await (const _ of emptyIfDenied(shut)) throw new Error('Nothing comes');
    }
  });
});

async function* emptyIfDenied(store: EventStore): AsyncGenerator<unknown> {
  try {
    for await (const signal of store.subscribe('s')) yield signal;
  } catch (error) {
    expect(isHivetapeError(error) && error.code).toBe('server-access-denied');
  }
}
