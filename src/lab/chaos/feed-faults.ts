/** What befalls the feed: bars that are missing, come twice, come late, or hold a price that never was. */
import type { Draft } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import { formatInstant } from '../../core/instant.js';
import type { Bar } from '../../domain/bar.js';
import type { Instrument } from '../../domain/instrument.js';
import { FEED } from '../../domain/office-names.js';
import type { Source } from '../../kernel/agent.js';
import type { ArmedFault, FaultDesk } from './fault-desk.js';
import type { FaultOf } from './fault-plan.js';

const KINDS = ['feed-gap', 'feed-duplicate', 'bad-tick', 'late-bar'] as const;
type FeedKind = (typeof KINDS)[number];

interface Waiting {
  readonly at: Instant;
  readonly draft: Draft;
}

/** Returns the feed with the faults of the desk in it. */
export function faultyFeed(feed: Source, desk: FaultDesk, instruments: readonly Instrument[]): Source {
  const waiting: Waiting[] = [];
  const stepsPerUnit = new Map<string, number>(instruments.map(({ id, ticksPerUnit }) => [id, ticksPerUnit]));
  const nextAt = (): Instant | undefined => {
    const own = feed.nextAt();
    const other = waiting.length === 0 ? undefined : waiting[0].at;
    return own === undefined || (other !== undefined && other < own) ? other : own;
  };
  const wait = (at: Instant, draft: Draft): void => {
    waiting.push({ at, draft });
    waiting.sort((a, b) => a.at - b.at);
  };
  return {
    agent: feed.agent,
    nextAt,
    take() {
      const at = nextAt();
      const own = feed.nextAt();
      if (own === undefined || (at !== undefined && at < own)) return waiting.shift()?.draft;
      const draft = feed.take();
      const bar = barOf(draft);
      const armed = bar === undefined ? undefined : desk.of(...KINDS).find(({ fault, left }) => left > 0 && (fault.instrument ?? bar.instrument) === bar.instrument);
      if (draft === undefined || bar === undefined || armed === undefined) return draft;
      armed.left -= 1;
      return struck(armed, { draft, bar, at: own, desk, wait, ticksPerUnit: stepsPerUnit.get(bar.instrument) ?? 100 });
    },
  };
}

interface Struck {
  readonly draft: Draft;
  readonly bar: Bar;
  readonly at: Instant;
  readonly desk: FaultDesk;
  readonly wait: (at: Instant, draft: Draft) => void;
  readonly ticksPerUnit: number;
}

/** Returns what is said in place of a bar; nothing, if it is missing or comes later. */
function struck(armed: ArmedFault<FaultOf<FeedKind>>, { draft, bar, at, desk, wait, ticksPerUnit }: Struck): Draft | undefined {
  const { fault, chance } = armed;
  const told = { cause: undefined, receiver: FEED };
  const named = `${bar.instrument} ${formatInstant(bar.closedAt)}`;
  switch (fault.kind) {
    case 'feed-gap':
      desk.tellStrike(armed, { ...told, outcome: 'skipped', note: named });
      return undefined;
    case 'feed-duplicate':
      desk.tellStrike(armed, { ...told, outcome: 'repeated', note: named });
      wait(at, draft);
      return draft;
    case 'late-bar': {
      const lateUs = Math.min(1 + Math.floor(chance.unit() * fault.delayUs), Math.max(1, desk.healAt - at));
      desk.tellStrike(armed, { ...told, outcome: 'late', note: `${named} by ${lateUs} µs` });
      wait(at + lateUs, draft);
      return undefined;
    }
    case 'bad-tick': {
      const wrong = withBadTick(bar, fault.factor, ticksPerUnit);
      desk.tellStrike(armed, { ...told, outcome: 'altered', note: `${named}: close ${bar.close} told as ${wrong.close}` });
      return { ...draft, data: { bar: wrong } };
    }
  }
}

/** The close jumps, and with it the high or the low, on the tick and above nothing. */
function withBadTick(bar: Bar, factor: number, ticksPerUnit: number): Bar {
  const close = Math.max(1, Math.round(bar.close * factor * ticksPerUnit)) / ticksPerUnit;
  return { ...bar, close, high: Math.max(bar.high, close), low: Math.min(bar.low, close) };
}

function barOf({ type, data }: Draft = { type: '', data: undefined }): Bar | undefined {
  return type === 'BarClosed' ? (data as { readonly bar: Bar }).bar : undefined;
}
