/**
 * Diff: the first event in which two runs differ, how far the difference spread, and what it cost.
 * Content is compared, not ids: places in the log shift when one run says more, so events are aligned
 * agent by agent at each instant, and fields that hold offsets are left out.
 */
import type { AgentId, RunId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { LogEvent } from '../domain/catalogue.js';
import { baseAccount, emptyLedger, feesPaid, foldLedger, type Ledger } from '../portfolio/ledger.js';
import type { RunLog, RunStore } from '../store/run-store.js';
import { alignInstant, type Pair } from './align-instant.js';
import { contentDifferences, type FieldDifference } from './compare-events.js';
import { identityOfLog, openingOfLog } from './log-inputs.js';

export interface FirstDifference {
  readonly time: Instant;
  readonly agent: AgentId;
  /** `changed`: both say something, differently; `removed`: only the first run; `inserted`: only the second. */
  readonly kind: 'changed' | 'removed' | 'inserted';
  readonly a: Recorded | undefined;
  readonly b: Recorded | undefined;
  readonly fields: readonly FieldDifference[];
}

export interface DifferenceCount {
  same: number;
  changed: number;
  removed: number;
  inserted: number;
}

export interface RunFigures {
  readonly events: number;
  readonly equityMicros: number;
  readonly feesMicros: number;
  readonly fills: number;
}

export interface RunDiff {
  readonly a: RunId;
  readonly b: RunId;
  /** What was set up differently: fields of the scenario, digests of data and code. */
  readonly setup: readonly FieldDifference[];
  /** `undefined`: everything after the opening is the same. */
  readonly first: FirstDifference | undefined;
  readonly total: DifferenceCount;
  readonly byAgent: ReadonlyMap<AgentId, DifferenceCount>;
  readonly figures: { readonly a: RunFigures; readonly b: RunFigures };
}

/** Returns how two runs differ. Throws `run-not-found`. */
export function diffRuns(store: RunStore, a: RunId, b: RunId): RunDiff {
  const [logA, logB] = [store.open(a), store.open(b)];
  const [booksA, booksB] = [emptyLedger(), emptyLedger()];
  const byAgent = new Map<AgentId, DifferenceCount>();
  const total = noDifferences();
  let first: FirstDifference | undefined;
  for (const [fromA, fromB] of instants(afterOpening(logA, booksA), afterOpening(logB, booksB))) {
    for (const event of fromA) foldLedger(booksA, event as LogEvent);
    for (const event of fromB) foldLedger(booksB, event as LogEvent);
    for (const pair of alignInstant(fromA, fromB)) {
      const kind = kindOf(pair);
      const { agent } = (pair.a ?? pair.b) as Recorded;
      total[kind] += 1;
      countFor(byAgent, agent)[kind] += 1;
      if (kind !== 'same') first ??= firstOf(pair, kind);
    }
  }
  const figures = { a: figuresOf(logA, booksA), b: figuresOf(logB, booksB) };
  return { a, b, setup: setupOf(logA, logB), first, total, byAgent, figures };
}

function* afterOpening(log: RunLog, books: Ledger): Generator<Recorded> {
  const opening = openingOfLog(log);
  for (const event of opening) foldLedger(books, event);
  yield* log.events({ from: opening.length });
}

/** Yields the events of each instant of either run, side by side. */
function* instants(a: Generator<Recorded>, b: Generator<Recorded>): Generator<[Recorded[], Recorded[]]> {
  const fromA = byInstant(a);
  const fromB = byInstant(b);
  let nextA = fromA.next().value as Recorded[] | undefined;
  let nextB = fromB.next().value as Recorded[] | undefined;
  while (nextA !== undefined || nextB !== undefined) {
    const at = Math.min(nextA?.[0].time ?? Infinity, nextB?.[0].time ?? Infinity);
    const ofA = nextA?.[0].time === at ? nextA : [];
    const ofB = nextB?.[0].time === at ? nextB : [];
    yield [ofA, ofB];
    if (ofA.length > 0) nextA = fromA.next().value as Recorded[] | undefined;
    if (ofB.length > 0) nextB = fromB.next().value as Recorded[] | undefined;
  }
}

function* byInstant(events: Iterable<Recorded>): Generator<Recorded[], undefined> {
  let instant: Recorded[] = [];
  for (const event of events) {
    if (instant.length > 0 && instant[0].time !== event.time) {
      yield instant;
      instant = [];
    }
    instant.push(event);
  }
  if (instant.length > 0) yield instant;
  return undefined;
}

function kindOf({ a, b, same }: Pair): keyof DifferenceCount {
  if (a === undefined) return 'inserted';
  if (b === undefined) return 'removed';
  return same ? 'same' : 'changed';
}

function firstOf({ a, b }: Pair, kind: FirstDifference['kind']): FirstDifference {
  const { time, agent } = (a ?? b) as Recorded;
  const fields = a !== undefined && b !== undefined ? contentDifferences(a, b) : [];
  return { time, agent, kind, a, b, fields };
}

function setupOf(a: RunLog, b: RunLog): FieldDifference[] {
  if (a.manifest.runId === b.manifest.runId) return [];
  const differences = contentDifferences(asEvent(identityOfLog(a)), asEvent(identityOfLog(b)));
  for (const [log, side] of [[a, 'expected'], [b, 'found']] as const) {
    const { change } = log.manifest.identity as { readonly change?: unknown };
    if (change !== undefined) differences.push({ field: 'fork', expected: undefined, found: undefined, [side]: change });
  }
  return differences;
}

function asEvent(identity: object): Recorded {
  return { data: identity } as unknown as Recorded;
}

function figuresOf(log: RunLog, books: Ledger): RunFigures {
  const account = baseAccount(books);
  return {
    events: log.count,
    equityMicros: account === undefined ? 0 : account.cashMicros + account.valueMicros,
    feesMicros: feesPaid(books),
    fills: books.fills,
  };
}

function noDifferences(): DifferenceCount {
  return { same: 0, changed: 0, removed: 0, inserted: 0 };
}

function countFor(byAgent: Map<AgentId, DifferenceCount>, agent: AgentId): DifferenceCount {
  let count = byAgent.get(agent);
  if (count === undefined) byAgent.set(agent, (count = noDifferences()));
  return count;
}
