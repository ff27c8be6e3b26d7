/**
 * The little of `@eventstore/db-client` that we use, as types of our own, and the loading of it. It is
 * an optional peer, so it is asked for only when somebody names a server. Of its two ways to append,
 * the one call per batch is taken: it has a deadline, and no state that all clients share.
 */
import { HivetapeError } from '../../core/errors.js';

export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export interface ServerRecord {
  readonly streamId: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly position?: ServerPosition;
}

export interface ServerResolved {
  readonly event?: ServerRecord;
  readonly link?: ServerRecord;
  readonly commitPosition?: bigint;
}

/** A stream of Node in object mode, as far as it is pulled. */
export interface ServerReadable {
  read(): ServerResolved | null;
  on(event: 'readable' | 'end' | 'close' | 'caughtUp', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  readonly readableLength: number;
  /** Of a read. */
  cancel?(): Promise<void>;
  /** Of a subscription. */
  unsubscribe?(): Promise<void>;
}

export interface ServerEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: 'application/octet-stream';
  readonly data: Uint8Array;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface CallOptions {
  /** Milliseconds. */
  readonly deadline?: number;
  readonly requiresLeader?: boolean;
}

type Place<Exact> = Exact | 'start' | 'end';
interface ReadOptions<Exact> extends CallOptions {
  readonly direction: 'forwards' | 'backwards';
  readonly maxCount?: number;
  readonly fromRevision?: Place<Exact>;
  readonly fromPosition?: Place<Exact>;
}

export interface ServerFilter {
  readonly filterOn: 'streamName' | 'eventType';
  readonly prefixes?: readonly string[];
  readonly regex?: string;
  readonly checkpointInterval: number;
  readonly checkpointReached: (subscription: unknown, position: ServerPosition) => Promise<void>;
}

export interface ServerClient {
  appendToStream(stream: string, events: readonly ServerEvent[], options: CallOptions & { readonly expectedRevision: 'no_stream' | bigint }): Promise<{
    readonly success: boolean;
    readonly nextExpectedRevision: bigint;
    readonly position?: ServerPosition;
  }>;
  readStream(stream: string, options: ReadOptions<bigint>): ServerReadable;
  readAll(options: ReadOptions<ServerPosition>): ServerReadable;
  subscribeToStream(stream: string, options: CallOptions & { readonly fromRevision: Place<bigint> }): ServerReadable;
  subscribeToAll(options: CallOptions & { readonly fromPosition: Place<ServerPosition>; readonly filter?: ServerFilter }): ServerReadable;
  deleteStream(stream: string, options: CallOptions & { readonly expectedRevision: bigint }): Promise<unknown>;
  tombstoneStream(stream: string, options: CallOptions & { readonly expectedRevision: bigint }): Promise<unknown>;
  setStreamMetadata(stream: string, metadata: { readonly truncateBefore?: number; readonly maxCount?: number }, options: CallOptions): Promise<unknown>;
  dispose(): Promise<void>;
  getChannel(): Promise<{ close(): void }>;
  supports(method: unknown): Promise<boolean>;
}

export interface ServerPackage {
  connect(address: string): ServerClient;
}

/** Returns the client package. Throws `server-client-missing`. */
export async function loadServerPackage(): Promise<ServerPackage> {
  let found: { readonly EventStoreDBClient: { connectionString(text: string): unknown } };
  try {
    found = (await import('@eventstore/db-client')) as unknown as typeof found;
  } catch (cause) {
    throw new HivetapeError('server-client-missing', 'A store on a server needs the package @eventstore/db-client (found that it is not installed).', {
      help: 'npm install @eventstore/db-client@6.2.1',
      cause,
    });
  }
  return { connect: (address) => clientAt(found.EventStoreDBClient, address) };
}

function clientAt(made: { connectionString(text: string): unknown }, address: string): ServerClient {
  let client: ServerClient;
  try {
    client = made.connectionString(address) as ServerClient;
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new HivetapeError('server-address-invalid', `A connection string has the form esdb://host:port?tls=false (found: ${withoutPassword(found).split('\n')[0]}).`);
  }
  // The other way to append keeps all appends in flight of all clients of a process in one table, rejects
  // them together, has no deadline, and does not survive an answer without details.
  client.supports = () => Promise.resolve(false);
  return client;
}

/** Returns the text of an address that may be shown. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@\s]*@/, '//');
}
