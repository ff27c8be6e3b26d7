/**
 * What a statement about a store of streams is, and what is lent to check it. A statement knows no test
 * framework: it returns, or it throws.
 */
import { assert } from '../../core/assert.js';
import { agentId, runId, type RunId } from '../../core/brand.js';
import { canonicalJson } from '../../core/canonical.js';
import { isHivetapeError, type HivetapeError } from '../../core/errors.js';
import { NOBODY, type Recorded } from '../../core/event.js';
import { eventIdOf } from '../../core/ids.js';
import { encodeEvent, streamOfRun } from '../../store/event-json.js';
import type { AppendOutcome, EncodedEvent, EventStore, Revision, StoredEvent, StreamName, StreamRange } from '../../store/event-store.js';
import { settledAppend } from '../../store/settled-append.js';

/**
 * What a store can do beyond appending to one stream and reading it: read all streams together, delete
 * streams, hide what is old (`retention`), keep any bytes, lose answers and connections on demand (only a test server does), be
 * restarted with its data kept. `real-server`: nothing else can show it.
 */
export type Ability = 'all-streams' | 'removal' | 'retention' | 'any-bytes' | 'faults' | 'restart' | 'real-server';

/** A server's misbehaviour, on demand. */
export interface StoreFaults {
  /** The next appends meet these, in order. */
  append(...faults: readonly string[]): void;
  /** The next reads or subscriptions are cut after so many events. */
  cutReads(...afterEvents: readonly number[]): void;
  /** The body of this event is gone. */
  removeBody(id: string): void;
  /** Calls that are open for reading now. */
  openReads(): number;
  /** Events that were sent to readers until now. */
  sent(): number;
  /** Another store on the same server, of a connection of its own. */
  another(): Promise<EventStore>;
  /** A store whose server is not there, and that gives up soon. */
  nowhere(): Promise<EventStore>;
}

export interface StoreUnderStatement {
  readonly store: EventStore;
  readonly abilities: readonly Ability[];
  /** Begins the names of all runs, so that a shared server can be used. */
  readonly prefix: string;
  readonly faults?: StoreFaults;
  /** Takes the store down and brings it back with what it acknowledged. */
  readonly restart?: () => Promise<void>;
}

export interface Statement {
  /** As in the checklist of `docs/eventstore.md`. */
  readonly number: number;
  readonly title: string;
  readonly needs: readonly Ability[];
  readonly check: (given: StoreUnderStatement) => Promise<void>;
}

/** Returns why a statement cannot be asked of a store, or `undefined` if it can. */
export function reasonToSkip({ needs }: Statement, { abilities }: Pick<StoreUnderStatement, 'abilities'>): string | undefined {
  const missing = needs.filter((need) => !abilities.includes(need));
  return missing.length === 0 ? undefined : `needs ${missing.join(', ')}`;
}

export interface TestStream {
  readonly run: RunId;
  readonly name: StreamName;
  /** Events of the stream from an offset on; another salt gives other ids and other data. */
  readonly events: (count: number, from?: number, salt?: string) => EncodedEvent[];
}

/** Returns a stream of its own for one statement. */
export function streamFor({ prefix }: StoreUnderStatement, word: string): TestStream {
  const run = runId(`${prefix}${word}`);
  const events = (count: number, from = 0, salt = ''): EncodedEvent[] =>
    Array.from({ length: count }, (_, index) => {
      const offset = from + index;
      const encoded = encodeEvent(run, sampleEvent(offset, `${word} ${salt} ${offset}`));
      return salt === '' ? encoded : { ...encoded, id: eventIdOf(runId(`${run} ${salt}`), offset) };
    });
  return { run, name: streamOfRun(run), events };
}

export function sampleEvent(offset: number, evidence: string): Recorded {
  const time = 1_600_000_000_000_000 + offset * 1_000_000;
  return {
    offset, type: 'SignalRaised', version: 1, time, deliverAt: time + 1, agent: agentId('ant'), topic: 'signals/X', to: NOBODY, correlation: offset, causation: -1,
    data: { instrument: 'X', direction: 'long', strength: 0.5, evidence },
  };
}

/** Returns an append that must be committed. */
export async function commit(store: EventStore, { name, events }: TestStream, count: number, from = 0): Promise<Extract<AppendOutcome, { kind: 'committed' }>> {
  const outcome = await settledAppend(store, { stream: name, batch: events(count, from), expected: from === 0 ? 'no_stream' : from - 1 });
  assert(outcome.kind === 'committed', 'An append at the right revision is committed', { outcome: shown(outcome) });
  return outcome;
}

export async function revisionsOf(store: EventStore, stream: StreamName, range: StreamRange = {}): Promise<Revision[]> {
  return (await eventsOf(store, stream, range)).map(({ revision }) => revision);
}

export async function eventsOf(store: EventStore, stream: StreamName, range: StreamRange = {}): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for await (const event of store.read(stream, range)) found.push(event);
  return found;
}

/** Throws unless two values have one canonical form. */
export function assertSame(found: unknown, expected: unknown, rule: string): void {
  const [one, other] = [shown(found), shown(expected)];
  assert(one === other, rule, { expected: other, found: one });
}

/** Returns the error of a code that the work must throw. */
export async function assertRefused(code: string, work: () => Promise<unknown>): Promise<HivetapeError> {
  try {
    await work();
  } catch (error) {
    if (!isHivetapeError(error)) throw error;
    assertSame(error.code, code, 'A refusal has its code');
    return error;
  }
  assert(false, `The work is refused with ${code}`);
}

export function assertOutcome(outcome: AppendOutcome, expected: Partial<Record<string, unknown>>): void {
  const found = Object.fromEntries(Object.entries(outcome).filter(([key]) => Object.hasOwn(expected, key)));
  assertSame(found, expected, 'An append ends as it should');
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function shown(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? 'null'));
}
