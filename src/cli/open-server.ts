/**
 * Opens the server that runs are shared on. Credentials come from the environment or a file, so that
 * they stand neither in a command line nor in its history. Loaded late: most commands need no server.
 */
import { readFileSync } from 'node:fs';
import { HivetapeError } from '../core/errors.js';
import type { EventStore } from '../store/event-store.js';
import type { ServerCredentials } from '../store/eventstore/server-address.js';
import type { RunStore } from '../store/run-store.js';
import type { Desk } from './command-spec.js';

/** Throws `server-client-missing`, `server-address-invalid`; speaks to the server only when it is used. */
export async function openServer(address: string, { surroundings }: Pick<Desk, 'surroundings'>): Promise<EventStore> {
  const { serverEventStore } = await import('../store/eventstore/server-event-store.js');
  const credentials = credentialsFrom(surroundings.env);
  return serverEventStore(address, credentials === undefined ? {} : { credentials });
}

export interface Sharing {
  /** What is written there goes to the server as well. */
  readonly store: RunStore;
  readonly keepUp?: () => Promise<void>;
  /** Returns when the server has all of it. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Returns the store that a run is written to: the local one, shared with a server if one is named. */
export async function shareStore(local: RunStore, desk: Desk): Promise<Sharing> {
  const { server: address } = desk.settings;
  if (address === undefined) return { store: local, settle: () => Promise.resolve(), close: () => Promise.resolve() };
  const [{ drainingRunStore }, server] = await Promise.all([import('../store/draining-run-store.js'), openServer(address, desk)]);
  const { store, keepUp, drained } = drainingRunStore(local, server);
  return { store, keepUp, settle: drained, close: () => server.close() };
}

function credentialsFrom(env: Readonly<Record<string, string | undefined>>): ServerCredentials | undefined {
  const username = env['HIVETAPE_EVENTSTORE_USERNAME'] ?? '';
  if (username === '') return undefined;
  const file = env['HIVETAPE_EVENTSTORE_PASSWORD_FILE'] ?? '';
  return { username, password: file === '' ? (env['HIVETAPE_EVENTSTORE_PASSWORD'] ?? '') : passwordIn(file) };
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (cause) {
    throw new HivetapeError('server-access-denied', 'The file that HIVETAPE_EVENTSTORE_PASSWORD_FILE names can be read (found that it cannot).', { place: { file }, cause });
  }
}
